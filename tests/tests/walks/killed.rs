//! `kill -9` of the browser between any two steps: what was saved is there once, what was typed comes back.

use std::path::Path;

use serde_json::json;
use tsunagari_tests::browser::{Engine, ON_SQLITE, Plain};
use tsunagari_tests::place::Folder;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait;

use crate::town::{Phone, SALON, SAYS_SENT, Town, joined_plain};

fn nothing_is_lost_by_a_kill(engine: Engine) -> Outcome<()> {
    let mut town = Town::open()?;
    let profile = Folder::new("profile")?;
    let link = town.server.invite("volunteer")?.link;
    let phone = Phone::kept(engine, &profile, &[])?;

    // Within joining: the link opens it anew, and nobody is half in.
    phone.browser.goto(&link)?;
    phone.chooses_district()?;
    let phone = phone.killed()?;
    phone.browser.goto(&link)?;
    phone.chooses_district()?;
    phone.gives_name("会計さん")?;
    let phone = phone.killed()?;
    phone.browser.goto(&link)?;
    phone.chooses_district()?;
    phone.gives_name("会計さん")?;
    phone.ticks_group()?;
    phone.is_ready()?;

    // After joining, and within typing.
    town.server.stop()?;
    let phone = phone.killed()?;
    phone.opens_today(&town)?;
    phone.types("17", "6")?;
    phone.until_kept("draft", 1)?;
    phone.until_draft("17", "6")?;
    let phone = phone.killed()?;
    phone.opens_today(&town)?;
    phone.browser.press(SALON)?;
    phone.browser.until_text("の書きかけがあります")?;
    phone.holds("65歳以上", "17")?;
    phone.holds("担い手", "6")?;

    // At once after saving, once more while nothing can be sent, and while it is sent.
    phone.saves()?;
    let phone = phone.killed()?;
    phone.is_there_once(&town)?;
    phone.until_kept("draft", 0)?;
    town.server.again()?;
    let phone = phone.killed()?;
    phone.opens_today(&town)?;
    let phone = phone.killed()?;
    phone.opens_today(&town)?;
    phone.has_sent()?;
    let phone = phone.killed()?;
    phone.is_there_once(&town)?;
    phone.until_kept("queue", 0)?;
    drop(phone);

    let other = Phone::new(engine)?;
    other.joins(&town, "代表さん")?;
    other.opens_records()?;
    other.until_rows(1, "参加 17人・担い手 6人")?;
    other.until_rows(0, "どちらか選ぶ")
}

/// The same in short, where only the store is another.
fn what_is_kept_outlives_a_kill(engine: Engine, words: &[&str]) -> Outcome<Folder> {
    let mut town = Town::open()?;
    let profile = Folder::new("profile")?;
    let phone = Phone::kept(engine, &profile, words)?;
    phone.joins(&town, "会計さん")?;
    town.server.stop()?;
    phone.types("17", "6")?;
    phone.until_draft("17", "6")?;
    let phone = phone.killed()?;
    phone.opens_today(&town)?;
    phone.browser.press(SALON)?;
    phone.browser.until_text("の書きかけがあります")?;
    phone.holds("65歳以上", "17")?;
    phone.saves()?;
    let phone = phone.killed()?;
    phone.is_there_once(&town)?;
    phone.until_kept("draft", 0)?;
    town.server.again()?;
    phone.has_sent()?;
    let phone = phone.killed()?;
    phone.is_there_once(&town)?;
    phone.until_kept("queue", 0)?;
    Ok(profile)
}

#[test]
fn firefox_loses_nothing_by_a_kill() -> Outcome<()> {
    what_is_kept_outlives_a_kill(Engine::Firefox, &[]).map(|_| ())
}

/// As Chromium is coming to keep databases.
#[test]
fn chromium_on_sqlite_loses_nothing_by_a_kill() -> Outcome<()> {
    let profile = what_is_kept_outlives_a_kill(Engine::Chromium, &[ON_SQLITE])?;
    assert!(is_on_sqlite(profile.path()), "the database is no SQLite file");
    Ok(())
}

/// Whether the browser's databases are SQLite's files.
fn is_on_sqlite(profile: &Path) -> bool {
    let all = std::fs::read_dir(profile.join("Default/IndexedDB")).into_iter().flatten().flatten();
    all.map(|entry| entry.path()).any(|path| path.extension().is_none_or(|it| it != "leveldb"))
}

impl Phone {
    fn is_there_once(&self, town: &Town) -> Outcome<()> {
        self.opens_today(town)?;
        self.opens_records()?;
        self.until_rows(1, "参加 17人・担い手 6人")
    }

    fn holds(&self, label: &str, number: &str) -> Outcome<()> {
        let held = format!(
            "[...document.querySelectorAll('label')].find((it) => it.innerText.includes({}))?.control?.value === {}",
            json!(label),
            json!(number)
        );
        self.browser.until(&held).map(|_| ())
    }

    /// Both numbers are in the kept draft.
    fn until_draft(&self, elders: &str, helpers: &str) -> Outcome<()> {
        const READ: &str = "return await new Promise((done, fail) => {
          const open = indexedDB.open('tsunagari-tsumugi');
          open.onerror = () => fail(open.error);
          open.onsuccess = () => {
            const ask = open.result.transaction('draft').objectStore('draft').getAll();
            ask.onsuccess = () => { open.result.close(); done(ask.result.map((it) => new TextDecoder().decode(it)).join()); };
            ask.onerror = () => { open.result.close(); fail(ask.error); };
          };
        });";
        wait::until("both numbers to be kept", || {
            let kept = self.browser.run_async(READ, &[]).ok()?;
            let kept = kept.as_str().unwrap_or_default().to_owned();
            (kept.contains(elders) && kept.contains(&format!("\"helpers\":{helpers}"))).then_some(())
        })
    }
}

/// As people run WebKit: under a driver it keeps nothing.
#[test]
fn plain_webkit_loses_nothing_by_a_kill() -> Outcome<()> {
    let mut town = Town::open()?;
    let home = Folder::new("home")?;
    let plain = joined_plain(&town.network, &home, &town.server.invite("volunteer")?.link)?;

    town.server.stop()?;
    plain.kill();
    let plain = Plain::open(&town.network, &home, &town.page(""))?;
    plain.press(SALON)?;
    plain.fill("65歳以上", "17")?;
    plain.fill("担い手", "6")?;
    plain.press("記録する")?;
    plain.until_text("に保存しました")?;
    plain.kill();

    let plain = Plain::open(&town.network, &home, &town.page("records"))?;
    plain.until_text("参加 17人・担い手 6人")?;
    plain.until_text("未送信 1件")?;
    town.server.again()?;
    wait::until("everything to be sent", || plain.run(SAYS_SENT).ok().filter(|said| *said == json!(true)))?;
    plain.kill();
    let plain = Plain::open(&town.network, &home, &town.page("records"))?;
    plain.until_text("参加 17人・担い手 6人")?;
    plain.until_text("すべて送信済み").map(|_| ())
}

in_engines! {
    nothing_is_lost_by_a_kill: chromium_loses_nothing_by_a_kill in Chromium;
}
