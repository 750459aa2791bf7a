//! What a text's numbers do not add up to, told before it is handed in: to be mended, or handed in all the same.

use leptos::prelude::*;
use tsunagari_core::draft::check::{Finding, Parts};
use tsunagari_core::draft::grouped;
use tsunagari_core::intent::result::Form;

use super::model::Loaded;
use super::{Room, words};
use crate::parts::{Icon, Notice, NoticeTone};
use crate::words::Text;

/// Parts of a number that are named at most; the rest are counted.
const PARTS_NAMED: usize = 12;

impl Room {
    /// What is wrong with the numbers of a form; 実施なし has none.
    pub(super) fn findings(self, form: &Form) -> Vec<Finding> {
        if form.not_done {
            return Vec::new();
        }
        let check = |loaded: &Loaded| loaded.check(form.item, form.teller, &form.text);
        self.loaded.with_untracked(|loaded| loaded.as_ref().map(check).unwrap_or_default())
    }
}

/// A finding in words.
pub(super) fn finding(found: &Finding) -> Text {
    let shown = |number: u64| format!("{}{}{}", found.label, grouped(number), found.unit);
    let named =
        found.each.iter().take(PARTS_NAMED).map(|(name, number)| format!("{name} {}", grouped(*number)));
    let mut parts = named.collect::<Vec<_>>().join("、");
    let rest = found.each.len().saturating_sub(PARTS_NAMED);
    if rest > 0 {
        parts =
            words::and_more(&parts, rest).letters(crate::words::Speaking::here().get_untracked()).to_string();
    }
    let (printed, sum) = (shown(found.gap.printed), format!("{}{}", grouped(found.gap.sum), found.unit));
    match (found.parts, parts.is_empty()) {
        (Parts::Named, _) => words::gap_named(&printed, &sum, &parts),
        (Parts::Offices, _) => words::gap_offices(&printed, &sum, &parts),
        (Parts::Logs, true) => words::gap_logs(&printed, &sum),
        (Parts::Logs, false) => words::gap_districts(&printed, &sum, &parts),
    }
}

/// The findings of one text, with the ways on.
#[component]
pub(super) fn FindingsView(
    found: Vec<Finding>,
    /// What the press says that hands it in all the same.
    go_on: Text,
    on_mend: Callback<()>,
    on_go_on: Callback<()>,
) -> impl IntoView {
    let lines: Vec<Text> = found.iter().map(finding).collect();
    view! {
        <Notice tone=NoticeTone::Wait icon=Icon::Alert title=words::look_at_numbers() lines urgent=true>
            <button type="button" class="btn calm" on:click=move |_| on_mend.run(())>{words::mend_text()}</button>
            <button type="button" class="btn" on:click=move |_| on_go_on.run(())>{go_on}</button>
        </Notice>
    }
}
