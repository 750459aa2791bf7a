//! Two windows of one phone: what is logged in one is seen in the other, one of them sends, nothing is lost or doubled.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

fn two_windows_are_one_phone(engine: Engine) -> Outcome<()> {
    let mut town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    let first = phone.browser.window()?;
    let second = phone.browser.new_window()?;
    phone.opens_today(&town)?;

    town.server.stop()?;
    phone.loads(&town, "log/kind/aisatsu", "担い手")?;
    phone.browser.fill("担い手", "7")?;
    phone.browser.switch_to(&first)?;
    phone.logs_salon("17", "6")?;
    phone.browser.switch_to(&second)?;
    phone.saves()?;
    for window in [&first, &second] {
        phone.browser.switch_to(window)?;
        phone.is_unsent(2)?;
        phone.opens_records()?;
        phone.until_rows(1, "参加 17人・担い手 6人")?;
        phone.browser.until_text("担い手 7人")?;
    }
    phone.until_kept("queue", 2)?;

    town.server.again()?;
    phone.has_sent()?;
    for window in [&first, &second] {
        phone.browser.switch_to(window)?;
        phone.browser.until_text("すべて送信済み")?;
        phone.until_rows(1, "送信済み")?;
        phone.browser.until_no_text("未送信")?;
    }
    phone.until_kept("queue", 0)?;
    let outcomes = "return [...document.querySelectorAll('.entries > li')].filter((it) => /担い手 [67]人/.test(it.innerText) && it.innerText.includes('送信済み')).length";
    let rows = phone.browser.run(outcomes, &[])?;
    assert_eq!(rows.as_u64(), Some(2), "each once");
    Ok(())
}

in_engines! {
    two_windows_are_one_phone: chromium_two_windows_are_one_phone in Chromium,
        firefox_two_windows_are_one_phone in Firefox;
}
