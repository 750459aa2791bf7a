//! グラフで見る1年: months by kind, ages, districts side by side in the ward's order; each with the table that says the same.
//! No ranking, and nothing is told by colour alone.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::{FiscalYear, Month};
use tsunagari_core::id::DistrictId;
use tsunagari_core::kind::Unit;
use tsunagari_core::query::year_look::{Ages, KindMonths, YearLook, year_look};
use tsunagari_core::record::Scope;
use tsunagari_core::report::with_commas;
use tsunagari_core::view::View;

use super::choice::Choice;
use super::my_districts;
use crate::pages::way::to;
use crate::pages::year_chooser::YearChooser;
use crate::parts::{Bar, Columns, Icon, Sign};
use crate::read::narrowed::Narrowed;
use crate::replica::Replica;
use crate::route::Route;
use crate::words::{Text, chart as words, kinds, plan};

/// Years that can be chosen.
const YEARS: usize = 6;

/// What was read; none until then, an error where the store cannot be read.
type Read = Option<Result<Arc<YearLook>, ()>>;

/// The room.
#[component]
pub fn Charts() -> impl IntoView {
    let replica = Replica::here();
    let this = replica.board.today.get_untracked().fiscal_year();
    let year = RwSignal::new(this);
    let district = RwSignal::new(String::new());
    let districts = my_districts();
    let shown = Memo::new(move |_| {
        let one = DistrictId::parse(&district.get()).ok();
        let mut all = districts.get();
        all.retain(|(id, _)| one.is_none_or(|one| one == *id));
        all
    });
    let read = RwSignal::new(None::<Result<Arc<YearLook>, ()>>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        replica.board.logs.track();
        let (year, all) = (year.get(), shown.get());
        let mine = asked.with_value(|asked| asked.wrapping_add(1));
        asked.set_value(mine);
        spawn_local(async move {
            let look = look(replica, year, all.iter().map(|(id, _)| *id).collect()).await;
            // What was asked for later knows more; the page may be gone.
            if asked.try_get_value() == Some(mine) {
                read.set(Some(look.map(Arc::new).ok_or(())));
            }
        });
    });
    let years: Vec<_> = std::iter::successors(Some(this), |year| year.previous()).take(YEARS).collect();
    let years: Vec<_> = years.into_iter().map(|year| (year, year.text())).collect();
    let choices = move || {
        let all = districts.get().into_iter().map(|(id, name)| (id.to_string(), Text::from(name)));
        std::iter::once((String::new(), words::district_all())).chain(all).collect::<Vec<_>>()
    };
    view! {
        <section class="card stack no-print">
            <p>{words::told()}</p>
            {move || view! {
                <YearChooser year=year.get() years=years.clone() on_choose=Callback::new(move |to| year.set(to))/>
                <Choice id="charts-district" words=words::district() value=district choices=choices()
                    on_choose=Callback::new(move |key| district.set(key))/>
            }}
            <button type="button" class="btn full" on:click=move |_| drop(window().print())>
                <span class="row middle"><Sign icon=Icon::Print/><span>{words::print()}</span></span>
            </button>
        </section>
        {move || drawn(read.get(), replica.board.today.get().month(), year.get(), shown.get())}
    }
}

async fn look(replica: Replica, year: FiscalYear, all: Vec<DistrictId>) -> Option<YearLook> {
    let scopes = all.iter().copied().map(Scope::DistrictAll).collect();
    let ledgers = replica.added_up(scopes, year.first().month(), year.last().month()).await?;
    let registry = replica.board.registry.get_untracked();
    let view = View::of(&[&registry]);
    Some(year_look(view.kinds(), &ledgers, &all, year))
}

fn drawn(read: Read, now: Month, year: FiscalYear, districts: Vec<(DistrictId, String)>) -> AnyView {
    let look = match read {
        None => return view! { <p class="card" role="status">{words::reading()}</p> }.into_any(),
        Some(Err(())) => return view! { <p class="card" role="status">{words::unreadable()}</p> }.into_any(),
        Some(Ok(_)) if districts.is_empty() => {
            return view! { <p class="card">{plan::no_district_list()}</p> }.into_any();
        }
        Some(Ok(look)) if look.kinds.is_empty() => {
            return view! { <p class="card">{words::none()}</p> }.into_any();
        }
        Some(Ok(look)) => look,
    };
    let ids: Vec<DistrictId> = districts.iter().map(|(id, _)| *id).collect();
    let names: Vec<String> = districts.into_iter().map(|(_, name)| name).collect();
    let several = names.len() > 1;
    let of = if several { None } else { names.first().cloned() };
    view! {
        <h2>{year.text()}{of.map(|name| format!("　{name}"))}</h2>
        <section class="card">
            <h3>{words::by_month()}</h3>
            <ul class="charts">{look.kinds.iter().map(|kind| months(&look, kind)).collect_view()}</ul>
            {months_table(&look, &ids, now)}
        </section>
        {several.then(|| side_by_side(&look, &ids, &names))}
        {ages(&look.ages)}
    }
    .into_any()
}

