//! The fields of a plan and its parts, as data: one table for each kind. A plan comes by import, most of the time.

use super::field::{Field, Member, Shape, one, set};
use crate::plan::result::Stage;
use crate::text::{NAME_CHARS, NOTE_CHARS, TITLE_CHARS};

/// A short text of a plan, in characters: a number, a mark, a reason, names beside a title.
const SHORT: Shape = Shape::Text(200);
/// A heading or a cell's text, in characters.
const CELL: Shape = Shape::Lines(NOTE_CHARS);
/// A layout, heading, rule, block or scale, or a list of them, in bytes of JSON.
const ENTRY: Shape = Shape::Json(16 * 1024);
/// A draft's text and all that its numbers came from, in bytes of JSON.
const DRAFTED: usize = 48 * 1024;
/// A fiscal year, western.
const YEAR: Shape = Shape::Number(2_199);
/// A target's number.
const NUMBER: Shape = Shape::Number(9_999_999);
/// A place among others of a plan.
const ORDER: Shape = Shape::Number(99_999);
const TITLE: Shape = Shape::Text(TITLE_CHARS);

/// 実施主体.
pub(super) const BODY: &[Field] = &[one("name", TITLE), one("class", SHORT), one("order", ORDER)];

/// 計画.
pub(super) const PLAN: &[Field] = &[
    one("key", Shape::Text(NAME_CHARS)),
    one("title", TITLE),
    one("term", SHORT),
    one("section", SHORT),
    one("edition", SHORT),
    one("status", Shape::OneOf(&["案", "決定"])),
    one("first_year", YEAR),
    one("last_year", YEAR),
    one("columns", ENTRY),
    one("items_year", YEAR),
    one("result_state", SHORT),
    set("body", Member::Id, ORDER),
    set("block", Member::Key, ENTRY),
    set("layout", Member::Key, ENTRY),
    set("heading", Member::Key, ENTRY),
    set("rule", Member::Key, ENTRY),
    one("previous", Shape::Id),
    one("previous_reason", SHORT),
    one("district", Shape::Id),
    one("ward_plan", Shape::Id),
    one("district_plans", ORDER),
    one("ask", SHORT),
];

/// 計画の見出し.
pub(super) const NODE: &[Field] = &[
    one("plan", Shape::Id),
    one("parent", Shape::Id),
    one("layout", Shape::Key),
    one("level", ORDER),
    one("order", ORDER),
    one("number", SHORT),
    one("mark", SHORT),
    one("title", TITLE),
    one("subtitle", SHORT),
    one("tag", SHORT),
    one("wg", SHORT),
    one("ask", SHORT),
    set("block", Member::Key, ENTRY),
    set("relation.related", Member::Id, Shape::Flag),
    set("relation.continues", Member::Id, Shape::Flag),
    set("relation.revises", Member::Id, Shape::Flag),
    set("relation.splits", Member::Id, Shape::Flag),
    set("relation.merges", Member::Id, Shape::Flag),
    set("relation.crosses", Member::Id, Shape::Flag),
    set("relation.district", Member::Id, Shape::Flag),
    one("relation.ends", Shape::Flag),
    set("why.related", Member::Id, SHORT),
    set("why.continues", Member::Id, SHORT),
    set("why.revises", Member::Id, SHORT),
    set("why.splits", Member::Id, SHORT),
    set("why.merges", Member::Id, SHORT),
    set("why.crosses", Member::Id, SHORT),
    set("why.district", Member::Id, SHORT),
    one("why.ends", SHORT),
    one("since", YEAR),
    one("until", YEAR),
];

