//! A newer build while a form is open: it waits, it does not disturb, and after the person's yes it runs with the draft.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::newer;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, SALON, Town};

fn a_newer_build_spares_the_form(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.types("17", "6")?;
    phone
        .browser
        .run("sessionStorage.loads = 0; addEventListener('pagehide', () => sessionStorage.loads++)", &[])?;
    town.network.renew(newer::build()?);
    phone.browser.run_async("await (await navigator.serviceWorker.getRegistration()).update()", &[])?;
    phone.browser.until("document.documentElement.dataset.update === 'waiting'")?;

    // The form stands as it was, and nothing is said in it.
    phone.browser.until_no_text("新しい版")?;
    phone.browser.until("document.activeElement.closest('form') && sessionStorage.loads === '0'")?;
    phone.browser.press("戻る")?;
    phone.browser.until_text("新しい版があります")?;
    phone.bars_nobody("きょう with a newer build")?;
    phone.browser.press("新しくする")?;
    phone.browser.until_text("文字の大きさ")?;
    phone.browser.press("新しくする")?;
    phone.browser.until(&format!("document.documentElement.dataset.build === '{}'", newer::NAME))?;
    phone.browser.until_text(&format!("版 {}", newer::NAME))?;
    phone.browser.until("sessionStorage.loads === '1'")?;

    phone.opens_today(&town)?;
    phone.browser.press(SALON)?;
    phone.browser.until_text("の書きかけがあります")?;
    phone.saves()?;
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 17人・担い手 6人")
}

in_engines! {
    a_newer_build_spares_the_form: chromium_spares_the_form in Chromium;
}
