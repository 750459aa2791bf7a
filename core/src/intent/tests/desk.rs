//! Tests of what staff do at their desk: support in one press, a twin that is none, a closed place, a post handed over.

use super::*;
use crate::person::Person;

fn office() -> OfficeId {
    OfficeId::of(derived(&["plaza"]))
}

#[test]
fn support_is_one_press_of_the_own_office_and_is_taken_back_by_another() {
    let mut world = World::new(Role::Staff);
    world.done(Intent::Log(world.draft()));
    let say = |yes| Intent::Support { log: today_id(), yes };
    let wishes = world.done(say(true));
    assert_eq!(set(&wishes[0]), &fields(&[(&format!("support.{}", office()), json!(true))]));
    assert!(world.log(today_id()).support.contains(&office()));
    assert!(world.done(say(true)).is_empty(), "said already");
    assert_eq!(set(&world.done(say(false))[0]), &fields(&[(&format!("support.{}", office()), Value::Null)]));
    world.session.office = None;
    assert_eq!(world.ask(say(true)), Err(Refusal::NoOffice));
    let nowhere = ActivityId::of(derived(&["nowhere"]));
    world.session.office = Some(office());
    assert_eq!(
        world.ask(Intent::Support { log: nowhere, yes: true }),
        Err(Refusal::NotHere(nowhere.record()))
    );
}

#[test]
fn a_log_that_looks_like_another_is_said_to_be_one_of_its_own() {
    let mut world = World::new(Role::Staff);
    world.done(Intent::Log(world.draft()));
    assert_eq!(set(&world.done(Intent::Another(today_id()))[0]), &fields(&[("another", json!(true))]));
    assert!(world.done(Intent::Another(today_id())).is_empty());
}

#[test]
fn a_closed_place_is_told_and_not_logged_at() {
    let mut world = World::new(Role::Volunteer);
    let mut draft = world.draft();
    assert_eq!(draft.place, Some(hall()));
    let closed = day("2026-11-20");
    let place = Place {
        closed: Some(closed),
        ..Place::named(hall(), Some(district()), "hall".to_owned(), "ひなた会館".to_owned())
    };
    world.put(hall().record(), Kind::Place, Scope::OrgAll, place.fields());
    assert_eq!(world.ask(Intent::Log(draft.clone())), Err(Refusal::PlaceClosed { place: hall(), closed }));
    assert_eq!(world.draft().place, None, "the form does not offer it");
    draft.place = None;
    assert_eq!(world.done(Intent::Log(draft)).len(), 1);
}

#[test]
fn a_post_goes_over_on_a_day_and_who_held_it_is_kept() {
    let mut world = World::new(Role::Staff);
    let (old, new) = (PersonId::of(derived(&["old"])), PersonId::of(derived(&["new"])));
    let all = Scope::DistrictAll(district());
    let mine = group();
    world.put(
        old.record(),
        Kind::Person,
        all,
        fields(&[
            ("name", json!("代表B")),
            (&format!("group.{mine}"), json!(true)),
            (&format!("post.{mine}"), json!("代表")),
        ]),
    );
    world.put(new.record(), Kind::Person, all, fields(&[("name", json!("代表C"))]));
    let asked = HandOver {
        group: mine,
        post: " 代表 ".to_owned(),
        from: Some(old),
        to: Some(new),
        day: day("2027-04-01"),
        stays: false,
    };
    let wishes = world.done(Intent::HandOver(asked.clone()));
    assert_eq!(wishes.len(), 2);
    let read = |world: &World, id: PersonId| Person::read(&world.records[&id.record()]);
    let (before, after) = (read(&world, old), read(&world, new));
    assert!(!before.groups.contains(&mine) && before.posts.is_empty());
    assert_eq!(before.past.get(&mine), Some(&("代表".to_owned(), Some(day("2027-03-31")))));
    assert_eq!(
        (after.posts.get(&mine).map(String::as_str), after.groups.contains(&mine)),
        (Some("代表"), true)
    );
    assert_eq!(after.since.get(&mine), Some(&day("2027-04-01")));
    assert!(world.done(Intent::HandOver(asked.clone())).is_empty(), "once is enough");
    let unjoined = HandOver { from: Some(new), to: None, stays: true, ..asked.clone() };
    assert_eq!(world.done(Intent::HandOver(unjoined)).len(), 1);
    assert!(read(&world, new).groups.contains(&mine), "stays without the post");
    let nameless = HandOver { post: " ".to_owned(), ..asked };
    assert!(matches!(world.ask(Intent::HandOver(nameless)), Err(Refusal::Text { .. })));
}

#[test]
fn a_volunteer_hands_nothing_over() {
    let mut world = World::new(Role::Staff);
    let other = PersonId::of(derived(&["other"]));
    world.put(
        other.record(),
        Kind::Person,
        Scope::DistrictAll(district()),
        fields(&[("name", json!("会計A"))]),
    );
    let asked = HandOver {
        group: group(),
        post: "会計".to_owned(),
        from: None,
        to: Some(other),
        day: day("2027-04-01"),
        stays: false,
    };
    world.session.role = Role::Volunteer;
    let wishes = world.ask(Intent::HandOver(asked)).unwrap();
    let seen = &world.records[&other.record()];
    let change = Change {
        id: ChangeId::from_uuid(Uuid::from_u128(7)),
        protocol: PROTOCOL,
        device: None,
        record: seen.id,
        kind: Kind::Person,
        scope: seen.scope,
        base: Base { epoch: None, version: 1 },
        after: None,
        act: wishes[0].act.clone(),
        written_at: NOW,
        by: Some(me()),
    };
    assert!(rights::may(&world.session, &change, Some(seen)).is_err());
}
