//! When the phone's own store fails: no room left, the database emptied under the app, its handle lost. Nothing that was on the
//! screen as unsent goes without a word.

use std::time::Duration;

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait;

use crate::town::{Phone, SALON, Town, joined_plain};

/// What the app says, with 「いま送る」 pressed where it stands.
const SAID: &str = "
const text = document.body.innerText;
if (text.includes('すべて送信済み')) return 'sent';
if (text.includes('もういちど開いてください')) return 'stopped';
[...document.querySelectorAll('button')].find((it) => it.innerText.includes('いま送る'))?.click();
return 'waiting';";
/// Longer than joining takes.
const SLOW: Duration = Duration::from_millis(500);
const EMPTIED: &str = "このスマホに保存していたものが消えました";

impl Phone {
    /// Chromium throws away what the app keeps, as for want of room; `kinds` in the words of its protocol.
    fn is_emptied(&self, town: &Town, kinds: &str) -> Outcome<()> {
        let what = json!({ "origin": town.network.origin(), "storageTypes": kinds });
        self.browser.cdp("Storage.clearDataForOrigin", &what).map(|_| ())
    }

    fn holds_elders(&self, number: &str) -> Outcome<()> {
        let held = format!(
            "[...document.querySelectorAll('label')].find((it) => it.innerText.includes('65歳以上'))?.control?.value === '{number}'"
        );
        self.browser.until(&held).map(|_| ())
    }
}

#[test]
fn an_emptied_database_gets_back_what_was_unsent() -> Outcome<()> {
    let mut town = Town::open()?;
    let phone = Phone::new(Engine::Chromium)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    town.server.stop()?;
    phone.logs_salon("17", "6")?;
    phone.is_unsent(1)?;

    phone.is_emptied(&town, "indexeddb")?;
    phone.browser.until_text(EMPTIED)?;
    phone.browser.until_text("まだ送っていない記録（1件）は、もういちど保存しました")?;
    phone.is_unsent(1)?;
    phone.bars_nobody("きょう with an emptied store")?;
    phone.browser.reload()?;
    phone.is_unsent(1)?;
    phone.browser.until_no_text(EMPTIED)?;
    phone.opens_records()?;
    // Its group's name went with what the server had sent.
    phone.browser.until_text("参加 17人・担い手 6人")?;

    town.server.again()?;
    phone.has_sent()?;
    phone.until_rows(1, "送信済み")?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;
    phone.opens_today(&town)?;
    phone.browser.until_text("ひなた地区の11月")
}

#[test]
fn a_form_is_saved_into_an_emptied_database() -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(Engine::Chromium)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    phone.types("17", "6")?;
    // The cookie goes too: who this is, is proved anew without a word.
    phone.is_emptied(&town, "indexeddb,cookies")?;
    phone.saves()?;
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;
    phone.until_rows(1, "送信済み")
}

#[test]
fn who_lost_their_cookie_on_a_slow_line_joins_anew_once() -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(Engine::Chromium)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    phone.is_emptied(&town, "cookies")?;
    town.network.fault_under("/api/v1/sync", Fault::Delay(SLOW), None);
    town.network.forget_seen();
    phone.logs_salon("17", "6")?;
    phone.has_sent()?;
    let joined = town.network.seen().into_iter().filter(|seen| seen.path == "/api/v1/join").count();
    assert_eq!(joined, 1, "in silence, and no more than that");
    Ok(())
}

#[test]
fn a_database_emptied_while_the_app_was_closed_is_told() -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(Engine::Chromium)?;
    phone.joins(&town, "会計さん")?;
    phone.logs_salon("17", "6")?;
    phone.has_sent()?;
    phone.browser.goto("about:blank")?;
    phone.is_emptied(&town, "indexeddb")?;
    phone.opens_today(&town)?;
    phone.browser.until_text(EMPTIED)?;
    phone.browser.until_text("残っていないかもしれません")?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 17人・担い手 6人")
}

#[test]
fn a_full_phone_says_so_and_keeps_the_form() -> Outcome<()> {
    let town = Town::open()?;
    let profile = Folder::new("profile")?;
    let phone = Phone::kept(Engine::Chromium, &profile, &[])?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    // A browser that has just started has no earlier idea of how much room there is. Nor does it remember a cookie that it was
    // given less than half a minute before it was killed: who this is, is proved anew.
    let phone = phone.killed()?;
    phone.is_emptied(&town, "cookies")?;
    let origin = format!("{}/", town.network.origin());
    phone.browser.cdp("Storage.overrideQuotaForOrigin", &json!({ "origin": origin, "quotaSize": 1 }))?;
    phone.opens_today(&town)?;
    phone.types("17", "6")?;
    phone.browser.press("記録する")?;
    phone.browser.until_text("このスマホの空きがいっぱいで、保存できませんでした")?;
    phone.browser.until_text("前に保存した記録は残っています")?;
    phone.browser.until_text("もういちど押してください")?;
    phone.holds_elders("17")?;
    assert_eq!(phone.kept_rows("queue")?, json!(0));

    phone.browser.cdp("Storage.overrideQuotaForOrigin", &json!({ "origin": origin }))?;
    phone.saves()?;
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 17人・担い手 6人")
}

/// As on an iPhone whose system has killed the process that keeps databases: only loading the page once more helps.
#[test]
fn webkits_lost_database_loses_nothing() -> Outcome<()> {
    let mut town = Town::open()?;
    let home = Folder::new("home")?;
    let plain = joined_plain(&town.network, &home, &town.server.invite("volunteer")?.link)?;
    plain.until_text("すべて送信済み")?;

    town.server.stop()?;
    plain.run("window.before = true")?;
    plain.press(SALON)?;
    plain.fill("65歳以上", "17")?;
    plain.fill("担い手", "6")?;
    plain.kill_storage()?;
    // The page is loaded once more by itself, and what was typed is there.
    plain.until("window.before !== true")?;
    plain.until_text("の書きかけがあります")?;
    plain.until("[...document.querySelectorAll('label')].find((it) => it.innerText.includes('65歳以上'))?.control?.value === '17'")?;
    plain.press("記録する")?;
    plain.until_text("に保存しました")?;
    plain.until_text("未送信 1件")?;

    plain.kill_storage()?;
    plain.until_text("未送信 1件")?;
    town.server.again()?;
    wait::until("everything to be sent by doing what the app says", || {
        let said = plain.run(SAID).ok()?;
        if said == json!("stopped") {
            // It may have loaded itself once more meanwhile: then it is asked what it says now.
            let _left = plain.leave("location.reload()");
        }
        (said == json!("sent")).then_some(())
    })?;
    plain.press("記録")?;
    plain.until_text("参加 17人・担い手 6人").map(|_| ())
}
