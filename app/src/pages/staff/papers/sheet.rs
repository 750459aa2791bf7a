//! One A4 page: its head, what is on it, its foot with whom to ask, the day, and that a made-up ward is made up.

use leptos::prelude::*;
use tsunagari_core::calendar::Day;
use tsunagari_core::id::DistrictId;
use tsunagari_core::record::Kind;
use tsunagari_core::view::View;

use crate::navigation::whole;
use crate::pages::way::to;
use crate::replica::Replica;
use crate::route::Route;
use crate::words::{Text, papers as words};

/// The page. `district` says whose plaza is to be asked.
#[component]
pub fn Sheet(
    title: Text,
    #[prop(optional_no_strip)] district: Option<DistrictId>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let facts = facts(district);
    view! {
        <article class=format!("sheet {class}") lang="ja" tabindex="0">
            <header>
                <p class="of">{facts.ward}</p>
                <h2>{title}</h2>
            </header>
            {children()}
            <footer>
                {facts.ask.map(|ask| view! { <p><b>{ask}</b></p> })}
                <p class="small">{words::printed_on(&facts.day)}{facts.notice.map(|notice| format!("　{notice}"))}</p>
            </footer>
        </article>
    }
}

/// What stands round every paper.
struct Facts {
    ward: String,
    ask: Option<Text>,
    day: String,
    notice: Option<String>,
}

fn facts(district: Option<DistrictId>) -> Facts {
    look(|view, today| {
        let org = view.live(&Kind::Org).next();
        let text = |field| org.and_then(|org| org.text(field)).map(str::to_owned);
        let plaza = district.and_then(|id| view.district(id)).and_then(|district| district.office);
        let ask = plaza.and_then(|id| view.office(id)).map(|office| match &office.phone {
            Some(phone) => words::ask(&office.name, phone),
            None => words::ask_only(&office.name),
        });
        Facts { ward: text("name").unwrap_or_default(), ask, day: today.both_text(), notice: text("notice") }
    })
}

/// The ward's address as the app has it, for a QR and for letters.
pub fn address() -> String {
    whole(&to(Route::Today))
}

/// Looks at what is held; whoever calls it in a derived signal follows it.
pub fn look<T>(look: impl FnOnce(&View<'_>, Day) -> T) -> T {
    let board = Replica::here().board;
    let (registry, logs) = (board.registry.get(), board.logs.get());
    look(&View::of(&[&registry, &logs]), board.today.get())
}
