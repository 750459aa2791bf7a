//! How the app looks to different people: its colours, its letters, a small phone. A screen is judged whole in the usual look,
//! and in each further look by what that look alone can break, so that each costs what it can find.

use serde_json::{Value, json};
use tsunagari_tests::browser::{Engine, Rules};
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

use crate::town::{PAGE, Phone};

/// The smallest phone, in CSS pixels.
const SMALL: (u32, u32) = (320, 640);

pub(crate) struct Look {
    name: &'static str,
    /// `prefers-color-scheme` and `forced-colors`.
    media: (&'static str, &'static str),
    /// 特大 of 設定, and what the browser makes of all letters besides.
    size: &'static str,
    letters: &'static str,
    page: (u32, u32),
    rules: Option<Rules>,
}

const USUAL: Look = Look {
    name: "usual",
    media: ("light", "none"),
    size: "",
    letters: "",
    page: PAGE,
    rules: Some(Rules::All),
};
/// Twice the letters on the smallest phone: nothing may have to be scrolled sideways.
const NARROW: Look =
    Look { name: "200 % at 320 px", letters: "200%", page: SMALL, rules: Some(Rules::Sizes), ..USUAL };
/// Letters of the usual size need the most contrast, so the dark is judged with them.
const EVERY: [Look; 5] = [
    USUAL,
    Look { name: "dark", media: ("dark", "none"), rules: Some(Rules::Colours), ..USUAL },
    Look { name: "forced colours", media: ("dark", "active"), rules: Some(Rules::Colours), ..USUAL },
    Look { name: "largest", size: "largest", rules: Some(Rules::Sizes), ..USUAL },
    NARROW,
];
/// Other words in the same page: whole once, and whether the longest of them fits.
const OTHER_WORDS: [Look; 2] = [USUAL, Look { rules: None, ..NARROW }];

/// A phone and a tablet held upright, as most people have them, in CSS pixels.
const HELD: [(&str, (u32, u32)); 2] = [("phone", (390, 844)), ("tablet", (820, 1180))];
/// Looks that are pictured besides, on the phone.
const PICTURED: [&str; 2] = ["dark", "largest"];

impl Phone {
    /// For whoever wants to look: the whole page on a phone and on a tablet, in the folder `TSUNAGARI_PICTURES`.
    pub(crate) fn is_pictured(&self, name: &str) -> Outcome<()> {
        let Some(folder) = std::env::var_os("TSUNAGARI_PICTURES") else { return Ok(()) };
        let save = |held: &str, (width, height): (u32, u32)| -> Outcome<()> {
            const HIGH: &str = "scrollTo(0, 0); return document.documentElement.scrollHeight";
            self.browser.size(width, height)?;
            let whole = self.browser.run(HIGH, &[])?.as_u64().and_then(|it| u32::try_from(it).ok());
            self.browser.size(width, whole.unwrap_or_default().max(height))?;
            let file = std::path::Path::new(&folder).join(format!("{name}-{held}.png"));
            self.browser.screenshot(&file)
        };
        for (held, size) in HELD {
            save(held, size)?;
        }
        let mut before = &USUAL;
        for look in self.looks().iter().filter(|look| PICTURED.contains(&look.name)) {
            self.shows(look, before)?;
            save(look.name, HELD[0].1)?;
            before = look;
        }
        self.shows(&USUAL, before)?;
        self.browser.size(PAGE.0, PAGE.1).map(|_| ())
    }

    /// The looks that this browser can be given.
    pub(crate) fn looks(&self) -> &'static [Look] {
        if self.browser.engine() == Engine::Chromium { &EVERY } else { &EVERY[..1] }
    }

    /// The same for a page that was judged already, in other words.
    pub(crate) fn looks_in_other_words(&self) -> &'static [Look] {
        if self.browser.engine() == Engine::Chromium { &OTHER_WORDS } else { &OTHER_WORDS[..1] }
    }

    /// The screen as it stands keeps nobody out, however they see it.
    pub(crate) fn bars_nobody(&self, screen: &str) -> Outcome<()> {
        let found = self.judged(screen, self.looks())?;
        if found.is_empty() { Ok(()) } else { Err(Trouble::new(found.join("\n\n"))) }
    }

    /// What was found in these looks; the page is in the usual one again afterwards.
    pub(crate) fn judged(&self, screen: &str, looks: &[Look]) -> Outcome<Vec<String>> {
        // A bar at the window's edge covers only what can be scrolled from under it; a colour on its way is no colour yet. Of
        // letters in forced colours Chromium draws the colour and tells the fill unforced, which is what axe asks for.
        const STILL: &str = "if (window.still) return true; if (document.getElementById('first')) return false; window.still = true; const sheet = document.styleSheets[0]; \
            sheet.insertRule('.floor, .act { position: static !important }'); \
            sheet.insertRule('*, *::before, *::after { transition: none !important; animation: none !important }'); \
            const style = CSSStyleDeclaration.prototype; const told = style.getPropertyValue; \
            style.getPropertyValue = function (name) { return told.call(this, name === '-webkit-text-fill-color' ? 'color' : name); }; \
            return true";
        wait::until("the first screen to go", || {
            (self.browser.run(STILL, &[]).ok()? == json!(true)).then_some(())
        })?;
        let mut found = Vec::new();
        let mut before = &USUAL;
        for look in looks {
            self.shows(look, before)?;
            before = look;
            if let Some(rules) = look.rules
                && let Err(trouble) = self.browser.has_no_barriers(&format!("{screen}, {}", look.name), rules)
            {
                found.push(trouble.to_string());
            }
            if look.page == SMALL {
                found.extend(self.runs_over(screen)?);
            }
        }
        self.shows(&USUAL, before)?;
        Ok(found)
    }

    /// Changes the page from one look to another.
    fn shows(&self, look: &Look, before: &Look) -> Outcome<()> {
        if look.media != before.media {
            let feature = |name: &str, value: &str| json!({ "name": name, "value": value });
            let (scheme, forced) = look.media;
            let features = [feature("prefers-color-scheme", scheme), feature("forced-colors", forced)];
            self.browser.cdp("Emulation.setEmulatedMedia", &json!({ "features": features }))?;
        }
        if look.page != before.page {
            self.browser.size(look.page.0, look.page.1)?;
        }
        if (look.size, look.letters) != (before.size, before.letters) {
            const SET: &str = "const root = document.documentElement; const [size, letters] = arguments; \
                if (size) root.dataset.size = size; else delete root.dataset.size; root.style.fontSize = letters";
            self.browser.run(SET, &[json!(look.size), json!(look.letters)])?;
        }
        Ok(())
    }

    /// What makes a person scroll sideways.
    fn runs_over(&self, screen: &str) -> Outcome<Option<String>> {
        const WIDER: &str = "const width = document.documentElement.clientWidth; \
            if (document.documentElement.scrollWidth <= width) return null; \
            const out = [...document.body.querySelectorAll('*')].filter((it) => it.getBoundingClientRect().right > width + 1); \
            return out.slice(-3).map((it) => it.outerHTML.slice(0, 160)).join('\\n    ')";
        let wider = self.browser.run(WIDER, &[])?;
        let told = |what: &Value| {
            format!("{screen}, {} runs over:\n    {}", NARROW.name, what.as_str().unwrap_or_default())
        };
        Ok((!wider.is_null()).then(|| told(&wider)))
    }
}
