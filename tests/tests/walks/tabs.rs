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

/// As WebKit keeps a window that was left in the midst of a round: asleep, and holding the lock.
fn a_sleeping_window_keeps_no_turn(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    let first = phone.browser.window()?;
    phone.browser.new_window()?;
    phone.browser.goto(&format!("{}/health", town.network.origin()))?;
    let hold = "return await new Promise((held) => navigator.locks.request('tsunagari-tsumugi', () => { held(true); return new Promise(() => {}); }))";
    phone.browser.run_async(hold, &[])?;
    phone.browser.switch_to(&first)?;
    phone.logs_salon("17", "6")?;
    phone.has_sent()
}

/// Left in the moment after a saving, while the store is read for sending: WebKit keeps such a window as it is.
fn a_window_that_was_left_bars_nobody(engine: Engine) -> Outcome<()> {
    const TIMES: u32 = 6;
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    for helpers in 1..=TIMES {
        phone.loads(&town, "log/kind/aisatsu", "担い手")?;
        phone.browser.fill("担い手", &helpers.to_string())?;
        phone.saves()?;
        phone.browser.goto("about:blank")?;
        phone.opens_today(&town)?;
        phone.has_sent()?;
    }
    Ok(())
}

in_engines! {
    two_windows_are_one_phone: chromium_two_windows_are_one_phone in Chromium,
        firefox_two_windows_are_one_phone in Firefox;
    a_sleeping_window_keeps_no_turn: chromium_takes_the_turn_of_a_sleeper in Chromium,
        firefox_takes_the_turn_of_a_sleeper in Firefox,
        webkit_takes_the_turn_of_a_sleeper in WebKit;
    a_window_that_was_left_bars_nobody: webkit_is_left_and_bars_nobody in WebKit;
}
