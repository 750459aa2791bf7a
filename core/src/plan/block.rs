//! A piece of what a plan tells in words, a figure or a number with its source; which row it stands under is that row's.

use serde::Serialize;

use crate::calendar::FiscalYear;
use crate::from_json;
use crate::json::{serde_through_json, word_from_json};

/// A block of a plan, a heading, a measure or a year's item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The heading it stands under: 充実してきたこと, なぜ必要なのか.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The mark before it as printed: ■, ？, ※7.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// The text; of a figure its caption, of a glossary entry the word.
    pub text: String,
    /// 要約: our own line, not the plan's sentence.
    pub summary: bool,
    /// Where a figure or a number comes from: 区社協調べ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The number of an [`Evidence`](BlockKind::Evidence) as printed, without its unit: 84.5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Its unit: ％.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The fiscal year that it tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<FiscalYear>,
    /// What a person should be asked about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// 現状.
    Present,
    /// 課題.
    Issue,
    /// 成果.
    Outcome,
    /// 目指す姿, 基本理念.
    Vision,
    /// 根拠: a number with its unit, source and year.
    Evidence,
    /// 図, with its caption and source.
    Figure,
    /// 写真, with its caption.
    Photo,
    /// 用語注: a word explained.
    Glossary,
    /// Told in words; also what this build does not know.
    #[default]
    Narrative,
}
word_from_json!(BlockKind {
    "present" => Present,
    "issue" => Issue,
    "outcome" => Outcome,
    "vision" => Vision,
    "evidence" => Evidence,
    "figure" => Figure,
    "photo" => Photo,
    "glossary" => Glossary,
    _ => Narrative,
});
from_json! {
    Block {
        kind or BlockKind::Narrative,
        heading,
        mark,
        text or String::new(),
        summary or false,
        source,
        value,
        unit,
        year,
        ask,
    }
}
serde_through_json!(BlockKind Block);

impl Block {
    /// 「84.5％」; none where it tells no number.
    pub fn number(&self) -> Option<String> {
        let unit = self.unit.as_deref().unwrap_or_default();
        self.value.as_ref().map(|value| format!("{value}{unit}"))
    }
}
