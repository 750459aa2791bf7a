//! The shell round the app, in three browsers: it opens without a network, takes no Wi-Fi page for a file, updates only when
//! asked, goes back from a build that never draws, mends itself, and helps where the app cannot run at all.

use std::fs;

use serde_json::json;
use tsunagari_tests::browser::{Browser, Engine, Rules, Setting};
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::{Fault, Proxy};
use tsunagari_tests::shell;
use tsunagari_tests::site::Site;
use tsunagari_tests::trouble::{Outcome, Trouble};

/// A ward's page, a site of one build behind a network, and a browser that has opened it and keeps it.
struct Visit {
    _build: Folder,
    site: Site,
    proxy: Proxy,
    browser: Browser,
}

const WARD: &str = "/o/tsumugi/";
/// What the page would ask the registration for, now.
const LOOK: &str = "(await navigator.serviceWorker.getRegistration()).update()";

impl Visit {
    fn first(engine: Engine) -> Outcome<Self> {
        Self::of(engine, shell::showing("第1版")?)
    }

    fn of(engine: Engine, build: Folder) -> Outcome<Self> {
        let (site, proxy) = (Site::of(build.path())?, Proxy::open()?);
        proxy.connect(site.port());
        let browser = Browser::open(engine)?;
        let visit = Self { _build: build, site, proxy, browser };
        visit.open()?;
        visit.browser.until_text("第1版")?;
        visit.settled()?;
        Ok(visit)
    }

    fn open(&self) -> Outcome<()> {
        self.browser.goto(&format!("{}{WARD}", self.proxy.origin()))
    }

    /// The service worker holds the page and knows that it has drawn.
    fn settled(&self) -> Outcome<()> {
        self.browser.until("navigator.serviceWorker.controller")?;
        let state = "const state = await caches.match('/state'); return state && (await state.json()).drawn";
        tsunagari_tests::wait::until("the first screen to be noted", || {
            (self.browser.run_async(state, &[]).ok()? == json!(true)).then_some(())
        })
    }

    fn new_build_waits(&self) -> Outcome<()> {
        self.browser.run_async(&format!("await {LOOK}"), &[])?;
        self.browser.until("document.documentElement.dataset.update === 'waiting'").map(|_| ())
    }

    /// How many files aside each build keeps, the oldest first.
    fn keeps_aside(&self, counts: &[usize]) -> Outcome<()> {
        let kept = "const counts = []; for (const name of await caches.keys()) if (name.startsWith('tsunagari-build-')) \
            counts.push((await (await caches.open(name)).keys()).filter((it) => it.url.includes('/staff-')).length); return counts";
        tsunagari_tests::wait::until(&format!("{counts:?} files aside"), || {
            (self.browser.run_async(kept, &[]).ok()? == json!(counts)).then_some(())
        })
    }

    fn agree(&self) -> Outcome<()> {
        self.browser.run("dispatchEvent(new Event('tsunagari:update-now'))", &[]).map(|_| ())
    }
}

fn opens_without_a_network(engine: Engine) -> Outcome<()> {
    let visit = Visit::first(engine)?;
    for gone in [Fault::Unreachable, Fault::PortalPage, Fault::PortalRequired, Fault::PortalRedirect] {
        visit.proxy.fault(gone);
        visit.open()?;
        visit.browser.until_text("第1版")?;
        visit.browser.goto(&format!("{}/o/tsumugi/plan/1", visit.proxy.origin()))?;
        visit.browser.until_text("第1版")?;
    }
    Ok(())
}

