//! What staff are to look at in 今月のようす: twins, a log into a closed year and devices that have not sent for two weeks,
//! before the long list of people to be known; and a result that is too long and kept.

use serde_json::{Value, json};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

use crate::town::{Phone, SALON, Town};

/// What stands over the cards of the right pane, from the top.
const HEADINGS: &str =
    "return [...document.querySelectorAll('.pane h2, .pane summary')].map((it) => it.innerText)";
/// A long list is folded until it is opened.
const UNFOLD: &str = "document.querySelectorAll('.pane details').forEach((it) => it.open = true)";
/// A log in the card of those that came after the close.
const PRESS_LATE: &str = "
const card = [...document.querySelectorAll('.pane .card')].find((it) => it.innerText.trim().startsWith('締めたあとの記録'));
const log = [...card?.querySelectorAll('a') ?? []].find((it) => it.innerText.includes(arguments[0]));
log?.click();
return !!log;";
/// Two weeks and a day, in milliseconds.
const SILENCE: i64 = 15 * 24 * 60 * 60 * 1_000;
/// More than a result holds.
const LONG: usize = 2_001;
/// Types so many letters into the result at once.
const TYPE: &str = "
const field = document.getElementById('result-text');
field.value = 'あ'.repeat(arguments[0]);
field.dispatchEvent(new Event('input', { bubbles: true }));";
const TYPED: &str = "return document.getElementById('result-text')?.value.length ?? 0";

fn staff_see_what_there_is_to_look_at(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let volunteer = Phone::new(engine)?;
    volunteer.joins(&town, "会計さん")?;
    let admin = Phone::new(engine)?;
    admin.joins_as(&town, "admin", "区の人")?;
    admin.loads(&town, "staff/results", "年度をしめる")?;
    admin.browser.until("document.querySelector('.results .entries > li')")?;
    admin.browser.press("年度をしめる")?;
    admin.browser.until_text("に締めました")?;
    admin.opens_today(&town)?;
    admin.has_sent()?;
    volunteer.opens_today(&town)?;
    volunteer.has_sent()?;
    volunteer.logs_salon("12", "4")?;
    volunteer.has_sent()?;

    admin.looks_at_the_month(&town)?;
    admin.browser.until_text("14日以上つながっていないものはありません")?;
    let headings = admin.browser.run(HEADINGS, &[])?;
    let said: Vec<&str> = headings.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let order = ["同じ回かもしれない", "締めたあとの記録", "14日以上", "確認待ち"];
    let right = said.len() == order.len() && said.iter().zip(order).all(|(said, words)| said.contains(words));
    if !right {
        return Err(Trouble::new(format!("{said:?} stand there, not {order:?}")));
    }
    admin.browser.until("document.querySelector('.pane details:not([open])')")?;
    admin.bars_nobody("what there is to look at")?;
    admin.seen("attention")?;
    admin.browser.press("確認待ち")?;
    admin.browser.until_text("確認しました")?;
    wait::until("the log into the closed year", || {
        admin.browser.run(UNFOLD, &[]).ok()?;
        (admin.browser.run(PRESS_LATE, &[json!(SALON)]).ok()? == json!(true)).then_some(())
    })?;
    admin.browser.until_text("参加 12人・担い手 4人")?;

    // Two weeks later nobody has sent anything.
    town.network.set_clock(wait::clock() + SILENCE);
    admin.looks_at_the_month(&town)?;
    admin.browser.until_text("会計さん　15日")?;
    admin.bars_nobody("devices that are silent")?;
    admin.seen("silent")
}

fn a_result_that_is_too_long_is_kept(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/results", "わたしの事業所・課の未記入")?;
    let title = office.opens_result(&["未記入"])?;
    office.browser.until("document.getElementById('result-text')")?;
    office.browser.run(TYPE, &[json!(LONG)])?;
    office.browser.press("この文で提出する")?;
    office.browser.until_text("2,000字まで")?;
    office.bars_nobody("a result that is too long")?;
    office.seen("too-long")?;
    office.is_typed(LONG)?;
    office.until_kept("draft", 1)?;
    office.loads(&town, "staff/results", "わたしの事業所・課の未記入")?;
    office.opens_result(&[&title, "未記入"])?;
    office.is_typed(LONG)?;
    office.browser.run(TYPE, &[json!(LONG - 1)])?;
    office.browser.press("この文で提出する")?;
    office.browser.until_text("提出しました")?;
    office.until_kept("draft", 0)
}

impl Phone {
    fn looks_at_the_month(&self, town: &Town) -> Outcome<()> {
        self.loads(town, "staff/month", "確認すること")?;
        self.browser.press("確認すること")?;
        self.browser.until_text("14日以上つながっていない")
    }

    fn is_typed(&self, letters: usize) -> Outcome<()> {
        wait::until(&format!("{letters} letters in the field"), || {
            (self.browser.run(TYPED, &[]).ok()? == json!(letters)).then_some(())
        })
    }
}

in_engines! {
    staff_see_what_there_is_to_look_at: chromium_shows_what_there_is_to_look_at in Chromium;
    a_result_that_is_too_long_is_kept: chromium_keeps_what_is_too_long in Chromium;
}
