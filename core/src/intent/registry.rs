//! Joining groups, naming them, and what staff keep: people, groups, sessions, places. No logs.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, Refusal, Wish, difference};
use crate::change::Act;
use crate::group::Group;
use crate::id::{DistrictId, GroupId, PersonId, PlaceId, RecordId, SessionId};
use crate::person::confirmation_id;
use crate::place::{Place, Whereabouts, house_id};
use crate::record::{Fields, Kind, Scope};
use crate::session::GroupSession;
use crate::sorted::SortedSet;
use crate::text::{Name, Note, Title};

impl Desk<'_> {
    pub(super) fn name_group(
        &self,
        district: DistrictId,
        name: &str,
        what: Option<String>,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        let name = self.name("name", name)?;
        let id = GroupId::from_uuid(fresh());
        let group = Group { what, provisional: true, ..Group::named(id, district, name) };
        let scope = Scope::DistrictAll(district);
        let mut wishes = vec![Wish::new(id.record(), Kind::Group, scope, Act::Set(group.fields()))];
        wishes.extend(self.belong(&[id].into(), &SortedSet::new())?);
        Ok(wishes)
    }

    pub(super) fn belong(
        &self,
        join: &SortedSet<GroupId>,
        leave: &SortedSet<GroupId>,
    ) -> Result<Vec<Wish>, Refusal> {
        let joined = join.iter().map(|id| (format!("group.{id}"), Value::Bool(true)));
        let left = leave.iter().flat_map(|id| [format!("group.{id}"), format!("post.{id}")]);
        self.set_own(joined.chain(left.map(|field| (field, Value::Null))).collect())
    }

    pub(super) fn call_me(&self, name: &str) -> Result<Vec<Wish>, Refusal> {
        let name = self.name("name", name)?;
        self.set_own([("name".to_owned(), Value::from(name))].into())
    }

    /// Sets fields of the session's own person, as far as they differ.
    fn set_own(&self, fields: Fields) -> Result<Vec<Wish>, Refusal> {
        let id = self.session.person.record();
        let Some(seen) = self.view.get(id) else {
            // Joined a moment ago: the record is on its way.
            let district = self.session.districts.first().copied();
            let scope = district.map_or(Scope::OrgStaff, Scope::DistrictAll);
            return Ok(vec![Wish::new(id, Kind::Person, scope, Act::Set(fields))]);
        };
        let held = |field: &String| seen.fields.get(field).unwrap_or(&Value::Null);
        let set: Fields = fields.into_iter().filter(|(field, value)| held(field) != value).collect();
        Ok(if set.is_empty() { Vec::new() } else { vec![Wish::on(seen, Act::Set(set))] })
    }

    pub(super) fn confirm(&self, person: PersonId, known: bool) -> Result<Vec<Wish>, Refusal> {
        let of = self.view.get(person.record()).ok_or(Refusal::NotHere(person.record()))?;
        let scope = of.scope.district().map_or(Scope::OrgStaff, Scope::DistrictStaff);
        let fields = [
            ("person".to_owned(), json!(person.to_string())),
            ("confirmed".to_owned(), if known { json!(true) } else { Value::Null }),
        ];
        Ok(self.save(confirmation_id(person), &Kind::Confirmation, scope, fields.into()))
    }

    pub(super) fn group(
        &self,
        id: Option<GroupId>,
        district: DistrictId,
        mut form: Group,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        form.name = self.name("name", &form.name)?;
        form.kana = self.maybe("kana", form.kana)?;
        let id = id.unwrap_or_else(|| GroupId::from_uuid(fresh()));
        Ok(self.save(id.record(), &Kind::Group, Scope::DistrictAll(district), form.fields()))
    }

    pub(super) fn session_form(
        &self,
        id: Option<SessionId>,
        district: DistrictId,
        mut form: GroupSession,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        form.name = self.maybe("name", form.name)?;
        let id = id.unwrap_or_else(|| SessionId::from_uuid(fresh()));
        Ok(self.save(id.record(), &Kind::Session, Scope::DistrictAll(district), form.fields()))
    }

    pub(super) fn place(
        &self,
        id: Option<PlaceId>,
        mut form: Place,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        form.name = self.name("name", &form.name)?;
        form.kana = self.maybe("kana", form.kana)?;
        form.runner = self.maybe("runner", form.runner)?;
        form.phone = self.maybe("phone", form.phone)?;
        form.public = tidy("public", form.public, |text| Note::parse(text).map(Note::into_string))?;
        form.address = tidy("address", form.address, |text| Title::parse(text).map(Title::into_string))?;
        let id = id.unwrap_or_else(|| PlaceId::from_uuid(fresh()));
        let district = form.district.ok_or(Refusal::NoDistrict)?;
        let mut wishes = Vec::new();
        if form.whereabouts() == Whereabouts::DistrictOnly {
            let hidden: Fields = [
                ("of".to_owned(), Some(id.to_string())),
                ("address".to_owned(), form.address.take()),
                ("phone".to_owned(), form.phone.take()),
            ]
            .into_iter()
            .filter_map(|(field, value)| Some((field, Value::from(value?))))
            .collect();
            // An empty form leaves what staff know of the house as it is.
            if hidden.len() > 1 {
                let scope = Scope::DistrictStaff(district);
                wishes = self.save(house_id(id), &Kind::Place, scope, hidden);
            }
        }
        wishes.extend(self.save(id.record(), &Kind::Place, Scope::OrgAll, form.fields()));
        Ok(wishes)
    }

    /// Makes a record, or edits what differs.
    pub(super) fn save(&self, id: RecordId, kind: &Kind, scope: Scope, fields: Fields) -> Vec<Wish> {
        let Some(seen) = self.seen(id) else {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null()).collect();
            return vec![Wish::new(id, kind.clone(), scope, Act::Set(fields))];
        };
        let set = difference(seen, fields, &[]);
        let nothing =
            |(field, value): (&String, &Value)| seen.fields.get(field).unwrap_or(&Value::Null) == value;
        if set.iter().all(nothing) { Vec::new() } else { vec![Wish::on(seen, Act::Set(set))] }
    }

    pub(super) fn name(&self, field: &str, typed: &str) -> Result<String, Refusal> {
        Name::parse(typed).map(Name::into_string).map_err(|fault| Refusal::of_text(field, fault))
    }

    pub(super) fn maybe(&self, field: &str, typed: Option<String>) -> Result<Option<String>, Refusal> {
        tidy(field, typed, |text| Name::parse(text).map(Name::into_string))
    }
}

/// What was typed into a field that may stay empty.
pub(super) fn tidy(
    field: &str,
    typed: Option<String>,
    parse: impl Fn(&str) -> Result<String, crate::text::TextFault>,
) -> Result<Option<String>, Refusal> {
    let typed = typed.filter(|text| !text.trim().is_empty());
    typed.map(|text| parse(&text).map_err(|fault| Refusal::of_text(field, fault))).transpose()
}
