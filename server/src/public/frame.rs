//! The frame of every public page: head with what search and LINE's preview read, bars, share, foot; no content of its own.

use maud::{DOCTYPE, Markup, html};
use tsunagari_core::id::RecordId;

use super::shelf::Shelf;
use super::{address, style};

/// What a search or a preview shows of a page, at most, in letters.
const DESCRIPTION_CHARS: usize = 120;
/// The icon that LINE's preview shows.
const PICTURE: &str = "/icons/icon-512.png";

/// A page without its frame.
pub(super) struct Page {
    /// Its heading, and the first part of its title.
    pub(super) title: String,
    /// One line about it.
    pub(super) about: String,
    /// Its path.
    pub(super) path: String,
    /// Whether search may find it.
    pub(super) indexed: bool,
    /// Whether a link to it is worth sending.
    pub(super) shared: bool,
    /// The app's page of the same thing.
    pub(super) app: Option<RecordId>,
    /// The telephone under it.
    pub(super) contact: Option<Markup>,
    /// Where its words come from.
    pub(super) source: Option<String>,
    /// What it shows.
    pub(super) body: Markup,
}

impl Page {
    /// The whole document.
    pub(super) fn html(self, shelf: &Shelf, origin: &str) -> String {
        let slug = &shelf.org.slug;
        let ward = shelf.name();
        let head = Head {
            title: format!("{}｜{ward}", self.title),
            about: cut(&self.about),
            url: format!("{origin}{}", self.path),
            indexed: self.indexed,
            origin,
        };
        let line = address::to_line(&head.title, &head.url);
        let contact = format!("{}#contact", address::ward(slug));
        html! {
            (DOCTYPE)
            html lang="ja" {
                (head.markup())
                body {
                    a.skip href="#content" { "本文へ" }
                    @if let Some(notice) = &shelf.book.notice { p.notice { (notice) } }
                    header {
                        nav aria-label="この区のページ" {
                            a.name href=(address::ward(slug)) { (ward) }
                            a href=(format!("{}#plans", address::ward(slug))) { "計画" }
                            a href=(address::places(slug)) { "場所" }
                            a href=(address::in_app(slug, self.app)) { "アプリで見る" }
                        }
                    }
                    main #content {
                        (self.body)
                        @if self.shared {
                            p.no-print { a.press href=(line) rel="noopener noreferrer" { "LINEで送る" } }
                        }
                    }
                    footer {
                        @if let Some(contact) = self.contact {
                            (contact)
                        } @else {
                            p { a.tap href=(contact) { "お問い合わせ先（地域ケアプラザ）" } }
                        }
                        @if let Some(source) = &self.source { p { "出典：" (source) } }
                        @if let Some(notice) = &shelf.book.notice { p { (notice) } }
                        p { "つながり帳　" (head.url) }
                    }
                }
            }
        }
        .into_string()
    }
}

/// What stands in the head.
pub(super) struct Head<'a> {
    pub(super) title: String,
    pub(super) about: String,
    pub(super) url: String,
    pub(super) indexed: bool,
    pub(super) origin: &'a str,
}

impl Head<'_> {
    pub(super) fn markup(&self) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                title { (self.title) }
                meta name="description" content=(self.about);
                @if !self.indexed { meta name="robots" content="noindex"; }
                link rel="canonical" href=(self.url);
                meta property="og:site_name" content="つながり帳";
                meta property="og:type" content="article";
                meta property="og:locale" content="ja_JP";
                meta property="og:title" content=(self.title);
                meta property="og:description" content=(self.about);
                meta property="og:url" content=(self.url);
                meta property="og:image" content=(format!("{}{PICTURE}", self.origin));
                meta name="twitter:card" content="summary";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="/icons/favicon.svg";
                link rel="stylesheet" href=(style::path());
            }
        }
    }
}

/// A page of no ward.
pub(super) fn bare(head: &Head<'_>, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="ja" {
            (head.markup())
            body {
                main #content { (body) }
            }
        }
    }
    .into_string()
}

fn cut(text: &str) -> String {
    if text.chars().count() <= DESCRIPTION_CHARS {
        return text.to_owned();
    }
    text.chars().take(DESCRIPTION_CHARS - 1).chain(['…']).collect()
}
