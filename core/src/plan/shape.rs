//! Which fields the plan's kinds have and what values they take; the schema asks here, nothing is merged or read.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::measure::Scale;
use super::node::Block;
use super::relation::RelationKind;
use super::rule::Rule;
use super::schedule::Cell;
use super::target::{Over, Per, PlacesCounted, Set};
use super::{Heading, Layout, Status};
use crate::calendar::FiscalYear;
use crate::change::Refused;
use crate::id::RecordId;
use crate::record::Kind;
use crate::text::{TITLE_CHARS, is_clean};

/// A short text, in characters: a number, a mark, a tag, a reason, names beside a title.
pub const TEXT_CHARS_MAX: usize = 200;
/// A key of a layout, heading, rule, block or scale, in characters.
pub const KEY_CHARS_MAX: usize = 32;
/// A year cell, in characters.
pub const CELL_CHARS_MAX: usize = 400;
/// A layout, heading, rule, block or scale, as JSON, in bytes.
pub const ENTRY_BYTES_MAX: usize = 16 * 1024;
/// Year columns of a plan.
pub const COLUMNS_MAX: usize = 20;
/// A number of a target, and a place among others.
pub const NUMBER_MAX: u64 = 9_999_999;

/// Checks a field of a plan, node, measure, item or target; null clears any known field.
///
/// Errors: [`Refused::UnknownField`], [`Refused::Value`].
pub fn check(kind: &Kind, field: &str, value: &Value) -> Result<(), Refused> {
    let Some(shape) = shape(kind, field) else {
        return Err(Refused::UnknownField { field: field.to_owned() });
    };
    if value.is_null() || shape(value) { Ok(()) } else { Err(Refused::Value { field: field.to_owned() }) }
}

/// What a value must be.
type Shape = fn(&Value) -> bool;

fn shape(kind: &Kind, field: &str) -> Option<Shape> {
    match field.split_once('.') {
        Some((set, member)) => member_shape(kind, set, member),
        None => field_shape(kind, field),
    }
}

fn field_shape(kind: &Kind, field: &str) -> Option<Shape> {
    use Kind as K;
    Some(match (kind, field) {
        (K::Plan, "key" | "term" | "section" | "result_state" | "previous_reason") => short,
        (K::Plan, "first_year" | "last_year" | "items_year") | (K::Item, "year") => year,
        (K::Plan, "status") => |value| word(value, Status::parse),
        (K::Plan, "columns") => columns,
        (K::Plan, "previous") => link,
        (K::Node | K::Measure | K::Item | K::Target, "plan") => link,
        (K::Plan | K::Node | K::Measure | K::Item, "title") => title,
        (K::Node | K::Measure | K::Item, "ask") => short,
        (K::Node | K::Measure | K::Item, "order") | (K::Node, "level") => number,
        (K::Node, "parent") | (K::Measure, "node") | (K::Item | K::Target, "measure") => link,
        (K::Node, "layout" | "number" | "mark" | "tag") => short,
        (K::Measure | K::Item, "detail") | (K::Measure, "heading" | "wg") => short,
        (K::Target, "item" | "district") => link,
        (K::Target, "goal") => |value| word(value, |text| GOALS.contains(&text).then_some(())),
        (K::Target, "number" | "times" | "places") => number,
        (K::Target, "unit" | "printed") => short,
        (K::Target, "set") => |value| short(value) && word(value, Set::parse),
        (K::Target, "counts") => |value| word(value, PlacesCounted::parse),
        (K::Target, "per") => |value| word(value, Per::parse),
        (K::Target, "over") => |value| word(value, Over::parse),
        (K::Target, "place_kinds") => columns,
        _ => return None,
    })
}

const GOALS: [&str; 4] = ["count", "coverage", "places", "frequency"];

fn member_shape(kind: &Kind, set: &str, member: &str) -> Option<Shape> {
    use Kind as K;
    let id = RecordId::parse(member).is_ok();
    let key =
        !member.is_empty() && member.chars().count() <= KEY_CHARS_MAX && !member.contains(char::is_control);
    Some(match (kind, set) {
        (K::Plan | K::Measure | K::Item, "body") if id => |value| value.is_boolean() || number(value),
        (K::Measure | K::Item, "maybe") if id => Value::is_boolean,
        (K::Measure | K::Item, "role") if id => short,
        (K::Plan, "layout") if key => entry::<Layout>,
        (K::Plan, "heading") if key => entry::<Heading>,
        (K::Plan, "rule") if key => entry::<Rule>,
        (K::Node, "block") if key => entry::<Block>,
        (K::Measure | K::Item, "scale") if key => entry::<Scale>,
        (K::Measure, "cell") if cell_name(member) => cell,
        (K::Node | K::Measure | K::Item, "relation") if relation_name(member) => {
            |value| value.is_boolean() || short(value)
        }
        _ => return None,
    })
}

/// `2026`, or `undated.00`.
fn cell_name(member: &str) -> bool {
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    match member.strip_prefix("undated.") {
        Some(n) => digits(n),
        None => digits(member) && member.parse().is_ok_and(|year| FiscalYear::new(year).is_ok()),
    }
}

