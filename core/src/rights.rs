//! Who may change what; the same rule refuses on the phone before it is saved and on the server when it arrives.

use serde_json::Value;

use crate::change::{Act, Base, Change, PROTOCOL, Refused};
use crate::grant::GRANTS;
use crate::id::{ChangeId, DistrictId, GroupId, OfficeId};
use crate::kind::built_in;
use crate::org::{Role, Session};
use crate::record::{Fields, Kind, Record, Scope};

#[cfg(test)]
mod tests;

/// Whether the session may make this change.
///
/// `stored` is the record as it is now. Errors: [`Refused::Scope`] where the session does not read the scope,
/// [`Refused::Role`] where it does but may not do this.
pub fn may(session: &Session, change: &Change, stored: Option<&Record>) -> Result<(), Refused> {
    if !session.reads(change.scope) {
        return Err(Refused::Scope);
    }
    let allowed = match session.role {
        // What the server alone writes: sums, and copies of what staff have settled.
        _ if change.kind == Kind::Summary => false,
        _ if matches!(change.kind, Kind::Figure | Kind::Result) && change.scope == Scope::OrgAll => false,
        Role::Admin => true,
        Role::Staff => staff_may(session, change, stored),
        Role::Volunteer => volunteer_may(session, change, stored),
    };
    if allowed { Ok(()) } else { Err(Refused::Role) }
}

/// Staff keep the records of their districts; the ward's own records are an admin's.
fn staff_may(session: &Session, change: &Change, stored: Option<&Record>) -> bool {
    match change.kind {
        Kind::Activity | Kind::Group | Kind::Session | Kind::Person | Kind::Confirmation | Kind::Reason => {
            true
        }
        Kind::Place if change.scope.district().is_some() => true,
        Kind::Place | Kind::Target => in_own_districts(session, change, stored),
        Kind::Plan => keeps_rules(session, change, stored),
        Kind::Figure => change.scope == Scope::OrgStaff && of_own_office(session, change, stored),
        Kind::Org => keeps_grants(change, stored),
        Kind::Result => of_own_office(session, change, stored) && up_to_submitted(change, stored),
        _ => false,
    }
}

/// Which logs count for which measures is staff's to say; everything else of a plan is not. A district's plan is that
/// of the staff who look after the district.
fn keeps_rules(session: &Session, change: &Change, stored: Option<&Record>) -> bool {
    let Some(stored) = stored else { return false };
    let rules = set(change)
        .is_some_and(|fields| !fields.is_empty() && fields.keys().all(|field| field.starts_with(RULES)));
    let district = stored.link(DISTRICT).map(DistrictId::of);
    rules && district.is_none_or(|id| session.districts.contains(&id))
}

/// An office writes its line and hands it in. Sending it back and 確定 are an admin's, and what is 確定 stays so.
fn up_to_submitted(change: &Change, stored: Option<&Record>) -> bool {
    let state = |value: &Value| value.get(STATE).and_then(Value::as_str).map(str::to_owned);
    let before = stored.and_then(|record| record.fields.get(WORD)).and_then(state);
    let after = set(change).and_then(|fields| fields.get(WORD)).and_then(state);
    let word = set(change).is_some_and(|fields| fields.contains_key(WORD));
    let handed = |state: &str| state == "draft" || state == "submitted";
    let settled = before.as_deref() == Some("confirmed");
    !settled && (!word || after.as_deref().is_none_or(handed)) && matches!(change.act, Act::Set(_))
}

/// A record that names an office: before and after, it must be the session's.
fn of_own_office(session: &Session, change: &Change, stored: Option<&Record>) -> bool {
    let before = stored.map(|record| record.fields.get(OFFICE));
    let after = set(change).and_then(|fields| fields.get(OFFICE)).map(Some);
    let own = |value: Option<&Value>| {
        let id = value.and_then(Value::as_str).and_then(|text| OfficeId::parse(text).ok());
        id.is_some() && id == session.office
    };
    let mut named = before.into_iter().chain(after).peekable();
    named.peek().is_some() && named.all(own)
}

/// Of the ward's own record, what its grants ask for is staff's to say, and nothing else.
fn keeps_grants(change: &Change, stored: Option<&Record>) -> bool {
    let member = |field: &str| field.strip_prefix(GRANTS).is_some_and(|rest| rest.starts_with('.'));
    stored.is_some()
        && set(change).is_some_and(|fields| !fields.is_empty() && fields.keys().all(|field| member(field)))
}

/// A record of the whole ward that names a district: that district, before and after, must be the session's.
fn in_own_districts(session: &Session, change: &Change, stored: Option<&Record>) -> bool {
    let before = stored.map(|record| record.fields.get(DISTRICT));
    let after = set(change).and_then(|fields| fields.get(DISTRICT)).map(Some);
    let own = |value: Option<&Value>| {
        let id = value.and_then(Value::as_str).and_then(|text| DistrictId::parse(text).ok());
        id.is_some_and(|id| session.districts.contains(&id))
    };
    let mut named = before.into_iter().chain(after).peekable();
    named.peek().is_some() && named.all(own)
}

