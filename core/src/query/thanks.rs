//! Which settled result a log became a part of: what its author is thanked with. Reads copies for all, changes nothing.

use crate::activity::Activity;
use crate::plan::result::{State, YearResult};
use crate::plan::year_item::YearItem;
use crate::query::serves::Serving;
use crate::record::Kind;
use crate::view::View;

/// The settled results that a log is a part of: of the items of its measures in its year, those whose text was made from
/// logs of its kind. 中止 is part of none.
pub fn became(view: &View<'_>, serving: &Serving, log: &Activity, copies: &[YearResult]) -> Vec<YearResult> {
    let Some(year) = log.when.map(|when| when.month().fiscal_year()).filter(|_| log.held.is_done()) else {
        return Vec::new();
    };
    let served = serving.of(log);
    let of = |result: &&YearResult| {
        let settled = result.state() == Some(State::Confirmed) && result.copy.is_some();
        let told = result.word.as_ref().is_some_and(|word| !word.not_done);
        let item = result.item.and_then(|id| view.get(id.record())).filter(|item| item.kind == Kind::Item);
        let measure = item.and_then(|item| YearItem::read(item).measure);
        let ours = measure.is_some_and(|id| served.contains(&id));
        let counted = result.drafted.iter().flat_map(|drafted| &drafted.from);
        let mut counted = counted.filter(|from| from.year.is_none() && from.kinds.contains(&log.what));
        settled && told && result.year == Some(year) && ours && counted.next().is_some()
    };
    copies.iter().filter(of).cloned().collect()
}

/// What a result says of logs of a kind, in short: its line with a number that was made of them, or its first, without what
/// stands in brackets.
pub fn quoted(result: &YearResult, what: &str) -> String {
    let Some(word) = &result.word else { return String::new() };
    let sources = result.drafted.iter().flat_map(|drafted| &drafted.from);
    let own: Vec<_> = sources.filter(|from| from.year.is_none() && from.kinds.contains(what)).collect();
    let tells = |line: &&str| own.iter().any(|from| line.contains(&from.shown));
    let line = word.text.lines().find(tells).or_else(|| word.text.lines().next()).unwrap_or_default();
    let line = line.trim_start_matches('・');
    line.split('（').next().filter(|short| !short.is_empty()).unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::calendar::{FiscalYear, WallTime};
    use crate::id::{ItemId, RecordId, derived};
    use crate::plan::result::{Copied, Drafted, Source, Teller, Word, result_id};
    use crate::plan::tests::record;
    use crate::record::{Fields, Record};

    fn text(name: &str) -> Value {
        json!(derived(&[name]).to_string())
    }

    fn put(name: &str, kind: Kind, fields: Value) -> Record {
        let Value::Object(fields) = fields else { panic!("an object") };
        record(derived(&[name]), kind, fields.into_iter().collect::<Fields>())
    }

    fn copy(item: RecordId, state: State, kind: &str) -> YearResult {
        let item = ItemId::of(item);
        let of = result_id(item, Teller::Body(None));
        let kinds = [kind.to_owned()].into();
        let from = vec![Source { shown: "計229回".to_owned(), kinds, ..Source::default() }];
        YearResult {
            word: Some(Word { state, ..Word::draft("・計229回".to_owned()) }),
            drafted: Some(Drafted { at: WallTime::from_millis(0), text: "・計229回".to_owned(), from }),
            copy: Some(Copied { of, title: None, body: None }),
            ..YearResult::blank(None, item, FiscalYear::new(2026).unwrap(), Teller::Body(None))
        }
    }

    #[test]
    fn a_result_is_quoted_by_the_line_that_the_log_is_in() {
        let of = |text: &str, what: &str| {
            let settled = copy(derived(&["item"]), State::Confirmed, "salon");
            quoted(&YearResult { word: Some(Word::draft(text.to_owned())), ..settled }, what)
        };
        let text = "・認知症カフェ6か所の運営を支援（計35回）\n・サロンの運営を支援（計229回のうち同席2回）";
        assert_eq!(of(text, "salon"), "サロンの運営を支援");
        assert_eq!(of(text, "taiso"), "認知症カフェ6か所の運営を支援");
        assert_eq!(of("・（再掲）", "salon"), "（再掲）");
    }

    #[test]
    fn a_log_became_the_settled_result_of_its_measure_and_kind_and_no_other() {
        let rule = json!({"title": "", "kinds": ["salon"], "measures": [text("measure")]});
        let plan = json!({"first_year": 2026, "last_year": 2030, "status": "決定", "rule.a": rule});
        let records = [
            put("plan", Kind::Plan, plan),
            put("measure", Kind::Measure, json!({"plan": text("plan")})),
            put("item", Kind::Item, json!({"measure": text("measure"), "year": 2026})),
            put("other", Kind::Item, json!({"measure": text("elsewhere"), "year": 2026})),
        ];
        let view = View::new(&records);
        let serving = Serving::new(&view);
        let log = |what: &str, day: &str, held: &str| {
            Activity::read(&put("log", Kind::Activity, json!({"what": what, "day": day, "held": held})))
        };
        let (item, other) = (derived(&["item"]), derived(&["other"]));
        let count = |log: Activity, copies: &[YearResult]| became(&view, &serving, &log, copies).len();
        let settled = [copy(item, State::Confirmed, "salon"), copy(other, State::Confirmed, "salon")];
        assert_eq!(count(log("salon", "2026-11-24", "done"), &settled), 1);
        assert_eq!(count(log("salon", "2027-04-01", "done"), &settled), 0, "another year");
        assert_eq!(count(log("salon", "2026-11-24", "rain"), &settled), 0, "not held");
        assert_eq!(count(log("taiso", "2026-11-24", "done"), &settled), 0, "another measure");
        let not_yet = [copy(item, State::Submitted, "salon"), copy(item, State::Confirmed, "taiso")];
        assert_eq!(count(log("salon", "2026-11-24", "done"), &not_yet), 0);
    }
}
