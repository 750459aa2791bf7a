//! Texts longer than a title may be: the rest goes to the detail, and is asked about; what fits in neither is refused.

use super::Fault;
use super::compare::DETAIL_CHARS;
use super::fix::{Fixes, Place, QuestionKind as Q};
use super::reading::Reading;
use super::words;
use crate::text::TITLE_CHARS;

/// A title with its detail, in characters.
pub(super) const TEXT_CHARS: usize = TITLE_CHARS + DETAIL_CHARS;

/// Makes every title one that a record can hold.
pub(super) fn split(reading: &mut Reading, fixes: &mut Fixes<'_>) -> Result<(), Fault> {
    for node in &mut reading.nodes {
        if node.title.as_deref().map_or(0, |title| title.chars().count()) > TITLE_CHARS {
            return Err(Fault::Title { line: node.at.line });
        }
    }
    for measure in &mut reading.measures {
        if let Some(title) = &mut measure.title {
            measure.asks.extend(fit(measure.at, title, &mut measure.detail, fixes)?);
        }
    }
    for item in &mut reading.items {
        item.asks.extend(fit(item.at, &mut item.title, &mut item.detail, fixes)?);
    }
    Ok(())
}

fn fit(
    at: Place,
    title: &mut String,
    detail: &mut Option<String>,
    fixes: &mut Fixes<'_>,
) -> Result<Option<String>, Fault> {
    let chars = title.chars().count();
    let beside = detail.as_deref().map_or(0, |detail| detail.chars().count());
    if chars <= TITLE_CHARS && beside <= DETAIL_CHARS {
        return Ok(None);
    }
    let cut = title.char_indices().nth(TITLE_CHARS).map_or(title.len(), |(at, _)| at);
    let rest = title.split_off(cut);
    let parts = [Some(rest).filter(|rest| !rest.is_empty()), detail.take()];
    let all = parts.into_iter().flatten().collect::<Vec<_>>().join("／");
    if all.chars().count() > DETAIL_CHARS {
        return Err(Fault::Title { line: at.line });
    }
    *detail = Some(all);
    fixes.ask(Q::Long, at, words::LONG.to_owned(), None);
    Ok(Some(words::LONG.to_owned()))
}
