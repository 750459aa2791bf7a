//! 1か月分をまとめて記録: one save for the month; a second one changes nothing.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

#[test]
fn a_month_is_saved_at_once_and_saving_twice_changes_nothing() -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(Engine::Chromium)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    phone.opens_month()?;
    let typed = phone.browser.run(FILL, &[])?;
    assert!(typed.as_u64().is_some_and(|days| days >= 1), "no day to fill");
    phone.browser.press("日分を記録する")?;
    phone.browser.until_text("日分をこのスマホに保存しました")?;
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 21人・担い手 5人")?;

    phone.browser.press("きょう")?;
    phone.opens_month()?;
    phone.browser.until_text("記録済み")?;
    phone.browser.press("記録する")?;
    phone.browser.until_text("変わったところはありませんでした")?;
    phone.until_kept("queue", 0)
}

/// Fills every line of the sheet that is empty, and tells how many there were.
const FILL: &str = "
const type = (field, number) => { field.focus(); field.value = number; field.dispatchEvent(new Event('input', { bubbles: true })); field.dispatchEvent(new Event('change', { bubbles: true })); };
const lines = [...document.querySelectorAll('.entries > li')].filter((it) => it.innerText.includes('11月24日'));
for (const line of lines) { const [attended, helped] = line.querySelectorAll('input:not([type=checkbox])'); type(attended, '21'); type(helped, '5'); }
return lines.length;";

impl Phone {
    fn opens_month(&self) -> Outcome<()> {
        self.browser.press("1か月分をまとめて記録")?;
        self.browser.until("document.querySelector('.entries > li input')").map(|_| ())
    }
}
