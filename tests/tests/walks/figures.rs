//! 実績数: typed by keys without a network and refused without 出典, there after a reload, sent; out as CSV and in again, new, the same
//! and wrong; and 記入依頼 come back as results, twice without harm.

use serde_json::json;
use tsunagari_core::record::Kind;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

use crate::town::{Phone, Town};

const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";
/// Rows that are typed one after the other.
const ROWS: usize = 5;
/// Presses that a row may take.
const PRESSES: usize = 12;
/// Whether the cursor stands in the first cell of an empty row.
const IN_EMPTY: &str = "
const row = document.activeElement?.closest('.grid-rows > li');
return !!row && row.querySelector('input') === document.activeElement && [...row.querySelectorAll('input')].every((cell) => !cell.value);";
const COME_TO: &str = "return [...document.querySelectorAll('.figure-part .grid-rows > li')].filter((it) => it.innerText.includes('計 24件※窓口集計')).length";
const HEADING: &str = "上下の矢印で行を移ります";
/// Puts the cursor into the first cell of a row without a number and without 出典.
const EMPTY: &str = "
const row = [...document.querySelectorAll('.figure-part .grid-rows > li')].find((it) => [...it.querySelectorAll('input')].every((cell) => !cell.value));
row?.querySelector('input').focus();
return !!row;";
/// Puts the cursor into the 出典 of the row that has to be set right.
const SOURCE: &str = "document.querySelector('.figure-part input[aria-invalid=true]').focus()";
/// What is saved is kept for the story as well; a file that is asked for is the text that the story brings.
const FILES: &str = "
const make = URL.createObjectURL;
URL.createObjectURL = (blob) => { window.saved = blob; return make.call(URL, blob); };
const click = HTMLInputElement.prototype.click;
HTMLInputElement.prototype.click = function () {
  if (this.type !== 'file') return click.call(this);
  const chosen = new DataTransfer();
  chosen.items.add(new File([window.brought], 'file.csv'));
  this.files = chosen.files;
  this.dispatchEvent(new Event('change'));
};";

fn numbers_are_typed_and_go_by_file(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/figures", HEADING)?;
    office.browser.until_text("2,")?;
    office.bars_nobody("the grid of numbers")?;
    office.keeps_program()?;
    town.network.fault(Fault::Unreachable);
    wait::until("an empty row", || (office.browser.run(EMPTY, &[]).ok()? == json!(true)).then_some(()))?;
    office.browser.press_keys(&format!("出張相談{ENTER}回{ENTER}{ENTER}7"))?;
    office.browser.run("document.activeElement.blur()", &[])?;
    office.browser.until_text("直してください：出典を入れてください")?;
    office.bars_nobody("a number without its source")?;
    office.browser.run(SOURCE, &[])?;
    office.browser.press_keys("窓口集計")?;
    office.browser.run("document.activeElement.blur()", &[])?;
    office.browser.until_text("計 7回※窓口集計")?;
    office.types_rows()?;
    office.loads(&town, "staff/figures", "計 7回※窓口集計")?;
    office.until_rows_come_to(ROWS)?;
    town.network.fault(Fault::None);
    office.opens_today(&town)?;
    office.has_sent()?;

    office.loads(&town, "staff/figures", "計 7回※窓口集計")?;
    office.browser.run(FILES, &[])?;
    office.browser.press("CSVで保存する")?;
    office.browser.until("window.saved")?;
    let file = office.browser.run_async("return await window.saved.text()", &[])?;
    let file = file.as_str().unwrap_or_default().to_owned();
    let row = file.lines().find(|line| line.contains("出張相談")).map(str::to_owned);
    let row = row.ok_or_else(|| Trouble::new(format!("no row of it in\n{file}")))?;
    town.network.fault(Fault::Unreachable);
    let changed = file.replace(&row, &row.replace(",7,", ",9,"));
    office.brings(&changed.replace("窓口集計", ""))?;
    office.browser.until_text("読みこめない行があります")?;
    office.bars_nobody("a file with a row that cannot be taken")?;
    office.brings(&changed)?;
    office.browser.until_text("かわる行 1")?;
    office.bars_nobody("what a file would change")?;
    office.browser.press("1行を入れる")?;
    office.browser.until_text("計 9回※窓口集計")?;
    office.brings(&changed)?;
    office.browser.until_text("かわる行 0")?;
    town.network.fault(Fault::None);
    office.opens_today(&town)?;
    office.has_sent()?;

    let admin = Phone::new(engine)?;
    admin.joins_as(&town, "admin", "区の人")?;
    admin.loads(&town, "staff/figures", HEADING)?;
    admin.browser.choose("事業所・課", "ひなた地域ケアプラザ")?;
    admin.browser.until_text("計 9回※窓口集計")
}

