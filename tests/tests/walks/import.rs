//! A year's table from the ward: staff without a network choose it, take one repair back and put it into the plan; with the
//! network it is on another phone; the same table again changes nothing.

use std::fs;
use std::path::Path;

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

use crate::town::{Phone, Town};

/// つむぎ区's next year: the plan's first pillar, a body's name misread twice, one row shifted, one row that is new.
const TABLE: &str = "\
行動計画\t取組\t令和9年度実施計画\t実施した取組結果\t実施主体
推進の柱1
重点項目1：見守り合い
1 ひなたの試み\tひなたの試みを始めます。\t・新しい講座の開催\t令和9年度末記入予定\t高年齢・障害支援課
\t\t・冊子の配布\t\t地域ケアブラザ
\t・声かけの練習\t\t\t地域ケアプラザ
";
const NEW: &str = "声かけの練習";
/// A heading of つむぎ区's plan, and what it is called in the file.
const OLD: &str = "ちょっとした困りごとの支え合い";
const RENAMED: &str = "困ったときの支え合い";
const MISREAD: &str = "地域ケアブラザ";

/// What writing a whole plan may take.
const WRITTEN: std::time::Duration = std::time::Duration::from_secs(90);

fn a_years_table_goes_from_the_ward_into_the_plan(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let folder = Folder::new("files")?;
    let file = folder.path().join("令和9年度実施計画.tsv");
    fs::write(&file, TABLE).map_err(Trouble::at("the table"))?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.keeps_program()?;

    town.network.fault(Fault::Unreachable);
    office.opens_import(&town)?;
    office.chooses(&file)?;
    office.browser.until_text("令和9年度（2027年度）の表")?;
    office.browser.press("直したところ")?;
    office.browser.press_in(MISREAD, "取り消す")?;
    office.browser.until_text("取り消しました")?;
    office.browser.press("たずねること")?;
    office.browser.until_text("実施主体の一覧にない")?;
    office.bars_nobody("a table beside the plan")?;
    // Everything that was decided is there after a kill.
    office.opens_import(&town)?;
    office.browser.press("たずねること")?;
    office.browser.until_text("実施主体の一覧にない")?;
    office.presses_to("計画に入れる", "document.body.innerText.includes('計画に入れるのを待っています')")?;
    office.opens_import(&town)?;
    office.browser.until_text("計画に入れるのを待っています")?;

    town.network.fault(Fault::None);
    office.browser.press("いま送る")?;
    office.browser.until_text("計画に入れました")?;

    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.loads(&town, "plan", "つむぎ つながりプラン")?;
    phone.browser.press("第5期（見本・架空）")?;
    phone.browser.until_text("つむぎ つながりプラン")?;
    phone.browser.fill("取組を探す", NEW)?;
    phone.browser.until_text(NEW)?;

    // The same table again.
    office.opens_import(&town)?;
    office.chooses(&file)?;
    office.browser.press("直したところ")?;
    office.browser.press_in(MISREAD, "取り消す")?;
    office.browser.until_text("変わるところはありません")
}

/// A kill of the browser on the screen loses neither what was pasted, nor the file, nor what was decided; and a whole plan's
/// own file goes in by an admin.
fn a_plans_own_file_outlives_a_kill_and_goes_in(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let (profile, folder) = (Folder::new("profile")?, Folder::new("files")?);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/sample/tsumugi/5.toml");
    let text = fs::read_to_string(own).map_err(Trouble::at("the plan's own file"))?;
    let file = folder.path().join("5.toml");
    // One heading renamed, and the last measure is not in the file any more.
    let (before, from) = text.rsplit_once("[[measure]]").ok_or_else(|| Trouble::new("no measure"))?;
    let rest = from.find("\n[[").and_then(|at| from.get(at..)).unwrap_or_default();
    let text = format!("{before}{rest}").replacen(OLD, RENAMED, 1);
    fs::write(&file, text).map_err(Trouble::at("the file"))?;
    let office = Phone::kept(engine, &profile, &[])?;
    office.joins_as(&town, "admin", "区の担当さん")?;
    office.keeps_program()?;
    town.network.fault(Fault::Unreachable);

    office.opens_import(&town)?;
    office.browser.fill("表や文を貼りつける", "行動計画 取組")?;
    office.until_kept("draft", 1)?;
    let office = office.killed()?;
    office.opens_import(&town)?;
    office.browser.until("document.getElementById('import-paste')?.value === '行動計画 取組'")?;
    office.browser.choose("どの計画に入れますか", "第5期")?;
    office.chooses(&file)?;
    office.browser.until_text("計画まるごとのファイル")?;
    office.browser.press("変わった 1件")?;
    office.browser.until_text(RENAMED)?;
    office.browser.press("表にない")?;
    office.browser.press("計画から消す")?;
    office.bars_nobody("a whole plan's file beside the plan")?;
    office.seen("import-own")?;
    office.browser.until_text("2件を書きます")?;
    let office = office.killed()?;
    office.opens_import(&town)?;
    office.browser.until_text("計画まるごとのファイル")?;
    office.browser.press("表にない")?;
    office.browser.until("document.querySelector('input[name=import-gone]:checked')")?;
    office.presses_to("計画に入れる", "document.body.innerText.includes('計画に入れるのを待っています')")?;
    office.seen("import-waits")?;
    let office = office.killed()?;
    office.opens_import(&town)?;
    office.browser.until_text("計画に入れるのを待っています")?;
    town.network.fault(Fault::None);
    office.browser.press("いま送る")?;
    // A whole plan, written by a server that is built for finding faults, beside other walks.
    wait::within(WRITTEN, "a whole plan to be put in", || {
        office.browser.until_text("計画に入れました").ok()
    })?;
    office.seen("import-done")?;
    office.browser.press("計画を見る")?;
    office.browser.until_text(RENAMED)
}

impl Phone {
    /// The program that reads tables and the third part are on this phone: they come some seconds after the start, by themselves.
    pub(crate) fn keeps_program(&self) -> Outcome<()> {
        const KEPT: &str = "const files = document.querySelector('meta[name=import]').content.split(' '); \
            const held = []; for (const name of await caches.keys()) \
            held.push(...(await (await caches.open(name)).keys()).map((it) => new URL(it.url).pathname)); \
            return held.some((it) => it.startsWith('/staff-')) && files.every((it) => held.includes(new URL(it, origin).pathname));";
        wait::until("the program that reads tables", || {
            (self.browser.run_async(KEPT, &[]).ok()? == json!(true)).then_some(())
        })
    }

    fn opens_import(&self, town: &Town) -> Outcome<()> {
        self.loads(town, "staff/import", "計画の表を取りこむ")
    }

    fn chooses(&self, file: &Path) -> Outcome<()> {
        self.chooses_file("ファイルをえらぶ", file)
    }
}

in_engines! {
    a_plans_own_file_outlives_a_kill_and_goes_in: chromium_imports_a_plans_own_file in Chromium;
    a_years_table_goes_from_the_ward_into_the_plan: chromium_imports_a_years_table in Chromium;
}
