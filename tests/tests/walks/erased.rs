//! An admin erases a person who asks for it: asked once more, left alone after 「やめておく」, gone from the list afterwards.

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait;

use crate::town::{PAGE, Phone, Town};

/// Presses 「この方を記録から消す」 of the first person, once more where it was asked; whether it was there.
const ERASE: &str = "
const entry = [...document.querySelectorAll('.entries > li')].find((it) => it.innerText.includes('この方を記録から消す'));
const button = [...entry?.querySelectorAll('button') ?? []].find((it) => it.innerText.trim() === 'この方を記録から消す');
button?.scrollIntoView({ block: 'center' });
button?.click();
return !!button;";
/// How many people can be erased.
const COUNT: &str = "return [...document.querySelectorAll('.entries button')].filter((it) => it.innerText.trim() === 'この方を記録から消す').length";
/// The first person's button, once it takes a press.
const FIRST: &str = "[...document.querySelectorAll('.entries button:not([aria-disabled])')].find((it) => it.innerText.trim() === '確認しました')";
/// Presses where the first of those buttons lies, and a fifth of a second later what lies there then.
const TWICE: &str = "
const first = () => [...document.querySelectorAll('.entries button')].find((it) => it.innerText.trim() === '確認しました');
first().click();
await new Promise((done) => setTimeout(done, 200));
first().click();";
/// People whom the admin comes to know.
const KNOWN: u64 = 2;
const LARGEST: &str = "document.documentElement.dataset.size = 'largest'";

fn an_admin_erases_a_person(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let admin = Phone::new(engine)?;
    admin.joins_as(&town, "admin", "区の人")?;
    admin.loads(&town, "staff/people", "確認待ち")?;
    // Who presses twice means one person: the next one moves up under the finger. Whoever is known can be erased.
    for known in 1..=KNOWN {
        admin.browser.until(FIRST)?;
        admin.browser.run_async(TWICE, &[])?;
        admin.counts(known)?;
        admin.browser.until(FIRST)?;
        admin.counts(known)?;
    }
    admin.presses_erase()?;
    admin.browser.until_text("元には戻せません")?;
    admin.bars_nobody("whether a person is to be erased")?;
    for (name, size) in [("narrow", (390, 844)), ("wide", (820, 1180))] {
        admin.browser.size(size.0, size.1)?;
        admin.seen(&format!("erase-{name}-{engine:?}"))?;
        admin.browser.run(LARGEST, &[])?;
        admin.seen(&format!("erase-{name}-largest-{engine:?}"))?;
        admin.browser.run("delete document.documentElement.dataset.size", &[])?;
    }
    admin.browser.size(PAGE.0, PAGE.1)?;
    admin.browser.press("やめておく")?;
    admin.browser.until_no_text("元には戻せません")?;
    admin.counts(KNOWN)?;

    admin.presses_erase()?;
    admin.browser.until_text("元には戻せません")?;
    admin.presses_erase()?;
    admin.browser.until_text("消しました。次に送受信したあと")?;
    admin.bars_nobody("a person who was erased")?;
    admin.opens_today(&town)?;
    admin.has_sent()?;
    admin.loads(&town, "staff/people", "この方を記録から消す")?;
    admin.counts(KNOWN - 1)
}

impl Phone {
    /// So many people can be erased.
    fn counts(&self, people: u64) -> Outcome<()> {
        wait::until(&format!("{people} people who are known"), || {
            (self.browser.run(COUNT, &[]).ok()? == json!(people)).then_some(())
        })
        .map_err(|trouble| self.browser.told(&trouble))
    }

    fn presses_erase(&self) -> Outcome<()> {
        wait::until("the way to erase somebody", || {
            (self.browser.run(ERASE, &[]).ok()? == json!(true)).then_some(())
        })
    }
}

in_engines! {
    an_admin_erases_a_person: chromium_erases_a_person in Chromium, webkit_erases_a_person in WebKit;
}
