//! Pages for links that lead to nothing: what became of the row, and where to go on; never a bare status.

use maud::{Markup, html};
use tsunagari_core::id::RecordId;
use tsunagari_core::record::Kind;

use super::frame::{Head, Page, bare};
use super::shelf::Shelf;
use super::{address, parts};

/// What was removed; none where there was nothing to be removed.
pub(super) fn page(shelf: &Shelf, id: RecordId) -> Option<Page> {
    let gone = shelf.gone.get(&id).cloned().or_else(|| orphan(shelf, id))?;
    let (what, rest) = match gone.kind {
        Kind::Place => ("場所", address::places(&shelf.org.slug)),
        Kind::Plan => ("計画", address::ward(&shelf.org.slug)),
        Kind::Measure | Kind::Item => ("取組", address::ward(&shelf.org.slug)),
        _ => ("見出し", address::ward(&shelf.org.slug)),
    };
    let later: Vec<RecordId> = shelf.lineage.after(id).map(|step| step.later).collect();
    let told = later.iter().filter_map(|id| parts::row_link(shelf, *id)).collect::<Vec<Markup>>();
    let body = html! {
        h1 { "この" (what) "は、いまはありません" }
        @if let Some(title) = &gone.title { p { "「" (title) "」" } }
        @if told.is_empty() {
            p { "計画や場所の一覧から取り除かれました。" }
        } @else {
            p { "次の取組に引き継がれました。" }
            ul.stack { @for one in &told { li { (one) } } }
        }
        p { a.press.calm href=(rest) { "一覧から探す" } }
    };
    Some(dead(shelf, format!("この{what}は、いまはありません"), body))
}

/// A row whose plan was removed.
fn orphan(shelf: &Shelf, id: RecordId) -> Option<super::shelf::Gone> {
    let called = shelf.book.called(id)?;
    Some(super::shelf::Gone { kind: Kind::Measure, title: called.title })
}

/// For an address of a ward that no page has.
pub(super) fn unknown(shelf: &Shelf) -> Page {
    let body = html! {
        h1 { "このページは見つかりません" }
        p { "リンクが途中で切れているかもしれません。" }
        p { a.press.calm href=(address::ward(&shelf.org.slug)) { "計画の一覧から探す" } }
    };
    dead(shelf, "このページは見つかりません".to_owned(), body)
}

fn dead(shelf: &Shelf, title: String, body: Markup) -> Page {
    Page {
        about: title.clone(),
        title,
        path: address::ward(&shelf.org.slug),
        indexed: false,
        shared: false,
        app: None,
        contact: None,
        source: None,
        body,
    }
}

/// For what never was here, of no ward.
pub(super) fn absent(origin: &str) -> String {
    let head = Head {
        title: "このページは見つかりません｜つながり帳".to_owned(),
        about: "このページは見つかりません".to_owned(),
        url: format!("{origin}/p/"),
        indexed: false,
        origin,
    };
    let body = html! {
        h1 { "このページは見つかりません" }
        p { "この区は、ここに計画を出していないか、リンクが途中で切れています。" }
        p { a.press.calm href="/p/" { "区の一覧" } }
        p { a.press.calm href="/" { "アプリを開く" } }
    };
    bare(&head, &body)
}
