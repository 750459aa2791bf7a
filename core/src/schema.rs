//! Which kinds live in which scopes, which fields a kind has and what values they take; no rights, no merging.

use serde_json::Value;

use crate::change::{Act, Change, Refused};
use crate::kind::built_in;
use crate::record::{FieldName, Fields, Kind, Record, Scope};

mod field;
mod plan;
mod registry;
#[cfg(test)]
mod tests;

pub use field::{Field, Member, Name, Shape};

/// Checks what a change says against what this build knows, before it is merged.
///
/// Errors: [`Refused::Kind`], [`Refused::Place`], [`Refused::UnknownField`], [`Refused::Value`].
pub fn check(change: &Change, stored: Option<&Record>) -> Result<(), Refused> {
    if matches!(change.kind, Kind::Other(_)) {
        return Err(Refused::Kind);
    }
    let moved = stored.is_some_and(|record| record.kind != change.kind || record.scope != change.scope);
    if moved || !lives_in(&change.kind, change.scope) {
        return Err(Refused::Place);
    }
    let Act::Set(fields) = &change.act else { return Ok(()) };
    fields.iter().try_for_each(|(field, value)| check_field(&change.kind, field, value))?;
    match change.kind {
        Kind::Activity => check_log(change.scope, fields, stored),
        Kind::Figure => check_figure(fields, stored),
        _ => Ok(()),
    }
}

/// Whether a kind may live in a scope (design: which record lives where).
pub fn lives_in(kind: &Kind, scope: Scope) -> bool {
    use Kind as K;
    match kind {
        K::Org
        | K::Body
        | K::Office
        | K::District
        | K::Plan
        | K::Node
        | K::Measure
        | K::Item
        | K::Target
        | K::Close
        | K::Summary => scope == Scope::OrgAll,
        // The ward's own courses have groups too, of no district.
        K::Group | K::Session => matches!(scope, Scope::DistrictAll(_) | Scope::OrgAll),
        // Staff of an office without a district of their own are the ward's.
        K::Person => matches!(scope, Scope::DistrictAll(_) | Scope::OrgStaff),
        K::Place => matches!(scope, Scope::OrgAll | Scope::DistrictStaff(_)),
        // The ward's only as a copy that the server writes.
        K::Figure | K::Result => matches!(scope, Scope::OrgStaff | Scope::OrgAll),
        K::Activity => true,
        K::Confirmation | K::Reason => matches!(scope, Scope::DistrictStaff(_) | Scope::OrgStaff),
        K::Other(_) => false,
    }
}

/// The fields that a kind has.
pub fn fields(kind: &Kind) -> &'static [Field] {
    use Kind as K;
    match kind {
        K::Activity => registry::ACTIVITY,
        K::Group => registry::GROUP,
        K::Session => registry::SESSION,
        K::Place => registry::PLACE,
        K::Person => registry::PERSON,
        K::District => registry::DISTRICT,
        K::Office => registry::OFFICE,
        K::Org => registry::ORG,
        K::Confirmation => registry::CONFIRMATION,
        K::Reason => registry::REASON,
        K::Body => plan::BODY,
        K::Plan => plan::PLAN,
        K::Node => plan::NODE,
        K::Measure => plan::MEASURE,
        K::Item => plan::ITEM,
        K::Target => plan::TARGET,
        K::Figure => plan::FIGURE,
        K::Result => plan::RESULT,
        K::Close => plan::CLOSE,
        // The server's alone; no change may set anything.
        K::Summary | K::Other(_) => &[],
    }
}

/// Checks one field's name and value; null clears any known field.
pub fn check_field(kind: &Kind, field: &str, value: &Value) -> Result<(), Refused> {
    match fields(kind).iter().find(|known| known.name.is(field)) {
        None => Err(Refused::UnknownField { field: field.to_owned() }),
        Some(known) if value.is_null() || known.shape.fits(field, value) => Ok(()),
        Some(_) => Err(Refused::Value { field: field.to_owned() }),
    }
}

/// A number from elsewhere names where it comes from, whatever else is changed of it; so it has a number, a unit and a time.
fn check_figure(set: &Fields, stored: Option<&Record>) -> Result<(), Refused> {
    let now = |field: &str| match set.get(field) {
        Some(value) => Some(value),
        None => stored.and_then(|record| record.fields.get(field)),
    };
    let told = |field: &str| now(field).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty());
    let number = |field: &str| now(field).is_some_and(Value::is_u64);
    let missing = [
        ("source", told("source")),
        ("unit", told("unit")),
        ("number", number("number")),
        ("year", number("year") || told("month")),
    ];
    match missing.into_iter().find(|(_, there)| !there) {
        Some((field, _)) => Err(Refused::Value { field: field.to_owned() }),
        None => Ok(()),
    }
}

/// Fields that a log of a numbers-only kind never has, and sets of such fields.
const STORY: &[&str] = &["note", "place", "slot", "heads"];
const STORY_SETS: &[&str] = &["head.", "content."];

/// A log must live where its kind does, and a kind of numbers alone holds nothing else, whoever sends it.
fn check_log(scope: Scope, set: &Fields, stored: Option<&Record>) -> Result<(), Refused> {
    let stored = stored.map(|record| &record.fields);
    let now = |field: &str| match set.get(field) {
        Some(value) => Some(value),
        None => stored.and_then(|fields| fields.get(field)),
    };
    let Some(kind) = now("what").and_then(Value::as_str).and_then(built_in) else { return Ok(()) };
    if !kind.lives_in(scope) {
        return Err(Refused::Place);
    }
    let names = set.keys().chain(stored.into_iter().flat_map(Fields::keys));
    let told = |field: &FieldName| now(field).is_some_and(|value| !value.is_null());
    let story = |field: &&FieldName| {
        STORY.contains(&field.as_str()) || STORY_SETS.iter().any(|set| field.starts_with(set))
    };
    match names.filter(story).find(|field| kind.numbers_only && told(field)) {
        Some(field) => Err(Refused::Value { field: field.clone() }),
        None => Ok(()),
    }
}
