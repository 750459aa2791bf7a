//! What a log in the making will count for, by the rules of the plans in force; nothing is decided here.

use tsunagari_core::activity::Draft;
use tsunagari_core::id::MeasureId;
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::query::serves::Serving;
use tsunagari_core::view::View;

/// The measures that the log will count for: the first by name, and how many more.
pub fn becomes(view: &View<'_>, draft: &Draft) -> Option<String> {
    let measures = Serving::new(view).of_draft(draft);
    let title = |id: &MeasureId| Measure::read(view.get(id.record())?).title.map(|title| title.to_string());
    let mut titles = measures.iter().filter_map(title);
    let first = titles.next()?;
    Some(match titles.count() {
        0 => first,
        more => format!("{first}（ほか{more}件）"),
    })
}
