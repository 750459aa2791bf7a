//! What real entry looks like: two people who log one event, two values of one field, a name in a note, groups that fell
//! silent; changes what was rolled, rolls nothing of its own.

use serde_json::json;
use tsunagari_core::activity::id_for_group;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::id::{GroupId, PersonId};
use tsunagari_core::record::Kind;

use super::activities::Made;
use super::logs::Chance;

/// Of 1,000 logs of a person, those that somebody else logs once more, without the session.
const TWINS: u64 = 20;
/// Of 1,000 logs of a person, those of which somebody else enters another number at the same time.
const PARALLELS: u64 = 10;
/// Of 1,000 logs with a note, those with a name and a telephone.
const PERSONAL: u64 = 5;
/// How long the silent groups have been silent, in days.
const SILENT_DAYS: i64 = 65;
/// An hour, in milliseconds.
const HOUR: i64 = 3_600_000;
/// What somebody writes who did not read the warning.
const PERSONAL_NOTE: &str = "会計Bさん（000-0000-0000 見本）がお休みでした";

/// Roughens a ward's logs. `other` is the other person of the log's district; `silent` the groups that log no more.
pub(super) fn roughen(
    logs: Vec<Made>,
    silent: &[GroupId],
    today: Day,
    other: impl Fn(PersonId) -> Option<PersonId>,
    chance: &mut Chance,
) -> Vec<Made> {
    let last = today.plus(-SILENT_DAYS).to_string();
    let mut all = Vec::with_capacity(logs.len());
    for mut made in logs {
        let group = made.row.fields.get("group").and_then(|group| group.as_str()).map(str::to_owned);
        let day = made.row.fields.get("day").and_then(|day| day.as_str()).map(str::to_owned);
        let quiet = silent.iter().any(|id| group.as_deref() == Some(id.to_string().as_str()));
        if quiet && day.as_ref().is_some_and(|day| *day > last) {
            continue;
        }
        if made.row.fields.contains_key("note") && chance.below(1000) < PERSONAL {
            made.row.fields.insert("note".to_owned(), json!(PERSONAL_NOTE));
        }
        let second = made.by.and_then(&other);
        let again = second.and_then(|by| match chance.below(1000) {
            n if n < TWINS => twin(&made, by),
            n if n < TWINS + PARALLELS => parallel(&made, by),
            _ => None,
        });
        all.push(made);
        all.extend(again);
    }
    all
}

/// The same event, logged as the group's and not as the session's.
fn twin(made: &Made, by: PersonId) -> Option<Made> {
    let fields = &made.row.fields;
    let text = |name: &str| fields.get(name).and_then(|value| value.as_str());
    let group = text("group")?.parse().ok()?;
    let id = id_for_group(group, text("what")?, Day::parse(text("day")?).ok()?, 1);
    let mut twin = later(made, by);
    twin.row.id = id.record();
    twin.row.fields.remove("session");
    (twin.row.id != made.row.id).then_some(twin)
}

/// The same log with another number, by somebody who had not seen the first.
fn parallel(made: &Made, by: PersonId) -> Option<Made> {
    let helpers = made.row.fields.get("helpers").and_then(serde_json::Value::as_u64)?;
    let mut other = later(made, by);
    other.row.fields.insert("helpers".to_owned(), json!(helpers + 1));
    (made.row.kind == Kind::Activity).then_some(other)
}

fn later(made: &Made, by: PersonId) -> Made {
    Made { by: Some(by), at: WallTime::from_millis(made.at.millis() + HOUR), ..made.clone() }
}
