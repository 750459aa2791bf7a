//! What a page or a query looks at: records as the device shows them, its own changes laid over, found by id and kind.

use std::sync::Arc;

use crate::activity::Activity;
use crate::change::Change;
use crate::district::District;
use crate::group::Group;
use crate::id::{DistrictId, GroupId, OfficeId, PersonId, PlaceId, RecordId, SessionId};
use crate::kind::Kinds;
use crate::merge::lay_over;
use crate::office::Office;
use crate::org::Session;
use crate::person::Person;
use crate::place::Place;
use crate::record::{Kind, Record};
use crate::session::GroupSession;
use crate::shelf::{Index, Shelf};
use crate::sorted::{SortedMap, SortedSet};

/// Records by id and kind. What is missing or of a newer build is passed over, never an error.
#[derive(Debug, Default)]
pub struct View<'a>(Vec<Part<'a>>);

/// A list of records, and where they stand in it.
#[derive(Debug)]
enum Part<'a> {
    Own(Vec<&'a Record>, Index),
    Of(&'a Shelf),
}

/// Lays a device's own changes over what the server gave, in their order.
pub fn replay<'c>(
    mut records: SortedMap<RecordId, Record>,
    own: impl IntoIterator<Item = &'c Change>,
) -> SortedMap<RecordId, Record> {
    for change in own {
        let laid = lay_over(records.remove(&change.record), change);
        records.insert(change.record, laid);
    }
    records
}

impl<'a> View<'a> {
    /// Of these records; of two with one id the later counts.
    pub fn new(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let records: Vec<_> = records.into_iter().collect();
        let index = Index::of(&records);
        Self(vec![Part::Own(records, index)])
    }

    /// Of what stands on these shelves, no kind of record on two of them: costs nothing.
    pub fn of(shelves: &[&'a Shelf]) -> Self {
        Self(shelves.iter().map(|shelf| Part::Of(shelf)).collect())
    }

    /// A record, removed or not.
    pub fn get(&self, id: RecordId) -> Option<&'a Record> {
        self.0.iter().find_map(|part| part.at(part.index().place(id)?))
    }