/// A 記入依頼 as its body sends it back: two rows told, one of them as 実施なし.
fn sent_back() -> Outcome<String> {
    let wards = tsunagari_server::sample::wards().map_err(Trouble::at("the sample"))?;
    let rows: Vec<_> =
        wards.iter().filter(|ward| ward.org.org.slug == "tsumugi").flat_map(|ward| ward.rows()).collect();
    let named = |kind: Kind, field: &str, name: &str| {
        let is = |row: &&tsunagari_server::sample::Row| {
            row.kind == kind && row.fields.get(field).and_then(|value| value.as_str()) == Some(name)
        };
        let found = rows
            .iter()
            .filter(is)
            .find(|row| kind != Kind::Item || row.fields.get("year") == Some(&json!(2026)));
        found.map(|row| row.id).ok_or_else(|| Trouble::new(format!("no {name}")))
    };
    let body = named(Kind::Body, "name", "こども家庭支援課")?;
    let one = named(Kind::Item, "title", "専門職による予約制の面談")?;
    let other = named(Kind::Item, "title", "訪問員による全戸家庭訪問")?;
    Ok(format!(
        "重点項目,取組,実施計画,実施した取組結果,実施なしの理由,行番号（変えないでください）\r\n\
         一,取組,・面談,・面談を計24回実施※窓口集計,,{one}/{body}\r\n\
         一,取組,・訪問,,会場改修のため,{other}/{body}\r\n"
    ))
}

fn what_a_body_sends_back_becomes_results(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let admin = Phone::new(engine)?;
    admin.joins_as(&town, "admin", "区の人")?;
    admin.loads(&town, "staff/results", "返ってきた記入依頼を読みこむ")?;
    admin.keeps_program()?;
    admin.browser.until("document.querySelectorAll('.results .entries > li').length > 2")?;
    town.network.fault(Fault::Unreachable);
    admin.browser.run(FILES, &[])?;
    let file = sent_back()?;
    admin.asks_for(&file)?;
    admin.browser.until_text("書いてある行 2")?;
    admin.bars_nobody("what a body sent back")?;
    admin.browser.press("まとめて入れる")?;
    admin.browser.until_text("2行を入れました")?;
    admin.asks_for(&file)?;
    admin.browser.until_text("うち前と同じ 2")?;
    admin.asks_for(&file.replace("計24回", "計25回"))?;
    admin.browser.until_text("いまとちがう")?;
    admin.browser.press("この文に替える")?;
    admin.browser.until_text("1行を入れました")?;
    town.network.fault(Fault::None);
    admin.opens_today(&town)?;
    admin.has_sent()
}

impl Phone {
    /// Some rows one after the other by keys alone: from a row's last cell Enter goes on to the next one.
    fn types_rows(&self) -> Outcome<()> {
        wait::until("an empty row", || (self.browser.run(EMPTY, &[]).ok()? == json!(true)).then_some(()))?;
        let keys = format!("{ENTER}件{ENTER}窓口集計{ENTER}24{ENTER}");
        let presses = keys.chars().count();
        if presses > PRESSES {
            return Err(Trouble::new(format!("a row takes {presses} presses")));
        }
        for n in 1..=ROWS {
            // A row that has its number already is left by one press.
            while self.browser.run(IN_EMPTY, &[])? != json!(true) {
                self.browser.press_keys(DOWN)?;
            }
            self.browser.press_keys(&keys)?;
            self.until_rows_come_to(n)?;
        }
        Ok(())
    }

    fn until_rows_come_to(&self, count: usize) -> Outcome<()> {
        wait::until(&format!("{count} rows of 24"), || {
            (self.browser.run(COME_TO, &[]).ok()? == json!(count)).then_some(())
        })
    }

    fn brings(&self, file: &str) -> Outcome<()> {
        self.browser.run("window.brought = arguments[0]", &[json!(file)])?;
        self.browser.press("ファイルを読みこむ")
    }

    fn asks_for(&self, file: &str) -> Outcome<()> {
        const CHOICE: &str = "[...document.querySelectorAll('button')].some((it) => it.innerText.includes('ファイルを選ぶ') && it.getClientRects().length)";
        self.browser.run("window.brought = arguments[0]", &[json!(file)])?;
        if self.browser.run(&format!("return {CHOICE}"), &[])? == json!(false) {
            self.presses_to("返ってきた記入依頼を読みこむ", CHOICE)?;
        }
        self.browser.press("ファイルを選ぶ")
    }
}

in_engines! {
    numbers_are_typed_and_go_by_file: chromium_types_numbers_with_their_source in Chromium;
    what_a_body_sends_back_becomes_results: chromium_takes_in_what_a_body_sends_back in Chromium;
}
