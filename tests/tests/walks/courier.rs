//! A queue that travels as a file: saved on a phone that cannot send, opened by staff and sent; whatever is opened twice or sent
//! later by the phone itself is there once.

use std::path::{Path, PathBuf};

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

fn a_file_brings_what_a_phone_cannot_send(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let folder = Folder::new("files")?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    town.network.fault(Fault::Unreachable);
    phone.logs_salon("17", "6")?;
    phone.logs_greeting(&town, "7")?;
    phone.is_unsent(2)?;
    phone.browser.press("設定")?;
    let file = phone.saves_file(&folder)?;
    phone.is_unsent(2)?;
    // In the pocket: a phone that is not open sends nothing.
    phone.browser.goto("about:blank")?;

    town.network.fault(Fault::None);
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    for _ in 0..2 {
        office.loads(&town, "settings", "預かったファイルを開いて送る")?;
        office.carries(&file, 2)?;
        office.has_sent()?;
        office.opens_district()?;
        office.until_rows(1, "参加 17人・担い手 6人")?;
        office.until_greetings(1, "担い手 7人")?;
    }

    phone.opens_today(&town)?;
    phone.has_sent()?;
    phone.opens_records()?;
    for one in [&phone, &office] {
        one.opens_today(&town)?;
        one.opens_district()?;
        one.until_rows(1, "参加 17人・担い手 6人")?;
        one.until_rows(0, "どちらか選ぶ")?;
        one.until_greetings(1, "担い手 7人")?;
    }
    Ok(())
}

impl Phone {
    /// 記録 of the whole district.
    pub(crate) fn opens_district(&self) -> Outcome<()> {
        self.opens_records()?;
        self.browser.press("地区の記録")?;
        self.browser.until_text("件を見る")
    }

    /// あいさつ, of which two in a day are two, with so many helpers.
    pub(crate) fn logs_greeting(&self, town: &Town, helpers: &str) -> Outcome<()> {
        self.loads(town, "log/kind/aisatsu", "担い手")?;
        self.browser.fill("担い手", helpers)?;
        self.saves()
    }

    pub(crate) fn until_greetings(&self, count: usize, words: &str) -> Outcome<()> {
        const ROWS: &str = "[...document.querySelectorAll('.entries > li')].filter((it) => it.innerText.includes('あいさつ') && it.innerText.includes(WORDS) && it.innerText.includes('11月24日')).length";
        let rows = ROWS.replace("WORDS", &json!(words).to_string());
        self.browser.until(&format!("{rows} === {count}")).map(|_| ())
    }

    /// 設定 is open: ファイルに保存, into this folder.
    pub(crate) fn saves_file(&self, folder: &Folder) -> Outcome<PathBuf> {
        self.downloads(folder, "ファイルに保存", "ファイルに保存しました", "json")
    }

    /// 設定 is open: the file is chosen, and so many changes come out of it.
    pub(crate) fn carries(&self, file: &Path, count: usize) -> Outcome<()> {
        self.chooses_file("預かったファイルを開いて送る", file)?;
        self.browser.until_text(&format!("{count}件を受けとりました"))
    }
}

in_engines! {
    a_file_brings_what_a_phone_cannot_send: chromium_carries_a_file in Chromium;
}
