//! 1か月分をまとめて記録: a group's dates of a month with a number beside each, one save; what is unchanged makes nothing.

mod line;
mod sheet;

use leptos::prelude::*;
use tsunagari_core::calendar::Month;
use tsunagari_core::id::{GroupId, RecordId, SessionId};
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::view::View;

use crate::parts::{Chip, MonthTurn};
use crate::replica::Replica;
use crate::words::{Text, batch as words, today};
use sheet::Sheet;

/// Whose dates are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A regular meeting.
    Session(SessionId),
    /// A group without one, and the kind it usually does.
    Group(GroupId, String),
}

/// A choice with its group and name.
type Choice = (Of, GroupId, String);

/// The page below its head. `group` and `month` are what the address says.
#[component]
pub fn BatchPage(
    group: Option<GroupId>,
    month: Option<Month>,
    on_done: Callback<Vec<RecordId>>,
) -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let choices = Memo::new(move |_| choices(replica));
    let chosen = RwSignal::new(None::<Of>);
    let of = Memo::new(move |_| {
        let chosen = chosen.get();
        choices.with(|all| {
            let by_hand = all.iter().find(|(of, ..)| chosen.as_ref() == Some(of));
            let by_address = || all.iter().find(|(_, of, _)| group == Some(*of));
            let only = || all.first().filter(|_| all.len() == 1);
            by_hand.or_else(by_address).or_else(only).map(|(of, ..)| of.clone())
        })
    });
    let turned = RwSignal::new(None::<Month>);
    let shown = Memo::new(move |_| turned.get().or(month).unwrap_or_else(|| board.today.get().month()));
    Effect::new(move |_| {
        let month = shown.get();
        leptos::task::spawn_local(replica.reach_back(month.previous().unwrap_or(month)));
    });
    let chips = move || {
        choices.get().into_iter().map(|(choice, _, name)| {
        let mine = choice.clone();
        let pressed = Signal::derive(move || of.get().as_ref() == Some(&mine));
        view! { <Chip words=name pressed on_press=Callback::new(move |()| chosen.set(Some(choice.clone())))/> }
    }).collect_view()
    };
    // Logs of a month that was not read yet arrive a moment later: the sheet waits for them, so that nothing is typed into
    // one that is made anew. It goes only for another group or month.
    let read = Memo::new(move |_| board.since.get() <= shown.get().first());
    let sheet = Memo::new(move |_| read.get().then(|| of.get().map(|of| (of, shown.get()))));
    view! {
        <p>{words::told()}</p>
        <section class="card">
            <h2 id="batch-group">{words::which_group()}</h2>
            {move || choices.with(Vec::is_empty).then(|| view! { <p>{today::no_group()}" "{today::no_group_way()}</p> })}
            <div class="chips" role="group" aria-labelledby="batch-group">{chips}</div>
            <MonthTurn month=shown on_turn=Callback::new(move |to| turned.set(Some(to)))/>
        </section>
        {move || {
            match sheet.get() {
                Some(Some((of, month))) => view! { <Sheet of month on_done/> }.into_any(),
                Some(None) => view! { <p class="card">{words::no_group()}</p> }.into_any(),
                None => ().into_any(),
            }
        }}
    }
}

/// The meetings of my groups; a group without one by its kind.
fn choices(replica: Replica) -> Vec<Choice> {
    let board = replica.board;
    let (registry, today) = (board.registry.get(), board.today.get());
    let mine: SortedSet<GroupId> = board.session.get().map(|session| session.groups).unwrap_or_default();
    let view = View::of(&[&registry]);
    let mut all = Vec::new();
    for group in view.groups().filter(|group| mine.contains(&group.id) && group.lives_on(today)) {
        let before = all.len();
        let sessions =
            view.sessions().filter(|session| session.group == Some(group.id) && session.lives_on(today));
        all.extend(
            sessions.map(|session| (Of::Session(session.id), group.id, view.name_of_session(&session))),
        );
        if all.len() == before
            && let Some(what) = group.what.clone()
        {
            all.push((Of::Group(group.id, what), group.id, group.name));
        }
    }
    all
}

/// For the message after a save.
pub fn saved(count: usize) -> Text {
    if count == 0 { words::nothing_changed() } else { words::saved(count) }
}
