//! Faults one after another on one phone: everything that may answer in the server's place, storage taken away kind by kind,
//! updates in a chain, kills at any moment. How often is the caller's: a test's handful, a campaign's hundred.

use std::time::Duration;

use serde_json::{Value, json};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::newer;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;
use tsunagari_world::chance::Chance;

use crate::town::{Phone, SALON, SAYS_SENT, Town};

/// How long a saving may take while the network is at its worst: nobody waits for it (F15).
const SAVED_WITHIN: Duration = Duration::from_secs(5);
const WAITS: &str =
    "[...document.querySelectorAll('button')].some((it) => it.innerText.includes('いま送る'))";

impl Phone {
    /// The group's form of today: a new one, or that of the log that is there.
    fn opens_form(&self) -> Outcome<()> {
        const FORM: &str = "document.querySelector('.log-form')";
        const LOG: &str =
            "[...document.querySelectorAll('button, a')].some((it) => it.innerText.trim() === '直す')";
        self.presses_to(SALON, &format!("({FORM} || {LOG})"))?;
        if self.browser.run(&format!("return Boolean({FORM})"), &[])? == json!(true) {
            return Ok(());
        }
        self.presses_to("直す", FORM)
    }

    fn retypes(&self, elders: u64) -> Outcome<()> {
        self.opens_form()?;
        self.browser.fill("65歳以上", &elders.to_string())?;
        self.browser.fill("担い手", "6")
    }

    /// Presses what keeps the form, new or not.
    fn presses_save(&self) -> Outcome<()> {
        const PRESS: &str = "
          const words = ['直して保存する', '記録する'];
          [...document.querySelectorAll('.log-form button, button')].find((it) => words.includes(it.innerText.trim())).click();";
        self.browser.run(PRESS, &[]).map(|_| ())
    }

    fn resaves(&self) -> Outcome<()> {
        self.presses_save()?;
        self.browser.until_text("に保存しました")
    }
}

/// Whatever may answer in the server's place, in words (F14).
fn answers() -> [(&'static str, Fault); 12] {
    [
        ("no server", Fault::Unreachable),
        ("a portal's page", Fault::PortalPage),
        ("a way to a portal's page", Fault::PortalRedirect),
        ("network authentication required", Fault::PortalRequired),
        ("another content type", Fault::WrongKind),
        ("a lost answer", Fault::LoseAnswer),
        ("an answer without its body", Fault::Cut(0)),
        ("a piece of an answer", Fault::Cut(16)),
        ("more of an answer", Fault::Cut(64)),
        ("a server's fault", Fault::Status(500)),
        ("a proxy without its server", Fault::Status(502)),
        ("a page that is not there", Fault::Status(404)),
    ]
}

pub(crate) fn nothing_that_answers_is_taken_for_the_server(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    town.network.fault(Fault::Unreachable);
    phone.logs_salon("17", "6")?;
    for (what, fault) in answers() {
        town.network.fault(fault);
        phone.opens_today(&town).map_err(|trouble| Trouble::new(format!("{what}: {trouble}")))?;
        phone.is_unsent(1)?;
        town.network.forget_seen();
        wait::until(&format!("{what} to be met"), || {
            phone.browser.run(SAYS_SENT, &[]).ok()?;
            let met = town.network.seen().iter().any(|seen| seen.path.starts_with("/api/v1/sync"));
            met.then_some(())
        })?;
        phone.browser.until(WAITS)?;
        phone.is_unsent(1)?;
        assert_eq!(phone.kept_rows("queue")?, json!(1), "{engine:?}: {what} was taken for the server");
    }
    town.network.fault(Fault::None);
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, "送信済み")?;
    phone.until_rows(1, "参加 17人・担い手 6人")
}

/// A line on which everything is accepted and nothing is said: saving does not wait for it, and what was saved is sent when
/// there is one that speaks (F15).
pub(crate) fn a_silent_line_makes_nobody_wait(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    town.network.fault(Fault::Hang);
    phone.logs_salon("17", "6")?;
    phone.opens_today(&town)?;
    phone.retypes(18)?;
    phone.presses_save()?;
    wait::within(SAVED_WITHIN, "the second saving", || phone.browser.until_text("に保存しました").ok())?;
    town.network.fault(Fault::None);
    phone.opens_today(&town)?;
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, "参加 18人・担い手 6人")
}

/// What Chromium calls the kinds of storage that may go alone (F9).
const KINDS: [&str; 6] = ["cookies", "local_storage", "indexeddb", "cache_storage", "service_workers", "all"];

