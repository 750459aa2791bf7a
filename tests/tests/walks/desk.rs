//! 今月のようす: what was expected and is not logged leads to the grid; support in one press is on the log's page; who waits is
//! ticked; without a network all but the devices is there.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;

use crate::town::{DISTRICT, Phone, SALON, Town};

fn the_month_is_looked_at_and_worked_on(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    phone.logs_salon("17", "6")?;
    phone.has_sent()?;
    drop(phone);

    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/month", "確認すること")?;
    // More than a few names to be known are folded.
    office
        .browser
        .until("[...document.querySelectorAll('summary')].some((it) => it.innerText.includes('確認待ち'))")?;
    office.bars_nobody("what staff are to look at")?;
    office.browser.press("確認待ち")?;
    office.browser.until_text("会計さん")?;
    office.bars_nobody("who is to be known")?;
    office.browser.press_in("会計さん", "確認しました")?;
    office.browser.until_no_text("会計さん")?;

    town.network.fault(Fault::Unreachable);
    office.loads(&town, "staff/month", "確認すること")?;
    office.browser.until_text("電波がつながっているときに見られます")?;
    office.browser.press(DISTRICT)?;
    office.browser.until_text("先月")?;
    office.bars_nobody("a district's month")?;
    office.browser.run("[...document.querySelectorAll('section.card')].find((it) => it.querySelector('h3')?.innerText === arguments[0]).querySelector('details').open = true", &[SALON.into()])?;
    office.browser.press_in("参加 17人・担い手 6人", "同席・支援した")?;
    office.browser.until("document.querySelector('.entry [aria-pressed=true]')")?;
    office.browser.press("参加 17人・担い手 6人")?;
    office.browser.until_text("同席・支援した：")?;
    office.bars_nobody("a log that was supported")?;
    town.network.fault(Fault::None);
    office.has_sent_from(&town)?;

    // A correction says why.
    office.loads(&town, "staff/month", "確認すること")?;
    office.browser.press(DISTRICT)?;
    office.browser.until_text("先月")?;
    office.browser.run("[...document.querySelectorAll('section.card')].find((it) => it.querySelector('h3')?.innerText === arguments[0]).querySelector('details').open = true", &[SALON.into()])?;
    office.browser.press("参加 17人・担い手 6人")?;
    office.browser.until_text("これまでの変更")?;
    office.browser.press("直す")?;
    office.browser.fill("担い手", "7")?;
    office.browser.fill("直したわけ", "紙の記録と合わせました")?;
    office.browser.press("直して保存する")?;
    office.browser.until_text("に保存しました")
}

impl Phone {
    fn has_sent_from(&self, town: &Town) -> Outcome<()> {
        self.opens_today(town)?;
        self.has_sent()
    }
}

in_engines! {
    the_month_is_looked_at_and_worked_on: chromium_looks_at_the_month in Chromium;
}
