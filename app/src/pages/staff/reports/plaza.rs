//! 自主企画事業実績: an office and a year are chosen, its courses and visits leave as a file.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::OfficeId;
use tsunagari_core::office::OfficeKind;
use tsunagari_core::paper::Sheet;
use tsunagari_core::query::plaza_year::{KINDS, plaza_year};
use tsunagari_core::record::{Kind, Record, Scope};
use tsunagari_core::report::{PlazaPaper, plaza_sheet};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::view::View;

use crate::pages::staff::choice::Choice;
use crate::pages::staff::records_of;
use crate::pages::staff::ward::sorted_offices;
use crate::pages::year_chooser::YearChooser;
use crate::parts::While;
use crate::replica::Replica;
use crate::replica::export::{FileKind, Saved};
use crate::words::{Text, group as words};

/// Years that can be chosen.
const YEARS: usize = 6;

#[component]
pub fn Plaza() -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let offices = records_of(Kind::Office);
    let own = board.session.with_untracked(|session| session.as_ref().and_then(|session| session.office));
    let chosen = RwSignal::new(own.map(|id| id.to_string()).unwrap_or_default());
    let this = board.today.get_untracked().fiscal_year();
    let year = RwSignal::new(this);
    let said = RwSignal::new(None::<Text>);
    let save = move |kind: FileKind| {
        let Ok(office) = OfficeId::parse(&chosen.get_untracked()) else { return };
        let year = year.get_untracked();
        spawn_local(async move {
            let Some((name, sheet, found)) = sheet(replica, office, year).await else {
                return said.set(Some(words::plaza_none()));
            };
            let saved = replica.save_sheets(&name, &[sheet], kind).await;
            said.set(Some(match saved {
                Saved::Whole | Saved::Cut => words::plaza_found(found),
                Saved::NoProgram => words::no_program(),
                Saved::NotTaken => words::not_saved(),
            }));
        });
    };
    let years: Vec<_> = std::iter::successors(Some(this), |year| year.previous()).take(YEARS).collect();
    let years: Vec<_> = years.into_iter().map(|year| (year, year.text())).collect();
    let choices = move || {
        let plazas = offices.with(|all| {
            let plazas = sorted_offices(all).into_iter().filter(|office| office.what == OfficeKind::Plaza);
            plazas.map(|office| (office.id.to_string(), Text::from(office.name))).collect::<Vec<_>>()
        });
        std::iter::once((String::new(), Text::from("—"))).chain(plazas).collect::<Vec<_>>()
    };
    view! {
        <section class="card">
            <h2>{words::of_plaza()}</h2>
            <p class="small">{words::of_plaza_told()}</p>
            <div class="stack">
                {move || view! {
                    <Choice id="plaza" words=words::of_which_plaza() value=chosen choices=choices()
                        on_choose=Callback::new(move |key| chosen.set(key))/>
                }}
                {move || view! { <YearChooser year=year.get() years=years.clone() on_choose=Callback::new(move |to| year.set(to))/> }}
                <While holds=move || !chosen.with(String::is_empty)>
                    <div class="pair">
                        <button type="button" class="btn calm" on:click=move |_| save(FileKind::Xlsx)>{words::save_xlsx()}</button>
                        <button type="button" class="btn calm" on:click=move |_| save(FileKind::Csv)>{words::save_csv()}</button>
                    </div>
                </While>
                <p role="status">{move || said.get().map(Text::view)}</p>
            </div>
        </section>
    }
}

/// The file's name, the list, and how many rows it has; none without any.
async fn sheet(replica: Replica, id: OfficeId, year: FiscalYear) -> Option<(String, Sheet, usize)> {
    let board = replica.board;
    let districts =
        board.session.with_untracked(|session| session.as_ref().map(|session| session.districts.clone()));
    let here = districts.unwrap_or_default().into_iter();
    let scopes =
        here.flat_map(|id| [Scope::DistrictAll(id), Scope::DistrictStaff(id)]).chain([Scope::OrgAll]);
    let own =
        |record: &Record| !record.removed() && record.text("what").is_some_and(|what| KINDS.contains(&what));
    let logs = Shelf::from(replica.year(scopes.collect(), year, own).await);
    let registry = board.registry.get_untracked();
    let view = View::of(&[&registry, &logs]);
    let office = view.office(id)?;
    let events = plaza_year(&view, id, year);
    let notice = view.live(&Kind::Org).find_map(|org| org.text("notice"));
    let made = board.today.get_untracked();
    let paper = PlazaPaper { office: &office.name, year, events: &events, made, notice };
    let name = format!("{}　{}　自主企画事業実績", office.name, year.era_text());
    (!events.is_empty()).then(|| (name, plaza_sheet(&view, paper), events.len()))
}
