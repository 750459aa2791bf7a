//! The last minutes of a fiscal year and the first of the next, on phones that live in other time zones: the day and the year are
//! Japan's, and a log of 31 March stays in the year that ends.

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

/// 31 March 2027, 23:50 in Japan, in milliseconds.
const BEFORE: i64 = 1_806_504_600_000;
/// 1 April 2027, 00:00:00 in Japan; a page takes longer than that to ask.
const AFTER: i64 = 1_806_505_200_000;
/// Where it is still the day before, and where it is already the day after.
const WEST: &str = "America/Los_Angeles";
const EAST: &str = "Pacific/Kiritimati";

fn the_year_ends_at_midnight_in_japan(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    for (zone, helpers) in [(WEST, "7"), (EAST, "9")] {
        phone.browser.cdp("Emulation.setTimezoneOverride", &json!({ "timezoneId": zone }))?;
        town.network.set_clock(BEFORE);
        phone.opens_today(&town)?;
        phone.says_day("3月31日", "令和8年度（2026年度）")?;
        // What is written in the last minutes is of the year that ends, wherever the phone is.
        phone.logs_greeting(&town, helpers)?;
        town.network.set_clock(AFTER);
        phone.opens_today(&town)?;
        phone.says_day("4月1日", "令和9年度（2027年度）")?;
        phone.loads(&town, "records/of/all/2027-03/2027-03/kind/aisatsu", &format!("担い手 {helpers}人"))?;
        phone.browser.until_text("3月31日")?;
        phone.loads(&town, "records/of/all/2027-04/2027-04/kind/aisatsu", "見られる記録はありません")?;
    }
    phone.seen("midnight")
}

impl Phone {
    /// きょう says which day it is, and of which fiscal year.
    fn says_day(&self, day: &str, year: &str) -> Outcome<()> {
        self.browser.until_text(day)?;
        self.browser.until_text(year)
    }
}

in_engines! {
    the_year_ends_at_midnight_in_japan: chromium_ends_a_year_at_midnight_in_japan in Chromium;
}
