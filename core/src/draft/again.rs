//! 「再掲（1-3）」: an item that is printed a second time counts once, where it was printed first (R13).

use super::{Draft, Drafter};
use crate::id::{ItemId, MeasureId};
use crate::plan::measure::Measure;
use crate::plan::year_item::YearItem;
use crate::record::Kind;
use crate::view::View;

/// The draft of an item that repeats another; none of any other.
pub(super) fn draft(of: &Drafter, item: &YearItem) -> Option<Draft> {
    let called = of.repeated.get(&item.id)?;
    Some(Draft { text: format!("・再掲（{called}）"), ..Draft::default() })
}

/// What the item is called that another one repeats: by its number, else its title.
pub(super) fn called(view: &View<'_>, item: &YearItem) -> Option<String> {
    let first = Drafter::repeats(item)?;
    let record = view.get(first)?;
    let (measure, title) = match record.kind {
        Kind::Item => {
            let item = YearItem::read(record);
            (item.measure, item.title)
        }
        _ => (Some(MeasureId::of(first)), None),
    };
    let measure = measure.and_then(|id| view.get(id.record())).map(Measure::read);
    let number = measure.as_ref().and_then(|row| row.number.clone());
    let title = title.or_else(|| measure.and_then(|row| row.title)).map(|title| title.into_string());
    Some(number.or(title).unwrap_or_else(|| ItemId::of(first).to_string()))
}
