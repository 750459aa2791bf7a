//! A district's month so far, on きょう: it comes with the second part of the app.

use tsunagari_core::calendar::Month;
use tsunagari_core::id::DistrictId;
use tsunagari_core::kind::Unit;
use tsunagari_core::query::totals;
use tsunagari_core::view::View;

use crate::pages::today::{MonthCard, MonthRow};
use crate::words::{kinds, today as words};

pub fn month_card(view: &View<'_>, district: DistrictId, month: Month) -> MonthCard {
    let name = view.district(district).map(|district| district.label()).unwrap_or_default();
    MonthCard {
        title: words::month_of(&name, &month.text()),
        rows: totals::lines(view, district, month).into_iter().map(row).collect(),
    }
}

fn row(line: totals::Line) -> MonthRow {
    let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let value = if line.unit == Unit::Days { words::days } else { words::times };
    MonthRow {
        name: kinds::named(&line.what, &line.name),
        value: value(short(line.now)),
        more: vec![words::last_month(short(line.before), line.unit.text())],
    }
}
