//! 引き継ぎ: a post of a group goes to somebody else on a day; who held it before is kept, and edits its logs no more.

use serde_json::{Value, json};

use super::{Desk, Refusal, Wish};
use crate::calendar::Day;
use crate::change::Act;
use crate::id::{GroupId, PersonId};
use crate::record::Fields;
use crate::text::Name;

/// Posts that groups usually have.
pub const POSTS: [&str; 4] = ["代表", "会計", "担い手", "民生委員"];

/// Who hands over what to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The group.
    pub group: GroupId,
    /// 代表, 会計, 民生委員 …
    pub post: String,
    /// Who held it; none where nobody who has joined did.
    pub from: Option<PersonId>,
    /// Who holds it from now on; none where they are yet to join.
    pub to: Option<PersonId>,
    /// Their first day.
    pub day: Day,
    /// Whether who held it stays in the group without the post.
    pub stays: bool,
}

impl Desk<'_> {
    pub(super) fn pass_post(&self, asked: &HandOver) -> Result<Vec<Wish>, Refusal> {
        let post = Name::parse(&asked.post).map_err(|fault| Refusal::of_text("post", fault))?;
        let group = asked.group;
        let mut wishes = Vec::new();
        if let Some(from) = asked.from.filter(|from| Some(*from) != asked.to) {
            let fields = [
                (format!("post.{group}"), Value::Null),
                (format!("since.{group}"), Value::Null),
                (format!("past.{group}"), json!(post.as_str())),
                (format!("until.{group}"), json!(asked.day.plus(-1).to_string())),
                (format!("group.{group}"), if asked.stays { json!(true) } else { Value::Null }),
            ];
            wishes.extend(self.say_of(from, fields.into())?);
        }
        if let Some(to) = asked.to {
            let fields = [
                (format!("group.{group}"), json!(true)),
                (format!("post.{group}"), json!(post.as_str())),
                (format!("since.{group}"), json!(asked.day.to_string())),
                (format!("past.{group}"), Value::Null),
                (format!("until.{group}"), Value::Null),
            ];
            wishes.extend(self.say_of(to, fields.into())?);
        }
        Ok(wishes)
    }

    /// Sets what differs on a person's record.
    fn say_of(&self, person: PersonId, fields: Fields) -> Result<Option<Wish>, Refusal> {
        let id = person.record();
        let seen = self.seen(id).filter(|record| !record.removed()).ok_or(Refusal::NotHere(id))?;
        let held = |field: &String| seen.fields.get(field).unwrap_or(&Value::Null);
        let set: Fields = fields.into_iter().filter(|(field, value)| held(field) != value).collect();
        Ok((!set.is_empty()).then(|| Wish::on(seen, Act::Set(set))))
    }
}
