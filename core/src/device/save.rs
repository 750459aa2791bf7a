//! Saving what a person did: the changes go into the queue, and the draft ends, in one strict batch; nothing is sent here.
//!
//! A phone that waits for its disk waits for each table anew, so a saving is rows of one table: what else it means lies
//! behind the change in its row, and is laid where it belongs afterwards ([`Device::tidy`]).

use crate::change::{Change, Oversize};
use crate::device::Device;
use crate::device::keys::{self, Turn};
use crate::device::rows::{Ends, mark, write, write_queued};
use crate::device::tables::{StoreOp, Table};
use crate::record::Record;

impl Device {
    /// The batch that saves changes. It must be written strictly; 「保存しました」 only after it was, and then it is
    /// given to the machine as `Event::Written`.
    ///
    /// `seen` holds the records that the changes edit, as they were on the screen: what the server gave is kept
    /// beside the queue, so that the change can be laid over it without searching the mirror. `draft` is the key of
    /// the draft that ends with this, and the mark of its row where that is known: it is gone when the batch is written,
    /// though its row may still lie there ([`Device::ended`]).
    pub fn save(
        &self,
        changes: &[Change],
        seen: &[Record],
        draft: Option<(&str, Option<u64>)>,
    ) -> Result<Vec<StoreOp>, Oversize> {
        let mut draft = draft.map(|(key, mark)| (key.to_owned(), mark));
        let mut batch = Vec::with_capacity(changes.len());
        for (count, change) in (self.turn..).zip(changes) {
            // While an own change of a record is unsettled, what the screen showed is no longer what the server gave.
            let seen = seen.iter().find(|seen| seen.id == change.record);
            let seen = seen.filter(|seen| seen.version > 0 && self.last_of(seen.id).is_none()).cloned();
            let (draft, mark) = draft.take().map_or((None, None), |(key, mark)| (Some(key), mark));
            let row = write_queued(change.to_bytes()?, &Ends { draft, mark, seen });
            batch.push(StoreOp::Put(Table::Queue, Turn { count, change: change.id }.to_string(), row));
        }
        Ok(batch)
    }

    /// The batch that lays what ends with saved changes where it belongs, and leaves the change alone in its row; empty
    /// where that is done. Nothing new is said by it, so it may be written relaxed; until it is, the rows themselves say
    /// the same. Whatever takes a row out of the queue is written behind it.
    pub fn tidy(&self) -> Vec<StoreOp> {
        let mut batch = Vec::new();
        for (turn, queued) in &self.queue {
            let Some(ends) = &queued.ends else { continue };
            let draft = ends.draft.iter().filter(|draft| self.is_of(ends, draft));
            batch.extend(draft.map(|draft| StoreOp::Delete(Table::Draft, draft.clone())));
            let seen = ends.seen.iter();
            batch.extend(
                seen.map(|it| StoreOp::Put(Table::Meta, format!("{}{}", keys::SEEN, it.id), write(it))),
            );
            batch.push(StoreOp::Put(Table::Queue, turn.to_string(), queued.bytes.get().as_bytes().to_vec()));
        }
        batch
    }

    /// Takes note that the batch of [`Device::tidy`] was written. A change that has left the queue meanwhile stays gone.
    pub fn tidied(&mut self, batch: &[StoreOp]) {
        for op in batch {
            if let StoreOp::Put(Table::Queue, key, _) = op
                && let Some(queued) = Turn::parse(key).and_then(|turn| self.queue.get_mut(&turn))
            {
                queued.ends = None;
            }
        }
    }

    /// Whether a draft has ended with a saved change, though its row may still lie there.
    pub fn ended(&self, draft: &str) -> bool {
        let ends = self.queue.values().filter_map(|queued| queued.ends.as_ref());
        ends.filter(|ends| ends.draft.as_deref() == Some(draft)).any(|ends| self.is_of(ends, draft))
    }

    /// The keys of the drafts that end with changes whose rows still say so. Before [`Device::tidy`] is written the host
    /// reads what lies there and tells it ([`Device::lies`]), for another window may have typed meanwhile.
    pub fn ending(&self) -> Vec<String> {
        let ends = self.queue.values().filter_map(|queued| queued.ends.as_ref());
        ends.filter(|ends| ends.mark.is_some()).filter_map(|ends| ends.draft.clone()).collect()
    }

    /// Takes note of what lies under a draft's key now.
    pub fn lies(&mut self, draft: &str, row: Option<&[u8]>) {
        self.drafts.insert(draft.to_owned(), row.map(mark));
    }

