//! 紙の記録を入れる: ten rows by keys alone, each press counted; what is typed and not saved outlives a kill; a mistake is told in
//! its row and taken back there.

use serde_json::{Value, json};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

use crate::town::{DISTRICT, Phone, SALON, Town};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
/// Rows that are typed.
const ROWS: usize = 10;
/// Presses that a row may take.
const PRESSES: usize = 12;

/// The days of the month that no row of the group shows, up to today.
const FREE: &str = "
const days = new Set([...document.querySelectorAll('.grid-rows .day input')].map((it) => it.value));
return Array.from({ length: 23 }, (_, n) => String(n + 1)).filter((day) => !days.has(day));";
/// Puts the cursor into the day of the blank row, as Tab would.
const BLANK: &str = "[...document.querySelectorAll('.grid-rows .day input')].at(-1).focus()";
/// Rows that say this.
const SAYING: &str = "return [...document.querySelectorAll('.grid-rows > li')].filter((it) => it.innerText.includes(arguments[0])).length";

fn ten_rows_are_typed_by_keys_alone(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.opens_grid(&town)?;
    town.network.fault(Fault::Unreachable);
    let days = office.free_days()?;
    office.browser.run(BLANK, &[])?;
    let mut most = 0;
    for (n, day) in days.iter().take(ROWS).enumerate() {
        let keys = format!("{day}{ENTER}1{n}{ENTER}2{ENTER}{ENTER}{ENTER}5{ENTER}");
        most = most.max(keys.chars().count());
        office.browser.press_keys(&keys)?;
        office.until_rows_say("保存しました", n + 1)?;
    }
    if most > PRESSES {
        return Err(Trouble::new(format!("a row took {most} presses")));
    }
    office.bars_nobody("the grid with saved rows")?;
    town.network.fault(Fault::None);
    office.opens_today(&town)?;
    office.has_sent()?;
    office.opens_grid(&town)?;

    // Typed once more, the date is the row that is there.
    office.browser.run(BLANK, &[])?;
    office.browser.press_keys(&format!("{}{ENTER}", nth(&days, 0)))?;
    office.until_rows_say("この日はもう記録があります", 1)?;

    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 12人・担い手 5人")?;
    phone.until_rows(1, "参加 21人・担い手 5人")
}

fn a_mistake_is_told_and_taken_back_in_its_row(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.opens_grid(&town)?;
    let days = office.free_days()?;
    for (keys, said) in [
        (format!("31{ENTER}9{ENTER}"), "11月に31日はありません"),
        (format!("{}{ENTER}10000{ENTER}", nth(&days, 0)), "9999までです"),
        (format!("{}{ENTER}ab{ENTER}", nth(&days, 0)), "数で入れてください"),
        (format!("30{ENTER}9{ENTER}"), "まだ先です"),
    ] {
        office.browser.run(BLANK, &[])?;
        office.browser.press_keys(&keys)?;
        office.browser.run("document.activeElement.blur()", &[])?;
        office.until_rows_say(said, 1)?;
        office.bars_nobody(said)?;
        office.browser.run("[...document.querySelectorAll('.grid-rows > li')].find((it) => it.innerText.includes('直してください')).querySelector('input').focus()", &[])?;
        office.browser.press_keys(ESCAPE)?;
        office.until_rows_say("直してください", 0)?;
    }
    office.browser.run(BLANK, &[])?;
    office.browser.press_keys(&format!("{}{ENTER}9{ENTER}{ENTER}{ENTER}{ENTER}3{ENTER}", nth(&days, 1)))?;
    office.until_rows_say("保存しました", 1)?;
    office.browser.press("取り消す")?;
    office.until_rows_say("取り消しました", 1)?;
    office.opens_today(&town)?;
    office.has_sent()?;
    office.opens_grid(&town)?;
    let again = office.free_days()?;
    if again == days { Ok(()) } else { Err(Trouble::new(format!("{days:?} became {again:?}"))) }
}

fn what_is_typed_outlives_a_kill(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let profile = Folder::new("profile")?;
    let office = Phone::kept(engine, &profile, &[])?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.opens_grid(&town)?;
    let days = office.free_days()?;
    office.browser.run(BLANK, &[])?;
    office.browser.press_keys(&format!("{}{ENTER}17{ENTER}", nth(&days, 0)))?;
    office.until_kept("draft", 1)?;
    let office = Phone { browser: office.browser.killed_and_opened()? };
    office.opens_grid(&town)?;
    office.until_rows_say("まだ保存していません", 1)?;
    office.browser.run("[...document.querySelectorAll('.grid-rows > li')].find((it) => it.innerText.includes('まだ保存していません')).querySelectorAll('input')[5].focus()", &[])?;
    office.browser.press_keys(&format!("5{ENTER}"))?;
    office.until_rows_say("保存しました", 1)?;
    office.until_kept("draft", 0)
}

/// One of the free days; there are enough (`free_days`).
fn nth(days: &[String], n: usize) -> &str {
    days.get(n).map_or("", String::as_str)
}

impl Phone {
    fn opens_grid(&self, town: &Town) -> Outcome<()> {
        self.loads(town, "staff/grid", "行を離れると保存します")?;
        self.browser.choose("地区", DISTRICT)?;
        self.browser.choose("団体", SALON)?;
        self.browser.until("document.querySelectorAll('.grid-part').length === 1 && document.querySelectorAll('.grid-rows > li').length > 1").map(|_| ())
    }

    fn free_days(&self) -> Outcome<Vec<String>> {
        let found = self.browser.run(FREE, &[])?;
        let days = found.as_array().into_iter().flatten().filter_map(Value::as_str);
        let days: Vec<_> = days.map(str::to_owned).collect();
        if days.len() < ROWS { Err(Trouble::new(format!("only {days:?} are free"))) } else { Ok(days) }
    }

    fn until_rows_say(&self, words: &str, count: usize) -> Outcome<()> {
        wait::until(&format!("{count} rows that say {words}"), || {
            (self.browser.run(SAYING, &[json!(words)]).ok()? == json!(count)).then_some(())
        })
        .map_err(|trouble| {
            let shown = self.browser.text().unwrap_or_default();
            Trouble::new(format!("{trouble}\nthe page shows:\n{shown}"))
        })
    }
}

in_engines! {
    ten_rows_are_typed_by_keys_alone: chromium_types_ten_rows in Chromium;
    a_mistake_is_told_and_taken_back_in_its_row: chromium_takes_a_row_back in Chromium;
    what_is_typed_outlives_a_kill: chromium_keeps_what_is_typed_in_the_grid in Chromium;
}
