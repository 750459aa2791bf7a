//! What is told under a plan, a heading, a measure or an item: its blocks as pages draw them, by heading.

use crate::plan::block::{Block, BlockKind};
use crate::sorted::SortedMap;

/// Blocks under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The heading as printed; none where the blocks stand without one.
    pub heading: Option<String>,
    /// The texts.
    pub lines: Vec<Line>,
}

/// One text of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub kind: BlockKind,
    /// The mark before it as printed: ■.
    pub mark: Option<String>,
    /// The text.
    pub text: String,
    /// 要約: our own words, not the plan's.
    pub summary: bool,
    /// A number with its unit: 84.5％.
    pub number: Option<String>,
    /// 出典, with its year where one is told.
    pub source: Option<String>,
    /// What a person should be asked about it.
    pub ask: Option<String>,
}

/// The blocks in the order of print, those under one heading together.
pub fn told(blocks: &SortedMap<String, Block>) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for block in blocks.values() {
        let line = line(block);
        match told.last_mut().filter(|last| last.heading == block.heading) {
            Some(last) => last.lines.push(line),
            None => told.push(Told { heading: block.heading.clone(), lines: vec![line] }),
        }
    }
    told
}

fn line(block: &Block) -> Line {
    let year = block.year.map(|year| year.text());
    let source = match (year, &block.source) {
        (Some(year), Some(source)) => Some(format!("{year} {source}")),
        (year, source) => year.or_else(|| source.clone()),
    };
    Line {
        kind: block.kind,
        mark: block.mark.clone(),
        text: block.text.clone(),
        summary: block.summary,
        number: block.number(),
        source,
        ask: block.ask.clone(),
    }
}
