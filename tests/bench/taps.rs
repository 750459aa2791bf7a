//! Presses and seconds from the open app to saved, for the session of today: as the walk does it, five times over.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use tsunagari_tests::browser::{Browser, Engine};
use tsunagari_tests::figures::{Figure, RUNS};
use tsunagari_tests::proxy::Proxy;
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait::timed;

/// A quarter to noon in Japan on the sample's day, in milliseconds.
const MORNING: i64 = 1_795_488_300_000;
const SALON: &str = "つくしサロン";
const COUNT: &str = "window.presses = 0; addEventListener('click', (it) => it.isTrusted && it.detail && window.presses++, true)";

fn main() -> Outcome<()> {
    let (mut presses, mut seconds) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        // A ward in which nobody has logged today's meeting yet.
        let network = Proxy::open()?;
        network.set_clock(MORNING);
        let server = Server::start(Options { origin: Some(network.origin()), ..Options::default() })?;
        network.connect(server.port());
        let browser = Browser::open(Engine::Chromium)?;
        browser.goto(&server.invite("volunteer")?.link)?;
        browser.press("ひなた地区")?;
        browser.press("次へ")?;
        browser.fill("お名前", "会計さん")?;
        browser.press("次へ")?;
        browser.press(SALON)?;
        browser.press("参加する")?;
        browser.until_text("きょう 10:00")?;
        browser.run(COUNT, &[])?;
        let (saved, time) = timed(|| {
            browser.press(SALON)?;
            browser.press("前回と同じ人数")?;
            browser.press("記録する")?;
            browser.until_text("に保存しました")
        });
        saved?;
        presses.push(browser.run("return window.presses", &[])?.as_f64().unwrap_or(f64::NAN));
        seconds.push(time.as_secs_f64());
    }
    println!("{}", Figure::alone("presses from open to saved", "presses", &presses, Some(3.0)));
    println!("{}", Figure::alone("time from open to saved, by script", "s", &seconds, Some(10.0)));
    Ok(())
}