    /// The records of a kind that are not removed, by id.
    pub fn live(&self, kind: &Kind) -> impl Iterator<Item = &'a Record> {
        let records = self.0.iter().flat_map(move |part| part.of_kind(kind));
        records.filter(|record| !record.removed())
    }

    /// The kinds of activity that the ward uses.
    pub fn kinds(&self) -> &Kinds {
        const NONE: &Kinds = &Kinds::NONE;
        self.0.iter().find_map(|part| part.index().kinds()).unwrap_or(NONE)
    }

    /// The district that a person logs for: the one that they chose when they joined, where their record has come.
    pub fn home(&self, session: &Session) -> Option<DistrictId> {
        let chosen = self.get(session.person.record()).and_then(|person| person.scope.district());
        let chosen = chosen.filter(|district| session.districts.contains(district));
        chosen.or_else(|| session.districts.first().copied())
    }

    /// The districts whose logs a person's pages show: home, and those of own groups.
    pub fn near(&self, session: &Session) -> SortedSet<DistrictId> {
        let own = self.get(session.person.record()).map(|own| Person::read(own).groups);
        let groups = own.unwrap_or_else(|| session.groups.clone());
        let districts = groups.iter().filter_map(|group| self.group(*group)?.district);
        districts.chain(self.home(session)).collect()
    }

    /// The logs that are not removed, each with its record.
    pub fn logs(&self) -> impl Iterator<Item = (&'a Record, Activity)> {
        self.live(&Kind::Activity).map(|record| (record, Activity::read(record)))
    }

    /// All groups, by id.
    pub fn groups(&self) -> impl Iterator<Item = Group> {
        self.live(&Kind::Group).map(Group::read)
    }

    /// All sessions, by id.
    pub fn sessions(&self) -> impl Iterator<Item = GroupSession> {
        self.live(&Kind::Session).map(GroupSession::read)
    }

    /// All public places, by id.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.live(&Kind::Place).map(Place::read).filter(|place| place.of.is_none())
    }

    /// All districts, by id.
    pub fn districts(&self) -> impl Iterator<Item = District> {
        self.live(&Kind::District).map(District::read)
    }

    /// All offices, by id.
    pub fn offices(&self) -> impl Iterator<Item = Office> {
        self.live(&Kind::Office).map(Office::read)
    }

    /// All people, by id.
    pub fn people(&self) -> impl Iterator<Item = Person> {
        self.live(&Kind::Person).map(Person::read)
    }

    /// A group, also one that was removed: its logs still name it.
    pub fn group(&self, id: GroupId) -> Option<Group> {
        self.of_kind(id.record(), &Kind::Group).map(Group::read)
    }

    /// A session, likewise.
    pub fn session(&self, id: SessionId) -> Option<GroupSession> {
        self.of_kind(id.record(), &Kind::Session).map(GroupSession::read)
    }

    /// A place, likewise.
    pub fn place(&self, id: PlaceId) -> Option<Place> {
        self.of_kind(id.record(), &Kind::Place).map(Place::read)
    }

    /// A person, likewise.
    pub fn person(&self, id: PersonId) -> Option<Person> {
        self.of_kind(id.record(), &Kind::Person).map(Person::read)
    }

    /// A district, likewise.
    pub fn district(&self, id: DistrictId) -> Option<District> {
        self.of_kind(id.record(), &Kind::District).map(District::read)
    }

    /// An office, likewise.
    pub fn office(&self, id: OfficeId) -> Option<Office> {
        self.of_kind(id.record(), &Kind::Office).map(Office::read)
    }

    /// What a log is called: its session's own name, its group's, else its kind's.
    pub fn name_of(&self, log: &Activity) -> String {
        let session = log.session.and_then(|id| self.session(id)).and_then(|session| session.name);
        let group = || log.group.and_then(|id| self.group(id)).map(|group| group.name);
        let named = session.or_else(group).filter(|name| !name.is_empty());
        named.unwrap_or_else(|| self.kinds().get(&log.what).name.to_owned())
    }

    /// What a session is called: its own name, else its group's, else its kind's.
    pub fn name_of_session(&self, session: &GroupSession) -> String {
        let group = || session.group.and_then(|id| self.group(id)).map(|group| group.name);
        let named = session.name.clone().or_else(group).filter(|name| !name.is_empty());
        named.unwrap_or_else(|| self.kinds().get(&session.what).name.to_owned())
    }

    fn of_kind(&self, id: RecordId, kind: &Kind) -> Option<&'a Record> {
        self.get(id).filter(|record| record.kind == *kind)
    }
}

impl<'a> Part<'a> {
    fn index(&self) -> &Index {
        match self {
            Self::Own(_, index) => index,
            Self::Of(shelf) => shelf.index(),
        }
    }

