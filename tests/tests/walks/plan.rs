//! An admin mends the ward's plan where there is no network: a new name, another place, the next year; each can be taken
//! back, what is typed lies by, and once there is a network another phone reads the same.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

const PLAN: &str = "第5期";
const HEADING: &str = "ちょっとした困りごとの支え合い";
const RENAMED: &str = "困ったときの支え合い";
const INNER: &str = "気軽な助け合いの仕組みづくり";
const FIRST: &str = "生活支援グループづくり";
const JOINED: &str = "隣近所のつながりづくり";
const ELSEWHERE: &str = "誰もが参加できる交流の場づくり";
/// The plan after it, and what it does not go on with.
const NEXT: &str = "つむぎ みらいプラン";
const NEXT_TERM: &str = "第6期";
const LEFT: &str = "隣近所でのあいさつの推進";
const TITLE: &str = "つむぎ つながりプラン（見本・架空）";

fn a_plan_is_mended_without_a_network(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "admin", "区の担当さん")?;
    office.opens_desk(&town, PLAN)?;
    office.browser.until_text("つながりを大切にするまち")?;
    office.bars_nobody("計画をなおす")?;
    town.network.fault(Fault::Unreachable);

    office.browser.press("つながりを大切にするまち：なおす")?;
    office.browser.press_in("つながりを大切にするまち", "中を見る")?;
    office.browser.press(&format!("{HEADING}：なおす"))?;
    office.browser.press("名前と文をなおす")?;
    office.browser.fill("名前", RENAMED)?;
    // What is typed lies by when the form is closed.
    office.browser.press("閉じる")?;
    office.browser.until_no_text("閉じる")?;
    office.browser.press("名前と文をなおす")?;
    office.browser.until(&format!("document.getElementById('edit-title')?.value === '{RENAMED}'"))?;
    office.bars_nobody("the form of a heading")?;
    office.browser.press("保存する")?;
    office.browser.until_text("取り消す")?;
    office.browser.until_text(RENAMED)?;
    office.browser.press("取り消す")?;
    office.browser.until_no_text(RENAMED)?;
    office.browser.press("名前と文をなおす")?;
    office.browser.fill("名前", RENAMED)?;
    office.browser.press("保存する")?;
    office.browser.until_text(RENAMED)?;

    office.browser.press_in(RENAMED, "中を見る")?;
    office.browser.press(&format!("{INNER}：なおす"))?;
    office.browser.press("動かす")?;
    office.browser.choose("どの見出しの下ですか", ELSEWHERE)?;
    office.browser.press("保存する")?;
    office.browser.until_no_text(INNER)?;
    // Under what hangs below itself it does not go, and the words say so.
    office.browser.press("つながりを大切にするまち：なおす")?;
    office.browser.press("動かす")?;
    office.browser.choose("どの見出しの下ですか", RENAMED)?;
    office.browser.press("保存する")?;
    office.browser.until_text("自分の下へは動かせません")?;
    office.browser.press("書きかけを消す")?;

    office.browser.press(&format!("{TITLE}：なおす"))?;
    office.browser.press("次の年度をひらく")?;
    office.browser.choose("ひらく年度", "令和9年度")?;
    office.browser.press("保存する")?;
    office.browser.until_text("電波がつながると自動で送ります")?;

    office.sends_at_last(&town)?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.loads(&town, "plan", PLAN)?;
    phone.browser.press(PLAN)?;
    phone.browser.until_text(RENAMED)
}

/// Split and put together where there is no network.
fn a_plan_is_split_joined_and_followed(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "admin", "区の担当さん")?;
    office.opens_desk(&town, PLAN)?;
    town.network.fault(Fault::Unreachable);
    let browser = &office.browser;
    browser.press_in("つながりを大切にするまち", "中を見る")?;
    browser.press_in(HEADING, "中を見る")?;
    browser.press_in(INNER, "中を見る")?;

    browser.press(&format!("{FIRST}：なおす"))?;
    browser.press("分ける・作りかえる")?;
    browser.fill("新しい名前（1行に1つ。", "朝の支え合い\n夜の支え合い")?;
    office.bars_nobody("the form of a split")?;
    office.seen("plan-split")?;
    browser.press("保存する")?;
    browser.until_text("夜の支え合い")?;
    browser.press("隣近所でのあいさつの推進：なおす")?;
    browser.press("まとめる")?;
    browser.press("「隣近所を気にかける関係づくり」もまとめる")?;
    browser.fill("まとめた名前", JOINED)?;
    office.seen("plan-merge")?;
    browser.press("保存する")?;
    browser.until_text(JOINED)?;

    office.sends_at_last(&town)
}

