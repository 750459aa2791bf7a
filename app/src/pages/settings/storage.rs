//! What is kept on this phone: how much, how much room, whether the phone may drop it; the clock.

use leptos::prelude::*;

use crate::parts::{Icon, Notice, NoticeTone, While};
use crate::replica::Replica;
use crate::replica::phone::{Space, Window};
use crate::words::{Text, phone as words, trouble};

/// The card.
#[component]
pub fn Storage() -> impl IntoView {
    let replica = Replica::here();
    let board = replica.board;
    let space = RwSignal::new(None::<Space>);
    let keeps = RwSignal::new(None::<bool>);
    leptos::task::spawn_local(async move {
        space.set(replica.space().await);
        keeps.set(replica.keeps().await);
    });
    let ask = move |_| leptos::task::spawn_local(async move { keeps.set(replica.ask_to_keep().await) });
    let may_ask = move || keeps.get() == Some(false) && replica.window() != Window::IosTab;
    view! {
        <section class="card">
            <h2>{words::storage()}</h2>
            <p class="num">{move || room(space.get()).view()}</p>
            {move || space.get().map(|space| view! { <p class="num">{words::used(&size(space.used))}</p> })}
            {move || board.forgets.get().then(|| view! { <Notice tone=NoticeTone::Bad title=words::forgets()/> })}
            <p>{move || lasting(keeps.get(), replica.window()).view()}</p>
            <While holds=may_ask>
                <button type="button" class="btn" on:click=ask>{words::ask_to_keep()}</button>
            </While>
            <h3>{words::clock()}</h3>
            {move || match board.status.with(|status| status.clock_off) {
                None => view! { <p>{words::clock_right()}</p> }.into_any(),
                Some(off) => view! {
                    <Notice tone=NoticeTone::Wait icon=Icon::Clock title=trouble::clock_wrong()
                        lines=vec![trouble::clock_off(off)]/>
                }.into_any(),
            }}
        </section>
    }
}

fn room(space: Option<Space>) -> Text {
    space.map_or_else(words::room_unknown, |space| words::room(&size((space.allowed - space.used).max(0.0))))
}

fn lasting(keeps: Option<bool>, window: Window) -> Text {
    match (window, keeps) {
        (Window::IosTab | Window::Line, _) => words::may_go_tab(),
        (_, Some(true)) => words::kept_for_good(),
        (_, Some(false) | None) => words::may_go(),
    }
}

/// Bytes as a person says them; without fractions, whose printing is a tool of its own in the program.
fn size(bytes: f64) -> String {
    const KILO: f64 = 1024.0;
    let (unit, name) = match bytes {
        bytes if bytes >= KILO * KILO * KILO => (KILO * KILO * KILO, "GB"),
        bytes if bytes >= KILO * KILO => (KILO * KILO, "MB"),
        _ => (KILO, "KB"),
    };
    let tenths = (bytes * 10.0 / unit) as u64;
    if tenths < 100 {
        format!("{}.{}{name}", tenths / 10, tenths % 10)
    } else {
        format!("{}{name}", (tenths + 5) / 10)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn bytes_are_told_in_few_digits() {
        assert_eq!(size(512.0), "0.5KB");
        assert_eq!(size(1024.0 * 1024.0 * 3.25), "3.2MB");
        assert_eq!(size(1024.0 * 1024.0 * 1024.0 * 12.4), "12GB");
    }
}
