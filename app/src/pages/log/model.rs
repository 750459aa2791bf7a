//! What a log form is told when it opens, and the sums that it shows; plain data.

use tsunagari_core::activity::{Counts, Draft};
use tsunagari_core::calendar::Day;
use tsunagari_core::id::PlaceId;
use tsunagari_core::kind::ActivityKind;

use crate::words::{Text, counts, kinds};

#[derive(Debug, Clone, PartialEq)]
pub struct LogModel {
    /// The group's name, or the kind's.
    pub title: Text,
    pub sample: bool,
    /// A log that is there is being mended.
    pub edit: bool,
    pub today: Day,
    pub kind: FormKind,
    /// The last day on which it was due, for 先週の○曜.
    pub usual: Option<Day>,
    /// Days of this group that have a log.
    pub held: Vec<Day>,
    /// Places to choose from, the usual one first.
    pub places: Vec<PlaceChoice>,
    /// Last time's numbers.
    pub last: Option<LastTime>,
    /// This meeting has a log already.
    pub already: Option<Already>,
    /// The fiscal year, where its results are closed.
    pub closed: Option<String>,
    /// When the draft in the form was typed, where it is an older one.
    pub kept_at: Option<String>,
    /// The care plaza and its phone.
    pub plaza: Option<(String, String)>,
}

/// A kind as a form needs it: its own copy of what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormKind {
    pub key: String,
    pub counts_heads: bool,
    pub bands: Vec<BandField>,
    pub quantities: Vec<BandField>,
    pub takes_month: bool,
    pub numbers_only: bool,
    /// 内容: key and word.
    pub chips: Vec<(String, Text)>,
}

/// A band or a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BandField {
    pub key: String,
    pub words: Text,
    /// 人 for a band.
    pub unit: String,
    pub part: bool,
    pub max: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceChoice {
    pub id: PlaceId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastTime {
    pub counts: Counts,
}

/// The log that stands where this one would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Already {
    /// 8時12分.
    pub at: String,
    pub mine: bool,
    pub href: String,
}

/// Why a press did not save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogRefusal {
    /// It looks odd: one more press says that it is so.
    Ask(Vec<Text>),
    Told {
        title: Text,
        lines: Vec<Text>,
    },
}

impl FormKind {
    pub fn of(kind: &ActivityKind<'_>) -> Self {
        let limit = |limit: u64| u32::try_from(limit).unwrap_or(u32::MAX);
        let band = |band: &tsunagari_core::kind::Band| BandField {
            key: band.key.to_owned(),
            words: kinds::named(band.key, band.label),
            unit: "人".to_owned(),
            part: band.part,
            max: limit(tsunagari_core::kind::COUNT_MAX),
        };
        let quantity = |it: &tsunagari_core::kind::Quantity| BandField {
            key: it.key.to_owned(),
            words: kinds::named(it.key, it.label),
            unit: it.unit.to_owned(),
            part: it.part,
            max: limit(it.limit),
        };
        Self {
            key: kind.key.to_owned(),
            counts_heads: kind.counts_heads,
            bands: kind.bands.iter().map(band).collect(),
            quantities: kind.quantities.iter().map(quantity).collect(),
            takes_month: kind.takes_month(),
            numbers_only: kind.numbers_only,
            chips: kind
                .chips
                .iter()
                .map(|chip| (chip.key.to_owned(), kinds::named(chip.key, chip.label)))
                .collect(),
        }
    }

    /// 参加, by the form's own bands: the total, or the sum of those that are no part of another.
    pub fn attendance(&self, counts: &Counts) -> Option<u64> {
        counts.total.or_else(|| {
            let whole = self.bands.iter().filter(|band| !band.part);
            whole.filter_map(|band| counts.bands.get(&band.key)).copied().reduce(u64::saturating_add)
        })
    }
}

/// The running sum above the act: 参加 and 担い手, never one number.
pub(super) fn sum(draft: &Draft, kind: &FormKind) -> Vec<Text> {
    if !draft.held.is_done() {
        return Vec::new();
    }
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let came = kind.counts_heads.then(|| {
        let heads = number(kind.attendance(&draft.counts).unwrap_or(0));
        if draft.about { counts::attended_about(heads) } else { counts::attended(heads) }
    });
    let helped = counts::helped(number(draft.counts.helpers.unwrap_or(0)));
    came.into_iter().chain([helped]).collect()
}

#[cfg(test)]
mod tests {
    use tsunagari_core::activity::When;
    use tsunagari_core::kind::built_in;

    use super::*;
    use crate::words::Speech;

    fn salon() -> (FormKind, Draft) {
        let day = Day::new(2026, 11, 24).unwrap();
        (FormKind::of(&built_in("ibasho").unwrap()), Draft::new("ibasho", None, When::Day(day)))
    }

    #[test]
    fn participants_and_helpers_are_two_sums_and_a_part_is_not_added() {
        let (kind, mut draft) = salon();
        draft.counts.bands =
            [("senior".to_owned(), 14), ("child".to_owned(), 5), ("first".to_owned(), 2)].into();
        draft.counts.helpers = Some(4);
        let said: Vec<_> = sum(&draft, &kind).iter().map(|text| text.letters(Speech::Plain)).collect();
        assert_eq!(said, ["参加 19人", "担い手 4人"]);
    }

    #[test]
    fn what_was_not_held_has_no_sum() {
        let (kind, mut draft) = salon();
        draft.held = tsunagari_core::activity::Held::Rain;
        assert!(sum(&draft, &kind).is_empty());
    }
}
