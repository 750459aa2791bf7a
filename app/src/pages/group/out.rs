//! How a year leaves the app: printed, as an Excel book, as CSV; memos only where a person ticks them.

use leptos::prelude::*;
use tsunagari_core::paper::Sheet;

use crate::parts::{Icon, Paper, Sign, Tick};
use crate::replica::Replica;
use crate::replica::export::{FileKind, Saved};
use crate::words::{Speech, Text, group as words};

#[component]
pub fn Out(
    /// The file's name.
    name: Text,
    /// The sheets, with memos or without.
    sheets: Callback<bool, Vec<Sheet>>,
    paper: Paper,
    /// Whether there are memos to be asked about.
    #[prop(optional)]
    memos: bool,
    /// What the printed thing is called.
    #[prop(default = words::print())]
    print: Text,
) -> impl IntoView {
    let replica = Replica::here();

    let memo = RwSignal::new(false);
    let said = RwSignal::new(None::<Text>);
    let name = StoredValue::new(name.letters(Speech::Plain));
    let save = move |kind: FileKind| {
        let sheets = sheets.run(memo.get_untracked());
        leptos::task::spawn_local(async move {
            let saved = replica.save_sheets(&name.get_value(), &sheets, kind).await;
            said.set(Some(match saved {
                Saved::Whole => words::saved(),
                Saved::Cut => words::saved_cut(),
                Saved::NoProgram => words::no_program(),
                Saved::NotTaken => words::not_saved(),
            }));
        });
    };
    view! {
        <section class="card">
            {memos.then(|| view! {
                <Tick words=words::with_memo() hint=words::with_memo_told() on=memo name="with-memo"
                    on_change=Callback::new(move |on| memo.set(on)) />
            })}
            <button type="button" class="btn full main" aria-describedby="print-told"
                on:click=move |_| paper.print(&sheets.run(memo.get_untracked()))>
                <span class="row middle"><Sign icon=Icon::Print/><span>{print}</span></span>
                <small id="print-told">{words::print_told()}</small>
            </button>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| save(FileKind::Xlsx)>{words::save_xlsx()}</button>
                <button type="button" class="btn calm" on:click=move |_| save(FileKind::Csv)>{words::save_csv()}</button>
            </div>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </section>
    }
}
