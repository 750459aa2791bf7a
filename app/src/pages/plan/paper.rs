//! A plan on paper: laid for the printer alone, when it is printed; its table with its own columns, whose heads, the plan's
//! name, 案 and the date stand on every page. Laid by hand, text as text: nothing on it is ever pressed or changes, and a
//! view of each of its cells would be the larger part of these pages' code.

use leptos::prelude::*;
use leptos::{ev, html};
use tsunagari_core::calendar::Day;
use tsunagari_core::id::PlanId;
use tsunagari_core::plan::{Plan, Status};
use web_sys::Element;

use super::OpenBook;
use super::shelf::period;
use crate::parts::{Icon, Sign};
use crate::read::book::{Book, text};
use crate::read::paper::{Column, Line, Table, tables};
use crate::read::told::Told;
use crate::words::{Speaking, Speech, Text, measure as words, plan as plan_words, reading};

/// 印刷する, and the paper. The browser's own way to print has it too.
#[component]
pub fn PrintPlan(book: OpenBook, plan: PlanId, today: Memo<Day>) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let speech = Speaking::here();
    let draw = move || {
        let Some(place) = place.get_untracked() else { return };
        place.set_text_content(None);
        let paper = Paper { speech: speech.get_untracked() };
        book.with_untracked(|book| {
            if let Some(facts) = book.plans.get(&plan) {
                for table in tables(book, plan) {
                    // Where no more can be laid, what is laid is printed.
                    let _whole = paper.table(&place, book, facts, &table, today.get_untracked());
                }
            }
        });
    };
    let before = window_event_listener(ev::Custom::<ev::Event>::new("beforeprint"), move |_| draw());
    on_cleanup(move || before.remove());
    let print = move |_| {
        draw();
        // The paper stands first. A browser that cannot print does nothing.
        request_animation_frame(|| drop(window().print()));
    };
    view! {
        <button type="button" class="btn calm" on:click=print aria-describedby="print-told">
            <span class="row middle"><Sign icon=Icon::Print/><span>{reading::print()}</span></span>
            <small id="print-told">{reading::print_told()}</small>
        </button>
        <div class="paper" lang="ja" node_ref=place></div>
    }
}

/// A new element at the end of another.
fn put(under: &Element, name: &str, class: &str) -> Option<Element> {
    let element = document().create_element(name).ok()?;
    element.set_class_name(class);
    under.append_child(&element).ok()?;
    Some(element)
}

/// Text at the end of an element: in an element of its own, by what the first part asks of the page as it is.
fn write(under: &Element, text: &str) -> Option<()> {
    put(under, "span", "")?.set_text_content(Some(text));
    Some(())
}

/// A cell over so many columns.
fn across(under: &Element, name: &str, class: &str, columns: usize) -> Option<Element> {
    let cell = put(&put(under, "tr", class)?, name, "over")?;
    cell.set_attribute("colspan", &columns.to_string()).ok()?;
    Some(cell)
}

/// How it speaks.
#[derive(Clone, Copy)]
struct Paper {
    speech: Speech,
}

impl Paper {
    fn say(self, under: &Element, words: &Text) -> Option<()> {
        write(under, &words.letters(self.speech))
    }

    fn table(self, place: &Element, book: &Book, plan: &Plan, table: &Table, today: Day) -> Option<()> {
        let title = text(plan.title.as_ref());
        let name = [&title, &plan.term, &plan.section, &plan.edition, &table.title];
        let name = name.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("　");
        let columns = table.columns.len();
        let sheet = put(place, "table", if table.lies() { "lies" } else { "" })?;
        let head = put(&sheet, "thead", "")?;
        let over = across(&head, "td", "", columns)?;
        if plan.status == Some(Status::Draft) {
            self.say(&put(&over, "b", "draft")?, &reading::paper_draft())?;
            write(&over, " ")?;
        }
        write(&put(&over, "b", "")?, &name)?;
        write(&over, "　")?;
        self.say(&over, &period(plan.period))?;
        let heads = put(&head, "tr", "")?;
        for column in &table.columns {
            self.head(&heads, column)?;
        }
        let foot = across(&put(&sheet, "tfoot", "")?, "td", "", columns)?;
        let from = [book.ward.as_deref().unwrap_or_default(), &name].join("　");
        self.say(&put(&foot, "div", "")?, &reading::printed_from(&from))?;
        let day = format!("{}（{}）", today.both_text(), today.fiscal_year().text());
        self.say(&foot, &reading::printed_on(&day))?;
        write(&foot, &format!("　{}", book.notice.as_deref().unwrap_or_default()))?;
        let body = put(&sheet, "tbody", "")?;
        table.lines.iter().try_for_each(|line| self.row(&body, line, columns))
    }

    fn head(self, heads: &Element, column: &Column) -> Option<()> {
        let broad = matches!(column, Column::Measure(_) | Column::Items(_) | Column::Result(_));
        let cell = put(heads, "th", if broad { "broad" } else { "" })?;
        let or =
            |word: &Option<String>, otherwise: fn() -> Text| word.clone().map_or_else(otherwise, Text::from);
        match column {
            Column::Measure(word) => self.say(&cell, &or(word, reading::paper_measure)),
            Column::Items(word) => self.say(&cell, &or(word, reading::paper_items)),
            Column::Bodies(word) => self.say(&cell, &or(word, plan_words::bodies)),
            Column::Result(word) | Column::Related(word) => write(&cell, word),
            Column::Undated => self.say(&cell, &reading::year_unknown()),
            Column::Year(year, printed) => {
                write(&cell, printed.as_deref().unwrap_or_default())?;
                write(&put(&cell, "small", "")?, &year.text())
            }
        }
    }

    fn row(self, body: &Element, line: &Line, columns: usize) -> Option<()> {
        match line {
            Line::Heading { depth, level, title, told } => {
                let cell = across(body, "th", if *depth == 1 { "heading d1" } else { "heading" }, columns)?;
                if let Some(level) = level {
                    write(&put(&cell, "small", "")?, &format!("{level}　"))?;
                }
                match title {
                    Some(title) => write(&cell, title)?,
                    None => self.say(&cell, &words::untitled())?,
                }
                told.iter().try_for_each(|told| self.told(&cell, told))
            }
            Line::Under(heading) => write(&across(body, "th", "under", columns)?, heading),
            Line::Cells(cells) => {
                let goes_on = cells.first().is_some_and(Vec::is_empty);
                let row = put(body, "tr", if goes_on { "goes-on" } else { "" })?;
                for lines in cells {
                    let cell = put(&row, "td", "")?;
                    lines.iter().try_for_each(|line| write(&put(&cell, "div", "")?, line))?;
                }
                Some(())
            }
        }
    }

    fn told(self, cell: &Element, told: &Told) -> Option<()> {
        if let Some(heading) = &told.heading {
            write(&put(cell, "div", "head")?, heading)?;
        }
        told.lines.iter().try_for_each(|line| {
            let under = put(cell, "div", "told")?;
            if line.summary {
                write(&under, &format!("（{}）", words::summary().letters(self.speech)))?;
            }
            let parts = [
                line.mark.as_deref(),
                Some(line.text.as_str()),
                line.number.as_deref(),
                line.source.as_deref(),
            ];
            write(&under, &parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
        })
    }
}
