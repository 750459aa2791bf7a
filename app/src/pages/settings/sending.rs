//! What was sent and what waits, each by day and name; the way to send now, to a file, and for staff from a file.

use leptos::prelude::*;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::id::RecordId;
use tsunagari_core::org::Role;
use tsunagari_core::record::Kind;
use tsunagari_core::sync::status::{Status, Why};

use crate::pages::way::to;
use crate::parts::{Icon, Notice, NoticeTone, While};
use crate::read::naming::{Named, named};
use crate::replica::Replica;
use crate::replica::import::Importing;
use crate::replica::refusal::NotSaved;
use crate::route::Route;
use crate::words::{Speaking, Text, frame, import, phone as words, settings, trouble};

/// From this many days on, where sending would work is told.
const STUCK_DAYS: i64 = 3;

/// The card.
#[component]
pub fn Sending() -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let rows = move || {
        board.status.track();
        let unsent: Vec<RecordId> = replica.marks().unsent.into_iter().collect();
        let (registry, logs) = (board.registry.get(), board.logs.get());
        named(&unsent, registry.iter(), logs.iter())
    };
    let exchanged = move || {
        let (status, today) = (board.status.get(), board.today.get());
        status.heard.map_or_else(words::never_exchanged, |at| words::exchanged(&told(at, today)))
    };
    let kept = Importing::here().kept;
    let import = Memo::new(move |_| kept.with(|kept| kept.as_ref().is_some_and(|kept| kept.waits)));
    let some = Memo::new(move |_| board.status.with(|status| status.unsent > 0));
    view! {
        <section class="card">
            <h2>{settings::sending()}</h2>
            <p class="num">{move || exchanged().view()}</p>
            {move || trouble_of(&board.status.get(), board.today.get()).map(|(title, lines)| view! {
                <Notice tone=NoticeTone::Wait icon=Icon::Offline title lines/>
            })}
            <Show when=move || some.get() fallback=|| view! { <p>{words::nothing_unsent()}</p> }>
                <h3>{move || frame::unsent_long(board.status.with(|status| status.unsent)).view()}</h3>
                <p class="small">{words::kept_here()}</p>
                <ul class="entries">{move || rows().into_iter().map(row).collect_view()}</ul>
                <button type="button" class="btn main full" on:click=move |_| replica.send_now()>
                    {move || if board.status.with(|status| status.sending) {
                        frame::sending(board.status.with(|status| status.unsent)).view()
                    } else {
                        frame::send_now().view()
                    }}
                </button>
                <ToFile/>
            </Show>
            <Carry/>
            <While holds=import>
                <Notice tone=NoticeTone::Wait icon=Icon::Offline title=import::waits() lines=vec![import::waits_told()]>
                    <a class="chip" href=to(Route::Staff("import".to_owned()))>{import::heading()}</a>
                </Notice>
            </While>
        </section>
    }
}

fn row(named: Named) -> impl IntoView {
    let speech = Speaking::here();
    let kind = kind_words(&named.kind);
    let what = move || {
        let kind = kind.as_ref().map(|kind| kind.letters(speech.get()));
        kind.map_or_else(|| named.name.clone(), |kind| format!("{kind}：{}", named.name))
    };
    view! {
        <li><div class="entry"><div class="row"><span>{what}</span><span class="num">{named.day}</span></div></div></li>
    }
}

/// What a record is that is no log.
fn kind_words(kind: &Kind) -> Option<Text> {
    Some(match kind {
        Kind::Activity => return None,
        Kind::Group => words::kind_group(),
        Kind::Session => words::kind_session(),
        Kind::Place => words::kind_place(),
        Kind::Person | Kind::Confirmation => words::kind_person(),
        Kind::Plan | Kind::Node | Kind::Measure | Kind::Item | Kind::Target => words::kind_plan(),
        _ => words::kind_other(),
    })
}

/// A time of today, else a day and a time: 14:03, 11/20 14:03.
pub(super) fn told(at: WallTime, today: Day) -> String {
    let day = at.day();
    if day == today {
        at.clock_text()
    } else {
        format!("{}/{} {}", day.month_number(), day.day_of_month(), at.clock_text())
    }
}

fn trouble_of(status: &Status, today: Day) -> Option<(Text, Vec<Text>)> {
    let days = status.waiting_since.map_or(0, |since| today.since(since.day()));
    if status.unsent > 0 && days >= STUCK_DAYS {
        return Some((words::waiting(days), vec![words::kept_here()]));
    }
    Some(match status.why? {
        Why::Unreachable => (trouble::offline(), vec![trouble::offline_safe()]),
        Why::NotOurs => (trouble::captive(), vec![words::kept_here()]),
        Why::Busy | Why::Failing(_) => (trouble::server_busy(), vec![words::kept_here()]),
        Why::SignedOut => (trouble::signed_out(), vec![trouble::signed_out_safe()]),
        Why::Revoked => (trouble::revoked(), vec![trouble::revoked_safe(), words::to_file_told()]),
        Why::Update => (words::new_build(), vec![words::why_update()]),
        Why::Store => {
            (trouble::storage_full(), vec![trouble::storage_full_safe(), trouble::storage_full_way()])
        }
    })
}

#[component]
fn ToFile() -> impl IntoView {
    let replica = Replica::here();
    let said = RwSignal::new(None::<bool>);
    view! {
        <button type="button" class="btn full" on:click=move |_| said.set(Some(replica.export()))>{words::to_file()}</button>
        <p class="small">{words::to_file_told()}</p>
        <p role="status">
            {move || said.get().map(|kept| if kept { words::file_kept() } else { words::file_not_kept() }.view())}
        </p>
    }
}

#[component]
fn Carry() -> impl IntoView {
    let replica = Replica::here();
    let said = RwSignal::new(None::<Text>);
    let staff = Memo::new(move |_| {
        replica
            .board
            .session
            .with(|session| session.as_ref().is_some_and(|session| session.role >= Role::Staff))
    });
    let open = move |_| {
        leptos::task::spawn_local(async move {
            let told = match replica.carry().await {
                Ok(0) => words::carried_none(),
                Ok(count) => words::carried(count),
                Err(NotSaved::NotAFile | NotSaved::Oversize(_)) => words::not_a_file(),
                Err(_) => words::not_saved(),
            };
            said.set(Some(told));
        });
    };
    view! {
        <While holds=move || staff.get()>
            <button type="button" class="btn full" on:click=open>{words::carry()}</button>
            <p class="small">{words::carry_told()}</p>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </While>
    }
}
