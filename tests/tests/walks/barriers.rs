//! Nobody is kept out: axe-core finds nothing on any screen; in Chromium in every look and in やさしい日本語 too. Each page names
//! the window. States that another story brings about are judged there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use tsunagari_core::id::derived;
use tsunagari_tests::browser::{Engine, Rules};
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};

use crate::looks::Look;
use crate::town::{PAGE, Phone, SALON, Town, WARD};

/// Looks at screens; what it found is told together at the end.
struct Judge<'p> {
    phone: &'p Phone,
    looks: &'static [Look],
    found: Vec<String>,
    titles: BTreeMap<String, String>,
}

impl Judge<'_> {
    fn looks_at(&mut self, screen: &str) -> Outcome<()> {
        self.found.extend(self.phone.judged(screen, self.looks)?);
        let title = self.phone.browser.run("return document.title", &[])?;
        self.titles.insert(screen.to_owned(), title.as_str().unwrap_or_default().to_owned());
        let speech = self.phone.browser.run("return document.documentElement.dataset.speech ?? ''", &[])?;
        let (engine, speech) = (self.phone.browser.engine(), speech.as_str().unwrap_or_default().to_owned());
        self.phone.is_pictured(&format!("{engine:?}-{}{speech}", screen.replace(['/', ' '], "-")))
    }

    /// Goes to a page as by a link, and looks.
    fn opens(&mut self, path: &str, there: &str) -> Outcome<()> {
        self.goes(path, there)?;
        self.looks_at(path)
    }

    fn goes(&self, path: &str, there: &str) -> Outcome<()> {
        const GO: &str =
            "history.pushState(true, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'))";
        self.phone.browser.run(GO, &[json!(format!("{WARD}{path}"))])?;
        self.phone.browser.until(there).map(|_| ())
    }

    fn presses(&mut self, words: &str, there: &str, screen: &str) -> Outcome<()> {
        self.phone.browser.press(words)?;
        self.phone.browser.until_text(there)?;
        self.looks_at(screen)
    }

    fn verdict(self) -> Outcome<()> {
        let mut found = self.found;
        let pages: Vec<_> = PAGES.iter().chain(&STAFF).filter_map(|path| self.titles.get(*path)).collect();
        let names: BTreeSet<_> = pages.iter().collect();
        if pages.len() != PAGES.len() + STAFF.len() || names.len() != pages.len() {
            found.push(format!("pages are called alike: {:?}", self.titles));
        }
        if found.is_empty() { Ok(()) } else { Err(Trouble::new(found.join("\n\n"))) }
    }
}

fn no_screen_keeps_anybody_out(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    let mut judge = Judge { phone: &phone, looks: phone.looks(), found: Vec::new(), titles: BTreeMap::new() };
    joining(&town, &phone, &mut judge)?;
    let log = logging(&phone, &mut judge)?;
    every_page(&phone, &mut judge, &log)?;
    staffs_forms(&mut judge)?;
    if engine == Engine::Chromium {
        states(&town, &phone, &mut judge)?;
        judge.goes("settings", HAS_CONTENT)?;
        phone.browser.press("やさしい日本語")?;
        phone.browser.until("document.documentElement.dataset.speech === 'easy'")?;
        judge.looks = phone.looks_in_other_words();
        every_page(&phone, &mut judge, &log)?;
    }
    judge.verdict()
}

