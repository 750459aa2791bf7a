//! 練習 and leaving: what is tried leaves nothing behind, what waits is untouched by it; a phone is left only when nothing waits.

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::{Fault, Seen};
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, SALON, Town};

fn practice_leaves_nothing_behind(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    town.network.fault(Fault::Unreachable);
    phone.logs_greeting(&town, "7")?;
    phone.is_unsent(1)?;
    phone.browser.press("設定")?;
    phone.browser.press("練習を始める")?;
    phone.browser.until_text("練習中です")?;
    phone.browser.press("きょう")?;
    phone.browser.until_no_text("未送信")?;
    town.network.forget_seen();
    phone.types("17", "6")?;
    phone.browser.press("記録する")?;
    phone.browser.until_text("練習で書きました。これは残りません")?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;
    // Typed, and not saved: not even that stays.
    phone.browser.press("きょう")?;
    phone.browser.press("ほかの活動")?;
    phone.browser.press("あいさつ")?;
    phone.browser.fill("担い手", "99")?;
    // What really waits may be tried meanwhile; of the practice nothing is asked, and the queue below says that nothing went.
    let seen = town.network.seen();
    let own = |seen: &Seen| seen.method == "GET" || (seen.path == "/api/v1/sync" && seen.status == 0);
    assert!(seen.iter().all(own), "practice asked the server: {seen:?}");
    phone.browser.press("練習を終わる")?;
    phone.browser.until_no_text("練習中です")?;

    for _ in 0..2 {
        phone.browser.until_text(SALON)?;
        phone.is_unsent(1)?;
        phone.opens_records()?;
        phone.until_greetings(1, "担い手 7人")?;
        phone.until_rows(0, "参加 17人・担い手 6人")?;
        assert_eq!(phone.kept_rows("queue")?, json!(1));
        assert_eq!(phone.kept_rows("draft")?, json!(0));
        phone.browser.press("きょう")?;
        phone.browser.reload()?;
    }
    town.network.fault(Fault::None);
    phone.has_sent()?;
    drop(phone);
    let other = Phone::new(engine)?;
    other.joins(&town, "代表さん")?;
    other.opens_district()?;
    other.until_greetings(1, "担い手 7人")?;
    other.until_rows(0, "参加 17人・担い手 6人")
}

fn a_phone_is_left_when_nothing_waits(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    town.network.fault(Fault::Unreachable);
    phone.logs_salon("17", "6")?;
    phone.is_unsent(1)?;
    phone.browser.press("設定")?;
    phone.browser.until_text("未送信が1件あるので、まだやめられません")?;
    assert!(!phone.browser.text()?.contains("使い続ける"));
    town.network.fault(Fault::None);
    phone.has_sent()?;
    phone.browser.until_no_text("まだやめられません")?;
    phone.browser.press("このスマホでの利用をやめる")?;
    phone.browser.press("使い続ける")?;
    phone.browser.press("このスマホでの利用をやめる")?;
    phone.browser.press("やめる")?;
    phone.browser.until_text("このスマホでの利用をやめました")?;
    for _ in 0..2 {
        phone.browser.until_text("見るだけで使っています")?;
        phone.browser.until_no_text(SALON)?;
        for table in ["mirror", "fresh", "queue", "draft", "sent"] {
            phone.until_kept(table, 0)?;
        }
        phone.browser.reload()?;
    }
    // What was sent stays with the ward, and the phone may join again.
    phone.joins(&town, "会計さん")?;
    phone.opens_district()?;
    phone.until_rows(1, "参加 17人・担い手 6人")
}

in_engines! {
    practice_leaves_nothing_behind: chromium_practises in Chromium,
        firefox_practises in Firefox,
        webkit_practises in WebKit;
    a_phone_is_left_when_nothing_waits: chromium_is_left in Chromium;
}