/// 取組.
pub(super) const MEASURE: &[Field] = &[
    one("plan", Shape::Id),
    one("node", Shape::Id),
    one("heading", Shape::Key),
    one("order", ORDER),
    one("number", SHORT),
    one("mark", SHORT),
    one("title", TITLE),
    one("detail", SHORT),
    set("block", Member::Key, ENTRY),
    one("role_class", SHORT),
    set("body", Member::Id, ORDER),
    set("role", Member::Id, SHORT),
    set("maybe", Member::Id, Shape::Flag),
    set("cell", Member::Year, CELL),
    set("undated", Member::Key, CELL),
    set("scale", Member::Key, ENTRY),
    set("relation.related", Member::Id, Shape::Flag),
    set("relation.continues", Member::Id, Shape::Flag),
    set("relation.revises", Member::Id, Shape::Flag),
    set("relation.splits", Member::Id, Shape::Flag),
    set("relation.merges", Member::Id, Shape::Flag),
    set("relation.crosses", Member::Id, Shape::Flag),
    set("relation.repeats", Member::Id, Shape::Flag),
    set("relation.district", Member::Id, Shape::Flag),
    one("relation.ends", Shape::Flag),
    set("why.related", Member::Id, SHORT),
    set("why.continues", Member::Id, SHORT),
    set("why.revises", Member::Id, SHORT),
    set("why.splits", Member::Id, SHORT),
    set("why.merges", Member::Id, SHORT),
    set("why.crosses", Member::Id, SHORT),
    set("why.repeats", Member::Id, SHORT),
    set("why.district", Member::Id, SHORT),
    one("why.ends", SHORT),
    one("since", YEAR),
    one("until", YEAR),
    one("wg", SHORT),
    one("ask", SHORT),
];

/// 年度ごとの実施計画.
pub(super) const ITEM: &[Field] = &[
    one("plan", Shape::Id),
    one("measure", Shape::Id),
    one("year", YEAR),
    one("order", ORDER),
    one("title", TITLE),
    one("detail", SHORT),
    set("block", Member::Key, ENTRY),
    set("body", Member::Id, ORDER),
    set("role", Member::Id, SHORT),
    set("maybe", Member::Id, Shape::Flag),
    set("scale", Member::Key, ENTRY),
    set("relation.related", Member::Id, Shape::Flag),
    set("relation.repeats", Member::Id, Shape::Flag),
    set("why.related", Member::Id, SHORT),
    set("why.repeats", Member::Id, SHORT),
    one("ask", SHORT),
];

/// 目標.
pub(super) const TARGET: &[Field] = &[
    one("plan", Shape::Id),
    one("measure", Shape::Id),
    one("item", Shape::Id),
    one("district", Shape::Id),
    one("goal", Shape::OneOf(&["count", "coverage", "places", "frequency"])),
    one("number", NUMBER),
    one("unit", SHORT),
    one("set", SHORT),
    one("counts", Shape::OneOf(&["opened", "open"])),
    one("place_kinds", ENTRY),
    one("times", NUMBER),
    one("per", Shape::OneOf(&["week", "month", "year"])),
    one("places", NUMBER),
    one("over", Shape::OneOf(&["year", "plan"])),
    one("printed", SHORT),
];

/// 実績数.
pub(super) const FIGURE: &[Field] = &[
    one("plan", Shape::Id),
    one("item", Shape::Id),
    one("measure", Shape::Id),
    one("office", Shape::Id),
    one("district", Shape::Id),
    one("title", TITLE),
    one("month", Shape::Month),
    one("year", YEAR),
    one("number", NUMBER),
    one("unit", SHORT),
    one("source", SHORT),
];

/// 実施した取組結果.
pub(super) const RESULT: &[Field] = &[
    one("plan", Shape::Id),
    one("item", Shape::Id),
    one("office", Shape::Id),
    one("body", Shape::Id),
    one("day", Shape::Day),
    one("word", Shape::Word),
    one("as_of", Shape::Day),
    one("stage", Shape::OneOf(&Stage::KEYS)),
    one("drafted", Shape::Json(DRAFTED)),
];

/// 年度のしめ.
pub(super) const CLOSE: &[Field] = &[
    one("plan", Shape::Id),
    one("year", YEAR),
    one("closed", Shape::Flag),
    set("trace", Member::Key, ENTRY),
];
