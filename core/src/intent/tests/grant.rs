//! The ward's list of grants and what a group applies for: made, changed, taken away, refused.

use super::*;

use crate::grant::{Condition, grants};

fn org() -> RecordId {
    derived(&["org"])
}

fn ward(role: Role) -> World {
    let mut world = World::new(role);
    world.put(org(), Kind::Org, Scope::OrgAll, fields(&[("name", json!("つむぎ区"))]));
    world
}

fn weekly() -> Grant {
    Grant { name: " 週1回型 ".to_owned(), least: [(Condition::Times, 36)].into(), ..Grant::default() }
}

fn make(form: Grant) -> Intent {
    Intent::Grant { key: None, form: Some(form) }
}

fn list(world: &World) -> SortedMap<String, Grant> {
    grants(world.records.get(&org()))
}

fn apply(grant: Option<&str>, times: Option<u64>) -> Intent {
    Intent::Apply { group: group(), grant: grant.map(str::to_owned), times }
}

#[test]
fn staff_make_change_and_take_away_a_grant() {
    let mut world = ward(Role::Staff);
    world.done(make(weekly()));
    let (key, kept) = list(&world).into_iter().next().unwrap();
    assert_eq!(kept.name, "週1回型");
    assert!(crate::text::is_key(&key), "{key}");
    let more = Grant { months: [8].into(), words: Some("  ".to_owned()), ..kept.clone() };
    let change = Intent::Grant { key: Some(key.clone()), form: Some(more) };
    world.done(change.clone());
    assert_eq!(list(&world)[&key], Grant { months: [8].into(), ..kept });
    assert_eq!(world.ask(change), Ok(vec![]), "a repeat makes nothing");
    world.done(Intent::Grant { key: Some(key), form: None });
    assert!(list(&world).is_empty());
}

#[test]
fn a_grant_that_cannot_be_is_refused_with_its_reason() {
    let mut world = ward(Role::Admin);
    let wrong = |fault| Err(Refusal::Grant(fault));
    let nameless = Grant { name: " ".to_owned(), ..weekly() };
    assert!(matches!(world.ask(make(nameless)), Err(Refusal::Text { limit: 0, .. })));
    for least in [0, 10_000] {
        let form = Grant { least: [(Condition::HeadsTime, least)].into(), ..weekly() };
        assert_eq!(world.ask(make(form)), wrong(GrantFault::Least(9_999)));
    }
    let strange = Grant { kinds: ["nothing".to_owned()].into(), ..weekly() };
    assert_eq!(world.ask(make(strange)), wrong(GrantFault::Kind));
    let full: Vec<_> = (0..50).map(|n| (format!("grant.g{n}"), weekly().value())).collect();
    world.put(org(), Kind::Org, Scope::OrgAll, full.into_iter().collect());
    assert_eq!(world.ask(make(weekly())), wrong(GrantFault::TooMany(50)));
    world.records.remove(&org());
    assert_eq!(world.ask(make(weekly())), wrong(GrantFault::NoWard));
}

#[test]
fn a_group_applies_for_a_grant_of_the_list() {
    let mut world = ward(Role::Volunteer);
    world.session.role = Role::Staff;
    world.done(make(weekly()));
    world.session.role = Role::Volunteer;
    let key = list(&world).keys().next().unwrap().clone();
    world.done(apply(Some(&key), Some(24)));
    let told = |world: &World| {
        let group = Group::read(world.records.get(&group().record()).unwrap());
        (group.grant_of, group.grant, group.name)
    };
    assert_eq!(told(&world), (Some(key.clone()), Some(24), "つくしサロン".to_owned()));
    assert_eq!(world.ask(apply(Some(&key), Some(24))), Ok(vec![]));
    assert_eq!(world.ask(apply(Some("other"), None)), Err(Refusal::Grant(GrantFault::Unknown)));
    assert_eq!(world.ask(apply(Some(&key), Some(0))), Err(Refusal::Grant(GrantFault::Least(366))));
    let gone = Intent::Grant { key: Some(key.clone()), form: None };
    world.session.role = Role::Staff;
    world.done(gone);
    world.session.role = Role::Volunteer;
    world.done(apply(Some(&key), None));
    assert_eq!(told(&world).0, Some(key), "what the group said stays until it says otherwise");
    world.done(apply(None, None));
    assert_eq!(told(&world).0, None);
    let nobody = Intent::Apply { group: GroupId::of(derived(&["x"])), grant: None, times: None };
    assert!(matches!(world.ask(nobody), Err(Refusal::NotHere(_))));
}