/// The next plan is begun as 案 and decided where there is no network: what was carried on says where it comes from, what was
/// left is not there, and another phone reads the same.
fn the_next_plan_is_begun_and_decided(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "admin", "区の担当さん")?;
    office.opens_desk(&town, PLAN)?;
    town.network.fault(Fault::Unreachable);
    office.browser.press(&format!("{TITLE}：なおす"))?;
    office.browser.press("次の計画をはじめる")?;
    office.browser.fill("計画の名前", NEXT)?;
    office.browser.fill("第何期", NEXT_TERM)?;
    office.browser.press(&format!("・{LEFT}"))?;
    office.browser.fill("引きつがないものの理由", "ほかの取組に入ったため")?;
    office.bars_nobody("the form of the next plan")?;
    office.seen("plan-next")?;
    office.browser.press("保存する")?;
    // One goes on with it, and it is 案.
    office.browser.until_text("取り消す")?;
    office.browser.until(&format!(
        "document.querySelector('#edit-plan option:checked').innerText.includes('案　{NEXT_TERM}')"
    ))?;
    office.seen("plan-draft")?;
    office.sends_at_last(&town)?;

    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.loads(&town, "plan", NEXT_TERM)?;
    phone.browser.press(NEXT_TERM)?;
    phone.browser.until_text("案です")?;
    phone.browser.fill("取組を探す", LEFT)?;
    phone.browser.until_text("見つかりません")?;
    phone.browser.fill("取組を探す", FIRST)?;
    phone.browser.press(FIRST)?;
    phone.browser.until_text("継承")?;

    office.opens_desk(&town, NEXT_TERM)?;
    town.network.fault(Fault::Unreachable);
    office.browser.press(&format!("{NEXT}：なおす"))?;
    office.browser.press("決定にする")?;
    office.browser.until_text("決定にすると")?;
    office.seen("plan-decide")?;
    office.browser.press("する")?;
    office.browser.until_text("取り消す")?;
    office.browser.until("!document.querySelector('#edit-plan option:checked').innerText.includes('案')")?;
    office.sends_at_last(&town)?;
    phone.loads(&town, "plan", NEXT_TERM)?;
    phone.browser.press(NEXT_TERM)?;
    phone.browser.until_text(NEXT)?;
    phone.browser.until_no_text("案です")
}

impl Phone {
    /// 計画をなおす, with this plan.
    fn opens_desk(&self, town: &Town, plan: &str) -> Outcome<()> {
        self.loads(town, "staff/plan", "どの計画ですか")?;
        self.browser.choose("どの計画ですか", plan)
    }

    /// The network is back, and all that was edited without it goes.
    fn sends_at_last(&self, town: &Town) -> Outcome<()> {
        town.network.fault(Fault::None);
        self.opens_today(town)?;
        self.has_sent()
    }

    /// A picture for whoever asked for them by a folder.
    pub(crate) fn seen(&self, name: &str) -> Outcome<()> {
        match std::env::var_os("TSUNAGARI_PICTURES") {
            Some(folder) => {
                self.browser.screenshot(&std::path::Path::new(&folder).join(format!("{name}.png")))
            }
            None => Ok(()),
        }
    }
}

in_engines! {
    a_plan_is_mended_without_a_network: chromium_mends_a_plan in Chromium;
    the_next_plan_is_begun_and_decided: chromium_begins_and_decides_the_next_plan in Chromium;
    a_plan_is_split_joined_and_followed: chromium_splits_joins_and_follows_a_plan in Chromium;
}
