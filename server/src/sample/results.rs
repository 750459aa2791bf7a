//! What つむぎ区（架空） wrote of its last year: drafted by the product's own rules from the sample's own logs, settled, and the
//! year closed; of this year a line or two. No text of a person, and no result of a real ward.

use std::sync::Arc;

use serde_json::json;
use tsunagari_core::activity::Activity;
use tsunagari_core::calendar::{Day, FiscalYear, Month, WallTime};
use tsunagari_core::draft::Drafter;
use tsunagari_core::id::{ItemId, OrgId, PlanId};
use tsunagari_core::plan::close::{Close, Trace, Turn, close_id};
use tsunagari_core::plan::result::{Drafted, State, Teller, Word, YearResult};
use tsunagari_core::query::ledger::{Ledger, Ledgers};
use tsunagari_core::record::{Kind, Record, Scope};
use tsunagari_core::sorted::SortedMap;
use tsunagari_core::view::View;

use super::Row;
use super::activities::Made;
use super::logs::noon;
use crate::storage::{Fault, Tx};

/// Items that were not done, by their place among those that nothing can be drafted of, with the reason.
const NOT_DONE: [(usize, &str); 3] = [
    (2, "会場改修のため。令和8年度に実施予定"),
    (9, "講師の都合がつかなかったため"),
    (17, "感染症の流行期と重なり中止したため"),
];
/// Lines of this year that are handed in already.
const HANDED_IN: usize = 1;
/// Lines of this year that are being written.
const BEGUN: usize = 2;

/// The kinds that drafts are made from.
const KINDS: [Kind; 11] = [
    Kind::Org,
    Kind::Body,
    Kind::Office,
    Kind::District,
    Kind::Plan,
    Kind::Measure,
    Kind::Item,
    Kind::Target,
    Kind::Figure,
    Kind::Group,
    Kind::Place,
];

/// The results of the sample's two years as they are on a day.
pub(super) async fn results(tx: &mut dyn Tx, org: OrgId, today: Day) -> Result<Vec<Made>, Fault> {
    let mut registry = Vec::new();
    for kind in KINDS {
        registry.extend(tx.of_kind(org, kind, None).await?);
    }
    let logs = tx.of_kind(org, Kind::Activity, None).await?;
    let view = View::new(&registry);
    let ledgers = ledgers(&view, &logs);
    let mut made = Vec::new();
    if let Some(last) = today.fiscal_year().previous() {
        made.extend(closed(&view, &ledgers, last));
    }
    made.extend(begun(&view, &ledgers, today));
    Ok(made)
}

fn ledgers(view: &View<'_>, logs: &[Record]) -> Ledgers {
    let mut months: SortedMap<(Scope, Month), Vec<(&Record, Activity)>> = SortedMap::new();
    for record in logs {
        let log = Activity::read(record);
        if let Some(when) = log.when {
            months.of((record.scope, when.month())).push((record, log));
        }
    }
    months.into_iter().map(|(key, logs)| (key, Arc::new(Ledger::build(view.kinds(), logs)))).collect()
}

/// Last year: what each body told, settled in May, and the year closed.
fn closed(view: &View<'_>, ledgers: &Ledgers, year: FiscalYear) -> Vec<Made> {
    let end = year.last();
    let (written, signed) = (noon(end.plus(35)), noon(end.plus(50)));
    let drafter = Drafter::new(view, ledgers, year, end);
    let plan = drafter.items().first().and_then(|item| item.plan);
    let mut made = Vec::new();
    let (mut confirmed, mut open) = (0, 0);
    let mut empty: Vec<ItemId> = Vec::new();
    for item in drafter.items() {
        for teller in drafter.tellers(item) {
            let draft = drafter.of(item, teller);
            let nothing = draft.text.is_empty();
            if nothing && !empty.contains(&item.id) && matches!(teller, Teller::Body(_)) {
                empty.push(item.id);
            }
            let at = empty.iter().position(|id| *id == item.id);
            let reason =
                NOT_DONE.iter().find(|(place, _)| nothing && Some(*place) == at).map(|(_, why)| *why);
            let word = match reason {
                Some(why) => Word { not_done: true, ..Word::draft(why.to_owned()) },
                None => Word::draft(draft.text.clone()),
            };
            if matches!(teller, Teller::Body(_)) {
                let told = u64::from(!word.text.is_empty());
                confirmed += told;
                open += 1 - told;
            }
            if !word.text.is_empty() {
                let word = Word { state: State::Confirmed, ..word };
                let drafted = Drafted { at: written, text: draft.text, from: draft.from };
                let blank = YearResult::blank(item.plan, item.id, year, teller);
                let stage = Some(drafter.stage());
                made.push(row(
                    &YearResult {
                        word: Some(word),
                        as_of: Some(end),
                        stage,
                        drafted: reason.is_none().then_some(drafted),
                        ..blank
                    },
                    written,
                ));
            }
        }
    }
    made.extend(plan.map(|plan| close(plan, year, signed, confirmed, open)));
    made
}

/// This year: the lines of one plaza that were begun or handed in.
fn begun(view: &View<'_>, ledgers: &Ledgers, today: Day) -> Vec<Made> {
    let year = today.fiscal_year();
    let drafter = Drafter::new(view, ledgers, year, today);
    let offices: Vec<_> = view.offices().filter(|office| !office.districts.is_empty()).collect();
    let Some(office) = offices.get(1) else { return Vec::new() };
    let teller = Teller::Office(office.id);
    let drafts = drafter.items().iter().filter(|item| drafter.tellers(item).contains(&teller));
    let drafts =
        drafts.map(|item| (item, drafter.of(item, teller))).filter(|(_, draft)| !draft.text.is_empty());
    let at = noon(today.plus(-3));
    let line = |(n, (item, draft)): (
        usize,
        (&tsunagari_core::plan::year_item::YearItem, tsunagari_core::draft::Draft),
    )| {
        let state = if n < HANDED_IN { State::Submitted } else { State::Draft };
        let drafted = Drafted { at, text: draft.text.clone(), from: draft.from };
        let word = Some(Word { state, ..Word::draft(draft.text) });
        let blank = YearResult::blank(item.plan, item.id, year, teller);
        row(
            &YearResult {
                word,
                as_of: Some(today),
                stage: Some(drafter.stage()),
                drafted: Some(drafted),
                ..blank
            },
            at,
        )
    };
    drafts.take(HANDED_IN + BEGUN).enumerate().map(line).collect()
}

fn row(result: &YearResult, at: WallTime) -> Made {
    let (id, kind, scope) = (result.id.record(), Kind::Result, Scope::OrgStaff);
    Made { row: Row { id, kind, scope, fields: result.fields() }, by: None, at }
}

fn close(plan: PlanId, year: FiscalYear, at: WallTime, confirmed: u64, open: u64) -> Made {
    let trace = Trace { act: Turn::Closed, by: None, at, why: None, confirmed, open };
    let id = close_id(plan, year);
    let traces = [("t1".to_owned(), trace)].into();
    let mut fields = Close { id, plan: Some(plan), year: Some(year), closed: true, traces }.fields();
    fields.insert("year".to_owned(), json!(year.year()));
    Made { row: Row { id: id.record(), kind: Kind::Close, scope: Scope::OrgAll, fields }, by: None, at }
}
