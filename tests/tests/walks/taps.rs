//! Three presses and ten seconds: from the open app to saved, for the session of today.

use std::time::Duration;

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait::timed;

use crate::town::{Phone, SALON, Town};

const MOST_PRESSES: u64 = 3;
const MOST_TIME: Duration = Duration::from_secs(10);

fn three_presses_from_open_to_saved(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.opens_today(&town)?;
    phone.browser.until_text("きょう 10:00")?;
    phone.browser.run("window.presses = 0; addEventListener('click', (it) => it.isTrusted && it.detail && window.presses++, true)", &[])?;
    let (done, time) = timed(|| {
        phone.browser.press(SALON)?;
        phone.browser.press("前回と同じ人数")?;
        phone.saves()
    });
    done?;
    let presses = phone.browser.run("return window.presses", &[])?;
    #[expect(clippy::print_stdout, reason = "the figure is what one runs this walk for")]
    {
        println!("{engine:?}: {presses} presses, {:.1} s from open to saved", time.as_secs_f32());
    }
    assert_eq!(presses, json!(MOST_PRESSES));
    assert!(time <= MOST_TIME, "{time:?}");
    phone.has_sent()
}

in_engines! {
    three_presses_from_open_to_saved: chromium_three_presses in Chromium,
        firefox_three_presses in Firefox,
        webkit_three_presses in WebKit;
}
