//! Faults one after another on one phone: everything that may answer in the server's place, storage taken away kind by kind,
//! updates in a chain, kills at any moment, people who follow one another, room that runs out. How often is the caller's: a
//! test's handful, a campaign's hundred.

use std::time::Duration;

use serde_json::{Value, json};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::runtime::Runtime;
use tsunagari_server::command::serve::DATABASE;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::newer;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;
use tsunagari_world::chance::Chance;

use crate::town::{Phone, SALON, SAYS_SENT, Town, joined_plain};

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
        phone.presses_to("新しくする", "document.body.innerText.includes('文字の大きさ')")?;
        phone.presses_to("新しくする", &format!("document.documentElement.dataset.build === '{name}'"))?;
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

/// The form of あいさつ, of which two in a day are two.
const GREETING: &str = "log/kind/aisatsu";
const LEFT: &str = "このスマホでの利用をやめました";
/// What a phone keeps of a person.
const OWN: [&str; 5] = ["mirror", "fresh", "queue", "draft", "sent"];

/// Each log on the server whose author has such a name: the name, and who helped.
fn logged(town: &Town, name: &str) -> Outcome<Vec<(String, i64)>> {
    const ASKED: &str = "select json_extract(p.record, '$.fields.name'), json_extract(a.record, '$.fields.helpers') \
        from records a join records p on p.kind = 'person' \
        and json_extract(p.record, '$.id') = json_extract(a.record, '$.made.by') \
        where a.kind = 'activity' and json_extract(p.record, '$.fields.name') like ? order by 1, 2";
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    let read = async {
        let file = town.server.data().join(DATABASE);
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
        sqlx::query_as(ASKED).bind(format!("{name}%")).fetch_all(&mut connection).await
    };
    runtime.block_on(read).map_err(Trouble::at("the logs"))
}

/// One person after another has the same tablet: each leaves it once all of theirs is sent, and leaves nothing; who comes next
/// finds nothing of what the last one typed, and every log stays its author's (F20).
pub(crate) fn people_follow_one_another(engine: Engine, switches: u32) -> Outcome<()> {
    let town = Town::open()?;
    let tablet = Phone::new(engine)?;
    let mut all = Vec::new();
    for n in 0..=switches {
        let (name, helpers) = (format!("当番{n:02}"), i64::from(n) + 2);
        tablet.joins(&town, &name)?;
        tablet.has_sent()?;
        town.network.fault(Fault::Unreachable);
        tablet.loads(&town, GREETING, "担い手")?;
        tablet.browser.until_no_text("の書きかけがあります")?;
        tablet.until_kept("draft", 0)?;
        tablet.browser.fill("担い手", &helpers.to_string())?;
        tablet.saves()?;
        tablet.loads(&town, GREETING, "担い手")?;
        tablet.browser.fill("担い手", "9")?;
        tablet.until_kept("draft", 1)?;
        tablet.loads(&town, "settings", "未送信が1件あるので、まだやめられません")?;
        town.network.fault(Fault::None);
        tablet.has_sent()?;
        tablet.browser.until_no_text("まだやめられません")?;
        tablet.browser.press("このスマホでの利用をやめる")?;
        tablet.browser.press("やめる")?;
        tablet.browser.until_text(LEFT)?;
        for table in OWN {
            tablet.until_kept(table, 0)?;
        }
        all.push((name, helpers));
    }
    let logged = logged(&town, "当番")?;
    if logged == all { Ok(()) } else { Err(Trouble::new(format!("{logged:?}, not {all:?}"))) }
}

/// The database's handle is taken away while a form is filled in: it is saved all the same (F6).
pub(crate) fn a_handle_is_lost(engine: Engine, times: u32) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    for helpers in 1..=times {
        phone.loads(&town, GREETING, "担い手")?;
        phone.browser.fill("担い手", &helpers.to_string())?;
        phone.until_kept("draft", 1)?;
        let what = json!({ "origin": town.network.origin(), "storageTypes": "indexeddb" });
        phone.browser.cdp("Storage.clearDataForOrigin", &what)?;
        phone.saves()?;
        phone.opens_today(&town)?;
        phone.has_sent()?;
    }
    let logged: Vec<i64> = logged(&town, "会計さん")?.into_iter().map(|(_, helpers)| helpers).collect();
    let all: Vec<i64> = (1..=i64::from(times)).collect();
    if logged == all { Ok(()) } else { Err(Trouble::new(format!("{logged:?}, not {all:?}"))) }
}

