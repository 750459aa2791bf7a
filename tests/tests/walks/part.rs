//! The network goes between the program's first and its second file: a log is saved all the same, and a page of the second says
//! in words what is missing and how it comes.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, SALON, Town};

fn a_missing_part_is_told_and_logs_are_saved(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    town.network.fault_under("/rest", Fault::Unreachable, None);
    phone.browser.goto(&town.server.invite("volunteer")?.link)?;
    phone.chooses_district()?;
    phone.gives_name("会計さん")?;
    phone.ticks_group()?;
    phone.browser.until_text(SALON)?;
    phone.browser.until_text("前回")?;
    phone.browser.until_text("すべて送信済み")?;
    assert!(
        town.network.seen().iter().any(|seen| seen.path.starts_with("/rest") && seen.status == 0),
        "the program is one file"
    );

    town.network.fault(Fault::Unreachable);
    phone.browser.press("記録")?;
    phone.says_what_is_missing()?;
    phone.bars_nobody("a page that is not here yet")?;
    phone.browser.press("もういちど")?;
    phone.says_what_is_missing()?;
    phone.browser.press("きょう")?;
    phone.logs_salon("17", "6")?;
    phone.is_unsent(1)?;

    town.network.fault(Fault::None);
    phone.has_sent()?;
    phone.browser.press("記録")?;
    phone.browser.press("もういちど")?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;
    phone.until_rows(1, "送信済み")
}

impl Phone {
    fn says_what_is_missing(&self) -> Outcome<()> {
        self.browser.until_text("いまは電波がつながっていません")?;
        self.browser.until_text("この画面は、電波のよい所でいちど開くと")
    }
}

in_engines! {
    a_missing_part_is_told_and_logs_are_saved: chromium_tells_what_part_is_missing in Chromium,
        firefox_tells_what_part_is_missing in Firefox,
        webkit_tells_what_part_is_missing in WebKit;
}
