//! A title of a plan: short enough for a phone; no other text.

use thiserror::Error;

/// Longest title, in characters: three lines of a phone.
pub const TITLE_CHARS_MAX: usize = 60;

/// A title, not empty, on one line, of at most [`TITLE_CHARS_MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Title(String);

/// Why a text is no title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotATitle {
    /// Nothing but space.
    #[error("a title is not empty")]
    Empty,
    /// More than one line.
    #[error("a title is one line")]
    Lines,
    /// Too long.
    #[error("a title has at most {TITLE_CHARS_MAX} characters")]
    Long,
}

impl Title {
    /// Reads a title that a person or a file brings; space around it is dropped.
    pub fn parse(text: &str) -> Result<Self, NotATitle> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotATitle::Empty);
        }
        if text.contains(char::is_control) {
            return Err(NotATitle::Lines);
        }
        if text.chars().count() > TITLE_CHARS_MAX {
            return Err(NotATitle::Long);
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads a title out of a record: one that a newer build let be longer is shown cut.
    pub(crate) fn cut(text: &str) -> Option<Self> {
        match Self::parse(text) {
            Ok(title) => Some(title),
            Err(NotATitle::Empty) => None,
            Err(NotATitle::Lines | NotATitle::Long) => {
                let line: String = text.trim().chars().filter(|c| !c.is_control()).collect();
                if line.chars().count() <= TITLE_CHARS_MAX {
                    return Self::parse(&line).ok();
                }
                Some(Self(line.chars().take(TITLE_CHARS_MAX - 1).chain(['…']).collect()))
            }
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Display for Title {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(Title::parse(" あいさつ運動の支援　").unwrap().as_str(), "あいさつ運動の支援");
        assert_eq!(Title::parse("　"), Err(NotATitle::Empty));
        assert_eq!(Title::parse("居場所の\n支援"), Err(NotATitle::Lines));
        assert!(Title::parse(&"あ".repeat(TITLE_CHARS_MAX)).is_ok());
        assert_eq!(Title::parse(&"あ".repeat(TITLE_CHARS_MAX + 1)), Err(NotATitle::Long));
    }

    #[test]
    fn a_longer_title_of_a_newer_build_is_shown_cut() {
        let cut = Title::cut(&"あ".repeat(TITLE_CHARS_MAX + 9)).unwrap();
        assert_eq!(cut.as_str().chars().count(), TITLE_CHARS_MAX);
        assert!(cut.as_str().ends_with('…'));
        assert_eq!(Title::cut("居場所の\n支援").unwrap().as_str(), "居場所の支援");
        assert_eq!(Title::cut(" "), None);
    }
}
