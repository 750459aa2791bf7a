//! A newer build while a form is open: it waits, it does not disturb, and after the person's yes it runs with the draft; and
//! while the build before still fetches what it would like to keep, or the newer one is slow to take over.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::newer;
use tsunagari_tests::proxy::{Build, Fault};
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait;

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

/// The newer build is told of, agreed to once, and runs.
fn is_renewed_by_one_yes(town: &Town, phone: &Phone, build: Build) -> Outcome<()> {
    town.network.renew(build);
    phone.browser.run_async("await (await navigator.serviceWorker.getRegistration()).update()", &[])?;
    phone.browser.until_text("新しい版があります")?;
    phone.presses_to("新しくする", "document.body.innerText.includes('文字の大きさ')")?;
    phone.browser.press("新しくする")?;
    phone.browser.until(&format!("document.documentElement.dataset.build === '{}'", newer::NAME)).map(|_| ())
}

/// On a line that brings a file for staff in no time at all, the newer build takes over at once all the same.
fn a_newer_build_waits_for_no_file_aside(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    town.network.fault_under("/export", Fault::Hang, None);
    phone.joins_as(&town, "staff", "プラザの人")?;
    wait::until("a file for staff to be asked for", || {
        town.network.seen().iter().any(|seen| seen.path.starts_with("/export")).then_some(())
    })?;
    is_renewed_by_one_yes(&town, &phone, newer::build()?)
}

/// On a busy phone it takes longer than the page waits: the person has said yes once, and that is enough.
fn a_newer_build_takes_over_late(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    is_renewed_by_one_yes(&town, &phone, newer::late()?)
}

in_engines! {
    a_newer_build_takes_over_late: chromium_takes_over_late in Chromium, firefox_takes_over_late in Firefox,
        webkit_takes_over_late in WebKit;
    a_newer_build_waits_for_no_file_aside: chromium_waits_for_no_file in Chromium,
        firefox_waits_for_no_file in Firefox, webkit_waits_for_no_file in WebKit;
    a_newer_build_spares_the_form: chromium_spares_the_form in Chromium;
}
