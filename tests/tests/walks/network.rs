//! Networks as they are: a café's Wi-Fi that answers everything with its own page, and answers that are lost on their way.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

fn a_portal_is_not_the_server(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    town.network.fault(Fault::PortalPage);
    town.network.forget_seen();
    phone.logs_salon("17", "6")?;
    phone.browser.until_text("Wi‑Fiの入口で止められています")?;
    phone.is_unsent(1)?;
    assert!(
        town.network.seen().iter().any(|seen| seen.path.starts_with("/api/v1/sync")),
        "{engine:?} sent nothing"
    );
    phone.browser.reload()?;
    phone.is_unsent(1)?;
    phone.browser.press("いま送る")?;
    phone.browser.until_text("Wi‑Fiの入口で止められています")?;
    phone.is_unsent(1)?;
    phone.bars_nobody("きょう behind a portal")?;
    town.network.fault(Fault::None);
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, "送信済み")?;
    phone.until_rows(1, "参加 17人・担い手 6人")
}

/// The server took it and was killed, and its answer never came.
fn a_lost_answer_doubles_nothing(engine: Engine) -> Outcome<()> {
    let mut town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    town.network.fault_under("/api/v1/sync", Fault::LoseAnswer, None);
    town.network.forget_seen();
    phone.logs_salon("17", "6")?;
    tsunagari_tests::wait::until("the answer to be lost", || {
        town.network.seen().iter().any(|seen| seen.path.starts_with("/api/v1/sync")).then_some(())
    })?;
    town.server.kill();
    phone.is_unsent(1)?;
    town.server.again()?;
    town.network.fault(Fault::None);
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;
    drop(phone);
    let other = Phone::new(engine)?;
    other.joins(&town, "代表さん")?;
    other.opens_records()?;
    other.until_rows(1, "参加 17人・担い手 6人")?;
    other.until_rows(0, "どちらか選ぶ")
}

in_engines! {
    a_portal_is_not_the_server: chromium_takes_no_portal_for_the_server in Chromium,
        firefox_takes_no_portal_for_the_server in Firefox,
        webkit_takes_no_portal_for_the_server in WebKit;
    a_lost_answer_doubles_nothing: chromium_doubles_nothing in Chromium,
        firefox_doubles_nothing in Firefox,
        webkit_doubles_nothing in WebKit;
}
