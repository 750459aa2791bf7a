//! Whoever holds one of the five documents finds any line of it on a phone without a network: lines taken at random, each from
//! the list of plans to its place, by the search.

use std::time::Duration;

use serde_json::json;
use tsunagari_core::id::RecordId;
use tsunagari_core::record::Kind;
use tsunagari_server::sample::wards;
use tsunagari_tests::browser::{Browser, Engine, Setting};
use tsunagari_tests::proxy::{Fault, Proxy};
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::timed;

use crate::town::PAGE;

/// Lines that are looked for.
const LINES: usize = 20;
/// From the list of plans: the plan, the field, the row that was found.
const PRESSES: usize = 3;
/// What one line may take by script; a person types it besides.
const LIMIT: Duration = Duration::from_secs(30);
/// Which lines, so that a failing run can be run again.
const SEED: u64 = 20_261_128;

/// A line of a document: heading, measure or item.
struct Line {
    ward: String,
    plan: RecordId,
    row: RecordId,
    title: String,
    kind: Kind,
}

#[test]
fn chromium_finds_any_line_of_the_five_documents() -> Outcome<()> {
    let all = lines()?;
    let network = Proxy::open()?;
    let server = Server::on_sample(Options { origin: Some(network.origin()), ..Options::default() })?;
    network.connect(server.port());
    let setting = Setting { size: Some(PAGE), ..Setting::default() };
    let browser = Browser::with(Engine::Chromium, setting)?;
    let mut chance = SEED;
    let mut longest = Duration::ZERO;
    let mut wards: Vec<String> = Vec::new();
    for _ in 0..LINES {
        // A step of a linear congruence: which lines is of no weight, that they are the same again is.
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(chance >> 33).unwrap_or_default() % all.len();
        let line = all.get(at).ok_or_else(|| Trouble::new("no line"))?;
        let list = format!("{}/o/{}/plan", network.origin(), line.ward);
        let plan = format!("main a[href$='/plan/{}']", line.plan);
        if !wards.contains(&line.ward) {
            // The first visit, with a network.
            network.fault(Fault::None);
            browser.goto(&list)?;
            browser.find(&plan)?;
            browser.until("navigator.serviceWorker.controller")?;
            wards.push(line.ward.clone());
        }
        network.fault(Fault::Unreachable);
        browser.goto(&list)?;
        browser.find(&plan)?;
        browser.until("!document.getElementById('first')")?;
        let (found, took) = timed(|| finds(&browser, line, &plan));
        found?;
        println!("{took:>8.1?}  {:?} {}", line.kind, line.title);
        longest = longest.max(took);
        if took > LIMIT {
            return Err(Trouble::new(format!("{took:?} for {}", line.title)));
        }
    }
    println!("{LINES} of {} lines, {PRESSES} presses each, {longest:.1?} at most", all.len());
    Ok(())
}

fn finds(browser: &Browser, line: &Line, plan: &str) -> Outcome<()> {
    browser.find(plan)?.click()?;
    browser.fill("取組を探す", &line.title)?;
    browser.find(&format!("main a[href$='/plan/{}']", line.row))?.click()?;
    browser.until(&in_sight(line)).map(|_| ())
}

/// Whether the page of what was found shows it within the window.
fn in_sight(line: &Line) -> String {
    let there = match line.kind {
        Kind::Item => format!("document.querySelector('#r{}')", line.row.uuid().simple()),
        Kind::Node => format!("document.querySelector('#n{} summary')", line.row.uuid().simple()),
        _ => "document.querySelector('h1')".to_owned(),
    };
    format!(
        "(() => {{ const it = {there}; if (!it?.innerText.replace(/\\s/g, '').includes({})) return false; \
         const at = it.getBoundingClientRect(); return at.bottom > 0 && at.top < innerHeight; }})()",
        json!(line.title.split_whitespace().collect::<String>())
    )
}

/// Every heading, measure and item of the documents' wards that has a title.
fn lines() -> Outcome<Vec<Line>> {
    let wards = wards().map_err(|fault| Trouble::new(fault.to_string()))?;
    let mut lines = Vec::new();
    for ward in wards.iter().filter(|ward| !ward.org.org.sample) {
        for plan in &ward.plans {
            let rows =
                plan.rows.iter().filter(|row| [Kind::Node, Kind::Measure, Kind::Item].contains(&row.kind));
            lines.extend(rows.filter_map(|row| {
                Some(Line {
                    ward: ward.org.org.slug.clone(),
                    plan: plan.id.record(),
                    row: row.id,
                    title: row.fields.get("title")?.as_str()?.to_owned(),
                    kind: row.kind.clone(),
                })
            }));
        }
    }
    if lines.len() < LINES { Err(Trouble::new("too few lines")) } else { Ok(lines) }
}
