//! The main job: a log made while the server is stopped is there after a reload, is sent when the server is back, and is seen on
//! another phone of the district.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

fn logs_with_the_server_stopped(engine: Engine) -> Outcome<()> {
    let mut town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;

    town.server.stop()?;
    phone.logs_salon("17", "6")?;
    phone.is_unsent(1)?;
    phone.browser.reload()?;
    phone.is_unsent(1)?;
    phone.opens_records()?;
    phone.until_rows(1, "未送信")?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;

    town.server.again()?;
    phone.has_sent()?;
    phone.until_rows(1, "送信済み")?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;
    drop(phone);

    let other = Phone::new(engine)?;
    other.joins(&town, "代表さん")?;
    other.opens_records()?;
    other.until_rows(1, "参加 17人・担い手 6人")
}

in_engines! {
    logs_with_the_server_stopped: chromium_logs_with_the_server_stopped in Chromium,
        firefox_logs_with_the_server_stopped in Firefox,
        webkit_logs_with_the_server_stopped in WebKit;
}