/// A phone whose copies come after the worker's patience, on a line that says nothing: the page opens when its copy comes.
fn opens_from_a_late_copy_on_a_silent_line(engine: Engine) -> Outcome<()> {
    const LATE: &str = "const match = caches.match.bind(caches); \
        const late = (path) => new Promise((done) => setTimeout(done, path === '/index.html' ? 4500 : 0)); \
        caches.match = async (path, how) => { await late(path); return match(path, how); };\n";
    let build = shell::showing("第1版")?;
    let worker = build.path().join("sw.js");
    let own = fs::read_to_string(&worker).map_err(Trouble::at("sw.js"))?;
    fs::write(&worker, LATE.to_owned() + &own).map_err(Trouble::at("sw.js"))?;
    let visit = Visit::of(engine, build)?;
    visit.proxy.fault(Fault::Hang);
    visit.open()?;
    visit.browser.until_text("第1版").map(|_| ())
}

/// There is no room to note a start, and no network to fall back on.
#[test]
fn chromium_opens_on_a_full_phone() -> Outcome<()> {
    let visit = Visit::first(Engine::Chromium)?;
    let undrawn = "const state = await caches.open('tsunagari-state'); const now = await (await state.match('/state')).json(); \
        await state.put('/state', new Response(JSON.stringify({ ...now, drawn: false })))";
    visit.browser.run_async(undrawn, &[])?;
    let origin = format!("{}/", visit.proxy.origin());
    visit.browser.cdp("Storage.overrideQuotaForOrigin", &json!({ "origin": origin, "quotaSize": 1 }))?;
    visit.proxy.fault(Fault::Unreachable);
    visit.open()?;
    visit.browser.until_text("第1版")
}

/// A public page is the server's: without a network it is said so, and the app's own page of the same row is offered.
fn says_in_words_that_a_public_page_is_away(engine: Engine) -> Outcome<()> {
    let visit = Visit::first(engine)?;
    visit.proxy.fault(Fault::Unreachable);
    visit.browser.goto(&format!("{}/p/tsumugi/plan/12ab", visit.proxy.origin()))?;
    visit.browser.until_text("いまは電波がつながりません")?;
    let link = visit.browser.run("return document.querySelector('a').getAttribute('href')", &[])?;
    assert_eq!(link, json!("/o/tsumugi/plan/12ab"));
    visit.browser.goto(&format!("{}/o/tsumugi/plan/12ab", visit.proxy.origin()))?;
    visit.browser.until_text("第1版")?;
    Ok(())
}

fn takes_no_portal_page_for_a_file(engine: Engine) -> Outcome<()> {
    let visit = Visit::first(engine)?;
    let second = shell::showing("第2版")?;
    visit.site.show(second.path());
    for wrong in [Fault::PortalPage, Fault::PortalRedirect, Fault::PortalRequired, Fault::Cut(5)] {
        visit.proxy.fault_under("/mini-", wrong.clone(), None);
        visit.proxy.forget_seen();
        visit.browser.run_async(&format!("await {LOOK}.catch(() => {{}})"), &[])?;
        let went = "const now = await navigator.serviceWorker.getRegistration(); return !now.installing && !now.waiting";
        tsunagari_tests::wait::until("the install to fail", || {
            (visit.browser.run_async(went, &[]).ok()? == json!(true)).then_some(())
        })?;
        assert!(
            visit.proxy.seen().iter().any(|seen| seen.path.starts_with("/mini-")),
            "nothing was tried: {wrong:?}"
        );
        visit.open()?;
        visit.browser.until_text("第1版")?;
    }
    visit.proxy.fault(Fault::None);
    visit.new_build_waits()
}

fn updates_only_when_asked(engine: Engine) -> Outcome<()> {
    let visit = Visit::first(engine)?;
    let second = shell::showing("第2版")?;
    visit.site.show(second.path());
    visit.new_build_waits()?;
    visit.browser.until_text("第1版")?;
    visit
        .browser
        .run("sessionStorage.loads = 0; addEventListener('pagehide', () => sessionStorage.loads++)", &[])?;
    visit.agree()?;
    visit.browser.until_text("第2版")?;
    visit.settled()?;
    assert_eq!(visit.browser.run("return sessionStorage.loads", &[])?, json!("1"), "loaded more than once");
    let builds = "return (await caches.keys()).filter((name) => name.startsWith('tsunagari-build-')).length";
    tsunagari_tests::wait::until("the former build to go", || {
        (visit.browser.run_async(builds, &[]).ok()? == json!(1)).then_some(())
    })?;
    visit.proxy.fault(Fault::Unreachable);
    visit.browser.reload()?;
    visit.browser.until_text("第2版")
}

