//! The third file of the program, for staff alone: a volunteer's phone never asks for it, a staff tablet has it without a
//! network after its first visit, and where it is missing that is said in words with a way on.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait;

use crate::town::{DISTRICT, Phone, Town};

/// How its address begins.
const STAFF: &str = "/staff-";
/// How many builds on the phone hold it.
const HELD: &str = "let held = 0; for (const name of await caches.keys()) \
    held += (await (await caches.open(name)).keys()).some((it) => it.url.includes('/staff-')) ? 1 : 0; return held";

fn only_staff_bring_the_third_part(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.loads(&town, "staff", "このページは職員の方が使います")?;
    phone.loads(&town, "settings", "文字の大きさ")?;
    assert!(!town.asked_for_it(), "a volunteer's phone brings what only staff need");

    town.network.fault_under(STAFF, Fault::Unreachable, None);
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "settings", "職員のページ")?;
    office.browser.press("職員のページ")?;
    office.browser.until_text("この画面は、電波のよい所でいちど開くと")?;
    office.bars_nobody("a part for staff that is not here yet")?;
    town.network.fault(Fault::None);
    office.browser.press("もういちど")?;
    office.browser.until_text("台帳")?;
    office.bars_nobody("the home of the staff's page")?;
    assert!(town.asked_for_it(), "the program has no third file");
    wait::until("the third part to be kept", || {
        (office.browser.run_async(HELD, &[]).ok()? == 1).then_some(())
    })?;

    town.network.fault(Fault::Unreachable);
    office.loads(&town, "staff", "台帳")?;
    office.browser.press("場所")?;
    office.browser.until_text(DISTRICT)?;
    office.browser.press("戻る")?;
    office.browser.until_text("台帳")
}

impl Town {
    fn asked_for_it(&self) -> bool {
        self.network.seen().iter().any(|seen| seen.path.starts_with(STAFF))
    }
}

in_engines! {
    only_staff_bring_the_third_part: chromium_brings_the_third_part in Chromium,
        firefox_brings_the_third_part in Firefox,
        webkit_brings_the_third_part in WebKit;
}
