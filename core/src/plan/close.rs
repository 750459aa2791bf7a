//! 年度のしめ: that a plan's year is closed, by whom and when, and every reopening; the results as they stood then are
//! the copies for all, which the server leaves alone from that moment on. No log, no result.

use serde::Serialize;
use serde_json::Value;

use super::field::{self, Writer, year};
use crate::calendar::{FiscalYear, WallTime};
use crate::from_json;
use crate::id::{CloseId, PersonId, PlanId, derived};
use crate::json::{serde_through_json, word_from_json};
use crate::record::{Fields, Kind, Record};
use crate::sorted::{SortedMap, sort_by_key};
use crate::view::View;

/// A year of a plan that was closed at least once. Its numbers are those of the copies for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// Its record.
    pub id: CloseId,
    /// The plan.
    pub plan: Option<PlanId>,
    /// The year.
    pub year: Option<FiscalYear>,
    /// Whether it is closed now.
    pub closed: bool,
    /// Each closing and reopening, by a key of its own: two people who close at once leave two traces.
    pub traces: SortedMap<String, Trace>,
}

/// One closing or reopening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// Which of the two.
    pub act: Turn,
    /// Who signed it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// When, by the device's clock; shown, never compared.
    pub at: WallTime,
    /// Why it was opened again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Results that were 確定 then.
    pub confirmed: u64,
    /// Items that had none.
    pub open: u64,
}

/// Closing or reopening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// しめた.
    Closed,
    /// もう一度ひらいた.
    Opened,
}

word_from_json!(Turn { "closed" => Closed, "opened" => Opened });
from_json! { Trace { act, by, at, why, confirmed or 0, open or 0 } }
serde_through_json!(Turn Trace);

/// The one record of a plan's year.
pub fn close_id(plan: PlanId, year: FiscalYear) -> CloseId {
    CloseId::of(derived(&["close", &plan.to_string(), &year.year().to_string()]))
}

impl Close {
    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: CloseId::of(record.id),
            plan: record.link("plan").map(PlanId::of),
            year: year(record, "year"),
            closed: record.flag("closed"),
            traces: field::entries(record, "trace"),
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.link("plan", self.plan.map(PlanId::record));
        to.year("year", self.year);
        if self.closed {
            to.value("closed", Value::Bool(true));
        }
        to.entries("trace", &self.traces);
        to.fields()
    }

    /// What happened to it, the latest last, by the clocks of those who did it.
    pub fn story(&self) -> Vec<&Trace> {
        let mut story: Vec<&Trace> = self.traces.values().collect();
        sort_by_key(&mut story, |trace| trace.at);
        story
    }
}

/// The close of a plan's year, where it was ever closed.
pub fn close_of(view: &View<'_>, plan: PlanId, year: FiscalYear) -> Option<Close> {
    let record = view.get(close_id(plan, year).record()).filter(|record| record.kind == Kind::Close);
    record.filter(|record| !record.removed()).map(Close::read)
}

/// Whether a fiscal year is closed in any of the ward's plans: what is logged into it comes late.
pub fn is_closed(view: &View<'_>, of: FiscalYear) -> bool {
    view.live(&Kind::Close).map(Close::read).any(|close| close.closed && close.year == Some(of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::record;
    use crate::schema::check_field;

    fn year(n: i32) -> FiscalYear {
        FiscalYear::new(n).unwrap()
    }

    fn close() -> Close {
        let plan = PlanId::of(derived(&["p"]));
        let trace = |act, at, why: Option<&str>| Trace {
            act,
            by: Some(PersonId::of(derived(&["admin"]))),
            at: WallTime::from_millis(at),
            why: why.map(str::to_owned),
            confirmed: 31,
            open: 2,
        };
        let traces = [
            ("ta".to_owned(), trace(Turn::Opened, 9, Some("数を直すため"))),
            ("tb".to_owned(), trace(Turn::Closed, 3, None)),
        ];
        Close {
            id: close_id(plan, year(2025)),
            plan: Some(plan),
            year: Some(year(2025)),
            closed: true,
            traces: traces.into(),
        }
    }

    #[test]
    fn what_is_written_is_accepted_and_reads_back() {
        let close = close();
        let fields = close.fields();
        for (field, value) in &fields {
            assert_eq!(check_field(&Kind::Close, field, value), Ok(()), "{field} {value}");
        }
        assert_eq!(Close::read(&record(close.id.record(), Kind::Close, fields)), close);
        assert_eq!(
            close.story().iter().map(|trace| trace.act).collect::<Vec<_>>(),
            [Turn::Closed, Turn::Opened]
        );
    }

    #[test]
    fn a_year_is_closed_until_it_is_opened_again() {
        let mut close = close();
        let closed = record(close.id.record(), Kind::Close, close.fields());
        close.closed = false;
        let opened = record(close.id.record(), Kind::Close, close.fields());
        let (closed, opened) = ([closed], [opened]);
        let (closed, opened) = (View::new(&closed), View::new(&opened));
        assert!(is_closed(&closed, year(2025)) && !is_closed(&closed, year(2026)));
        assert!(!is_closed(&opened, year(2025)), "opened again");
        assert!(close_of(&opened, close.plan.unwrap(), year(2025)).is_some(), "but it leaves its trace");
        assert_eq!(close_of(&opened, close.plan.unwrap(), year(2026)), None);
    }
}
