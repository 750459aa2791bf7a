//! The QR of a text, as rows of modules; the drawing is `parts/qr.rs`.

/// Rows of `0` and `1`, a dark module is `1`; empty where the text is longer than a QR holds.
pub fn code(text: &str) -> Vec<String> {
    let Ok(code) = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build() else { return Vec::new() };
    let sign = |module: &fast_qr::Module| if module.value() { '1' } else { '0' };
    code.data.chunks(code.size).take(code.size).map(|row| row.iter().map(sign).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_becomes_a_square_and_a_book_none() {
        let rows = code("https://tsunagari.example/o/tsumugi/");
        assert!(rows.len() >= 25 && rows.iter().all(|row| row.len() == rows.len()));
        assert!(rows.first().is_some_and(|row| row.starts_with("1111111")), "a corner that cameras find");
        assert!(code(&"あ".repeat(4_000)).is_empty());
    }
}
