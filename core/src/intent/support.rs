//! One press of staff on a log: 同席・支援した, 別の回です; a log's numbers are not touched.

use serde_json::{Value, json};

use super::{Desk, Refusal, Wish};
use crate::change::Act;
use crate::id::ActivityId;

impl Desk<'_> {
    /// The office is the session's own: nobody says it for another.
    pub(super) fn support(&self, log: ActivityId, yes: bool) -> Result<Vec<Wish>, Refusal> {
        let office = self.session.office.ok_or(Refusal::NoOffice)?;
        self.say(log, &format!("support.{office}"), yes)
    }

    pub(super) fn another(&self, log: ActivityId) -> Result<Vec<Wish>, Refusal> {
        self.say(log, "another", true)
    }

    fn say(&self, log: ActivityId, field: &str, yes: bool) -> Result<Vec<Wish>, Refusal> {
        let id = log.record();
        let seen = self.view.get(id).filter(|record| !record.removed()).ok_or(Refusal::NotHere(id))?;
        if seen.flag(field) == yes {
            return Ok(Vec::new());
        }
        let value = if yes { json!(true) } else { Value::Null };
        Ok(vec![Wish::on(seen, Act::Set([(field.to_owned(), value)].into()))])
    }
}
