//! What the table would do to the plan, read anew after every decision; and 計画に入れる.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::import::report::{Count, Report, Told};
use tsunagari_core::org::Role;
use tsunagari_core::record::Kind;

use super::rows::{Folded, List};
use super::{file_name, title_of};
use crate::parts::{Icon, Notice, NoticeTone, While};
use crate::replica::Replica;
use crate::replica::import::Importing;
use crate::words::{Text, import as words};

/// What is known of the table.
#[derive(Debug, Clone)]
enum Known {
    Reading,
    /// The program could not be had.
    NoProgram,
    Refused(String),
    Report(Arc<Report>),
}

/// The page of a table that is open.
#[component]
pub(super) fn Found() -> impl IntoView {
    let replica = Replica::here();
    let Importing { kept, file, .. } = Importing::here();
    let known = RwSignal::new(Known::Reading);
    let busy = RwSignal::new(false);
    let read = reader(known, busy);
    {
        let kept = kept.clone();
        // Another decision, another file, another plan on the phone: another reading.
        let asked = Memo::new(move |_| {
            (file.get(), kept.with(|kept| kept.as_ref().map(|kept| kept.decided.clone())))
        });
        let registry = replica.board.registry;
        Effect::new(move |_| {
            // Read, and not only tracked: a memo that nobody reads follows nothing.
            asked.with(|_| ());
            registry.track();
            read.run(());
        });
    }
    let again = move |_| read.run(());
    let name = kept.with_untracked(|kept| kept.as_ref().and_then(|kept| kept.name.clone()));
    let plan = kept.with_untracked(|kept| kept.as_ref().map(|kept| kept.plan));
    let refused = Memo::new(move |_| kept.with(|kept| kept.as_ref().and_then(|kept| kept.refused.clone())));
    let not_taken = Memo::new(move |_| known.with(|known| matches!(known, Known::Refused(_))));
    let drop = move |_| spawn_local(replica.drop_import());
    view! {
        {move || refused.get().map(|why| view! {
            <Notice tone=NoticeTone::Bad title=words::not_done() lines=vec![Text::from(why)] urgent=true/>
        })}
        <section class="card" aria-busy=move || busy.get().to_string()>
            <h2>{file_name(name)}</h2>
            {plan.map(|plan| view! { <p>{words::into(&title_of(plan))}</p> })}
            {move || match known.get() {
                Known::Reading => view! { <p role="status">{words::reading()}</p> }.into_any(),
                Known::NoProgram => view! {
                    <Notice tone=NoticeTone::Wait icon=Icon::Offline title=words::no_program()>
                        <button type="button" class="btn" on:click=again>{words::again()}</button>
                    </Notice>
                }.into_any(),
                Known::Refused(why) => view! {
                    <Notice tone=NoticeTone::Bad title=words::refused() lines=vec![Text::from(why)] urgent=true/>
                }.into_any(),
                Known::Report(report) => view! { <Summary report/> }.into_any(),
            }}
        </section>
        <Lists known/>
        <button type="button" class=move || if not_taken.get() { "btn main full" } else { "btn calm full" } on:click=drop>
            {move || if not_taken.get() { words::other() } else { words::give_up() }.view()}
        </button>
    }
}

/// Reads one at a time; what is asked meanwhile is read once after it.
fn reader(known: RwSignal<Known>, busy: RwSignal<bool>) -> Callback<()> {
    let replica = Replica::here();
    let asked = StoredValue::new(0_u32);
    Callback::new(move |()| {
        asked.update_value(|asked| *asked += 1);
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            loop {
                let turn = asked.try_get_value();
                let told = replica.preview_import().await;
                if turn == asked.try_get_value() {
                    let now = match told {
                        None => Known::NoProgram,
                        Some(Told::Refused(why)) => Known::Refused(why),
                        Some(Told::Report(report)) => Known::Report(Arc::from(report)),
                    };
                    // The page may be gone by now.
                    let _ = known.try_set(now);
                    let _ = busy.try_set(false);
                    return;
                }
            }
        });
    })
}

/// How many rows are what.
#[component]
fn Summary(report: Arc<Report>) -> impl IntoView {
    let head = match report.year.filter(|_| !report.whole) {
        Some(year) => Some(words::of_year(&year.text())),
        None if report.whole => Some(words::whole()),
        None => None,
    };
    view! {
        {head.map(|head| view! { <p><b>{head}</b></p> })}
        {report.whole.then(|| view! { <p>{words::whole_told()}</p> })}
        <dl class="facts-list">
            {report.counts.iter().map(|count| view! {
                <div><dt>{kind_name(count)}</dt><dd class="num">{words::count(count.new, count.changed, count.same)}</dd></div>
            }).collect_view()}
        </dl>
        {(report.writes == 0).then(|| view! { <p role="status"><b>{words::nothing_new()}</b></p> })}
    }
}

fn kind_name(count: &Count) -> Text {
    match count.kind {
        Kind::Node => words::nodes(),
        Kind::Measure => words::measures(),
        Kind::Item => words::items(),
        Kind::Target => words::targets(),
        _ => words::others(),
    }
}

/// The lists below, and the way in.
#[component]
fn Lists(known: RwSignal<Known>) -> impl IntoView {
    let replica = Replica::here();
    let report = Memo::new(move |_| match known.get() {
        Known::Report(report) => Some(Shared(report)),
        _ => None,
    });
    let there = Memo::new(move |_| report.with(Option::is_some));
    let writes = Memo::new(move |_| {
        let remove =
            Importing::here().kept.with(|kept| kept.as_ref().map_or(0, |kept| kept.decided.remove.len()));
        report.with(|report| report.as_ref().map_or(0, |report| report.0.writes)) + remove
    });
    let session = replica.board.session;
    let admin =
        Memo::new(move |_| session.with(|own| own.as_ref().is_some_and(|own| own.role == Role::Admin)));
    let whole = Memo::new(move |_| report.with(|report| report.as_ref().is_some_and(|it| it.0.whole)));
    let put_in = move |_| {
        spawn_local(async move {
            let kept = replica.decide_import(Box::new(|kept| {
                kept.waits = true;
                kept.refused = None;
            }));
            if kept.await {
                replica.send_import().await;
            }
        });
    };
    let of = Signal::derive(move || report.get().map(|shared| shared.0));
    view! {
        <While holds=there>
            {List::ALL.map(|list| view! { <Folded list of admin/> }).collect_view()}
            <While holds=move || { writes.get() > 0 && (admin.get() || !whole.get()) }>
                <section class="card">
                    <p class="num">{move || words::put_in_n(writes.get()).view()}</p>
                    <button type="button" class="btn main full" on:click=put_in>{words::put_in()}</button>
                </section>
            </While>
        </While>
    }
}

/// The report as the lists read it. Two are the same where they are one.
#[derive(Debug, Clone)]
struct Shared(Arc<Report>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
