//! Logging, editing and the month's batch: drafts become wishes, one record each.

use serde_json::Value;
use uuid::Uuid;

use super::{Desk, MonthRow, Refusal, Wish, difference, doubts};
use crate::activity::{Activity, Draft, DraftFault};
use crate::change::Act;
use crate::id::{ActivityId, RecordId};
use crate::org::Role;
use crate::record::{Fields, Kind, Record, Scope};
use crate::text::Note;

/// Logs of one meeting that are told apart, at most.
const SAME_MEETING_MOST: u32 = 20;

/// What an edit never touches: where the log came from.
const KEPT: &[&str] = &["from"];

impl Desk<'_> {
    pub(super) fn log(
        &self,
        mut draft: Draft,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        self.sign(&mut draft);
        self.open_place(&draft)?;
        let fields = self.fields(&draft)?;
        let scope = self.scope(&draft)?;
        let id = self.free_id(&draft, fresh);
        if let Some(seen) = self.view.get(id.record()).filter(|seen| !seen.removed()) {
            return Err(Refusal::AlreadyLogged { log: id, by: seen.made.by, at: seen.made.at });
        }
        self.ask(&draft, None)?;
        Ok(self.put(id.record(), scope, fields))
    }

    pub(super) fn edit(
        &self,
        id: ActivityId,
        mut draft: Draft,
        reason: Option<&str>,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        let seen = self.seen(id.record()).ok_or(Refusal::NotHere(id.record()))?;
        // Who entered it first stays so.
        draft.entered_by = Activity::read(seen).entered_by;
        let fields = self.fields(&draft)?;
        let scope = self.scope(&draft)?;
        self.ask(&draft, Some(id))?;
        let mut wishes = if scope == seen.scope {
            edited(seen, fields)
        } else {
            moved(seen, scope, fields, RecordId::from_uuid(fresh()))
        };
        if let (false, Some(reason)) = (wishes.is_empty(), reason) {
            wishes.extend(self.reason(seen, reason, fresh)?);
        }
        Ok(wishes)
    }

    pub(super) fn month(
        &self,
        rows: Vec<MonthRow>,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        let (mut wishes, mut asked) = (Vec::new(), Vec::new());
        for MonthRow { log, draft: mut row } in rows {
            self.sign(&mut row);
            // A date that somebody logged since the sheet was opened is the same log as well.
            let id = log.or_else(|| row.id(1).filter(|_| !row.another));
            let editing = id.and_then(|id| self.seen(id.record())).filter(|seen| !seen.removed());
            if editing.is_none() && row.held.is_done() && row.counts.is_empty() {
                continue;
            }
            let day = Some(row.when.last_day());
            let kind = self.view.kinds().get(&row.what);
            let fields = row.fields(&kind).map_err(|fault| Refusal::of_draft(fault, day))?;
            let made = match editing {
                Some(seen) => {
                    let entered = seen.fields.get("entered_by").cloned();
                    let fields = with(fields, "entered_by", entered);
                    if log.is_some() { edited(seen, fields) } else { added(seen, fields) }
                }
                None => self.put(self.free_id(&row, fresh).record(), self.scope(&row)?, fields),
            };
            if !made.is_empty() {
                asked.extend(doubts(self.now, self.view, &row, editing.map(|seen| ActivityId::of(seen.id))));
                wishes.extend(made);
            }
        }
        if asked.is_empty() { Ok(wishes) } else { Err(Refusal::Ask(asked)) }
    }

    /// Staff enter for those who use paper: the log says for which office.
    fn sign(&self, draft: &mut Draft) {
        if self.session.role >= Role::Staff && draft.entered_by.is_none() {
            draft.entered_by = self.session.office;
        }
    }

    fn fields(&self, draft: &Draft) -> Result<Fields, Refusal> {
        let kind = self.view.kinds().get(&draft.what);
        draft.fields(&kind).map_err(|fault| Refusal::of_draft(fault, None))
    }

    fn scope(&self, draft: &Draft) -> Result<Scope, Refusal> {
        let kind = self.view.kinds().get(&draft.what);
        let volunteer = self.session.role == Role::Volunteer;
        // Only staff log for the whole ward: a volunteer's log without a district has lost it.
        let lost = volunteer && draft.district.is_none();
        kind.scope(draft.district)
            .filter(|_| !lost)
            .ok_or_else(|| Refusal::of_draft(DraftFault::NoDistrict, None))
    }

    /// A closed place cannot be chosen for what was done after it.
    fn open_place(&self, draft: &Draft) -> Result<(), Refusal> {
        let place = draft.place.and_then(|id| self.view.place(id));
        match place.and_then(|place| Some((place.id, place.closed?))) {
            Some((place, closed)) if closed < draft.when.last_day() => {
                Err(Refusal::PlaceClosed { place, closed })
            }
            _ => Ok(()),
        }
    }

    fn ask(&self, draft: &Draft, editing: Option<ActivityId>) -> Result<(), Refusal> {
        let doubts = doubts(self.now, self.view, draft, editing);
        if doubts.is_empty() { Ok(()) } else { Err(Refusal::Ask(doubts)) }
    }

    /// The derived id, or for 別の回 the first that is free; random where nothing names the log.
    fn free_id(&self, draft: &Draft, fresh: &mut dyn FnMut() -> Uuid) -> ActivityId {
        let last = if draft.another { SAME_MEETING_MOST } else { 1 };
        let mut derived = (1..=last).map_while(|n| draft.id(n));
        let free = |id: &ActivityId| !draft.another || self.view.get(id.record()).is_none();
        derived.find(free).unwrap_or_else(|| ActivityId::from_uuid(fresh()))
    }

    /// A new log; one that was removed is brought back and said anew.
    fn put(&self, id: RecordId, scope: Scope, fields: Fields) -> Vec<Wish> {
        match self.view.get(id) {
            None => vec![Wish::new(id, Kind::Activity, scope, Act::Set(fields))],
            Some(seen) => {
                let mut wishes = vec![Wish::on(seen, Act::Restore)];
                wishes.extend(edited(seen, fields));
                wishes
            }
        }
    }

    /// Why staff corrected a record, where only staff read it.
    fn reason(
        &self,
        seen: &Record,
        text: &str,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Option<Wish>, Refusal> {
        let note = Note::parse(text).map_err(|fault| Refusal::of_text("reason", fault))?;
        if note.is_empty() || self.session.role < Role::Staff {
            return Ok(None);
        }
        let scope = seen.scope.district().map_or(Scope::OrgStaff, Scope::DistrictStaff);
        let fields = [
            ("of".to_owned(), Value::from(seen.id.to_string())),
            ("text".to_owned(), Value::from(note.into_string())),
        ];
        let id = RecordId::from_uuid(fresh());
        Ok(Some(Wish::new(id, Kind::Reason, scope, Act::Set(fields.into()))))
    }
}

