//! The app as the real server sends it, in three browsers: it draws under the server's policy and opens with the server stopped.

use serde_json::json;
use tsunagari_tests::browser::{Browser, Engine};
use tsunagari_tests::http1::Request;
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::trouble::Outcome;

/// The first screen has gone, so the app has drawn; what it shows is for the walks to judge.
const DRAWN: &str =
    "!document.getElementById('first') && document.getElementById('app').innerText.trim().length > 0";

fn opens_with_the_server_stopped(engine: Engine) -> Outcome<()> {
    let mut server = Server::on_sample(Options::default())?;
    let page = format!("{}/o/tsumugi/", server.origin());
    let browser = Browser::open(engine)?;
    browser.goto(&page)?;
    browser.until(DRAWN)?;
    browser.until("navigator.serviceWorker.controller")?;
    let build = browser.run("return document.documentElement.dataset.build", &[])?;
    assert_ne!(build, json!("dev"), "the app was not built for people");
    server.kill();
    browser.reload()?;
    browser.until(DRAWN)?;
    browser.goto(&format!("{}/o/tsumugi/plan", server.origin()))?;
    browser.until(DRAWN)?;
    server.again()?;
    browser.reload()?;
    browser.until(DRAWN).map(|_| ())
}

#[test]
fn chromium_opens_with_the_server_stopped() -> Outcome<()> {
    opens_with_the_server_stopped(Engine::Chromium)
}

#[test]
fn firefox_opens_with_the_server_stopped() -> Outcome<()> {
    opens_with_the_server_stopped(Engine::Firefox)
}

#[test]
fn webkit_opens_with_the_server_stopped() -> Outcome<()> {
    opens_with_the_server_stopped(Engine::WebKit)
}

#[test]
fn a_page_has_its_policy_and_files_their_age() -> Outcome<()> {
    let server = Server::on_sample(Options::default())?;
    let page = server.ask(Request::new("GET", "/o/tsumugi/"))?;
    let policy = page.headers.get("content-security-policy").unwrap_or_default();
    for part in ["default-src 'none'", "'wasm-unsafe-eval'", "style-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part} is missing: {policy}");
    }
    assert_eq!(page.headers.get("cache-control"), Some("no-cache"));
    let text = page.text();
    assert!(
        !text.contains("<style") && !text.contains("style=\"") && !text.contains("<script>"),
        "inline: {text}"
    );
    let boot =
        text.split("src=\"").find(|rest| rest.starts_with("/boot-")).and_then(|rest| rest.split('"').next());
    let boot = boot.unwrap_or_default();
    let mut request = Request::new("GET", boot);
    request.headers.set("accept-encoding", "gzip, br");
    let script = server.ask(request)?;
    assert_eq!(script.headers.get("content-encoding"), Some("br"), "{boot}");
    assert!(script.headers.get("cache-control").is_some_and(|said| said.contains("immutable")), "{boot}");
    let worker = server.ask(Request::new("GET", "/sw.js"))?;
    assert_eq!(worker.headers.get("cache-control"), Some("no-cache"));
    Ok(())
}

#[test]
fn a_stopped_server_ends_cleanly_and_starts_again() -> Outcome<()> {
    let mut server = Server::on_sample(Options::default())?;
    let before = server.invite("volunteer")?;
    assert!(before.link.starts_with(&server.origin()), "{before:?}");
    server.stop()?;
    server.again()?;
    server.invite("volunteer").map(|_| ())
}