fn joining(town: &Town, phone: &Phone, judge: &mut Judge<'_>) -> Outcome<()> {
    phone.browser.goto(&format!("{}/", town.network.origin()))?;
    phone.browser.until_text("つむぎ区")?;
    judge.looks_at("the wards")?;
    judge.goes("join", "document.body.innerText.includes('参加番号')")?;
    judge.looks_at("the number")?;
    judge.presses("次へ", "あと8けたです", "a number that is too short")?;
    phone.browser.goto(&town.server.invite("staff")?.link)?;
    phone.browser.until_text("どの地区で活動していますか")?;
    judge.looks_at("the district")?;
    judge.presses("次へ", "どの地区で活動していますか", "no district")?;
    phone.chooses_district()?;
    phone.browser.until_text("お名前")?;
    judge.looks_at("the name")?;
    phone.gives_name("職員さん")?;
    phone.browser.until_text(SALON)?;
    judge.presses("わたしの会がない", "会の名前", "the groups")?;
    phone.browser.press("わたしの会がない")?;
    phone.ticks_group()?;
    phone.is_ready()
}

/// From きょう to a saved log; gives its path.
fn logging(phone: &Phone, judge: &mut Judge<'_>) -> Outcome<String> {
    judge.looks_at("きょう at first")?;
    phone.browser.press(SALON)?;
    phone.browser.press("LINEの文をはる")?;
    judge.presses("記録する", "人数を入れるか", "a line of LINE, and a question in the form")?;
    judge.presses("中止になった", "中止のわけ", "what was not held")?;
    phone.browser.press("中止になった")?;
    phone.browser.fill("65歳以上", "17")?;
    phone.browser.fill("担い手", "6")?;
    phone.saves()?;
    judge.looks_at("きょう after saving")?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;
    judge.looks_at("自分の記録")?;
    phone.browser.press("地区の記録")?;
    judge.looks_at("地区の記録")?;
    phone.browser.press("自分の記録")?;
    phone.browser.press(SALON)?;
    phone.browser.until_text("これまでの変更")?;
    let path = phone.browser.run("return location.pathname", &[])?;
    Ok(path.as_str().unwrap_or_default().trim_start_matches(WARD).to_owned())
}

/// A field, a button or a card of the page itself: none is drawn before its data are there.
const HAS_CONTENT: &str = "document.querySelector('#app main, #app form.content')?.querySelector('input, select, button, a, li, summary')";
const PAGES: [&str; 12] = [
    "",
    "log",
    "log/kind/aisatsu",
    "log/kind/seikatsu_shien",
    "log/kind/ibasho",
    "log/kind/shuchi",
    "month",
    "records",
    "install",
    "settings",
    "nowhere",
    "plan",
];
/// A year was read.
const HAS_SUMS: &str = "document.querySelector('#app .sums')";
/// A year was added up and drawn.
const HAS_CHARTS: &str = "document.querySelector('#app .charts')";
/// The shelf's first plan; the ways to read it; a measure.
const PLAN: &str = "main a.big";
const WAY: &str = "main .ways a:not([aria-current])";
const MEASURE: &str = "main .leaf a";
/// Where such links lead.
const LINKS: &str = "return [...document.querySelectorAll(arguments[0])].map((it) => it.pathname)";
/// A tablet held upright, in CSS pixels: two panes.
const TABLET: (u32, u32) = (820, 1180);
const STAFF: [&str; 13] = [
    "staff",
    "staff/month",
    "staff/grid",
    "staff/calendar",
    "staff/papers",
    "staff/results",
    "staff/years",
    "staff/table",
    "staff/reports",
    "staff/people",
    "staff/invites",
    "staff/groups",
    "staff/places",
];

fn every_page(phone: &Phone, judge: &mut Judge<'_>, log: &str) -> Outcome<()> {
    for path in PAGES {
        judge.opens(path, HAS_CONTENT)?;
    }
    plan(phone, judge)?;
    judge.opens(log, HAS_CONTENT)?;
    judge.opens(&format!("{log}/edit"), HAS_CONTENT)?;
    judge.opens(&format!("group/{}", derived(&["sample", "tsumugi", "group", SALON])), HAS_SUMS)?;
    judge.opens(&format!("district/{}", derived(&["tsumugi", "district", "hinata"])), HAS_SUMS)?;
    for path in STAFF {
        judge.opens(path, HAS_CONTENT)?;
    }
    judge.opens("staff/charts", HAS_CHARTS)?;
    Ok(())
}

