//! Nobody is kept out: axe-core finds nothing on any screen; in Chromium also in the dark, with the largest letters and in
//! やさしい日本語. Each page names the window.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::{Outcome, Trouble};

use crate::town::{Phone, SALON, Town, WARD};

/// How the app looks to somebody: the colours, and the letters as 設定 sets them on the page.
const LOOKS: [(&str, &str); 4] = [("light", ""), ("dark", ""), ("light", "largest"), ("dark", "largest")];

/// Looks at screens; what it found is told together at the end.
struct Judge<'p> {
    phone: &'p Phone,
    town: &'p Town,
    looks: &'static [(&'static str, &'static str)],
    found: Vec<String>,
    titles: BTreeMap<String, String>,
}

impl Judge<'_> {
    fn looks_at(&mut self, screen: &str) -> Outcome<()> {
        // A bar at the window's edge covers only what can be scrolled from under it; a colour on its way is no colour yet.
        let bars = "document.styleSheets[0].insertRule('.floor, .act { position: static !important }'); \
                    document.styleSheets[0].insertRule('* { transition: none !important }')";
        self.phone.browser.run(bars, &[])?;
        for (scheme, size) in self.looks {
            if self.looks.len() > 1 {
                self.shows(scheme, size)?;
            }
            if let Err(trouble) = self.phone.browser.has_no_barriers(&format!("{screen}, {scheme} {size}")) {
                self.found.push(trouble.to_string());
            }
        }
        let title = self.phone.browser.run("return document.title", &[])?;
        self.titles.insert(screen.to_owned(), title.as_str().unwrap_or_default().to_owned());
        Ok(())
    }

    fn shows(&self, scheme: &str, size: &str) -> Outcome<()> {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.phone.browser.cdp("Emulation.setEmulatedMedia", &features)?;
        let set = "const root = document.documentElement; if (arguments[0]) root.dataset.size = arguments[0]; else delete root.dataset.size";
        self.phone.browser.run(set, &[json!(size)])?;
        // Colours that are still changing are no colours to judge.
        self.phone.browser.until("document.getAnimations().length === 0").map(|_| ())
    }

    fn opens(&mut self, path: &str, there: &str) -> Outcome<()> {
        self.phone.browser.goto(&self.town.page(path))?;
        self.phone.browser.until(there)?;
        self.looks_at(path)
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
    let chromium = engine == Engine::Chromium;
    let looks = if chromium { &LOOKS[..] } else { &LOOKS[..1] };
    let mut judge = Judge { phone: &phone, town: &town, looks, found: Vec::new(), titles: BTreeMap::new() };
    joining(&town, &phone, &mut judge)?;
    let log = logging(&phone, &mut judge)?;
    every_page(&phone, &mut judge, &log)?;
    if chromium {
        phone.browser.run("localStorage['tsunagari.speech'] = 'true'", &[])?;
        every_page(&phone, &mut judge, &log)?;
    }
    judge.verdict()
}

fn joining(town: &Town, phone: &Phone, judge: &mut Judge<'_>) -> Outcome<()> {
    phone.browser.goto(&format!("{}/", town.network.origin()))?;
    phone.browser.until_text("つむぎ区")?;
    judge.looks_at("the wards")?;
    phone.browser.goto(&town.page("join"))?;
    phone.browser.until_text("参加番号")?;
    judge.looks_at("the number")?;
    phone.browser.goto(&town.server.invite("staff")?.link)?;
    phone.browser.until_text("どの地区で活動していますか")?;
    judge.looks_at("the district")?;
    phone.chooses_district()?;
    phone.browser.until_text("お名前")?;
    judge.looks_at("the name")?;
    phone.gives_name("職員さん")?;
    phone.browser.until_text(SALON)?;
    judge.looks_at("the groups")?;
    phone.ticks_group()?;
    phone.is_ready()
}

/// From きょう to a saved log; gives its path.
fn logging(phone: &Phone, judge: &mut Judge<'_>) -> Outcome<String> {
    judge.looks_at("きょう at first")?;
    phone.browser.press(SALON)?;
    phone.browser.press("LINEの文をはる")?;
    phone.browser.press("記録する")?;
    phone.browser.until_text("人数を入れるか")?;
    judge.looks_at("a line of LINE, and a question in the form")?;
    phone.browser.press("中止になった")?;
    phone.browser.until_text("中止のわけ")?;
    judge.looks_at("what was not held")?;
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
const HAS_CONTENT: &str =
    "document.querySelector('#app main, #app form.content')?.querySelector('input, button, a, li, summary')";
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
/// The last link into the plan that is drawn: the shelf's to a plan, a plan's to a measure.
const DEEPER: &str = "return [...document.querySelectorAll('main a[href*=\"/plan/\"]')].map((it) => it.pathname).filter((it) => it !== location.pathname).at(-1)";
const STAFF: [&str; 4] = ["staff", "staff/invites", "staff/groups", "staff/places"];

fn every_page(phone: &Phone, judge: &mut Judge<'_>, log: &str) -> Outcome<()> {
    for path in PAGES {
        judge.opens(path, HAS_CONTENT)?;
    }
    for _ in 0..2 {
        // From the shelf to a plan, from the plan to a measure.
        let next = phone.browser.run(DEEPER, &[])?;
        judge.opens(next.as_str().unwrap_or_default().trim_start_matches(WARD), HAS_CONTENT)?;
    }
    judge.opens(log, HAS_CONTENT)?;
    judge.opens(&format!("{log}/edit"), HAS_CONTENT)?;
    for path in STAFF {
        judge.opens(path, HAS_CONTENT)?;
    }
    if phone.browser.run("return document.documentElement.dataset.speech ?? null", &[])?.is_null() {
        staffs_forms(phone, judge)?;
    }
    Ok(())
}

fn staffs_forms(phone: &Phone, judge: &mut Judge<'_>) -> Outcome<()> {
    for (path, press, there) in [
        ("staff/invites", "番号を作る", "リンクを写しとる"),
        ("staff/groups", "団体を加える", "団体の名前"),
        ("staff/groups", "定例の活動を加える", "活動の名前"),
        ("staff/places", "場所を加える", "場所の名前"),
    ] {
        phone.browser.goto(&judge.town.page(path))?;
        phone.browser.press(press)?;
        phone.browser.until_text(there)?;
        judge.looks_at(&format!("{path}, {press}"))?;
    }
    Ok(())
}

in_engines! {
    no_screen_keeps_anybody_out: chromium_keeps_nobody_out in Chromium,
        firefox_keeps_nobody_out in Firefox,
        webkit_keeps_nobody_out in WebKit;
}
