//! What letters may leave: no control characters but line ends, and no more in a cell than Excel holds; emoji, 旧字体 and
//! letters beyond 65,536 stay as they are.

/// Letters of one cell of an Excel sheet, as Excel counts them (UTF-16).
pub const CELL_UNITS: usize = 32_767;
/// What stands at the end of a cell that was cut.
const CUT: &str = "…（Excelの1つのますは32,767字まで。ここで切れています）";

/// The text without what no sheet shows: line ends are `\n`, tabs are blanks, other control characters are gone.
pub fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => clean.push('\n'),
            '\t' => clean.push(' '),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => clean.push(letter),
        }
    }
    clean
}

/// The text cut to `units` of UTF-16, saying so at its end; none where it is short enough.
pub fn cut_at(text: &str, units: usize) -> Option<String> {
    // No letter has more units than bytes.
    if text.len() <= units || text.chars().map(char::len_utf16).sum::<usize>() <= units {
        return None;
    }
    let mut left = units.saturating_sub(CUT.chars().map(char::len_utf16).sum());
    let fits = |letter: &char| {
        let fits = letter.len_utf16() <= left;
        left = left.saturating_sub(letter.len_utf16());
        fits
    };
    Some(text.chars().take_while(fits).chain(CUT.chars()).collect())
}
