//! A QR from its rows of modules: drawn as one path; what it says, and making it of a text, is no business of this file.

use leptos::prelude::*;

use crate::words::Text;

/// Light modules around a QR, so that cameras find it.
const QUIET: usize = 4;

/// `rows` are of `0` and `1`, a dark module is `1`; `label` says what it opens.
#[component]
pub fn Qr(rows: Vec<String>, label: Text) -> impl IntoView {
    let side = rows.len() + 2 * QUIET;
    let view_box = format!("0 0 {side} {side}");
    view! {
        <svg class="qr" viewBox=view_box role="img" aria-label=label.attr() shape-rendering="crispEdges">
            <rect width="100%" height="100%" fill="#fff"/>
            <path fill="#000" d=dark(&rows)/>
        </svg>
    }
}

/// The dark modules as one path, a stretch of a row at a time.
fn dark(rows: &[String]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for stretch in row.as_bytes().chunk_by(|a, b| a == b) {
            if stretch.first() == Some(&b'1') {
                path.push_str(&format!(
                    "M{} {}h{}v1h-{}z",
                    x + QUIET,
                    y + QUIET,
                    stretch.len(),
                    stretch.len()
                ));
            }
            x += stretch.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_modules_are_drawn_where_they_are() {
        assert_eq!(dark(&["0110".to_owned(), "1000".to_owned()]), "M5 4h2v1h-2zM4 5h1v1h-1z");
    }
}