/// The beginning of the fields in which a plan keeps its rules.
const RULES: &str = "rule.";
/// The field that holds a result's text and state, and the name of the state in it.
const WORD: &str = "word";
const STATE: &str = "state";
/// The field by which a record names the office whose it is.
const OFFICE: &str = "office";
/// The field by which a record of the whole ward names its district.
const DISTRICT: &str = "district";

/// A volunteer writes in the own district alone, and there only what is theirs or their groups'.
fn volunteer_may(session: &Session, change: &Change, stored: Option<&Record>) -> bool {
    if !matches!(change.scope, Scope::DistrictAll(_)) {
        return false;
    }
    match change.kind {
        Kind::Activity => logs(change) && (creates(change) || owns_log(session, stored)),
        Kind::Person => {
            change.record == session.person.record()
                && sets_only(change, |field| {
                    field == "name" || field.starts_with("group.") || field.starts_with("post.")
                })
        }
        Kind::Group => names_group(session, change, stored) || applies(session, change, stored),
        _ => false,
    }
}

/// A change that has seen no record makes one. Where there is one all the same, merging lets nothing of it go.
fn creates(change: &Change) -> bool {
    change.base.version == 0 && change.after.is_none() && matches!(change.act, Act::Set(_))
}

/// What a volunteer may write into a log: neither an office's support nor a kind that only staff log.
fn logs(change: &Change) -> bool {
    let what = set(change).and_then(|fields| fields.get("what")).and_then(Value::as_str);
    let staffs = what.and_then(built_in).is_some_and(|kind| kind.staff_only());
    !staffs && sets_only(change, |field| !field.starts_with("support.") && field != "entered_by")
}

/// One's own log; once staff know the person, also a log of one's groups.
fn owns_log(session: &Session, stored: Option<&Record>) -> bool {
    let Some(stored) = stored else { return true };
    let group = stored.link("group").map(GroupId::of);
    made_by(session, stored) || (session.confirmed && group.is_some_and(|id| session.groups.contains(&id)))
}

/// 「わたしの会がない」: naming a group at joining, and mending that name until staff have settled it.
fn names_group(session: &Session, change: &Change, stored: Option<&Record>) -> bool {
    let provisional = |fields: &Fields| fields.get("provisional") == Some(&Value::Bool(true));
    let own = |stored: &Record| made_by(session, stored) && provisional(&stored.fields);
    match (stored, set(change)) {
        (None, Some(fields)) => provisional(fields),
        (None, None) => false,
        (Some(stored), set) => {
            own(stored) && !set.is_some_and(|set| set.contains_key("provisional") && !provisional(set))
        }
    }
}

/// Which grant one's own group applies for, once staff know the person.
fn applies(session: &Session, change: &Change, stored: Option<&Record>) -> bool {
    let own = session.confirmed && session.groups.contains(&GroupId::of(change.record));
    let grant = |field: &str| field == "grant" || field == "grant_of";
    own && stored.is_some()
        && set(change).is_some_and(|fields| !fields.is_empty() && fields.keys().all(|field| grant(field)))
}

fn made_by(session: &Session, stored: &Record) -> bool {
    stored.made.by == Some(session.person)
}

fn sets_only(change: &Change, allowed: impl Fn(&str) -> bool) -> bool {
    set(change).is_none_or(|fields| fields.keys().all(|field| allowed(field)))
}

const fn set(change: &Change) -> Option<&Fields> {
    match &change.act {
        Act::Set(fields) => Some(fields),
        Act::Remove | Act::Restore => None,
    }
}

/// What the same rule says of an act before a change is made of it: whether a page should offer it at all.
pub fn may_edit(session: &Session, stored: &Record) -> bool {
    may_set(session, stored, Fields::new())
}

/// Whether a page should offer to say which grant a group applies for.
pub fn may_apply(session: &Session, group: &Record) -> bool {
    may_set(session, group, [("grant_of".to_owned(), Value::Null)].into())
}

/// Whether a page should offer to change the ward's list of grants.
pub fn may_keep_grants(session: &Session, org: &Record) -> bool {
    may_set(session, org, [(format!("{GRANTS}.x"), Value::Null)].into())
}

/// Whether a page should offer to change the rules of a plan.
pub fn may_keep_rules(session: &Session, plan: &Record) -> bool {
    may_set(session, plan, [(format!("{RULES}x"), Value::Null)].into())
}

fn may_set(session: &Session, stored: &Record, fields: Fields) -> bool {
    let probe = Change {
        id: ChangeId::from_uuid(stored.id.uuid()),
        protocol: PROTOCOL,
        device: None,
        record: stored.id,
        kind: stored.kind.clone(),
        scope: stored.scope,
        base: Base { epoch: None, version: stored.version.max(1) },
        after: None,
        act: Act::Set(fields),
        written_at: stored.edited.at,
        by: Some(session.person),
    };
    may(session, &probe, Some(stored)).is_ok()
}
