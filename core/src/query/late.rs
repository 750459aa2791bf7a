//! 締めたあとの記録: what was logged into a year after it was closed. It stays as it is; staff are told of it.

use crate::activity::{Activity, When};
use crate::calendar::{FiscalYear, WallTime};
use crate::plan::close::{Close, Turn, is_closed};
use crate::record::{Kind, Record};
use crate::sorted::SortedMap;
use crate::view::View;

/// The closed year that a day or month lies in, where a log of it comes late: what is said on saving.
pub fn closed_year(view: &View<'_>, when: When) -> Option<FiscalYear> {
    let year = when.month().fiscal_year();
    is_closed(view, year).then_some(year)
}

/// When each closed year was last closed, by the clock of whoever did it.
fn closings(view: &View<'_>) -> SortedMap<FiscalYear, WallTime> {
    let closed = view.live(&Kind::Close).map(Close::read).filter(|close| close.closed);
    let last = |close: Close| {
        let last = close.story().into_iter().rfind(|trace| trace.act == Turn::Closed).map(|trace| trace.at);
        Some((close.year?, last?))
    };
    closed.filter_map(last).collect()
}

/// The logs of a view whose year was closed when they were made, or changed since; by the clocks of those who wrote, for
/// a list that people read: nothing is decided by it.
pub fn late<'a>(view: &View<'a>) -> Vec<(&'a Record, Activity)> {
    let closings = closings(view);
    if closings.keys().next().is_none() {
        return Vec::new();
    }
    let after = |record: &Record, log: &Activity| {
        let year = log.when.map(|when| when.month().fiscal_year());
        year.and_then(|year| closings.get(&year)).is_some_and(|closed| record.edited.at > *closed)
    };
    view.logs().filter(|(record, log)| after(record, log)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::calendar::Day;
    use crate::id::{PlanId, derived};
    use crate::plan::close::{Trace, close_id};
    use crate::plan::tests::record;
    use crate::record::{Fields, Hand};

    fn log(name: &str, day: &str, at: i64) -> Record {
        let fields: Fields = [("what".to_owned(), json!("salon")), ("day".to_owned(), json!(day))].into();
        let hand = Hand { by: None, at: WallTime::from_millis(at) };
        Record { edited: hand, made: hand, ..record(derived(&[name]), Kind::Activity, fields) }
    }

    fn close(closed: bool) -> Record {
        let plan = PlanId::of(derived(&["plan"]));
        let year = FiscalYear::new(2025).unwrap();
        let trace = |act, at| Trace {
            act,
            by: None,
            at: WallTime::from_millis(at),
            why: None,
            confirmed: 0,
            open: 0,
        };
        let traces =
            [("ta".to_owned(), trace(Turn::Closed, 10)), ("tb".to_owned(), trace(Turn::Closed, 100))];
        let id = close_id(plan, year);
        let close = Close { id, plan: Some(plan), year: Some(year), closed, traces: traces.into() };
        record(id.record(), Kind::Close, close.fields())
    }

    #[test]
    fn what_is_logged_into_a_closed_year_is_late_and_what_was_there_is_not() {
        let records = [
            log("before", "2026-03-31", 50),
            log("late", "2026-03-31", 101),
            log("new", "2026-04-01", 101),
            close(true),
        ];
        let view = View::new(&records);
        let names: Vec<_> = late(&view).iter().map(|(record, _)| record.id).collect();
        assert_eq!(names, [derived(&["late"])]);
        let when = |day| When::Day(Day::parse(day).unwrap());
        assert_eq!(closed_year(&view, when("2026-03-31")), FiscalYear::new(2025).ok());
        assert_eq!(closed_year(&view, when("2026-04-01")), None, "31 March and 1 April");
        let opened = [log("late", "2026-03-31", 101), close(false)];
        assert!(late(&View::new(&opened)).is_empty(), "opened again");
        assert_eq!(closed_year(&View::new(&opened), when("2026-03-31")), None);
    }
}
