//! robots.txt and sitemap.xml: what search may find, and nothing of what it may not; no page is drawn.

use maud::html;

use super::address;
use super::shelf::Shelf;

/// Addresses in one sitemap, at most; the sitemaps' own protocol ends there.
pub const URLS: usize = 50_000;

/// What search may go through.
pub fn robots(origin: &str, any: bool) -> String {
    if !any {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    format!("User-agent: *\nDisallow: /api/\nDisallow: /o/\nAllow: /p/\nSitemap: {origin}/sitemap.xml\n")
}

/// The paths of a ward that search may find.
pub fn paths(shelf: &Shelf) -> Vec<String> {
    let (slug, book) = (&shelf.org.slug, &shelf.book);
    if book.notice.is_some() {
        return Vec::new();
    }
    let mut paths = vec![address::ward(slug), address::places(slug)];
    let indexed = |id| book.plans.get(&id).is_some_and(|plan| shelf.indexed(plan));
    paths.extend(book.plans.keys().filter(|id| indexed(**id)).map(|id| address::in_plan(slug, id.record())));
    let measures = book.measures.values().filter(|measure| measure.plan.is_some_and(indexed));
    paths.extend(measures.map(|measure| address::in_plan(slug, measure.id.record())));
    let places = book.places.values().filter(|place| {
        let shown = place.shown(shelf.today);
        shown.is_some_and(|shown| {
            shown.name.is_some() && shown.closed.is_none_or(|closed| shelf.today <= closed)
        })
    });
    paths.extend(places.map(|place| address::place(slug, place.id.record())));
    paths
}

/// The sitemap of all wards.
pub fn sitemap(origin: &str, paths: &[String]) -> String {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let urls = html! {
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {
            @for path in paths.iter().take(URLS) { url { loc { (origin) (path) } } }
        }
    };
    format!("{head}{}", urls.into_string())
}
