//! Reading the plan with no network: by search, by body and by year, on a phone and with two panes; the way back leads to where
//! one was, and the paper holds every measure under the plan's own columns.

use serde_json::Value;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};

use crate::town::{PAGE, Phone, Town};

/// A tablet held upright, in CSS pixels.
const TABLET: (u32, u32) = (820, 1180);
const TITLE: &str = "あいさつ運動の支援";

fn reads_the_plan(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins_as(&town, "staff", "会計さん")?;
    town.network.fault(Fault::Unreachable);
    on_a_phone(&phone)?;
    on_a_tablet(&phone)?;
    on_paper(&phone)
}

fn on_a_phone(phone: &Phone) -> Outcome<()> {
    let browser = &phone.browser;
    browser.press("計画")?;
    browser.press("第5期")?;
    browser.fill("取組を探す", "ｱｲｻﾂ運動の支援")?;
    browser.press(TITLE)?;
    browser.until_text("この取組に応える地区の計画")?;
    browser.press("戻る")?;
    browser.until("document.getElementById('plan-search')?.value === 'ｱｲｻﾂ運動の支援'")?;
    browser.press("年度から")?;
    browser.until("document.getElementById('plan-search').value === '' && document.querySelector('details[open] .leaf')")?;
    browser.press("わたしの地区")?;
    browser.until_text("ひなた小の門でのあいさつ運動")?;
    browser.press("区と地区")?;
    browser.until_text("こもれび小の門でのあいさつ運動")?;
    browser.press("団体から")?;
    browser.press("地域ケアプラザ")?;
    browser.until("document.querySelectorAll('details[open] .leaf').length > 9").map(|_| ())
}

fn on_a_tablet(phone: &Phone) -> Outcome<()> {
    let browser = &phone.browser;
    let list = browser.run("return location.pathname", &[])?;
    browser.size(TABLET.0, TABLET.1)?;
    browser.until("document.querySelectorAll('.reading > .pane').length === 2")?;
    // By key, as a person without a finger goes on to what was chosen.
    browser.run("document.querySelector('.from details[open] .leaf a').focus()", &[])?;
    browser.press_keys("\u{E007}")?;
    browser.until("document.activeElement?.id === 'chosen'")?;
    const MARKED: &str =
        "document.querySelectorAll('.from a[aria-current][href=\"' + location.pathname + '\"]').length === 1";
    browser.until(MARKED)?;
    browser.until("document.title.startsWith(document.getElementById('chosen').innerText)")?;
    browser.run("history.back()", &[])?;
    browser.until(&format!(
        "location.pathname === {list} && document.querySelector('.from details[open] .leaf')"
    ))?;
    browser.size(PAGE.0, PAGE.1)?;
    browser.until("!document.querySelector('.reading')").map(|_| ())
}

fn on_paper(phone: &Phone) -> Outcome<()> {
    const LAID: &str = "window.dispatchEvent(new Event('beforeprint')); \
        const tables = [...document.querySelectorAll('.paper table')]; \
        return tables.map((it) => ({ heads: [...it.querySelectorAll('thead th')].map((th) => th.textContent), \
            rows: it.querySelectorAll('tbody tr:not(.heading, .under, .goes-on)').length, foot: it.tFoot.textContent }))";
    let laid = phone.browser.run(LAID, &[])?;
    let tables = laid.as_array().map(Vec::as_slice).unwrap_or_default();
    let told = |table: &Value, part: &str| table.get(part).map(ToString::to_string).unwrap_or_default();
    let heads: String = tables.iter().map(|table| told(table, "heads")).collect();
    let own = ["令和8年度（2026年度）", "関連する取組事業", "実施した取組結果", "推進主体", "誰が"];
    if let Some(missing) = own.iter().find(|head| !heads.contains(**head)) {
        return Err(Trouble::new(format!("no column {missing} on paper: {heads}")));
    }
    let rows: u64 = tables.iter().filter_map(|table| table.get("rows").and_then(Value::as_u64)).sum();
    let dated = tables.iter().all(|table| {
        told(table, "foot").contains("印刷した日") && told(table, "foot").contains("見本データ")
    });
    if rows == MEASURES && dated {
        Ok(())
    } else {
        Err(Trouble::new(format!("{rows} measures on paper: {laid}")))
    }
}

/// 取組 of つむぎ区's 第5期, as `server/sample/README.md` counts them.
const MEASURES: u64 = 100;

in_engines! {
    reads_the_plan: chromium_reads_the_plan in Chromium;
}