/// The same in WebKit, whose system kills the process that keeps databases: the page is loaded once more by itself.
pub(crate) fn webkits_database_is_lost(times: u32) -> Outcome<()> {
    let town = Town::open()?;
    let home = Folder::new("home")?;
    let plain = joined_plain(&town.network, &home, &town.server.invite("volunteer")?.link)?;
    for helpers in 1..=times {
        plain.leave(&format!("location.assign({})", json!(town.page(GREETING))))?;
        plain.until_text("担い手")?;
        plain.fill("担い手", &helpers.to_string())?;
        plain.run("window.before = true")?;
        plain.kill_storage()?;
        plain.until("window.before !== true")?;
        plain.until_text("の書きかけがあります")?;
        plain.press("記録する")?;
        plain.until_text("に保存しました")?;
    }
    plain.leave(&format!("location.assign({})", json!(town.page(""))))?;
    wait::until("everything to be sent", || plain.run(SAYS_SENT).ok().filter(|said| *said == json!(true)))?;
    let logged: Vec<i64> = logged(&town, "会計さん")?.into_iter().map(|(_, helpers)| helpers).collect();
    let all: Vec<i64> = (1..=i64::from(times)).collect();
    if logged == all { Ok(()) } else { Err(Trouble::new(format!("{logged:?}, not {all:?}"))) }
}

/// A database that is asked for and never answers: the page says so in place of waiting for ever, and shows all once it
/// answers (F7).
pub(crate) fn a_database_that_never_opens_is_told(engine: Engine, times: u32) -> Outcome<()> {
    const HANGS: &str = "
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...given) {
        const request = open.apply(this, given);
        for (const kind of ['success', 'error', 'upgradeneeded', 'blocked'])
          request.addEventListener(kind, (event) => event.stopImmediatePropagation());
        return request;
      };";
    let town = Town::open()?;
    town.network.begin_pages("");
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.logs_salon("17", "6")?;
    phone.has_sent()?;
    for _ in 0..times {
        town.network.begin_pages(HANGS);
        phone.browser.goto(&town.page(""))?;
        phone.browser.until_text("この画面は保存のしくみとつながらなくなりました")?;
        phone.browser.until_text("もういちど開いてください")?;
        town.network.begin_pages("");
        phone.opens_today(&town)?;
        phone.opens_records()?;
        phone.until_rows(1, "参加 17人・担い手 6人")?;
    }
    Ok(())
}

/// What may be kept is less with every press, down to nothing: each is either kept, and sent later, or the page says that there
/// is no room and what was typed stands there (F8).
pub(crate) fn room_runs_out(engine: Engine, steps: u32) -> Outcome<()> {
    const STEP: u64 = 1024;
    const SAID: &str = "const text = document.body.innerText;
      return text.includes('に保存しました') ? 'kept' : text.includes('空きがいっぱいで、保存できませんでした') ? 'full' : null;";
    const HELD: &str = "return [...document.querySelectorAll('label')].find((it) => it.innerText.includes('担い手')).control.value";
    let town = Town::open()?;
    let profile = Folder::new("profile")?;
    let mut phone = Phone::kept(engine, &profile, &[])?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    let origin = format!("{}/", town.network.origin());
    town.network.fault(Fault::Unreachable);
    let used = phone.browser.cdp("Storage.getUsageAndQuota", &json!({ "origin": origin }))?;
    let used = used.get("usage").and_then(Value::as_f64).unwrap_or_default() as u64;
    let (mut kept, mut full) = (Vec::new(), 0);
    for step in 0..steps {
        // The last ones have no room at all.
        let room = if step + steps.div_ceil(5) >= steps { 1 } else { used + STEP * u64::from(steps - step) };
        // A browser that has just started has no earlier idea of how much room there is.
        phone = phone.killed()?;
        phone
            .browser
            .cdp("Storage.overrideQuotaForOrigin", &json!({ "origin": origin, "quotaSize": room }))?;
        phone.loads(&town, GREETING, "担い手")?;
        let helpers = i64::from(step % 9) + 1;
        phone.browser.fill("担い手", &helpers.to_string())?;
        phone.browser.press("記録する")?;
        let said = wait::until("what became of it", || {
            phone.browser.run(SAID, &[]).ok().filter(|said| !said.is_null())
        })?;
        if said == json!("kept") {
            kept.push(helpers);
        } else {
            full += 1;
            assert_eq!(phone.browser.run(HELD, &[])?, json!(helpers.to_string()), "{engine:?}: step {step}");
        }
        phone.until_kept("queue", kept.len() as u64)?;
    }
    assert!(full > 0, "{engine:?}: there was room all the time");
    phone.browser.cdp("Storage.overrideQuotaForOrigin", &json!({ "origin": origin }))?;
    town.network.fault(Fault::None);
    phone.opens_today(&town)?;
    phone.has_sent()?;
    kept.sort_unstable();
    let logged: Vec<i64> = logged(&town, "会計さん")?.into_iter().map(|(_, helpers)| helpers).collect();
    if logged == kept { Ok(()) } else { Err(Trouble::new(format!("{logged:?}, not {kept:?}"))) }
}