pub(crate) fn storage_goes_kind_by_kind(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    for (elders, kind) in (11..).zip(KINDS) {
        phone.retypes(elders)?;
        phone.resaves()?;
        phone.has_sent()?;
        let what = json!({ "origin": town.network.origin(), "storageTypes": kind });
        phone.browser.cdp("Storage.clearDataForOrigin", &what)?;
        if kind == "all" {
            // Nobody knows this phone any more: it joins as a new one does.
            phone.joins(&town, "会計さん")?;
        } else {
            phone.opens_today(&town)?;
        }
        phone.browser.until("navigator.serviceWorker.controller")?;
        phone.has_sent()?;
        phone.opens_records()?;
        phone
            .until_rows(1, &format!("参加 {elders}人・担い手 6人"))
            .map_err(|trouble| Trouble::new(format!("without {kind}: {trouble}")))?;
        phone.opens_today(&town)?;
    }
    Ok(())
}

/// One build after another, each while a form is open: the form comes back, the page is loaded once for each (F16).
pub(crate) fn builds_follow_one_another(engine: Engine, builds: u32) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    for build in 1..=builds {
        let name = format!("{build:016}");
        phone.retypes(10 + u64::from(build))?;
        phone.browser.run(
            "sessionStorage.loads = 0; addEventListener('pagehide', () => sessionStorage.loads++)",
            &[],
        )?;
        town.network.renew(newer::named(&name)?);
        phone.browser.run_async("await (await navigator.serviceWorker.getRegistration()).update()", &[])?;
        phone.browser.until("document.documentElement.dataset.update === 'waiting'")?;
        phone.browser.press("戻る")?;
        phone.presses_to("きょう", "document.body.innerText.includes('新しい版があります')")?;
        phone.browser.press("新しくする")?;
        phone.browser.until_text("文字の大きさ")?;
        phone.browser.press("新しくする")?;
        phone.browser.until(&format!("document.documentElement.dataset.build === '{name}'"))?;
        phone.browser.until_text(&format!("版 {name}"))?;
        phone.browser.until("sessionStorage.loads === '1'")?;
        phone.opens_today(&town)?;
        phone.opens_form()?;
        phone.browser.until_text("の書きかけがあります")?;
        phone.resaves()?;
        phone.has_sent()?;
        phone.opens_today(&town)?;
    }
    phone.opens_records()?;
    phone.until_rows(1, &format!("参加 {}人・担い手 6人", 10 + builds))
}

/// `kill -9` at a moment that chance chooses, with the server away: what the app called saved is there, what it did not is as
/// typed or as before, and nothing is there twice (F5).
pub(crate) fn kills_at_any_moment(engine: Engine, kills: u32, seed: u64) -> Outcome<()> {
    const SHOWN: &str = "
      const rows = [...document.querySelectorAll('.entries > li')].filter((it) => it.innerText.includes(arguments[0]) && it.innerText.includes('11月24日'));
      return rows.map((it) => Number(it.innerText.match(/参加 (\\d+)人/)?.[1] ?? 0)).filter((it) => it > 9);";
    let mut chance = Chance::new(seed);
    let mut town = Town::open()?;
    let profile = Folder::new("profile")?;
    let mut phone = Phone::kept(engine, &profile, &[])?;
    phone.joins(&town, "会計さん")?;
    phone.logs_salon("10", "6")?;
    phone.has_sent()?;
    let mut held = 10;
    for kill in 0..kills {
        let elders = 11 + u64::from(kill);
        town.server.stop()?;
        phone.opens_today(&town)?;
        phone.retypes(elders)?;
        let saved = match chance.below(4) {
            0 => false,
            1 => {
                phone.presses_save()?;
                false
            }
            _ => {
                phone.resaves()?;
                true
            }
        };
        let early = chance.one_in(3);
        if early {
            town.server.again()?;
        }
        phone = phone.killed()?;
        if !early {
            town.server.again()?;
        }
        phone.opens_today(&town)?;
        phone.has_sent()?;
        phone.opens_records()?;
        let allowed = if saved { vec![elders] } else { vec![held, elders] };
        held = wait::until(&format!("kill {kill} of seed {seed}: one row of {allowed:?}"), || {
            let shown = phone.browser.run(SHOWN, &[json!(SALON)]).ok()?;
            let shown: Vec<u64> = shown.as_array()?.iter().filter_map(Value::as_u64).collect();
            let newest = shown.iter().filter(|it| **it == held || **it == elders).count();
            let first = shown.into_iter().find(|it| allowed.contains(it))?;
            (newest == 1).then_some(first)
        })
        .map_err(|trouble| phone.browser.told(&trouble))?;
    }
    Ok(())
}
