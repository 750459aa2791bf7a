//! Facts beside a title in small letters, a line each; what is not known is no line.

use leptos::prelude::*;

use crate::words::Text;

/// The lines that there are.
pub fn small(lines: &[Option<Text>]) -> AnyView {
    let lines = lines.iter().flatten().cloned();
    lines.map(|line| view! { <p class="small">{line}</p> }).collect_view().into_any()
}
