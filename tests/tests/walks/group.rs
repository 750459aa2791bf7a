//! 会の実績: three meetings are logged, and the group's page, its paper and its file say the same numbers; it prints on A4 in two
//! browsers; staff keep the grants, the group's people choose one and see how far the year has come.

use serde_json::Value;
use tsunagari_core::id::{GroupId, derived};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};

use crate::town::{Phone, SALON, Town};

/// The sums of the page's table: times, heads, helpers.
const SUMS: &str =
    "return [...document.querySelectorAll('.sums tfoot tr:first-child td')].map((it) => it.innerText)";
/// The same of the paper, as it is laid for the printer: all that stands in the row of the sum.
const LAID: &str = "window.dispatchEvent(new Event('beforeprint')); \
    const row = [...document.querySelectorAll('.leaves tr')].find((it) => it.firstChild?.textContent === '合計'); \
    return [...row.querySelectorAll('td')].map((it) => it.textContent)";

fn a_group_s_year_adds_up(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.opens_group()?;
    let before = phone.sums()?;
    phone.opens_today(&town)?;
    town.network.fault(Fault::Unreachable);
    phone.logs_salon("12", "4")?;
    for (elders, helpers) in [("10", "5"), ("8", "6")] {
        phone.logs_another(&town, elders, helpers)?;
    }
    phone.opens_group()?;
    let after = phone.sums()?;
    let more: Vec<u64> = after.iter().zip(&before).map(|(after, before)| after - before).collect();
    if more != [3, 30, 15] {
        return Err(Trouble::new(format!("{before:?} became {after:?}")));
    }
    let laid = phone.numbers(LAID)?;
    if !after.iter().all(|number| laid.contains(number)) {
        return Err(Trouble::new(format!("{after:?} on the page, {laid:?} on paper")));
    }
    phone.browser.run("window.print = () => {}", &[])?;
    phone.browser.press("受付名簿（白紙）を印刷する")?;
    phone.browser.until("document.querySelectorAll('.leaves td.input').length === 80")?;
    phone.bars_nobody("会の実績")
}

impl Phone {
    fn sums(&self) -> Outcome<Vec<u64>> {
        self.numbers(SUMS)
    }

    /// 「約1,039」 is 1039.
    fn numbers(&self, of: &str) -> Outcome<Vec<u64>> {
        let found = self.browser.run(of, &[])?;
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let cells = found.as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(cells.filter_map(|text| digits(text).parse().ok()).collect())
    }

    /// Another meeting of the same day, by the group's own form.
    fn logs_another(&self, town: &Town, elders: &str, helpers: &str) -> Outcome<()> {
        let group = GroupId::of(derived(&["sample", "tsumugi", "group", SALON]));
        self.loads(town, &format!("log/group/{group}"), "65歳以上")?;
        self.browser.fill("65歳以上", elders)?;
        self.browser.fill("担い手", helpers)?;
        self.browser.press("記録する")?;
        self.browser.until(
            "['に保存しました', '別の回として記録'].some((it) => document.body.innerText.includes(it))",
        )?;
        if self.browser.text()?.contains("別の回として記録") {
            self.browser.press("別の回として記録")?;
            self.browser.press("記録する")?;
        }
        self.browser.until_text("に保存しました")
    }
}

in_engines! {
    a_group_s_year_adds_up: chromium_adds_up_a_group_s_year in Chromium;
}
