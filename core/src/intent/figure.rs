//! Entering 実績数: a row of numbers becomes a record for each time; what is emptied is removed. No grid, no file.

use thiserror::Error;
use uuid::Uuid;

use super::{Desk, Refusal, Wish, difference};
use crate::change::Act;
use crate::id::{FigureId, ItemId, OfficeId, RecordId};
use crate::plan::figure::{FIGURE_CHARS, FIGURE_MAX, Figure, Span, figure_id};
use crate::plan::year_item::YearItem;
use crate::record::{Kind, Record, Scope};
use crate::sorted::SortedMap;
use crate::text::Title;

/// Numbers that one act may write.
pub const FIGURES_MOST: usize = 2_000;

/// A row of numbers as a person left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureForm {
    /// The year's item.
    pub item: ItemId,
    /// Whose; none is the ward as a whole.
    pub office: Option<OfficeId>,
    /// What was counted; empty where the item says it.
    pub title: String,
    /// 件, 部.
    pub unit: String,
    /// 出典.
    pub source: String,
    /// By time; none takes the number away.
    pub numbers: SortedMap<Span, Option<u64>>,
    /// The records that the row showed.
    pub known: SortedMap<Span, FigureId>,
}

/// Why nothing came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FigureFault {
    /// The item is not on this device, or is of no year.
    #[error("no such item")]
    Item(ItemId),
    /// A number without 出典.
    #[error("where is it from")]
    NoSource(ItemId),
    /// A number without a unit.
    #[error("of what")]
    NoUnit(ItemId),
    /// A month or year that is not the item's.
    #[error("of another year")]
    OtherYear(ItemId),
    /// More than a number may be.
    #[error("at most {0}")]
    TooMuch(u64),
    /// More than one act may write.
    #[error("at most {0} numbers")]
    TooMany(usize),
}

const fn fault(fault: FigureFault) -> Refusal {
    Refusal::Figure(fault)
}

impl Desk<'_> {
    /// All rows or none.
    pub(super) fn figures(
        &self,
        forms: &[FigureForm],
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        if forms.iter().map(|form| form.numbers.iter().count()).sum::<usize>() > FIGURES_MOST {
            return Err(fault(FigureFault::TooMany(FIGURES_MOST)));
        }
        let mut wishes = Vec::new();
        for form in forms {
            self.figure(form, &mut wishes, fresh)?;
        }
        Ok(wishes)
    }

    fn figure(
        &self,
        form: &FigureForm,
        wishes: &mut Vec<Wish>,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<(), Refusal> {
        let item =
            self.view.get(form.item.record()).filter(|item| item.kind == Kind::Item && !item.removed());
        let item = item.map(YearItem::read).filter(|item| item.year.is_some());
        let item = item.ok_or(fault(FigureFault::Item(form.item)))?;
        let title = Some(form.title.trim()).filter(|title| !title.is_empty()).map(Title::parse).transpose();
        let title = title.map_err(|fault| Refusal::of_text("title", fault))?;
        let (unit, source) = (form.unit.trim(), form.source.trim());
        for (field, text) in [("unit", unit), ("source", source)] {
            let chars = text.chars().count();
            if chars > FIGURE_CHARS {
                return Err(Refusal::Text { field: field.to_owned(), chars, limit: FIGURE_CHARS });
            }
        }
        for (period, number) in &form.numbers {
            let seen = form.known.get(period).and_then(|id| self.seen(id.record()));
            let seen = seen.filter(|seen| seen.kind == Kind::Figure && !seen.removed());
            let Some(number) = *number else {
                wishes.extend(seen.map(|seen| Wish::on(seen, Act::Remove)));
                continue;
            };
            if unit.is_empty() {
                return Err(fault(FigureFault::NoUnit(form.item)));
            }
            if source.is_empty() {
                return Err(fault(FigureFault::NoSource(form.item)));
            }
            if number > FIGURE_MAX {
                return Err(fault(FigureFault::TooMuch(FIGURE_MAX)));
            }
            if Some(period.fiscal_year()) != item.year {
                return Err(fault(FigureFault::OtherYear(form.item)));
            }
            let figure = Figure {
                id: figure_id(form.item, form.office, &form.title, unit, *period),
                plan: item.plan,
                item: Some(form.item),
                measure: None,
                office: form.office,
                district: None,
                title: title.clone(),
                period: Some(*period),
                number: Some(number),
                unit: unit.to_owned(),
                source: source.to_owned(),
                of: None,
            };
            match seen {
                Some(seen) => wishes.extend(changed(seen, &figure)),
                None => self.made(figure, wishes, fresh),
            }
        }
        Ok(())
    }

    /// A number that the row did not show: made, brought back, or laid beside what somebody entered meanwhile.
    fn made(&self, figure: Figure, wishes: &mut Vec<Wish>, fresh: &mut dyn FnMut() -> Uuid) {
        let there = self.view.get(figure.id.record()).filter(|there| there.kind == Kind::Figure);
        let same = |there: &&Record| {
            let there = Figure::read(there);
            there.title == figure.title && there.unit == figure.unit
        };
        let id = figure.id.record();
        match there {
            Some(seen) if seen.removed() => {
                wishes.push(Wish::on(seen, Act::Restore));
                wishes.extend(changed(seen, &figure));
            }
            // The id is taken by a row that is called otherwise by now.
            Some(there) if !same(&there) => wishes.push(new(RecordId::from_uuid(fresh()), &figure)),
            // What somebody entered meanwhile was not seen: merging keeps both.
            _ => wishes.push(new(id, &figure)),
        }
    }
}

fn new(id: RecordId, figure: &Figure) -> Wish {
    Wish::new(id, Kind::Figure, Scope::OrgStaff, Act::Set(figure.fields()))
}

/// What differs; nothing where nothing does.
fn changed(seen: &Record, figure: &Figure) -> Option<Wish> {
    let set = difference(seen, figure.fields(), &["removed"]);
    (!set.is_empty()).then(|| Wish::on(seen, Act::Set(set)))
}