    /// Whether what lies under the key is what ended, and not what was typed since. Where nobody has looked, it is.
    fn is_of(&self, ends: &Ends, draft: &str) -> bool {
        let lies = self.drafts.get(draft).copied().flatten();
        ends.mark.is_none_or(|ended| lies.is_none_or(|lies| lies == ended))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::WallTime;
    use crate::change::{Act, Base, PROTOCOL};
    use crate::device::load::put_holding;
    use crate::device::reading::Ask;
    use crate::device::rows::{Holding, Live};
    use crate::id::{ChangeId, EpochId, derived};
    use crate::record::{Class, Hand, Kind, Scope};
    use crate::sync::wire::Cursor;

    const KEY: &str = "person/log";

    fn change() -> Change {
        Change {
            id: ChangeId::from_uuid(derived(&["change"]).uuid()),
            protocol: PROTOCOL,
            device: None,
            record: derived(&["log"]),
            kind: Kind::Activity,
            scope: Scope::OrgAll,
            base: Base::NEW,
            after: None,
            act: Act::Remove,
            written_at: WallTime::from_millis(0),
            by: None,
        }
    }

    /// A device that was opened on the row of a saving which ended a draft of this mark.
    fn opened(ended: Option<u64>) -> Device {
        let batch = Device::default().save(&[change()], &[], Some((KEY, ended))).unwrap();
        let rows = batch.into_iter().filter_map(|op| match op {
            StoreOp::Put(table, key, row) => Some((table, key, row)),
            _ => None,
        });
        Device::open(rows)
    }

    fn drops(device: &Device) -> bool {
        device.tidy().contains(&StoreOp::Delete(Table::Draft, KEY.to_owned()))
    }

    #[test]
    fn only_the_draft_that_was_saved_ends() {
        let mut device = opened(Some(mark(b"a")));
        assert_eq!(device.ending(), [KEY]);
        assert!(device.ended(KEY) && drops(&device), "nobody has looked");
        device.lies(KEY, Some(b"a"));
        assert!(device.ended(KEY) && drops(&device));
        device.lies(KEY, None);
        assert!(device.ended(KEY), "nothing lies there");
        device.lies(KEY, Some(b"b"));
        assert!(!device.ended(KEY) && !drops(&device), "another window typed it");
        assert_eq!(device.tidy().len(), 1, "the change's row is tidied all the same");
        assert!(!device.ended("person/edit"));
    }

    #[test]
    fn what_lay_there_before_says_nothing_of_a_later_saving() {
        let mut device = opened(Some(mark(b"a")));
        device.lies(KEY, Some(b"a"));
        device.tidied(&device.tidy());
        let later = Change { id: ChangeId::from_uuid(derived(&["later"]).uuid()), ..change() };
        let batch = device.save(&[later], &[], Some((KEY, Some(mark(b"b"))))).unwrap();
        device.absorb(&batch);
        assert!(device.ended(KEY) && drops(&device), "it was typed and saved since anybody looked");
        device.lies(KEY, Some(b"c"));
        device.absorb(&batch);
        assert!(!device.ended(KEY) && !drops(&device), "somebody looked since");
    }

    #[test]
    fn a_row_of_a_former_build_ends_whatever_lies_there() {
        let mut device = opened(None);
        device.lies(KEY, Some(b"b"));
        assert!(device.ending().is_empty() && device.ended(KEY) && drops(&device));
    }

    #[test]
    fn an_edit_stands_on_the_record_of_its_own_epoch_alone() {
        let of = |name: &str| EpochId::from_uuid(derived(&[name]).uuid());
        let set = |field: &str| [(field.to_owned(), serde_json::json!("会館"))].into();
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        let Change { record: id, kind, scope, .. } = change();
        let seen = Record {
            id,
            kind,
            scope,
            version: 3,
            born: 3,
            made: hand,
            edited: hand,
            fields: set("place"),
            parallel: Vec::new(),
        };
        let base = Base { epoch: Some(of("now")), version: 3 };
        let edit = Change { base, act: Act::Set(set("note")), ..change() };
        for (held, stands) in [(Some("now"), true), (Some("restored"), false), (None, true)] {
            let mut device = Device::default();
            if let Some(held) = held {
                let live = Live { generation: 1, cursor: Cursor { epoch: of(held), version: 3 } };
                device.absorb(&[put_holding(scope, &Holding { live: Some(live), ..Holding::default() })]);
            }
            let batch = device.save(std::slice::from_ref(&edit), std::slice::from_ref(&seen), None).unwrap();
            device.absorb(&batch);
            let ask = Ask { class: Class::Log, ..Ask::registry(vec![scope]) };
            let shown = device.read(ask, &|_| true).over([]);
            let [shown] = shown.as_slice() else { panic!("{held:?}: {shown:?}") };
            assert!(shown.fields.contains_key("note"), "{held:?}");
            assert_eq!(shown.fields.contains_key("place"), stands, "{held:?}");
        }
    }
}