fn unit(kind: &KindMonths) -> &'static str {
    if kind.unit == Unit::Days { "日" } else { "回" }
}

fn total(kind: &KindMonths) -> String {
    let sum = kind.months.iter().copied().fold(0, u64::saturating_add);
    format!("{}{}", with_commas(sum), unit(kind))
}

fn months(look: &YearLook, kind: &KindMonths) -> impl IntoView + use<> {
    let names = look.months.iter().map(|month| month.first().month_number().to_string()).collect();
    let total = total(kind);
    let label = words::columns(&kind.name, &total);
    view! {
        <li>
            <p><b>{kinds::named(&kind.what, &kind.name)}</b>" "<span class="num">{total}</span></p>
            <Columns numbers=kind.months.clone() names words=label/>
        </li>
    }
}

/// A number that leads to its logs; a nought leads nowhere.
fn counted(number: u64, logs: impl FnOnce() -> Narrowed) -> AnyView {
    let shown = with_commas(number);
    match number {
        0 => shown.into_any(),
        _ => view! { <a href=to(Route::Behind(logs().text()))>{shown}</a> }.into_any(),
    }
}

/// What has not come yet is empty, and no nought.
fn months_table(look: &YearLook, districts: &[DistrictId], now: Month) -> impl IntoView + use<> {
    let of = |kind: &KindMonths, month: Month| Narrowed {
        kinds: [kind.what.clone()].into(),
        districts: districts.iter().copied().collect(),
        ..Narrowed::new(None, month, month)
    };
    let heads = look
        .months
        .iter()
        .map(|month| view! { <th scope="col">{words::month(month.first().month_number())}</th> });
    let heads = heads.collect_view();
    let rows = look.kinds.iter().map(|kind| {
        let cells = look.months.iter().zip(&kind.months).map(|(month, held)| {
            view! { <td>{(*month <= now || *held > 0).then(|| counted(*held, || of(kind, *month)))}</td> }
        });
        let cells = cells.collect_view();
        view! {
            <tr><th scope="row">{kinds::named(&kind.what, &kind.name)}</th>{cells}<td>{total(kind)}</td></tr>
        }
    });
    view! {
        <div class="across" tabindex="0" role="group" aria-label=words::by_month_table().attr()>
            <table class="sums months num">
                <caption class="unseen">{words::by_month_table()}</caption>
                <thead><tr><th scope="col">{words::kind()}</th>{heads}<th scope="col">{words::sum()}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn side_by_side(look: &YearLook, ids: &[DistrictId], names: &[String]) -> impl IntoView + use<> {
    let most = look.districts.iter().map(|sum| sum.times).max().unwrap_or(0);
    let of = |id: DistrictId| {
        let (first, last) = (look.months.first().copied(), look.months.last().copied());
        let (kinds, districts) = (look.kinds.iter().map(|kind| kind.what.clone()).collect(), [id].into());
        Some(Narrowed { kinds, districts, ..Narrowed::new(None, first?, last?) })
    };
    let rows = ids.iter().zip(names).zip(&look.districts).map(|((id, name), sum)| {
        let numbers = [sum.heads, sum.helpers].map(|number| view! { <td>{with_commas(number)}</td> });
        let times = match of(*id) {
            Some(logs) => counted(sum.times, || logs),
            None => with_commas(sum.times).into_any(),
        };
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                <td class="barred"><Bar number=sum.times most/></td>
                <td>{times}</td>{numbers.collect_view()}
            </tr>
        }
    });
    view! {
        <section class="card">
            <h3>{words::by_district()}</h3>
            <p class="small">{words::by_district_told()}</p>
            <div class="across" tabindex="0" role="group" aria-label=words::by_district().attr()>
                <table class="sums num">
                    <thead><tr>
                        <th scope="col">{words::district_head()}</th><td></td><th scope="col">{words::times()}</th>
                        <th scope="col">{words::heads()}</th><th scope="col">{words::helpers()}</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn ages(ages: &Ages) -> impl IntoView + use<> {
    let unsplit = (ages.unsplit > 0).then(|| (words::unsplit(), ages.unsplit));
    let rows: Vec<_> =
        ages.bands.iter().map(|(label, heads)| (Text::from(*label), *heads)).chain(unsplit).collect();
    let most = rows.iter().map(|(_, heads)| *heads).max().unwrap_or(0);
    let told = words::age_told(ages.split, ages.told);
    let rows = rows.into_iter().map(|(label, heads)| {
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td class="barred"><Bar number=heads most/></td>
                <td>{with_commas(heads)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    (most > 0).then(|| view! {
        <section class="card">
            <h3>{words::by_age()}</h3>
            <p class="small">{told}</p>
            <table class="sums num">
                <thead><tr><th scope="col">{words::age()}</th><td></td><th scope="col">{words::heads()}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    })
}
