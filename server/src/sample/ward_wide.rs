//! What the ward and its council do themselves in つむぎ区（架空）: four groups of the whole ward and their logs; no district.

use serde_json::json;
use tsunagari_core::activity::id_for_group;
use tsunagari_core::calendar::{Day, Month, Weekday};
use tsunagari_core::group::Group;
use tsunagari_core::id::{DistrictId, GroupId, RecordId};
use tsunagari_core::record::{Fields, Kind, Scope};

use super::Row;
use super::activities::Made;
use super::logs::{Chance, noon};
use super::org_file::OrgFile;

/// A group of the whole ward and how it works in a year.
struct Course {
    /// The key by which the plans' rules name it.
    key: &'static str,
    name: &'static str,
    what: &'static str,
    /// How often on one of its days: so many places at once.
    places: u32,
    /// The months in which it has a day, and the weekday (the second of the month).
    months: &'static [u32],
    weekday: Weekday,
    /// Heads at one time.
    heads: u64,
}

const COURSES: [Course; 4] = [
    Course {
        key: "akachan",
        name: "赤ちゃん教室",
        what: "oyako",
        places: 10,
        months: &[4, 5, 6, 7, 9, 10, 11, 12, 1, 2],
        weekday: Weekday::Wed,
        heads: 12,
    },
    Course {
        key: "fukushi_kyoiku",
        name: "小中学校の福祉教育",
        what: "koza",
        places: 3,
        months: &[5, 6, 9, 10, 11, 1, 2],
        weekday: Weekday::Thu,
        heads: 60,
    },
    Course {
        key: "salon_koryukai",
        name: "サロン交流会",
        what: "koza",
        places: 1,
        months: &[10, 2],
        weekday: Weekday::Fri,
        heads: 40,
    },
    Course {
        key: "kensyu",
        name: "区・区社協の研修と説明会",
        what: "koza",
        places: 4,
        months: &[4, 5, 6, 7, 9, 10, 11, 12, 1, 2, 3],
        weekday: Weekday::Tue,
        heads: 30,
    },
];

/// The groups, and their logs from `first` to the day before `today`.
pub(super) fn ward_wide(org: &OrgFile, first: Day, today: Day, chance: &mut Chance) -> Vec<Made> {
    let mut made = Vec::new();
    for course in &COURSES {
        made.push(group(org, course, first));
        let mut month = Some(first.month());
        while let Some(at) = month.filter(|month| month.first() < today) {
            if course.months.contains(&at.number())
                && let Some(day) = second(at, course.weekday).filter(|day| *day < today)
            {
                made.extend((1..=course.places).map(|n| log(org, course, day, n, today, chance)));
            }
            month = at.next();
        }
    }
    made
}

fn group_id(org: &OrgFile, course: &Course) -> GroupId {
    org.group_id(course.key)
}

fn group(org: &OrgFile, course: &Course, first: Day) -> Made {
    let nowhere = DistrictId::of(org.group_id(course.key).record());
    let mut group = Group::named(group_id(org, course), nowhere, course.name.to_owned());
    group.district = None;
    group.what = Some(course.what.to_owned());
    row(group.id.record(), Kind::Group, group.fields(), noon(first))
}

fn log(org: &OrgFile, course: &Course, day: Day, n: u32, today: Day, chance: &mut Chance) -> Made {
    let group = group_id(org, course);
    let heads = course.heads * 2 / 3 + chance.below(course.heads * 2 / 3);
    let mut fields = Fields::new();
    for (name, value) in [
        ("what", json!(course.what)),
        ("day", json!(day.to_string())),
        ("held", json!("done")),
        ("group", json!(group)),
        ("helpers", json!(2 + chance.below(3))),
    ] {
        fields.insert(name.to_owned(), value);
    }
    if n > 1 {
        fields.insert("another".to_owned(), json!(true));
    }
    if course.what == "oyako" {
        fields.insert("head.adult".to_owned(), json!(heads));
        fields.insert("head.child".to_owned(), json!(heads + chance.below(3)));
        fields.insert("qty.families".to_owned(), json!(heads));
    } else {
        fields.insert("heads".to_owned(), json!(heads));
    }
    let id = id_for_group(group, course.what, day, n);
    let written = noon(day.plus(2)).min(noon(today));
    row(id.record(), Kind::Activity, fields, written)
}

const fn row(id: RecordId, kind: Kind, fields: Fields, at: tsunagari_core::calendar::WallTime) -> Made {
    Made { row: Row { id, kind, scope: Scope::OrgAll, fields }, by: None, at }
}

fn second(month: Month, weekday: Weekday) -> Option<Day> {
    month.days().find(|day| day.weekday() == weekday && day.nth() == 2)
}
