//! Two phones log one session without a network: one record, both numbers offered on both, one press settles it on both.

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

const ASKED: &str = "どちらか選ぶ";
/// What the buttons of the question about one field say.
const OFFERED: &str = "return [...document.querySelectorAll('[role=group]')].filter((it) => it.innerText.includes(arguments[0])) \
    .map((it) => [...it.querySelectorAll('button b')].map((it) => it.innerText.trim()))[0] ?? null";

fn two_phones_log_one_session(engine: Engine) -> Outcome<()> {
    let mut town = Town::open()?;
    let (one, two) = (Phone::new(engine)?, Phone::new(engine)?);
    one.joins(&town, "会計さん")?;
    two.joins(&town, "代表さん")?;

    town.server.stop()?;
    one.logs_salon("17", "6")?;
    two.logs_salon("29", "6")?;
    // In the pocket, so that it sends as the second.
    two.browser.goto("about:blank")?;
    town.server.again()?;
    one.has_sent()?;
    two.opens_today(&town)?;
    two.has_sent()?;

    for phone in [&one, &two] {
        phone.opens_today(&town)?;
        phone.opens_records()?;
        phone.until_rows(1, ASKED)?;
        phone.until_rows(1, "11月24日（火）")?;
        let offered = phone.browser.run(OFFERED, &[json!("65歳以上")])?;
        assert_eq!(offered, json!(["17", "29"]), "{engine:?}: the server's value first, then the other");
    }

    one.bars_nobody("two values to choose from")?;
    one.browser.press("29 代表さん")?;
    one.browser.until_no_text(ASKED)?;
    one.until_rows(1, "参加 29人・担い手 6人")?;
    one.has_sent()?;
    two.opens_today(&town)?;
    two.opens_records()?;
    two.browser.until_no_text(ASKED)?;
    two.until_rows(1, "参加 29人・担い手 6人")
}

in_engines! {
    two_phones_log_one_session: chromium_two_phones_log_one_session in Chromium,
        firefox_two_phones_log_one_session in Firefox,
        webkit_two_phones_log_one_session in WebKit;
}
