//! 差戻し: an office hands a line in, an admin sends it back with a reason; the office hears it on the page that is open and on a
//! phone that had no network meanwhile, mends it there and hands it in again; then it is 確定 for everybody.

use serde_json::{Value, json};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

use crate::town::{Phone, Town};

const HEADING: &str = "わたしの事業所・課の未記入";
const FIRST: &str = "・サロンの立ち上げを支援した。";
const WHY: &str = "どの地区のことかを足してください";
const MENDED: &str = "・ひなた地区でサロンの立ち上げを支援した。";

/// Types into the open result at once.
const TYPE: &str = "
const field = document.getElementById('result-text');
field.value = arguments[0];
field.dispatchEvent(new Event('input', { bubbles: true }));
return field.value;";
const TEXT: &str = "return document.getElementById('result-text')?.value ?? null";
/// 差し戻す beside the office's line that says this: other plazas' lines wait there too.
const SEND_BACK: &str = "
const line = [...document.querySelectorAll('.cards > div')].find((it) => it.querySelector('.printed')?.innerText.includes(arguments[0]));
const button = [...line?.querySelectorAll('button') ?? []].find((it) => it.innerText.trim() === '差し戻す');
button?.click();
return Boolean(button);";
const SUBMIT: &str = "document.querySelector('.cards form').requestSubmit()";

fn a_line_is_sent_back_mended_and_settled(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    let away = Phone::new(engine)?;
    away.joins_as(&town, "staff", "同僚さん")?;

    office.loads(&town, "staff/results", HEADING)?;
    let title = office.opens_result(&["未記入"])?;
    office.writes(FIRST)?;
    office.browser.press("この文で提出する")?;
    office.browser.until_text("提出しました")?;
    office.opens_today(&town)?;
    office.has_sent()?;
    office.loads(&town, "staff/results", HEADING)?;
    office.opens_result(&[&title, "提出"])?;
    office.until_text_is(FIRST)?;
    away.loads(&town, "staff/results", HEADING)?;
    away.opens_result(&[&title, "提出"])?;
    away.until_text_is(FIRST)?;
    away.is_reached(false)?;

    let admin = Phone::new(engine)?;
    admin.joins_as(&town, "admin", "区の人")?;
    admin.loads(&town, "staff/results", "だれの結果ですか")?;
    admin.opens_result(&[&title, "地域ケアプラザ"])?;
    wait::until("the line that was handed in", || {
        (admin.browser.run(SEND_BACK, &[json!(FIRST)]).ok()? == json!(true)).then_some(())
    })
    .map_err(|trouble| admin.browser.told(&trouble))?;
    admin.browser.run(SUBMIT, &[])?;
    admin.browser.until_text("理由を書いてください")?;
    admin.browser.fill("差し戻す理由", WHY)?;
    admin.bars_nobody("why a line is sent back")?;
    admin.seen("sends-back")?;
    admin.browser.run(SUBMIT, &[])?;
    admin.browser.until_text("差し戻しました")?;
    admin.opens_today(&town)?;
    admin.has_sent()?;

    // The page that is open says it by itself; the phone without a network once it is reached again.
    office.hears(&format!("差戻しの理由：{WHY}"))?;
    office.bars_nobody("a line that was sent back")?;
    office.seen("sent-back")?;
    away.until_text_is(FIRST)?;
    if away.browser.text()?.contains(WHY) {
        return Err(Trouble::new("a phone without a network heard why"));
    }
    away.is_reached(true)?;
    away.hears(&format!("差戻しの理由：{WHY}"))?;
    away.browser.press("一覧にもどる")?;
    away.browser.until_text("差戻し 1")?;
    away.opens_result(&[&title, "差戻し"])?;
    away.writes(MENDED)?;
    away.browser.press("この文で提出する")?;
    away.browser.until_text("提出しました")?;
    away.browser.until_no_text("差戻しの理由")?;
    away.opens_today(&town)?;
    away.has_sent()?;
    office.hears(MENDED)?;

    admin.loads(&town, "staff/results", "だれの結果ですか")?;
    admin.opens_result(&[&title, "地域ケアプラザ"])?;
    admin.hears(MENDED)?;
    admin.browser.press("この文で確定する")?;
    admin.browser.until_text("確定しました")?;
    admin.seen("settled")?;
    admin.opens_today(&town)?;
    admin.has_sent()?;
    office.hears("この文は確定しています")?;
    office.bars_nobody("a line that is settled")?;
    office.seen("settled-office")
}

impl Phone {
    fn writes(&self, text: &str) -> Outcome<()> {
        self.browser.until("document.getElementById('result-text')")?;
        let typed = self.browser.run(TYPE, &[json!(text)])?;
        if typed == json!(text) { Ok(()) } else { Err(Trouble::new(format!("{typed} was typed"))) }
    }

    fn until_text_is(&self, text: &str) -> Outcome<()> {
        let mut last = Value::Null;
        wait::until(&format!("the text {text}"), || {
            last = self.browser.run(TEXT, &[]).ok()?;
            (last == json!(text)).then_some(())
        })
        .map_err(|trouble| self.browser.told(&trouble))
    }

    /// This phone alone has a network, or none.
    fn is_reached(&self, reached: bool) -> Outcome<()> {
        let none =
            json!({ "offline": !reached, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.browser.cdp("Network.enable", &json!({}))?;
        self.browser.cdp("Network.emulateNetworkConditions", &none).map(|_| ())
    }

    /// What others did arrives, and the page that is open says so, or has it in its field.
    fn hears(&self, words: &str) -> Outcome<()> {
        wait::until(&format!("{words} to be heard"), || {
            self.browser.run("dispatchEvent(new Event('online'))", &[]).ok()?;
            let typed = self.browser.run(TEXT, &[]).ok()?;
            (typed == json!(words) || self.browser.text().ok()?.contains(words)).then_some(())
        })
        .map_err(|trouble| self.browser.told(&trouble))
    }
}

in_engines! {
    a_line_is_sent_back_mended_and_settled: chromium_sends_a_line_back in Chromium;
}
