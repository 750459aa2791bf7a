//! The fields of logs, people, groups, sessions, places, districts, offices and the ward, as data.

use super::field::{Field, Member, Shape, one, set};
use crate::activity::Held;
use crate::grant::GRANTS;
use crate::kind::{COPIES_MAX, COUNT_MAX};
use crate::session::OnHoliday;
use crate::text::{NAME_CHARS, NOTE_CHARS, TITLE_CHARS};

const NAME: Shape = Shape::Text(NAME_CHARS);
const TITLE: Shape = Shape::Text(TITLE_CHARS);
const NOTE: Shape = Shape::Lines(NOTE_CHARS);

/// Meetings of a group in a year, at most, as a grant asks for them.
const GRANT_TIMES: u64 = 366;
/// Districts of a ward, at most.
const DISTRICTS: u64 = 999;

/// 記録.
pub(super) const ACTIVITY: &[Field] = &[
    one("what", Shape::Key),
    one("group", Shape::Id),
    one("session", Shape::Id),
    one("place", Shape::Id),
    one("day", Shape::Day),
    one("month", Shape::Month),
    one("slot", Shape::Slot),
    one("held", Shape::OneOf(&Held::KEYS)),
    set("head", Member::Key, Shape::Number(COUNT_MAX)),
    one("heads", Shape::Number(COUNT_MAX)),
    one("helpers", Shape::Number(COUNT_MAX)),
    one("qty.copies", Shape::Number(COPIES_MAX)),
    set("qty", Member::Key, Shape::Number(COUNT_MAX)),
    one("about", Shape::Flag),
    one("same_as_last", Shape::Flag),
    one("another", Shape::Flag),
    set("content", Member::Key, Shape::Flag),
    one("note", NOTE),
    set("support", Member::Id, Shape::Flag),
    set("serves", Member::Id, Shape::Bool),
    one("entered_by", Shape::Id),
    one("from", Shape::Id),
];

/// 活動団体.
pub(super) const GROUP: &[Field] = &[
    one("name", NAME),
    one("kana", NAME),
    one("what", Shape::Key),
    one("place", Shape::Id),
    one("office", Shape::Id),
    one("since", Shape::Day),
    one("until", Shape::Day),
    one("grant", Shape::Number(GRANT_TIMES)),
    one("grant_of", Shape::Key),
    one("provisional", Shape::Flag),
    one("from", Shape::Id),
];

/// 定例の活動.
pub(super) const SESSION: &[Field] = &[
    one("group", Shape::Id),
    one("name", NAME),
    one("what", Shape::Key),
    one("place", Shape::Id),
    one("slot", Shape::Slot),
    one("rule", Shape::Rule),
    one("holiday", Shape::OneOf(&OnHoliday::KEYS)),
    set("off_month", Member::MonthNumber, Shape::Flag),
    set("off", Member::Break, Shape::Flag),
    set("move", Member::Day, Shape::Move),
    set("date", Member::Day, Shape::Flag),
    one("since", Shape::Day),
    one("until", Shape::Day),
];

/// 場所.
pub(super) const PLACE: &[Field] = &[
    one("name", NAME),
    one("kana", NAME),
    one("what", Shape::Key),
    one("district", Shape::Id),
    one("opened", Shape::Day),
    one("closed", Shape::Day),
    one("runner", NAME),
    one("runner_group", Shape::Id),
    one("public", NOTE),
    one("address", TITLE),
    one("phone", NAME),
    one("private", Shape::Flag),
    one("consent", Shape::Day),
    one("of", Shape::Id),
];

/// 人.
pub(super) const PERSON: &[Field] = &[
    one("name", NAME),
    set("group", Member::Id, Shape::Flag),
    set("post", Member::Id, NAME),
    set("since", Member::Id, Shape::Day),
    set("past", Member::Id, NAME),
    set("until", Member::Id, Shape::Day),
    one("office", Shape::Id),
    one("left", Shape::Flag),
];

/// 地区.
pub(super) const DISTRICT: &[Field] = &[
    one("name", NAME),
    one("kana", NAME),
    one("number", Shape::Number(DISTRICTS)),
    one("order", Shape::Number(DISTRICTS)),
    one("office", Shape::Id),
    one("since", Shape::Day),
    one("until", Shape::Day),
    set("next", Member::Id, Shape::Flag),
];

/// 事業所・課.
pub(super) const OFFICE: &[Field] = &[
    one("name", NAME),
    one("kana", NAME),
    one("what", Shape::OneOf(&crate::office::OfficeKind::KEYS)),
    one("body", Shape::Id),
    one("order", Shape::Number(DISTRICTS)),
    one("phone", NAME),
    one("address", TITLE),
    set("district", Member::Id, Shape::Flag),
];

/// 区.
pub(super) const ORG: &[Field] = &[
    one("slug", Shape::Text(NAME_CHARS)),
    one("name", NAME),
    one("notice", TITLE),
    one("phone", NAME),
    one("sample", Shape::Flag),
    one("district_count", Shape::Number(DISTRICTS)),
    set("kind", Member::Key, Shape::OwnKind),
    set(GRANTS, Member::Key, Shape::Grant),
];

/// Staff know the person.
pub(super) const CONFIRMATION: &[Field] = &[one("person", Shape::Id), one("confirmed", Shape::Flag)];

/// Why staff corrected a record.
pub(super) const REASON: &[Field] = &[one("of", Shape::Id), one("text", NOTE)];
