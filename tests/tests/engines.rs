//! The three engines themselves: each starts, runs a script, keeps over a restart what people's own browsers keep, and has the
//! calendar that the core has.

use serde_json::{Value, json};
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_tests::browser::{Browser, Engine, Plain, Rules};
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::{Fault, Proxy};
use tsunagari_tests::site::Site;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

const PAGE: &str = "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><title>試し</title></head>\
<body><main><h1>試し</h1><button>押す</button><label>名前 <input></label></main><script src=\"/page.js\"></script></body></html>";
const SCRIPT: &str = "document.querySelector('button').onclick = () => document.querySelector('h1').textContent = '押しました';";

/// Writes a row as the device store writes its queue.
const KEEP: &str = "return new Promise((done, fail) => {
  const open = indexedDB.open('kept', 1);
  open.onupgradeneeded = () => open.result.createObjectStore('rows');
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const put = open.result.transaction('rows', 'readwrite', { durability: 'strict' });
    put.objectStore('rows').put('まだあります', 1);
    put.oncomplete = () => done(true);
    put.onerror = () => fail(put.error);
  };
});";
const READ: &str = "return new Promise((done, fail) => {
  const open = indexedDB.open('kept', 1);
  open.onerror = () => fail(open.error);
  open.onsuccess = () => {
    const get = open.result.transaction('rows').objectStore('rows').get(1);
    get.onsuccess = () => done(get.result);
    get.onerror = () => fail(get.error);
  };
});";

fn site() -> Outcome<(Folder, Site)> {
    let folder = Folder::new("site")?;
    for (name, text) in [("index.html", PAGE), ("page.js", SCRIPT)] {
        std::fs::write(folder.path().join(name), text).map_err(Trouble::at(name))?;
    }
    let site = Site::of(folder.path())?;
    Ok((folder, site))
}

fn shows_and_answers(engine: Engine) -> Outcome<()> {
    let (folder, site) = site()?;
    let browser = Browser::open(engine)?;
    browser.goto(&site.origin())?;
    assert_eq!(browser.run("return document.title + arguments[0]", &[json!(1)])?, json!("試し1"));
    assert_eq!(
        browser.run_async("await 0; return [typeof WebAssembly, isSecureContext]", &[])?,
        json!(["object", true])
    );
    browser.press("押す")?;
    browser.until_text("押しました")?;
    browser.fill("名前", "さくら")?;
    assert_eq!(browser.find("input")?.run("return arguments[0].value")?, json!("さくら"));
    let (width, _) = browser.size(390, 800)?;
    assert!(width >= 390, "{width}");
    browser.screenshot(&folder.path().join("seen.png"))?;
    browser.has_no_barriers("the page of this test", Rules::All)
}

fn keeps_over_a_kill(engine: Engine) -> Outcome<()> {
    let ((_folder, site), profile) = (site()?, Folder::new("profile")?);
    let browser = Browser::kept(engine, &profile)?;
    browser.goto(&site.origin())?;
    browser.run_async(KEEP, &[])?;
    let browser = browser.killed_and_opened()?;
    browser.goto(&site.origin())?;
    assert_eq!(browser.run_async(READ, &[])?, json!("まだあります"));
    Ok(())
}

#[test]
fn chromium_shows_and_answers() -> Outcome<()> {
    shows_and_answers(Engine::Chromium)
}

#[test]
fn firefox_shows_and_answers() -> Outcome<()> {
    shows_and_answers(Engine::Firefox)
}

#[test]
fn webkit_shows_and_answers() -> Outcome<()> {
    shows_and_answers(Engine::WebKit)
}

#[test]
fn chromium_keeps_a_row_over_a_kill() -> Outcome<()> {
    keeps_over_a_kill(Engine::Chromium)
}

#[test]
fn firefox_keeps_a_row_over_a_kill() -> Outcome<()> {
    keeps_over_a_kill(Engine::Firefox)
}

#[test]
fn plain_webkit_walks_and_keeps_a_row_over_a_kill() -> Outcome<()> {
    let ((_folder, site), proxy, home) = (site()?, Proxy::open()?, Folder::new("home")?);
    proxy.connect(site.port());
    let plain = Plain::open(&proxy, &home, &proxy.origin())?;
    plain.press("押す")?;
    plain.until_text("押しました")?;
    plain.run(KEEP)?;
    plain.kill();
    let plain = Plain::open(&proxy, &home, &proxy.origin())?;
    assert_eq!(plain.run(READ)?, json!("まだあります"));
    Ok(())
}

#[test]
fn webkit_tells_when_its_storage_is_lost() -> Outcome<()> {
    let ((_folder, site), proxy, home) = (site()?, Proxy::open()?, Folder::new("home")?);
    proxy.connect(site.port());
    let plain = Plain::open(&proxy, &home, &proxy.origin())?;
    plain.run(
        &KEEP.replace("open.onsuccess = () => {", "open.onsuccess = () => { window.db = open.result;"),
    )?;
    plain.kill_storage()?;
    let told = "return new Promise((done) => { try { const it = db.transaction('rows').objectStore('rows').get(1);
        it.onsuccess = () => done(null); it.onerror = () => done(String(it.error)); } catch (error) { done(String(error)); } })";
    // What is asked in the very moment of the death may never be answered; what is asked next is.
    wait::until("the handle to tell that it is lost", || {
        let said = plain.run(told).ok()?;
        said.as_str().is_some_and(|words| words.contains("Error")).then_some(())
    })?;
    plain.leave("location.reload()")?;
    assert_eq!(plain.run(READ)?, json!("まだあります"), "a new page has a new handle");
    Ok(())
}