fn edited(seen: &Record, fields: Fields) -> Vec<Wish> {
    let set = difference(seen, fields, KEPT);
    if set.is_empty() { Vec::new() } else { vec![Wish::on(seen, Act::Set(set))] }
}

/// The line was empty when the person wrote on it: nothing of the log was seen, so it is said as a log of one's own, and
/// where the two differ both values stay.
fn added(seen: &Record, fields: Fields) -> Vec<Wish> {
    let same = fields.iter().all(|(field, value)| seen.fields.get(field) == Some(value));
    if same { Vec::new() } else { vec![Wish::new(seen.id, Kind::Activity, seen.scope, Act::Set(fields))] }
}

/// A record never changes its scope: it is removed and made anew in one press, and says where it came from.
fn moved(seen: &Record, scope: Scope, fields: Fields, id: RecordId) -> Vec<Wish> {
    let fields = with(fields, "from", Some(Value::from(seen.id.to_string())));
    vec![Wish::on(seen, Act::Remove), Wish::new(id, Kind::Activity, scope, Act::Set(fields))]
}

fn with(mut fields: Fields, field: &str, value: Option<Value>) -> Fields {
    match value {
        Some(value) => fields.insert(field.to_owned(), value),
        None => fields.remove(field),
    };
    fields
}