fn goes_back_from_a_build_that_never_draws(engine: Engine) -> Outcome<()> {
    let visit = Visit::first(engine)?;
    let (bad, third) = (shell::broken()?, shell::showing("第3版")?);
    visit.site.show(bad.path());
    visit.new_build_waits()?;
    visit.agree()?;
    // It tries, is loaded once more by itself, and says so in words; the next start is the former build's.
    visit.browser.until_text("うまく開けませんでした")?;
    visit.browser.press("もういちど開く")?;
    visit.browser.until_text("第1版")?;
    visit.proxy.fault(Fault::Unreachable);
    visit.open()?;
    visit.browser.until_text("第1版")?;
    visit.proxy.fault(Fault::None);
    visit.site.show(third.path());
    visit.new_build_waits()?;
    visit.agree()?;
    visit.browser.until_text("第3版")?;
    visit.settled()
}

fn mends_what_is_missing(engine: Engine) -> Outcome<()> {
    let visit = Visit::first(engine)?;
    let count = "const name = (await caches.keys()).find((it) => it.startsWith('tsunagari-build-')); \
        return name ? (await (await caches.open(name)).keys()).length : 0";
    let whole = visit.browser.run_async(count, &[])?;
    let lose = "const name = (await caches.keys()).find((it) => it.startsWith('tsunagari-build-')); const cache = await caches.open(name); \
        await cache.delete('/index.html'); for (const it of await cache.keys()) if (it.url.includes('mini-')) await cache.delete(it)";
    let lose_all = "for (const name of await caches.keys()) await caches.delete(name)";
    for loss in [lose, lose_all] {
        visit.browser.run_async(loss, &[])?;
        visit.open()?;
        visit.browser.until_text("第1版")?;
        tsunagari_tests::wait::until("the files to be there again", || {
            (visit.browser.run_async(count, &[]).ok()? == whole).then_some(())
        })?;
    }
    visit.proxy.fault(Fault::Unreachable);
    visit.open()?;
    visit.browser.until_text("第1版")
}

/// What only staff need comes when the app says that the phone is staff's, from then on with each build or not at all.
fn keeps_for_staff_what_is_aside(engine: Engine) -> Outcome<()> {
    let visit = Visit::first(engine)?;
    visit.keeps_aside(&[0])?;
    let (second, third) = (shell::showing("第2版")?, shell::showing("第3版")?);
    visit.site.show(second.path());
    visit.new_build_waits()?;
    visit.agree()?;
    visit.browser.until_text("第2版")?;
    visit.settled()?;
    visit.keeps_aside(&[0])?;
    assert!(visit.proxy.seen().iter().all(|seen| !seen.path.starts_with("/staff-")), "who asked for it?");

    visit.browser.run("dispatchEvent(new Event('tsunagari:staff'))", &[])?;
    visit.keeps_aside(&[1])?;
    visit.site.show(third.path());
    visit.proxy.fault_under("/staff-", Fault::PortalPage, None);
    visit.browser.run_async(&format!("await {LOOK}.catch(() => {{}})"), &[])?;
    tsunagari_tests::wait::until("the install to fail", || {
        let asked = visit.proxy.seen().iter().filter(|seen| seen.path.starts_with("/staff-")).count();
        (asked >= 2).then_some(())
    })?;
    visit.keeps_aside(&[1])?;
    visit.proxy.fault(Fault::None);
    visit.new_build_waits()?;
    visit.keeps_aside(&[1, 1])
}

