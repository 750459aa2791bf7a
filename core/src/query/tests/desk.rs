//! Tests of what staff look at: the month side by side, what was expected, who is quiet, and what is to come.

use super::*;
use crate::query::coming;
use crate::query::overview::{Months, Quiet};

fn today() -> Day {
    day("2026-11-24")
}

#[test]
fn what_was_expected_and_is_not_logged_is_named_by_day() {
    let mut world = World::small();
    world.salon("2026-11-03", 19);
    let mut off = world.draft("tsukushi", "2026-11-10");
    off.held = Held::Rain;
    world.log(&off, None);
    let view = world.view();
    let months = Months::new(&view, november(), today());
    let groups = months.groups(district());
    assert_eq!(
        groups.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        ["すみれ会", "つくしサロン", "わたぐもの家", "正門のあいさつ"]
    );
    let salon = &groups[1];
    let days: Vec<_> = salon.unlogged.iter().map(|one| one.meeting.day).collect();
    assert_eq!(days, [day("2026-11-17")], "neither what is called off nor today's");
    assert_eq!((salon.held["salon"].times, salon.held["salon"].cancelled, salon.logs.len()), (1, 1, 2));
    let line = months.district(district());
    assert_eq!((line.times, line.heads, line.before), (1, 19, 0));
    assert_eq!(line.unlogged, groups.iter().map(|one| one.unlogged.len()).sum::<usize>());
}

#[test]
fn a_log_without_its_meeting_counts_as_that_day() {
    let mut world = World::small();
    let mut loose = world.draft("tsukushi", "2026-11-17");
    (loose.session, loose.scheduled, loose.counts.total) = (None, None, Some(9));
    world.log(&loose, None);
    let view = world.view();
    let groups = Months::new(&view, november(), today()).groups(district());
    let days: Vec<_> = groups[1].unlogged.iter().map(|one| one.meeting.day.day_of_month()).collect();
    assert_eq!(days, [3, 10]);
}

#[test]
fn a_group_is_quiet_after_sixty_days_and_not_before() {
    let mut world = World::small();
    world.salon("2026-09-25", 12);
    let quiet = |world: &World, today: Day| {
        let view = world.view();
        Months::new(&view, november(), today).groups(district())[1].quiet
    };
    assert_eq!(quiet(&world, today()), None);
    assert_eq!(quiet(&world, day("2026-11-25")), Some(Quiet::Since(day("2026-09-25"))));
    assert_eq!(quiet(&World::small(), today()), Some(Quiet::NoLog));
}

#[test]
fn twins_and_memos_of_the_month_are_listed() {
    let mut world = World::small();
    let mut one = world.draft("tsukushi", "2026-11-17");
    (one.counts.total, one.note) = (Some(19), "田中さんが転んだ".to_owned());
    let first = world.log(&one, None);
    let mut other = one.clone();
    (other.session, other.scheduled, other.note) = (None, None, "たのしかった".to_owned());
    let second = world.log(&other, None);
    let view = world.view();
    let months = Months::new(&view, november(), today());
    let here: SortedSet<DistrictId> = [district()].into();
    assert_eq!(months.twins(&here), [(first, second)]);
    assert_eq!(months.memos(&here).iter().map(|(id, _)| *id).collect::<Vec<_>>(), [first]);
    assert!(months.twins(&SortedSet::new()).is_empty());
}

#[test]
fn the_share_of_numbers_taken_over_is_of_those_that_were_counted() {
    let mut world = World::small();
    world.salon("2026-11-03", 19);
    let mut same = world.draft("tsukushi", "2026-11-10");
    (same.counts.total, same.same_as_last) = (Some(19), true);
    world.log(&same, None);
    let view = world.view();
    assert_eq!(Months::new(&view, november(), today()).district(district()).same_as_last, (1, 2));
}

#[test]
fn what_is_to_come_stands_by_day_and_leaves_out_closed_places() {
    let mut world = World::small();
    let keep = |_: &GroupSession| true;
    let december = Month::parse("2026-12").unwrap();
    let view = world.view();
    let all = coming::of_month(&view, december, &keep);
    assert_eq!((all[0].name.as_str(), all[0].day), ("正門のあいさつ", day("2026-12-01")));
    assert_eq!(all.len(), 5 + 5 + 4);
    let next = coming::next(&view, day("2026-11-25"), 3, &|session| session.what == "salon");
    assert_eq!(next.iter().map(|one| one.day.day_of_month()).collect::<Vec<_>>(), [1, 8, 15]);
    let closed = Place {
        closed: Some(day("2026-12-08")),
        ..Place::named(place("ひなた会館"), Some(district()), "hall".to_owned(), "ひなた会館".to_owned())
    };
    world.put(place("ひなた会館").record(), Kind::Place, Scope::OrgAll, closed.fields());
    let view = world.view();
    assert_eq!(coming::of_month(&view, december, &|session| session.what == "salon").len(), 2);
}