/// From the shelf to a plan, to each way of reading it, and to a measure. In other words they are the same pages, so that the
/// plan and the measure stand for all.
fn plan(phone: &Phone, judge: &mut Judge<'_>) -> Outcome<()> {
    let links = |kind: &str| -> Outcome<Vec<String>> {
        let found = phone.browser.run(LINKS, &[json!(kind)])?;
        let paths = found.as_array().into_iter().flatten().filter_map(|path| path.as_str());
        Ok(paths.map(|path| path.trim_start_matches(WARD).to_owned()).collect())
    };
    let first = |kind: &str| -> Outcome<String> {
        links(kind)?.into_iter().next().ok_or_else(|| Trouble::new(format!("no {kind}")))
    };
    judge.opens(&first(PLAN)?, HAS_CONTENT)?;
    let ways = links(WAY)?;
    for way in &ways {
        if judge.looks.len() == phone.looks().len() {
            judge.opens(way, HAS_CONTENT)?;
        } else {
            judge.goes(way, HAS_CONTENT)?;
        }
    }
    // The last way, side by side, has measures open.
    let measure = first(MEASURE)?;
    judge.opens(&measure, HAS_CONTENT)?;
    if phone.browser.engine() == Engine::Chromium {
        phone.browser.size(TABLET.0, TABLET.1)?;
        phone.browser.until("document.querySelector('.reading')")?;
        judge
            .found
            .extend(phone.browser.has_no_barriers("two panes", Rules::All).err().map(|it| it.to_string()));
        phone.browser.size(PAGE.0, PAGE.1)?;
        phone.browser.until("!document.querySelector('.reading')")?;
    }
    Ok(())
}

fn staffs_forms(judge: &mut Judge<'_>) -> Outcome<()> {
    for (path, press, there) in [
        ("staff/people", "スマホ・タブレットを見る", "まだありません"),
        ("staff/invites", "番号を作る", "リンクを写しとる"),
        ("staff/groups", "団体を加える", "団体の名前"),
        ("staff/places", "場所を加える", "場所の名前"),
        ("staff/groups", "定例の活動を加える", "活動の名前"),
        ("staff/reports", "助成金を加える", "助成金の名前"),
    ] {
        judge.goes(path, HAS_CONTENT)?;
        judge.presses(press, there, &format!("{path}, {press}"))?;
    }
    Ok(())
}

/// What pages say when something is not as usual.
fn states(town: &Town, phone: &Phone, judge: &mut Judge<'_>) -> Outcome<()> {
    town.network.fault(Fault::Unreachable);
    judge.goes("log/kind/aisatsu", HAS_CONTENT)?;
    phone.browser.fill("担い手", "7")?;
    phone.saves()?;
    phone.is_unsent(1)?;
    judge.looks_at("きょう with something unsent")?;
    judge.goes("settings", "document.body.innerText.includes('まだやめられません')")?;
    judge.looks_at("設定 with something unsent")?;
    judge.goes("staff/invites", "document.body.innerText.includes('番号を作るには電波がいります')")?;
    judge.looks_at("numbers without a network")?;
    town.network.fault(Fault::None);
    judge.goes("settings", HAS_CONTENT)?;
    phone.has_sent()?;
    judge.presses("やめる", "使い続ける", "whether one means to leave")?;
    judge.presses("練習を始める", "練習中です", "practice")?;
    phone.browser.press("練習を終わる")?;
    phone.browser.until_no_text("練習中です")?;
    judge.goes("records", HAS_CONTENT)?;
    phone.browser.fill("団体・場所・メモで探す", "ない言葉")?;
    judge.looks_at("nothing found")
}

in_engines! {
    no_screen_keeps_anybody_out: chromium_keeps_nobody_out in Chromium,
        firefox_keeps_nobody_out in Firefox,
        webkit_keeps_nobody_out in WebKit;
}
