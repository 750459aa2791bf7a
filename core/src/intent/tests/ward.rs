//! A ward's districts and offices: made, mended, ended, refused.

use super::*;

use crate::office::OfficeKind;

fn named(name: &str) -> District {
    District::named(DistrictId::of(derived(&["form"])), name.to_owned())
}

fn plaza(name: &str) -> Office {
    Office::named(OfficeId::of(derived(&["form"])), OfficeKind::Plaza, name.to_owned())
}

/// Makes one, and its id.
fn made(world: &mut World, form: District) -> DistrictId {
    DistrictId::of(world.done(Intent::District { id: None, form })[0].record)
}

fn read(world: &World, id: DistrictId) -> District {
    District::read(&world.records[&id.record()])
}

#[test]
fn an_admin_makes_a_ward_out_of_nothing() {
    let mut world = World::new(Role::Admin);
    let wishes = world.done(Intent::Office { id: None, form: plaza("ひなた地域ケアプラザ") });
    let office = OfficeId::of(wishes[0].record);
    let hinata = made(&mut world, District { office: Some(office), ..named("　ひなた地区 ") });
    let komorebi = made(&mut world, named("こもれび地区"));
    assert_eq!(read(&world, hinata).name, "ひなた地区");
    assert_eq!([hinata, komorebi].map(|id| read(&world, id).number), [Some(1), Some(2)], "the ward's order");
    let again = Intent::District { id: Some(hinata), form: read(&world, hinata) };
    assert_eq!(world.ask(again), Ok(vec![]), "a repeat makes nothing");
}

#[test]
fn a_district_ends_and_others_take_over() {
    let mut world = World::new(Role::Admin);
    let [old, new] = ["旧地区", "新地区"].map(|name| made(&mut world, named(name)));
    let until = Some(day("2027-03-31"));
    let ended = District { until, next: [new].into(), ..read(&world, old) };
    let end = |form| Intent::District { id: Some(old), form };
    let wrong = |fault| Err(Refusal::Ward(fault));
    assert_eq!(world.ask(end(District { until: None, ..ended.clone() })), wrong(WardFault::NoEnd));
    let since = Some(day("2027-04-01"));
    assert_eq!(world.ask(end(District { since, ..ended.clone() })), wrong(WardFault::Order));
    assert_eq!(world.ask(end(District { next: [old].into(), ..ended.clone() })), wrong(WardFault::Successor));
    world.done(end(ended));
    let back = District { until, next: [old].into(), ..read(&world, new) };
    let circle = Intent::District { id: Some(new), form: back };
    assert_eq!(world.ask(circle), wrong(WardFault::Successor), "they would lead back to each other");
    // Its name is free again.
    made(&mut world, named("旧地区"));
}

#[test]
fn a_district_that_goes_to_another_plaza_is_in_one_area_alone() {
    let mut world = World::new(Role::Admin);
    let district = made(&mut world, named("ひなた地区"));
    let mut office = |name: &str, districts: SortedSet<DistrictId>| {
        let form = Office { districts, ..plaza(name) };
        OfficeId::of(world.done(Intent::Office { id: None, form })[0].record)
    };
    // As a ward's file has it: the office has the district in its list.
    let (former, next) = (office("ひなた", [district].into()), office("つきよ", SortedSet::new()));
    let goes = District { office: Some(next), ..read(&world, district) };
    world.done(Intent::District { id: Some(district), form: goes.clone() });
    let of = |id: OfficeId| Office::read(&world.records[&id.record()]);
    assert!(!of(former).looks_after(&goes) && of(next).looks_after(&goes));
}

#[test]
fn what_cannot_be_is_refused_with_its_reason() {
    let mut world = World::new(Role::Admin);
    made(&mut world, named("ひなた地区"));
    let mut make = |form| world.ask(Intent::District { id: None, form });
    let wrong = |fault| Err(Refusal::Ward(fault));
    assert!(matches!(make(named(" ")), Err(Refusal::Text { limit: 0, .. })));
    assert_eq!(make(named("ひなた地区")), wrong(WardFault::Taken));
    assert_eq!(make(District { number: Some(0), ..named("月") }), wrong(WardFault::Number(99)));
    let nowhere = OfficeId::of(derived(&["nowhere"]));
    assert_eq!(make(District { office: Some(nowhere), ..named("月") }), wrong(WardFault::Unknown));
    for n in 1..99 {
        made(&mut world, named(&format!("第{n}地区")));
    }
    assert_eq!(world.ask(Intent::District { id: None, form: named("百") }), wrong(WardFault::TooMany(99)));
    world.done(Intent::Office { id: None, form: plaza("ひなた") });
    assert_eq!(world.ask(Intent::Office { id: None, form: plaza("ひなた") }), wrong(WardFault::Taken));
    let bodiless = Office { body: Some(crate::id::BodyId::of(derived(&["nobody"]))), ..plaza("つきよ") };
    assert_eq!(world.ask(Intent::Office { id: None, form: bodiless }), wrong(WardFault::Unknown));
}

#[test]
fn the_register_is_an_admin_s() {
    let mut world = World::new(Role::Staff);
    let wishes = world.ask(Intent::District { id: None, form: named("ひなた地区") }).unwrap();
    let change = Change {
        id: ChangeId::from_uuid(Uuid::from_u128(1)),
        protocol: PROTOCOL,
        device: None,
        record: wishes[0].record,
        kind: wishes[0].kind.clone(),
        scope: wishes[0].scope,
        base: Base::NEW,
        after: None,
        act: wishes[0].act.clone(),
        written_at: NOW,
        by: Some(me()),
    };
    assert!(rights::may(&world.session, &change, None).is_err());
    assert_eq!(rights::may(&World::new(Role::Admin).session, &change, None), Ok(()));
}
