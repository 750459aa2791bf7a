//! Nobody is kept out: axe-core finds nothing on any screen; in Chromium also in the dark, with the largest letters and in
//! やさしい日本語. Each page names the window.

use std::collections::BTreeMap;

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::{Outcome, Trouble};

use crate::town::{Phone, SALON, Town};

/// How the app looks to somebody: the colours, and the letters as 設定 sets them on the page.
const LOOKS: [(&str, &str); 4] =
    [("light", ""), ("dark", ""), ("light", "largest"), ("dark", "largest")];

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
        for alike in ["", "records", "plan", "settings", "staff"] {
            let title = self.titles.get(alike).cloned().unwrap_or_default();
            if self.titles.iter().any(|(screen, other)| screen != alike && !screen.starts_with(alike) && *other == title) {
                found.push(format!("{alike:?} is called {title:?} as another page is"));
            }
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
    phone.browser.reload()?;
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
    phone.browser.press("記録する")?;
    phone.browser.until_text("人数を入れるか")?;
    judge.looks_at("a question in the form")?;
    phone.browser.press("LINEの文をはる")?;
    phone.browser.press("中止になった")?;
    phone.browser.until_text("中止のわけ")?;
    judge.looks_at("what was not held, and a line of LINE")?;
    phone.browser.press("開いた")?;
    phone.browser.fill("65歳以上", "17")?;
    phone.browser.fill("担い手", "6")?;
    phone.saves()?;
    judge.looks_at("きょう after saving")?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 17人・担い手 6人")?;
    judge.looks_at("自分の記録")?;
    phone.browser.press("地区の記録")?;
    judge.looks_at("地区の記録")?;
    phone.browser.press(SALON)?;
    phone.browser.until_text("これまでの変更")?;
    let path = phone.browser.run("return location.pathname", &[])?;
    Ok(path.as_str().unwrap_or_default().trim_start_matches("/o/tsumugi/").to_owned())
}

/// A field, a button or a card of the page itself: none is drawn before its data are there.
const HAS_CONTENT: &str = "document.querySelector('main, form.content')?.querySelector('input, button, a, li, summary')";
const PAGES: [&str; 12] = [
    "", "log", "log/kind/aisatsu", "log/kind/seikatsu_shien", "log/kind/ibasho", "log/kind/shuchi", "month", "records", "install",
    "settings", "nowhere", "plan",
];
const STAFF: [&str; 4] = ["staff", "staff/invites", "staff/groups", "staff/places"];

fn every_page(phone: &Phone, judge: &mut Judge<'_>, log: &str) -> Outcome<()> {
    for path in PAGES {
        judge.opens(path, HAS_CONTENT)?;
    }
    let measure = phone.browser.run("return [...document.querySelectorAll('main a[href*=\"/plan/\"]')].map((it) => it.pathname)[0]", &[])?;
    judge.opens(measure.as_str().unwrap_or_default().trim_start_matches("/o/tsumugi/"), HAS_CONTENT)?;
    judge.opens(log, HAS_CONTENT)?;
    judge.opens(&format!("{log}/edit"), HAS_CONTENT)?;
    for path in STAFF {
        judge.opens(path, HAS_CONTENT)?;
        // Whatever can be unfolded or begun there.
        phone.browser.run("document.querySelectorAll('main button[aria-expanded=false]').forEach((it) => it.click())", &[])?;
        judge.looks_at(&format!("{path}, open"))?;
    }
    Ok(())
}

in_engines! {
    no_screen_keeps_anybody_out: chromium_keeps_nobody_out in Chromium,
        firefox_keeps_nobody_out in Firefox,
        webkit_keeps_nobody_out in WebKit;
}
