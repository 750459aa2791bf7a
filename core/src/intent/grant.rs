//! The ward's list of grants, and which of them a group applies for. No log, no gauge.

use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;

use super::{Desk, Refusal, Wish};
use crate::change::Act;
use crate::grant::{GRANTS, GRANTS_MAX, Grant, LEAST_MAX, grants};
use crate::id::GroupId;
use crate::record::{Fields, Kind, Record};
use crate::text::{Name, Title};

/// Meetings of a year, at most.
const TIMES_MAX: u64 = 366;

/// Why a grant was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GrantFault {
    /// The ward has as many as it may have.
    #[error("at most {0} grants")]
    TooMany(usize),
    /// A condition asks for nothing, or for too much.
    #[error("from 1 to {0}")]
    Least(u64),
    /// A kind of activity that the ward does not have.
    #[error("no such kind of activity")]
    Kind,
    /// The ward's list has no such grant.
    #[error("no such grant")]
    Unknown,
    /// The ward's own record has not come to the device yet.
    #[error("no record of the ward")]
    NoWard,
}

impl Desk<'_> {
    /// Makes a grant of the ward's list, changes one, or takes one away (no form).
    pub(super) fn grant(
        &self,
        key: Option<String>,
        form: Option<Grant>,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        let org = self.org()?;
        let there = grants(Some(org)).iter().count();
        if key.is_none() && there >= GRANTS_MAX {
            return Err(Refusal::Grant(GrantFault::TooMany(GRANTS_MAX)));
        }
        let value = match form {
            None => Value::Null,
            Some(form) => self.sound_grant(form)?.value(),
        };
        let key = key.unwrap_or_else(|| format!("g{}", fresh().simple()).chars().take(16).collect());
        Ok(set(org, [(format!("{GRANTS}.{key}"), value)].into()))
    }

    /// Says which grant a group applies for, and how often a year it agreed to meet.
    pub(super) fn apply_for(
        &self,
        group: GroupId,
        grant: Option<String>,
        times: Option<u64>,
    ) -> Result<Vec<Wish>, Refusal> {
        let id = group.record();
        let seen = self.seen(id).filter(|seen| seen.kind == Kind::Group && !seen.removed());
        let seen = seen.ok_or(Refusal::NotHere(id))?;
        if times.is_some_and(|times| !(1..=TIMES_MAX).contains(&times)) {
            return Err(Refusal::Grant(GrantFault::Least(TIMES_MAX)));
        }
        let known = |key: &String| self.org().is_ok_and(|org| grants(Some(org)).contains_key(key));
        let kept = grant.as_deref() == seen.text("grant_of");
        if !kept && grant.as_ref().is_some_and(|key| !known(key)) {
            return Err(Refusal::Grant(GrantFault::Unknown));
        }
        Ok(set(seen, [("grant".to_owned(), json!(times)), ("grant_of".to_owned(), json!(grant))].into()))
    }

    fn org(&self) -> Result<&Record, Refusal> {
        self.view.live(&Kind::Org).next().ok_or(Refusal::Grant(GrantFault::NoWard))
    }

    /// The grant as it is kept: its name told, its numbers within their limits, its kinds there.
    fn sound_grant(&self, mut form: Grant) -> Result<Grant, Refusal> {
        let name = Name::parse(&form.name).map_err(|fault| Refusal::of_text("name", fault))?;
        form.name = name.into_string();
        let words = form.words.take().filter(|words| !words.trim().is_empty());
        let words = words.map(|words| Title::parse(&words).map(Title::into_string)).transpose();
        form.words = words.map_err(|fault| Refusal::of_text("words", fault))?;
        if form.least.values().any(|least| !(1..=LEAST_MAX).contains(least)) {
            return Err(Refusal::Grant(GrantFault::Least(LEAST_MAX)));
        }
        if form.kinds.iter().any(|kind| !self.view.kinds().knows(kind)) {
            return Err(Refusal::Grant(GrantFault::Kind));
        }
        Ok(form)
    }
}

/// What differs, as one edit.
fn set(seen: &Record, fields: Fields) -> Vec<Wish> {
    let held = |field: &String| seen.fields.get(field).unwrap_or(&Value::Null);
    let fields: Fields = fields.into_iter().filter(|(field, value)| held(field) != value).collect();
    if fields.is_empty() { Vec::new() } else { vec![Wish::on(seen, Act::Set(fields))] }
}