fn leaves_the_servers_own_alone(engine: Engine) -> Outcome<()> {
    let visit = Visit::first(engine)?;
    visit.proxy.forget_seen();
    let ask = "for (const path of arguments[0]) await fetch(path).catch(() => {})";
    let paths = ["/api/v1/plans", "/o/tsumugi/manifest.webmanifest", "/p/tsumugi/"];
    visit.browser.run_async(ask, &[json!(paths)])?;
    visit.browser.goto(&format!("{}/p/tsumugi/", visit.proxy.origin()))?;
    let seen = visit.proxy.seen();
    let times = |path: &str| seen.iter().filter(|seen| seen.path == path).count();
    assert_eq!(paths.map(times), [1, 1, 2], "{seen:?}");
    Ok(())
}

fn helps_without_wasm(engine: Engine, setting: Setting) -> Outcome<()> {
    let build = shell::showing("第1版")?;
    let site = Site::of(build.path())?;
    let browser = Browser::with(engine, Setting { size: Some((390, 844)), ..setting })?;
    browser.goto(&format!("{}{WARD}", site.origin()))?;
    browser.until_text("この設定のままでは開けません")?;
    browser.until_no_text("準備しています")?;
    browser.fill("日・活動・人数など", "11/20 サロン 参加18人 担い手4人")?;
    browser.press("メモを残す")?;
    browser.until_text("このスマホに残しました")?;
    browser.reload()?;
    browser.until_text("11/20 サロン 参加18人 担い手4人")?;
    browser.has_no_barriers("the help page", Rules::All)?;
    browser.press("削除する")?;
    browser.until_no_text("参加18人")
}

#[test]
fn chromium_helps_without_wasm() -> Outcome<()> {
    helps_without_wasm(
        Engine::Chromium,
        Setting { words: vec!["--js-flags=--jitless".to_owned()], ..Setting::default() },
    )
}

/// As in Lockdown Mode.
#[test]
fn webkit_helps_without_wasm() -> Outcome<()> {
    let environment = vec![("JSC_useWasm".to_owned(), "0".to_owned())];
    helps_without_wasm(Engine::WebKit, Setting { environment, ..Setting::default() })
}

/// Each promise in each engine, under its own name.
macro_rules! in_each_engine {
    ($($promise:ident: $chromium:ident $firefox:ident $webkit:ident;)*) => {$(
        #[test]
        fn $chromium() -> Outcome<()> { $promise(Engine::Chromium) }
        #[test]
        fn $firefox() -> Outcome<()> { $promise(Engine::Firefox) }
        #[test]
        fn $webkit() -> Outcome<()> { $promise(Engine::WebKit) }
    )*};
}

in_each_engine! {
    opens_without_a_network: chromium_opens_without_a_network firefox_opens_without_a_network webkit_opens_without_a_network;
    opens_from_a_late_copy_on_a_silent_line: chromium_opens_from_a_late_copy firefox_opens_from_a_late_copy webkit_opens_from_a_late_copy;
    says_in_words_that_a_public_page_is_away: chromium_says_that_a_public_page_is_away firefox_says_that_a_public_page_is_away webkit_says_that_a_public_page_is_away;
    takes_no_portal_page_for_a_file: chromium_takes_no_portal_page firefox_takes_no_portal_page webkit_takes_no_portal_page;
    updates_only_when_asked: chromium_updates_only_when_asked firefox_updates_only_when_asked webkit_updates_only_when_asked;
    goes_back_from_a_build_that_never_draws: chromium_goes_back firefox_goes_back webkit_goes_back;
    mends_what_is_missing: chromium_mends_what_is_missing firefox_mends_what_is_missing webkit_mends_what_is_missing;
    keeps_for_staff_what_is_aside: chromium_keeps_what_is_aside firefox_keeps_what_is_aside webkit_keeps_what_is_aside;
    leaves_the_servers_own_alone: chromium_leaves_the_servers_own firefox_leaves_the_servers_own webkit_leaves_the_servers_own;
}
