//! The grid as a file, out and back: what it would change is shown first, and goes in as a whole or not at all.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::draft::grouped;
use tsunagari_core::figures::{Answer, Heads, Proposed, Refused, Why, read_back, sheet as laid};
use tsunagari_core::import::Table;
use tsunagari_core::intent::Intent;

use super::line::fault;
use super::row::{span_name, why};
use super::sheet::Sheet;
use crate::pages::ask::ask;
use crate::pages::staff::table::told;
use crate::parts::{Notice, NoticeTone, Tag, Tone};
use crate::replica::export::{FileKind, ReadTable};
use crate::words::{Speaking, Text, figure as words, reading, table as table_words};

/// The card.
#[component]
pub(super) fn FileCard(sheet: Sheet) -> impl IntoView {
    let said = RwSignal::new(None::<Text>);
    let table = RwSignal::new_local(None::<Table>);
    let save = move |kind: FileKind| {
        said.set(Some(table_words::making()));
        spawn_local(async move {
            let heads = heads(sheet);
            let name = format!("{} {} {}", heads.title, heads.office, sheet.asked.year.era_text());
            let made = laid(&sheet.sections(), sheet.asked, &heads);
            said.set(Some(told(sheet.replica.save_sheets(name.trim(), &[made], kind).await, name.trim())));
        });
    };
    let read = move |_| {
        spawn_local(async move {
            match sheet.replica.read_table().await {
                ReadTable::Nothing => {}
                ReadTable::Refused(why) => said.set(Some(table_words::unreadable(&why))),
                ReadTable::NoProgram => said.set(Some(table_words::no_reader())),
                ReadTable::Table(read) => {
                    said.set(None);
                    table.set(Some(read));
                }
            }
        });
    };
    // What has gone in is the same on the next look.
    let answer = Memo::new(move |_| {
        sheet.replica.board.registry.track();
        table.with(|table| {
            let table = table.as_ref()?;
            let sections = sheet.sections();
            Some(sheet.look(|book, _| read_back(table, book, &sections, sheet.asked, &heads(sheet))))
        })
    });
    let put_in = move |_| {
        let forms: Vec<_> = answer.get_untracked().into_iter().flat_map(|answer| answer.proposed).collect();
        let count = forms.len();
        let forms = forms.into_iter().map(|one| one.form).collect();
        spawn_local(async move {
            said.set(Some(match ask(sheet.replica, Intent::Figures(forms), &[]).await {
                Ok(_) => words::was_put_in(count),
                Err(not) => fault(&not),
            }));
        });
    };
    let close = move |_| {
        table.set(None);
        said.set(None);
    };
    view! {
        <section class="card stack">
            <h2>{words::file()}</h2>
            <p class="small">{words::file_told()}</p>
            <div class="narrow">
                <button type="button" class="btn" on:click=move |_| save(FileKind::Csv)>{words::csv()}</button>
                <button type="button" class="btn" on:click=move |_| save(FileKind::Xlsx)>{words::excel()}</button>
                <button type="button" class="btn calm" on:click=read>{words::read()}</button>
            </div>
            <p role="status">{move || said.get().map(Text::view)}</p>
            {move || answer.get().map(|answer| {
                let ready = answer.refused.is_empty() && !answer.proposed.is_empty();
                let count = answer.proposed.len();
                view! {
                    <Told sheet answer/>
                    {ready.then(|| view! { <button type="button" class="btn main full" on:click=put_in>{words::put_in(count)}</button> })}
                    <button type="button" class="quiet" on:click=close>{words::let_go()}</button>
                }
            })}
        </section>
    }
}

/// What came back.
#[component]
fn Told(sheet: Sheet, answer: Answer) -> impl IntoView {
    if answer.foreign {
        return view! { <Notice tone=NoticeTone::Bad title=words::foreign()/> }.into_any();
    }
    let counts = words::read_n(answer.proposed.len(), answer.same, answer.empty);
    let refused: Vec<Text> = answer.refused.iter().map(refusal).collect();
    let missing = answer.missing;
    view! {
        <p class="num">{counts}</p>
        {(!refused.is_empty()).then(|| view! { <Notice tone=NoticeTone::Bad title=words::refused() lines=refused/> })}
        {(missing > 0).then(|| view! { <p class="small">{words::missing(missing)}</p> })}
        <ul class="entries">{answer.proposed.into_iter().map(|one| view! { <li>{proposed(sheet, one)}</li> }).collect_view()}</ul>
    }
    .into_any()
}

fn proposed(sheet: Sheet, one: Proposed) -> impl IntoView + use<> {
    let speech = Speaking::here().get_untracked();
    let letters = |text: Text| text.letters(speech).to_string();
    let number = |number: Option<u64>| number.map_or_else(|| letters(words::none()), grouped);
    let gone = one.cells.iter().any(|(.., after)| after.is_none());
    let (state, tone) = match &one.before {
        None => (words::new_row(), Tone::Key),
        Some(_) if gone => (words::gone_row(), Tone::Wait),
        Some(_) => (words::changed_row(), Tone::Two),
    };
    let form = &one.form;
    let title = sheet.look(|book, _| {
        book.items.get(&form.item).and_then(|item| item.title.as_ref()).map(ToString::to_string)
    });
    let mut lines: Vec<Text> = Vec::new();
    if let Some((title, unit, source)) = &one.before {
        let texts = [
            (words::what(), title, &form.title),
            (words::unit(), unit, &form.unit),
            (words::source(), source, &form.source),
        ];
        for (name, before, after) in texts.into_iter().filter(|(_, before, after)| before != after) {
            lines.push(words::cell(&letters(name), before, after));
        }
    }
    let numbers = one.cells.iter().map(|(period, before, after)| {
        words::cell(&letters(span_name(*period)), &number(*before), &number(*after))
    });
    lines.extend(numbers);
    let called = [form.title.as_str(), &format!("{}※{}", form.unit, form.source)].join(" ");
    view! {
        <div class="entry">
            <div class="row"><b>{title.unwrap_or_default()}</b><Tag words=state tone/></div>
            <p class="facts"><span>{called.trim().to_owned()}</span></p>
            {lines.into_iter().map(|line| view! { <p class="num">{line}</p> }).collect_view()}
        </div>
    }
}

fn refusal(refused: &Refused) -> Text {
    let speech = Speaking::here().get_untracked();
    let reason = match refused.why {
        Why::OtherYear => words::other_year(),
        Why::OtherOffice => words::other_office(),
        Why::Unknown => words::unknown(),
        Why::NoId => words::no_id(),
        Why::Doubled(first) => words::doubled(first),
        Why::Cell(wrong) => why(wrong),
    };
    words::refused_row(refused.line, &reason.letters(speech), &refused.text)
}

fn heads(sheet: Sheet) -> Heads {
    let speech = Speaking::here().get_untracked();
    let letters = |text: Text| text.letters(speech).to_string();
    let asked = sheet.asked;
    let office = sheet.look(|book, _| {
        let id = asked.office?;
        book.offices.get(&id).map(|office| office.name.clone())
    });
    Heads {
        title: letters(words::shown()),
        office: office.unwrap_or_else(|| letters(words::ward())),
        how: vec![letters(words::how_one()), letters(words::how_two())],
        measure: letters(reading::paper_measure()),
        item: letters(reading::paper_items()),
        what: letters(words::what()),
        unit: letters(words::unit()),
        source: letters(words::source()),
        year: letters(words::of_year()),
        id: letters(words::row_id()),
        foot: String::new(),
        notice: sheet.look(|book, _| book.notice.clone()),
    }
}
