//! What counts for which measure: staff make a rule without a network, it stands on the measure's page; a person says otherwise of
//! one log, and that goes out like all else.

use tsunagari_core::plan::row_id;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

const MEASURE: &str = "助け合い活動の紹介";
const SERVED: &str = "あいさつ運動の支援";

fn staff_say_what_counts_and_a_person_says_otherwise_of_one_log(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    let plan = row_id("tsumugi", "5", "plan");
    office.loads(&town, &format!("plan/{plan}"), "この計画の数え方を見る")?;
    office.browser.press("この計画の数え方を見る")?;
    office.browser.until_text("地区社協が運営する場所での記録")?;
    office.bars_nobody("the rules of a plan")?;
    town.network.fault(Fault::Unreachable);
    office.browser.press("決まりを足す")?;
    office.browser.press("保存する")?;
    office.browser.until_text("種類・団体・運営する人・始まった時期のどれかを選んでください")?;
    office.browser.press("清掃")?;
    office.browser.fill("取組を探す", MEASURE)?;
    office.browser.press(MEASURE)?;
    office.browser.until_text("件の数え方が変わります")?;
    office.bars_nobody("the form of a rule")?;
    office.browser.press("保存する")?;
    office.browser.until_text("清掃の記録")?;
    let measure = row_id("tsumugi", "5", "measure/1-b2");
    office.loads(&town, &format!("plan/{measure}"), "この取組に数える活動")?;
    office.browser.until_text("清掃の記録")?;
    office.browser.until_text("LINEなどで送る")?;

    office.opens_today(&town)?;
    office.logs_greeting(&town, "7")?;
    office.opens_records()?;
    office.browser.press("あいさつ")?;
    office.browser.until_text("この記録を数える取組")?;
    office.browser.press(SERVED)?;
    office.browser.until_text("数えません（人が選びました）")?;
    office.bars_nobody("a log with what it counts for")?;
    town.network.fault(Fault::None);
    office.opens_today(&town)?;
    office.has_sent()?;
    office.opens_records()?;
    office.browser.press("あいさつ")?;
    office.browser.until_text("数えません（人が選びました）")
}

in_engines! {
    staff_say_what_counts_and_a_person_says_otherwise_of_one_log: chromium_says_what_counts in Chromium;
}
