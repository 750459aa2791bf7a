//! Names of a book's sheets as Excel takes them: so long, without some letters, no two alike.

use tsunagari_core::paper::{NAME_CHARS, clean};

/// Letters that no name may hold.
const NEVER: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// A name for a sheet of a book that has these already.
pub(super) fn free(wanted: &str, taken: &[String]) -> String {
    let mut name: String =
        clean(wanted).chars().filter(|letter| *letter != '\n' && !NEVER.contains(letter)).collect();
    name = name.trim_matches([' ', '\'', '　']).to_owned();
    if name.is_empty() || name.eq_ignore_ascii_case("history") {
        name = "表".to_owned();
    }
    let is_taken = |name: &String| taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let first = within(&name, "");
    let mut numbered = (2_u32..).map(|number| within(&name, &format!("（{number}）")));
    if is_taken(&first) { numbered.find(|name| !is_taken(name)).unwrap_or(first) } else { first }
}

/// The name with an end, in Excel's length, which it counts in UTF-16.
fn within(name: &str, end: &str) -> String {
    let mut left = NAME_CHARS.saturating_sub(end.encode_utf16().count());
    let fits = |letter: &char| {
        let fits = letter.len_utf16() <= left;
        left = left.saturating_sub(letter.len_utf16());
        fits
    };
    name.chars().take_while(fits).chain(end.chars()).collect()
}
