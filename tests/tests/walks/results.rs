//! A year's results: a plaza hands in its drafts without a network, an admin settles what the body tells, everybody's phone has it,
//! the year is closed, and a log that comes after that is told so and kept.

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait;

use crate::town::{Phone, Town};

const HEADING: &str = "わたしの事業所・課の未記入";
/// Opens the first row of the list that says this.
const OPEN: &str = "
const rows = [...document.querySelectorAll('.results .entries > li')];
const row = rows.find((it) => arguments[0].every((words) => it.innerText.includes(words)));
row?.querySelector('.name').click();
return row?.querySelector('.name').innerText ?? null;";
/// Whether an office's line stands handed in among those of its body.
const HANDED_IN: &str = "return [...document.querySelectorAll('.cards > div')].some((it) => \
    it.querySelector('b').innerText === arguments[0] && [...it.querySelectorAll('button')].some((it) => it.innerText.trim() === '差し戻す'))";
/// Whether the phone holds a result that everybody may read.
const HELD: &str = "return await new Promise((done, fail) => {
  const open = indexedDB.open('tsunagari-tsumugi');
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const ask = open.result.transaction('fresh').objectStore('fresh').getAll();
    ask.onerror = () => fail(ask.error);
    ask.onsuccess = () => {
      open.result.close();
      const texts = ask.result.map((row) => new TextDecoder().decode(row.value ?? row));
      done(texts.some((text) => text.includes('\"kind\":\"result\"') && text.includes('org/all')));
    };
  };
});";

fn a_year_is_told_settled_and_closed(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let volunteer = Phone::new(engine)?;
    volunteer.joins(&town, "会計さん")?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/results", HEADING)?;
    town.network.fault(Fault::Unreachable);
    office.bars_nobody("the results of a year")?;
    office.browser.press("下書きのできているもの")?;
    office.browser.until_text("件を提出しました")?;
    let title = office.opens_result(&["提出"])?;
    office.browser.until_text("下書きのもとになった数")?;
    office.browser.run("document.querySelector('.behind summary').click()", &[])?;
    office.browser.until("document.querySelector('.behind .facts-list > div')")?;
    office.bars_nobody("a result with what it came from")?;
    town.network.fault(Fault::None);
    office.opens_today(&town)?;
    office.has_sent()?;

    let admin = Phone::new(engine)?;
    admin.joins_as(&town, "admin", "区の人")?;
    admin.loads(&town, "staff/results", "だれの結果ですか")?;
    admin.opens_result(&[&title, "地域ケアプラザ"])?;
    admin.browser.until_text("事業所・課の文")?;
    admin.bars_nobody("what a body's offices told")?;
    admin.sees_line_of("ひなた地域ケアプラザ")?;
    admin.browser.press("この文で確定する")?;
    // Two of six plazas have handed in.
    admin.browser.until_text("事業所・課の提出した数の合計は")?;
    admin.bars_nobody("numbers that do not add up")?;
    admin.browser.press("このまま確定する")?;
    admin.browser.until_text("確定しました")?;
    admin.is_pictured("settled-body")?;
    admin.opens_today(&town)?;
    admin.has_sent()?;
    volunteer.opens_today(&town)?;
    volunteer.until_told()?;

    admin.loads(&town, "staff/results", "年度をしめる")?;
    admin.browser.press("年度をしめる")?;
    admin.browser.until_text("に締めました")?;
    admin.bars_nobody("a year that was closed")?;
    admin.is_pictured("closed-year")?;
    admin.loads(&town, "staff/years", "ちがいのある取組")?;
    admin.bars_nobody("two years beside each other")?;
    admin.opens_today(&town)?;
    admin.has_sent()?;
    volunteer.opens_today(&town)?;
    volunteer.has_sent()?;
    volunteer.logs_salon("12", "4")?;
    volunteer.browser.until_text("令和8年度はもう締めました。記録は残ります。ケアプラザに知らせました")
}

impl Phone {
    /// What an office handed in stands among the lines of its body.
    pub(crate) fn sees_line_of(&self, office: &str) -> Outcome<()> {
        wait::until(&format!("the line of {office}"), || {
            (self.browser.run(HANDED_IN, &[json!(office)]).ok()? == json!(true)).then_some(())
        })
        .map_err(|trouble| self.browser.told(&trouble))
    }

    /// A result that everybody may read is on this phone.
    pub(crate) fn until_told(&self) -> Outcome<()> {
        wait::until("the copy on a volunteer's phone", || {
            self.browser.run("dispatchEvent(new Event('online'))", &[]).ok()?;
            (self.browser.run_async(HELD, &[]).ok()? == json!(true)).then_some(())
        })
    }

    /// Opens a line of the list; gives what it is called.
    pub(crate) fn opens_result(&self, words: &[&str]) -> Outcome<String> {
        wait::until(&format!("a result that says {words:?}"), || {
            let title = self.browser.run(OPEN, &[json!(words)]).ok()?;
            title.as_str().map(str::to_owned)
        })
        .map_err(|trouble| self.browser.told(&trouble))
    }
}

in_engines! {
    a_year_is_told_settled_and_closed: chromium_tells_and_closes_a_year in Chromium, webkit_tells_and_closes_a_year in WebKit;
}
