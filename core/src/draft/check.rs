//! Before 提出: districts' or offices' numbers must add up to the printed total, or the reason is shown (R16); no text is changed.

/// Parts that do not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What the parts add up to.
    pub sum: u64,
    /// What is printed.
    pub printed: u64,
}

/// Holds parts against the total that is printed beside them.
///
/// Errors: [`Gap`] with both.
pub fn sum(parts: impl IntoIterator<Item = u64>, printed: u64) -> Result<(), Gap> {
    let sum = parts.into_iter().fold(0, u64::saturating_add);
    if sum == printed { Ok(()) } else { Err(Gap { sum, printed }) }
}

/// The numbers of a text with the words around them: 「計229回」 is (「計」, 229, 「回」).
pub fn numbers(text: &str) -> Vec<(u64, String)> {
    let mut found = Vec::new();
    let mut digits = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_digit() || (letter == ',' && !digits.is_empty()) {
            digits.push(letter);
            continue;
        }
        if let Ok(number) = digits.replace(',', "").parse() {
            found.push((number, unit(letter, letters.peek().copied())));
        }
        digits.clear();
    }
    found
}

fn unit(first: char, second: Option<char>) -> String {
    match (first, second) {
        ('か', Some('所')) => "か所".to_owned(),
        ('団', Some('体')) => "団体".to_owned(),
        ('地', Some('区')) => "地区".to_owned(),
        _ => first.to_string(),
    }
}
