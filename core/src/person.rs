//! 人: somebody who joined, by the name they gave, with their groups; never a resident.

use serde_json::Value;

use crate::calendar::Day;
use crate::id::{DistrictId, GroupId, OfficeId, PersonId, RecordId, derived};
use crate::record::{Fields, Record};
use crate::sorted::{SortedMap, SortedSet};

/// A person as their record tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Their district.
    pub district: Option<DistrictId>,
    /// 呼び名.
    pub name: String,
    /// The groups that they belong to.
    pub groups: SortedSet<GroupId>,
    /// 代表, 会計 … by group.
    pub posts: SortedMap<GroupId, String>,
    /// Since when they hold a post, where it was handed over to them.
    pub since: SortedMap<GroupId, Day>,
    /// Posts that they handed over, with the day until which they held them.
    pub past: SortedMap<GroupId, (String, Option<Day>)>,
    /// A staff member's office.
    pub office: Option<OfficeId>,
    /// Whether they left.
    pub left: bool,
}

impl Person {
    /// Reads a record; never fails.
    pub fn read(record: &Record) -> Self {
        let groups = record.members("group").filter(|(_, value)| **value == Value::Bool(true));
        let posts = record
            .members("post")
            .filter_map(|(id, post)| Some((id.parse().ok()?, post.as_str()?.to_owned())));
        Self {
            id: PersonId::of(record.id),
            district: record.scope.district(),
            name: record.text("name").unwrap_or_default().to_owned(),
            groups: groups.filter_map(|(id, _)| id.parse().ok()).collect(),
            posts: posts.collect(),
            since: record
                .members("since")
                .filter_map(|(id, day)| Some((id.parse().ok()?, to_day(day)?)))
                .collect(),
            past: record
                .members("past")
                .filter_map(|(id, post)| {
                    let until = record.fields.get(&format!("until.{id}")).and_then(to_day);
                    Some((id.parse().ok()?, (post.as_str()?.to_owned(), until)))
                })
                .collect(),
            office: record.link("office").map(OfficeId::of),
            left: record.flag("left"),
        }
    }

    /// The record's fields.
    pub fn fields(&self) -> Fields {
        let mut fields: Fields =
            self.groups.iter().map(|id| (format!("group.{id}"), Value::Bool(true))).collect();
        fields.insert("name".to_owned(), Value::from(self.name.as_str()));
        fields.extend(self.posts.iter().map(|(id, post)| (format!("post.{id}"), Value::from(post.as_str()))));
        let day = |set: &str, id: &GroupId, day: Day| (format!("{set}.{id}"), Value::from(day.to_string()));
        fields.extend(self.since.iter().map(|(id, since)| day("since", id, *since)));
        fields.extend(
            self.past.iter().map(|(id, (post, _))| (format!("past.{id}"), Value::from(post.as_str()))),
        );
        fields.extend(self.past.iter().filter_map(|(id, (_, until))| Some(day("until", id, (*until)?))));
        if let Some(office) = self.office {
            fields.insert("office".to_owned(), Value::from(office.to_string()));
        }
        if self.left {
            fields.insert("left".to_owned(), Value::Bool(true));
        }
        fields
    }
}

fn to_day(value: &Value) -> Option<Day> {
    value.as_str().and_then(|text| Day::parse(text).ok())
}

/// The record in which staff say that they know the person: one for each.
pub fn confirmation_id(person: PersonId) -> RecordId {
    derived(&["confirmation", &person.to_string()])
}
