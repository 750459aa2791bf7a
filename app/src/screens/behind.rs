//! The logs behind a number: read when the page opens, wherever they lie; nothing is counted here.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::activity::Activity;
use tsunagari_core::device::reading::Ask;
use tsunagari_core::org::Session;
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::query::list::{Filter, rows};
use tsunagari_core::query::serves::Serving;
use tsunagari_core::record::{Class, Kind, Record};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::view::View;

use super::Scene;
use super::records::entry;
use crate::parts::{Empty, EntryRow, Icon, TopBar};
use crate::read::narrowed::Narrowed;
use crate::route::{Address, Route};
use crate::words::{Text, frame, measure as words, records};

/// Rows that are shown before 「つぎの…件を見る」.
const ROWS: usize = 50;
/// Logs that are read at most.
const LISTED_MOST: usize = 5_000;
/// Kinds, groups, districts or places that are named above the list; the others are counted.
const NAMED: usize = 3;

#[component]
pub fn BehindScreen(text: String) -> impl IntoView {
    let scene = Scene::here();
    let Some(narrowed) = Narrowed::parse(&text) else {
        return view! {
            <TopBar title=frame::not_found() />
            <main class="content" id="content">
                <Empty icon=Icon::Search title=frame::not_found() />
            </main>
        }
        .into_any();
    };
    let found: RwSignal<Option<Shelf>> = RwSignal::new(None);
    let asked = StoredValue::new(narrowed.clone());
    let board = scene.replica.board;
    Effect::new(move |_| {
        board.registry.track();
        board.logs.track();
        board.session.track();
        spawn_local(async move {
            let logs = read(scene, asked.get_value()).await;
            found.try_set(Some(logs.into()));
        });
    });
    let shown = RwSignal::new(ROWS);
    let listed = move || {
        let logs = found.get()?;
        let marks = scene.replica.marks();
        scene.look(|view, _, today| {
            let all: Vec<&Record> = logs.iter().collect();
            let (rows, count) = rows(view, &marks, &Filter::default(), &all, shown.get());
            let entries: Vec<_> = rows.into_iter().map(|row| entry(scene, view, today, row)).collect();
            Some((entries, count))
        })
    };
    let list = move || match listed() {
        None => view! { <p class="card" role="status">{words::counting_now()}</p> }.into_any(),
        Some((entries, _)) if entries.is_empty() => {
            view! { <section class="card"><Empty icon=Icon::Search title=words::none_here() /></section> }
                .into_any()
        }
        Some((entries, count)) => {
            let more = count.saturating_sub(shown.get());
            let entries = entries.into_iter().map(|entry| {
                view! {
                    <li><EntryRow href=entry.href name=entry.name state=entry.state facts=entry.facts on_undo=None /></li>
                }
            });
            view! {
                <section class="card">
                    <p class="small num">{records::found(count)}</p>
                    <ul class="entries">{entries.collect_view()}</ul>
                </section>
                {(more > 0).then(|| view! {
                    <button type="button" class="btn full" on:click=move |_| shown.update(|shown| *shown += ROWS)>
                        {records::more(more)}
                    </button>
                })}
            }
            .into_any()
        }
    };
    let lines = Signal::derive(move || scene.look(|view, _, _| lines(view, &asked.get_value())));
    let to_plan = narrowed.measure.map(|measure| scene.path(Route::InPlan(measure.record())));
    let back = Callback::new(move |()| {
        scene.navigation.back(&Address::of(&scene.slug(), Route::Records));
    });
    view! {
        <TopBar title=words::logs_behind() lines=lines on_back=back />
        <main class="content" id="content">
            {list}
            {to_plan.map(|way| view! { <div class="ways"><a class="btn" href=way>{words::to_plan()}</a></div> })}
        </main>
    }
    .into_any()
}

/// The measure, the months, of what, whose and where.
fn lines(view: &View<'_>, narrowed: &Narrowed) -> Vec<Text> {
    let row = narrowed.measure.and_then(|id| view.get(id.record())).map(Measure::read);
    let measure = row.and_then(|row| tsunagari_core::book::sheet::named(&row)).map(Text::from);
    let (from, to) = (narrowed.from, narrowed.to);
    let months = if from == to {
        Text::from(from.era_text())
    } else {
        words::from_to(&from.era_text(), &to.era_text())
    };
    let known = view.kinds();
    let kinds = narrowed.kinds.iter().map(|key| known.get(key).name.to_owned()).collect();
    let groups = narrowed.groups.iter().filter_map(|id| view.group(*id)).map(|group| group.name).collect();
    let districts =
        narrowed.districts.iter().filter_map(|id| view.district(*id)).map(|it| it.label()).collect();
    let places = narrowed.places.iter().filter_map(|id| view.place(*id)).map(|place| place.name).collect();
    let named = [kinds, groups, districts, places].into_iter().filter_map(named);
    measure.into_iter().chain([months]).chain(named).collect()
}

/// Some names; none where nothing is narrowed by them.
fn named(names: Vec<String>) -> Option<Text> {
    let said = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join("、");
    match names.len() {
        0 => None,
        all if all > NAMED => Some(words::and_others(&said, all - NAMED)),
        _ => Some(Text::from(said)),
    }
}

async fn read(scene: Scene, narrowed: Narrowed) -> Vec<Record> {
    let board = scene.replica.board;
    let registry = board.registry.get_untracked();
    let view = View::of(&[&registry]);
    let serving = Serving::new(&view);
    let districts = view.districts().map(|district| (district.id, district)).collect();
    let scopes =
        board.session.with_untracked(|session| session.as_ref().map(Session::scopes)).unwrap_or_default();
    let days = Some((narrowed.from.first().to_string(), narrowed.to.last().to_string()));
    let ask = Ask { scopes, others: None, class: Class::Log, days, limit: LISTED_MOST };
    let counted = |record: &Record| {
        record.kind == Kind::Activity
            && !record.removed()
            && narrowed.holds(&serving, &districts, &Activity::read(record))
    };
    scene.replica.ask(ask, counted).await
}