    fn of_kind(&self, kind: &Kind) -> impl Iterator<Item = &'a Record> {
        self.index().places(kind).iter().filter_map(|place| self.at(*place))
    }

    fn at(&self, place: usize) -> Option<&'a Record> {
        match self {
            Self::Own(records, _) => records.get(place).copied(),
            Self::Of(shelf) => shelf.records().get(place).map(Arc::as_ref),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::calendar::WallTime;
    use crate::change::{Act, Base, PROTOCOL};
    use crate::id::{ChangeId, derived};
    use crate::record::{Fields, Hand, Scope};

    fn record(name: &str, kind: Kind, fields: &[(&str, Value)]) -> Record {
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        let scope = Scope::DistrictAll(DistrictId::of(derived(&["hinata"])));
        let fields = fields.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
        let (id, parallel) = (derived(&[name]), Vec::new());
        Record { id, kind, scope, version: 1, born: 1, made: hand, edited: hand, fields, parallel }
    }

    fn change(n: u128, record: RecordId, act: Act) -> Change {
        Change {
            id: ChangeId::from_uuid(Uuid::from_u128(n)),
            protocol: PROTOCOL,
            device: None,
            record,
            kind: Kind::Group,
            scope: Scope::OrgAll,
            base: Base::NEW,
            after: None,
            act,
            written_at: WallTime::from_millis(1),
            by: None,
        }
    }

    #[test]
    fn own_changes_are_laid_over_in_their_order() {
        let old = record("a", Kind::Group, &[("name", json!("一")), ("grant", json!(36))]);
        let name = |name: &str| Act::Set(Fields::from([("name".to_owned(), json!(name))]));
        let new = derived(&["b"]);
        let own = [
            change(1, old.id, name("二")),
            change(2, new, name("新")),
            change(3, old.id, name("三")),
            change(4, new, Act::Remove),
        ];
        let laid = replay([(old.id, old.clone())].into(), &own);
        let view = View::new(laid.values());
        let group = view.group(GroupId::of(old.id)).unwrap();
        assert_eq!((group.name.as_str(), group.grant), ("三", Some(36)));
        assert_eq!(view.groups().count(), 1, "the removed one is not among them");
        assert_eq!(view.group(GroupId::of(new)).unwrap().name, "新", "but its logs still find its name");
    }

    #[test]
    fn what_is_missing_is_passed_over() {
        let log = record(
            "log",
            Kind::Activity,
            &[("what", json!("later")), ("group", json!(derived(&["x"]).to_string()))],
        );
        let odd = record("odd", Kind::Other("levy".to_owned()), &[]);
        let records = [log, odd];
        let view = View::new(&records);
        let (_, log) = view.logs().next().unwrap();
        assert_eq!(view.name_of(&log), "later");
        assert_eq!(view.group(GroupId::of(derived(&["odd"]))), None, "of another kind");
        assert_eq!(view.sessions().count() + view.places().count(), 0);
    }

    #[test]
    fn shelves_are_looked_at_as_their_records_are() {
        let org = record("org", Kind::Org, &[("kind.tea", json!({ "name": "お茶会" }))]);
        let named = |name: &str| record(name, Kind::Group, &[("name", json!(name))]);
        let gone = record("gone", Kind::Group, &[("name", json!("gone")), ("removed", json!(true))]);
        let logs = ["一", "二", "三"].map(|name| record(name, Kind::Activity, &[("what", json!("tea"))]));
        let registry = [named("b"), org, gone, named("a"), named("c")];
        let (held, of_days) = (Shelf::from(registry.to_vec()), Shelf::from(logs.to_vec()));
        let (plain, view) = (View::new(registry.iter().chain(&logs)), View::of(&[&held, &of_days]));
        for kind in [Kind::Group, Kind::Activity, Kind::Org, Kind::Place] {
            let ids = |view: &View<'_>| view.live(&kind).map(|record| record.id).collect::<Vec<_>>();
            assert_eq!(ids(&view), ids(&plain), "{kind:?}");
            assert!(ids(&view).is_sorted(), "{kind:?}");
        }
        assert_eq!(view.groups().count(), 3, "the removed one is not among them");
        for record in registry.iter().chain(&logs) {
            assert_eq!(view.get(record.id), Some(record));
        }
        assert_eq!(view.get(derived(&["nowhere"])), None);
        let (_, log) = view.logs().next().unwrap();
        assert_eq!((view.name_of(&log), plain.name_of(&log)), ("お茶会".to_owned(), "お茶会".to_owned()));
        assert_eq!(View::of(&[]).kinds().get("tea").name, "tea", "a ward that says nothing");
        let twice = [named("b"), record("b", Kind::Group, &[("name", json!("later"))])];
        let twice = Shelf::from(twice.to_vec());
        assert_eq!(View::of(&[&twice]).groups().map(|group| group.name).collect::<Vec<_>>(), ["later"]);
    }
}