/// `continues.ID`, or `ends`.
fn relation_name(member: &str) -> bool {
    let known = |code: &str| RelationKind::ALL.iter().any(|kind| kind.code() == code);
    match member.split_once('.') {
        Some((code, id)) => known(code) && RecordId::parse(id).is_ok(),
        None => member == RelationKind::Ends.code(),
    }
}

fn short(value: &Value) -> bool {
    value.as_str().is_some_and(|text| is_clean(text, TEXT_CHARS_MAX, false))
}

fn title(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty() && is_clean(text, TITLE_CHARS, false))
}

fn number(value: &Value) -> bool {
    value.as_u64().is_some_and(|number| number <= NUMBER_MAX)
}

fn year(value: &Value) -> bool {
    value.as_i64().and_then(|year| i32::try_from(year).ok()).is_some_and(|year| FiscalYear::new(year).is_ok())
}

fn link(value: &Value) -> bool {
    word(value, |text| RecordId::parse(text).ok())
}

fn columns(value: &Value) -> bool {
    value.as_array().is_some_and(|all| all.len() <= COLUMNS_MAX && all.iter().all(short))
}

fn cell(value: &Value) -> bool {
    word(value, |text| Cell::parse(text).filter(|_| text.chars().count() <= CELL_CHARS_MAX))
}

fn entry<T: DeserializeOwned>(value: &Value) -> bool {
    value.is_object()
        && value.to_string().len() <= ENTRY_BYTES_MAX
        && serde_json::from_value::<T>(value.clone()).is_ok()
}

fn word<T>(value: &Value, parse: impl FnOnce(&str) -> Option<T>) -> bool {
    value.as_str().and_then(parse).is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::id::derived;

    #[test]
    fn a_field_takes_its_own_values_and_null() {
        let id = derived(&["x"]).to_string();
        let good = [
            (Kind::Plan, "status".to_owned(), json!("決定")),
            (Kind::Plan, "first_year".to_owned(), json!(2026)),
            (Kind::Plan, format!("body.{id}"), json!(0)),
            (Kind::Plan, "rule.aisatsu".to_owned(), json!({"kinds": ["aisatsu"], "measures": [id]})),
            (Kind::Node, "relation.crosses.".to_owned() + &id, json!(true)),
            (Kind::Measure, "cell.2026".to_owned(), json!("◎\n実施")),
            (Kind::Measure, "cell.undated.00".to_owned(), json!("◎")),
            (Kind::Measure, "relation.ends".to_owned(), json!("ほかの取組で行う")),
            (Kind::Item, "title".to_owned(), json!("居場所の支援")),
            (Kind::Target, "goal".to_owned(), json!("coverage")),
        ];
        for (kind, field, value) in good {
            assert_eq!(check(&kind, &field, &value), Ok(()), "{field}");
            assert_eq!(check(&kind, &field, &Value::Null), Ok(()), "{field}");
        }
    }

    #[test]
    fn a_wrong_value_is_named_by_its_field() {
        let id = derived(&["x"]).to_string();
        let wrong = [
            (Kind::Plan, "status".to_owned(), json!("未定")),
            (Kind::Plan, "first_year".to_owned(), json!(22)),
            (Kind::Plan, "columns".to_owned(), json!(vec!["22"; COLUMNS_MAX + 1])),
            (Kind::Plan, "rule.aisatsu".to_owned(), json!({"measures": "all"})),
            (Kind::Plan, "rule.aisatsu".to_owned(), json!({"title": "あ".repeat(ENTRY_BYTES_MAX)})),
            (Kind::Node, "parent".to_owned(), json!("top")),
            (Kind::Node, "tag".to_owned(), json!("あ".repeat(TEXT_CHARS_MAX + 1))),
            (Kind::Measure, "cell.2026".to_owned(), json!(" ")),
            (Kind::Measure, format!("body.{id}"), json!(-1)),
            (Kind::Item, "title".to_owned(), json!("あ".repeat(TITLE_CHARS + 1))),
            (Kind::Target, "number".to_owned(), json!(NUMBER_MAX + 1)),
            (Kind::Target, "goal".to_owned(), json!("levy")),
        ];
        for (kind, field, value) in wrong {
            assert_eq!(
                check(&kind, &field, &value),
                Err(Refused::Value { field: field.clone() }),
                "{field} {value}"
            );
        }
    }

    #[test]
    fn a_field_of_another_kind_or_of_none_is_unknown() {
        let unknown = [
            (Kind::Plan, "node"),
            (Kind::Measure, "status"),
            (Kind::Measure, "body"),
            (Kind::Measure, "body.nobody"),
            (Kind::Measure, "cell.soon"),
            (Kind::Measure, "cell.22"),
            (Kind::Measure, "relation.levies"),
            (Kind::Measure, "relation.continues"),
            (Kind::Item, "cell.2026"),
            (Kind::Node, "block."),
            (Kind::Target, "levy"),
            (Kind::Group, "title"),
        ];
        for (kind, field) in unknown {
            let refused = Err(Refused::UnknownField { field: field.to_owned() });
            assert_eq!(check(&kind, field, &json!(true)), refused, "{field}");
        }
    }
}