#[test]
fn the_proxy_does_what_networks_do() -> Outcome<()> {
    let ((_folder, site), proxy) = (site()?, Proxy::open()?);
    proxy.connect(site.port());
    let browser = Browser::open(Engine::Chromium)?;
    browser.goto(&proxy.origin())?;
    let fetched =
        "try { const it = await fetch('/page.js', { redirect: 'manual' }); const text = await it.text();
        return [it.status, it.headers.get('content-type'), text.length]; } catch { return 'failed'; }";
    let fetch = |fault: Fault| {
        proxy.fault(fault);
        browser.run_async(fetched, &[])
    };
    let whole = SCRIPT.len();
    assert_eq!(fetch(Fault::None)?, json!([200, "text/javascript", SCRIPT.chars().count()]), "{whole}");
    for lost in [Fault::Unreachable, Fault::LoseAnswer, Fault::Cut(10)] {
        assert_eq!(fetch(lost.clone())?, json!("failed"), "{lost:?}");
    }
    assert_eq!(fetch(Fault::PortalPage)?[1], json!("text/html"));
    assert_eq!(fetch(Fault::PortalRequired)?[0], json!(511));
    assert_eq!(fetch(Fault::PortalRedirect)?[0], json!(0), "an opaque redirect has no status");
    assert_eq!(fetch(Fault::WrongKind)?, json!([200, "text/html", SCRIPT.chars().count()]));
    proxy.fault_under("/page.js", Fault::Unreachable, Some(1));
    assert_eq!(browser.run_async(fetched, &[])?, json!("failed"));
    assert_eq!(browser.run_async(fetched, &[])?[0], json!(200), "the fault was to last once");
    assert!(proxy.seen().iter().any(|seen| seen.path == "/page.js" && seen.status == 511));
    Ok(())
}

/// From here on Japan counts days as the West does; before it the engines' own calendars differ.
const WESTERN_FROM: &str = "1873-01-01";
const DAYS_TO: &str = "2100-12-31";
/// Of each day its words in the engine's own Japanese calendar: those that differ from the given ones, at most ten.
const BY_DAY: &str = "
  const of = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', { timeZone: 'UTC', dateStyle: 'full' });
  const wrong = [];
  for (const [day, words] of arguments[0]) {
    const own = of.format(new Date(day + 'T00:00:00Z'));
    if (own !== words && wrong.length < 10) wrong.push([day, words, own]);
  }
  return wrong;";
/// The same of instants, in milliseconds, and the day that it is then in Japan.
const BY_INSTANT: &str = "
  const of = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' });
  const wrong = [];
  for (const [at, day] of arguments[0]) {
    const own = of.format(new Date(at));
    if (own !== day && wrong.length < 10) wrong.push([at, day, own]);
  }
  return wrong;";
/// Days that are asked at one go.
const DAYS_AT_ONCE: usize = 10_000;

/// Every day's era, year, month, day and weekday, and the day in Japan around each midnight, are those of the engine (F39).
fn counts_days_as_the_core_does(engine: Engine) -> Outcome<()> {
    let browser = Browser::open(engine)?;
    let day = |text: &str| Day::parse(text).map_err(|fault| Trouble::new(format!("{text}: {fault}")));
    let (first, last) = (day(WESTERN_FROM)?, day(DAYS_TO)?);
    let days: Vec<Day> = (0..=last.since(first)).map(|n| first.plus(n)).collect();
    let said =
        |day: &Day| json!([day.to_string(), format!("{}{}曜日", day.era_text(), day.weekday().text())]);
    for days in days.chunks(DAYS_AT_ONCE) {
        let wrong = browser.run(BY_DAY, &[days.iter().map(said).collect()])?;
        assert_eq!(wrong, json!([]), "{engine:?}: day, core, engine");
    }
    // The last millisecond of a day in Japan, and the first of the next; before 1970 its summers had a time of their own.
    let midnight =
        |day: &Day| day.since(Day::parse("1970-01-01").unwrap_or(Day::FIRST)) * 86_400_000 - 9 * 3_600_000;
    let instants = |day: &Day| {
        [midnight(day) - 1, midnight(day)].map(|at| json!([at, WallTime::from_millis(at).day().to_string()]))
    };
    let since_1970: Vec<Day> = days.into_iter().filter(|day| midnight(day) > 0).collect();
    for days in since_1970.chunks(DAYS_AT_ONCE) {
        let asked: Vec<Value> = days.iter().flat_map(instants).collect();
        let wrong = browser.run(BY_INSTANT, &[Value::from(asked)])?;
        assert_eq!(wrong, json!([]), "{engine:?}: instant, core, engine");
    }
    Ok(())
}

#[test]
fn chromium_counts_days_as_the_core_does() -> Outcome<()> {
    counts_days_as_the_core_does(Engine::Chromium)
}

#[test]
fn firefox_counts_days_as_the_core_does() -> Outcome<()> {
    counts_days_as_the_core_does(Engine::Firefox)
}

#[test]
fn webkit_counts_days_as_the_core_does() -> Outcome<()> {
    counts_days_as_the_core_does(Engine::WebKit)
}
