//! A plan on paper keeps its own columns and leaves out no row.

use super::*;
use crate::read::paper::{Column, Line, tables};

#[test]
fn each_kind_of_page_is_a_table_with_its_own_columns_and_every_measure_is_a_row() {
    let book = Book::read(&works());
    let plan = PlanId::of(id("plan"));
    let tables = tables(&book, plan);
    assert_eq!(tables.len(), 2, "one kind of page, and what stands under no heading");
    let columns = &tables.first().unwrap().columns;
    assert!(
        matches!(columns.as_slice(), [Column::Measure(_), Column::Items(None), years @ .., Column::Bodies(None)] if years.len() == 5)
    );
    assert!(tables.first().unwrap().lies());
    let told: Vec<&str> = tables
        .iter()
        .flat_map(|table| &table.lines)
        .filter_map(|line| {
            if let Line::Cells(cells) = line { cells.first()?.first().map(String::as_str) } else { None }
        })
        .collect();
    let all = book.measures.values().filter(|measure| measure.plan == Some(plan)).count();
    assert_eq!(told.len(), all);
    assert!(told.contains(&"● ⑦ 見守りのできる人づくり"));
}

#[test]
fn a_row_for_each_item_tells_its_measure_once_and_cells_stand_under_their_year() {
    let book = Book::read(&ward());
    let tables = tables(&book, PlanId::of(id("plan")));
    let rows = tables.first().unwrap().lines.iter();
    let rows = rows.filter_map(|line| if let Line::Cells(cells) = line { Some(cells) } else { None });
    let of = rows.filter(|cells| cells.iter().any(|cell| cell.iter().any(|line| line.contains("報告会"))));
    let row = of.into_iter().next().unwrap();
    let text: Vec<_> = row.iter().map(|cell| cell.join("/")).collect();
    assert_eq!(text, ["居場所の立ち上げ支援", "・取り組み報告会", "調査/視察", "→", "", "", "", ""]);
    let unders = tables.iter().flat_map(|table| &table.lines);
    let unders: Vec<_> = unders
        .filter_map(|line| if let Line::Under(head) = line { Some(head.as_str()) } else { None })
        .collect();
    assert_eq!(unders, ["期待される取組（例）", "計画期間中に取り組むこと"]);
}

#[test]
fn a_plan_that_is_not_there_or_empty_is_no_table() {
    assert!(tables(&Book::read(&ward()), PlanId::of(id("nowhere"))).is_empty());
    let empty = [record("plan", Kind::Plan, json!({}))];
    assert!(tables(&Book::read(&empty), PlanId::of(id("plan"))).is_empty());
}
