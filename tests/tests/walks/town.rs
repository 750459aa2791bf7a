//! The words in which the walks are told: a ward with its server and its network, and people with phones in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tsunagari_tests::browser::{Browser, Engine, Plain, Setting};
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Proxy;
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait;

/// Where everybody of these stories lives, and the group that they keep.
pub(crate) const DISTRICT: &str = "ひなた地区";
pub(crate) const SALON: &str = "つくしサロン";
/// A quarter to noon in Japan on the day of the sample (`server::TODAY`), in milliseconds.
const MORNING: i64 = 1_795_488_300_000;
/// Whether joining has come to the person's name.
const ASKS_NAME: &str =
    "[...document.querySelectorAll('label')].some((it) => it.innerText.includes('お名前'))";
/// What a press may take to show its page; after it, it is taken to have missed.
const PRESS_TAKES: Duration = Duration::from_secs(5);
pub(crate) const WARD: &str = "/o/tsumugi/";
/// The page of a phone, in CSS pixels.
pub(crate) const PAGE: (u32, u32) = (480, 900);

/// Whether everything is sent as the app says; presses 「いま送る」 where it is offered at this moment.
pub(crate) const SAYS_SENT: &str = "
if (document.body.innerText.includes('すべて送信済み')) return true;
[...document.querySelectorAll('button')].find((it) => it.innerText.includes('いま送る'))?.click();
return false;";

/// つむぎ区: a server behind a network. Pages believe that it is the day of the sample.
pub(crate) struct Town {
    pub(crate) server: Server,
    pub(crate) network: Proxy,
}

impl Town {
    pub(crate) fn open() -> Outcome<Self> {
        let network = Proxy::open()?;
        network.set_clock(MORNING);
        let server = Server::on_sample(Options { origin: Some(network.origin()), ..Options::default() })?;
        network.connect(server.port());
        Ok(Self { server, network })
    }

    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{WARD}{path}", self.network.origin())
    }
}

/// A plain WebKit, as people run it, on which somebody has joined by the link with their group.
pub(crate) fn joined_plain<'n>(network: &'n Proxy, home: &Folder, link: &str) -> Outcome<Plain<'n>> {
    let plain = Plain::open(network, home, link)?;
    plain.press(DISTRICT)?;
    plain.press("次へ")?;
    plain.fill("お名前", "会計さん")?;
    plain.press("次へ")?;
    plain.press(SALON)?;
    plain.press("参加する")?;
    plain.until_text("前回")?;
    plain.until("navigator.serviceWorker.controller")?;
    Ok(plain)
}

/// Somebody's phone.
pub(crate) struct Phone {
    pub(crate) browser: Browser,
}

impl Phone {
    /// A phone that is thrown away with its story.
    pub(crate) fn new(engine: Engine) -> Outcome<Self> {
        Self::with(engine, Setting::default())
    }

    /// A phone whose app can be killed and opened again.
    pub(crate) fn kept(engine: Engine, profile: &Folder, words: &[&str]) -> Outcome<Self> {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self::with(
            engine,
            Setting { profile: Some(profile.path().to_path_buf()), words, ..Setting::default() },
        )
    }

    /// `kill -9`, and the same phone opened again.
    pub(crate) fn killed(self) -> Outcome<Self> {
        Ok(Self { browser: self.browser.killed_and_opened()? })
    }

    fn with(engine: Engine, setting: Setting) -> Outcome<Self> {
        let setting = Setting { size: Some(PAGE), ..setting };
        Ok(Self { browser: Browser::with(engine, setting)? })
    }

    /// Joins a ward as one who need not say which district or group, by a link.
    pub(crate) fn joins_by(&self, link: &str, name: &str) -> Outcome<()> {
        self.browser.goto(link)?;
        self.browser.press("次へ")?;
        self.enters(name)
    }

    /// Says their name, joins without a group, and the app opens without a network.
    pub(crate) fn enters(&self, name: &str) -> Outcome<()> {
        self.gives_name(name)?;
        self.browser.press("参加する")?;
        self.browser
            .until("!location.pathname.includes('/join') && navigator.serviceWorker.controller")
            .map(|_| ())
    }

    /// Opens the link, chooses district, name and group, and waits until everything is there to go out with.
    pub(crate) fn joins(&self, town: &Town, name: &str) -> Outcome<()> {
        self.joins_as(town, "volunteer", name)
    }

    pub(crate) fn joins_as(&self, town: &Town, role: &str, name: &str) -> Outcome<()> {
        self.browser.goto(&town.server.invite(role)?.link)?;
        self.chooses_district()?;
        self.gives_name(name)?;
        self.ticks_group()?;
        self.is_ready()
    }

    pub(crate) fn chooses_district(&self) -> Outcome<()> {
        self.presses_to(DISTRICT, "document.querySelector('input:checked')")?;
        self.presses_to("次へ", ASKS_NAME)
    }

    pub(crate) fn gives_name(&self, name: &str) -> Outcome<()> {
        self.browser.fill("お名前", name)?;
        self.browser.press("次へ")
    }

    pub(crate) fn ticks_group(&self) -> Outcome<()> {
        self.browser.press(SALON)?;
        self.browser.press("参加する")
    }

    /// The group's card is there, and the app opens without a network.
    pub(crate) fn is_ready(&self) -> Outcome<()> {
        self.browser.until_text(SALON)?;
        self.browser.until_text("前回")?;
        self.browser.until("navigator.serviceWorker.controller").map(|_| ())
    }

    /// きょう, by loading it.
    pub(crate) fn opens_today(&self, town: &Town) -> Outcome<()> {
        self.loads(town, "", SALON)
    }

    /// A page by its address: it shows these words, and the first screen below it has gone, which moves a press.
    pub(crate) fn loads(&self, town: &Town, path: &str, there: &str) -> Outcome<()> {
        self.browser.goto(&town.page(path))?;
        self.browser.until_text(there)?;
        self.browser.until("!document.getElementById('first')").map(|_| ())
    }

    /// From きょう, by the group's own card.
    pub(crate) fn opens_group(&self) -> Outcome<()> {
        self.browser.until_text(&format!("{SALON}の実績"))?;
        self.presses_in(&format!("{SALON}の実績"), "会の実績", "document.querySelector('.sums tfoot')")
    }

    /// 記録, by the bar below.
    pub(crate) fn opens_records(&self) -> Outcome<()> {
        self.presses_to("記録", "location.pathname.endsWith('/records')")
    }

    /// Opens the form of the group's session and types the numbers.
    pub(crate) fn types(&self, elders: &str, helpers: &str) -> Outcome<()> {
        self.opens_salon()?;
        self.browser.fill("65歳以上", elders)?;
        self.browser.fill("担い手", helpers)
    }

    fn opens_salon(&self) -> Outcome<()> {
        self.presses_to(SALON, "document.querySelector('.log-form')")
    }

    /// What arrives from others in the moment of the press may change the page under it: pressed again then.
    pub(crate) fn presses_to(&self, words: &str, there: &str) -> Outcome<()> {
        self.presses_in("", words, there)
    }

    /// The same in the entry or card that is called so.
    pub(crate) fn presses_in(&self, part: &str, words: &str, there: &str) -> Outcome<()> {
        let open = || {
            self.browser.run(&format!("return Boolean({there})"), &[]).ok().filter(|it| *it == json!(true))
        };
        let mut again = false;
        wait::until(&format!("{there} after 「{words}」"), || {
            // What is there since the last look is not pressed upon: the press would land on what came.
            if again && open().is_some() {
                return Some(json!(true));
            }
            again = true;
            self.browser.press_in(part, words).ok()?;
            wait::within(PRESS_TAKES, there, open).ok()
        })
        .map(|_| ())
        .map_err(|trouble| self.browser.told(&trouble))
    }

    pub(crate) fn saves(&self) -> Outcome<()> {
        self.browser.press("記録する")?;
        self.browser.until_text("に保存しました")
    }

    pub(crate) fn logs_salon(&self, elders: &str, helpers: &str) -> Outcome<()> {
        self.types(elders, helpers)?;
        self.saves()
    }

    pub(crate) fn is_unsent(&self, count: usize) -> Outcome<()> {
        self.browser.until_text(&format!("未送信 {count}件"))
    }

    /// Everything is on the server, by the app's own words and by its queue: the words alone may be those from before a
    /// press. 「いま送る」 is pressed where it is offered.
    pub(crate) fn has_sent(&self) -> Outcome<()> {
        wait::until("everything to be sent", || {
            let said = self.browser.run(SAYS_SENT, &[]).ok()? == json!(true);
            (said && self.kept_rows("queue").ok()? == json!(0)).then_some(())
        })
        .map_err(|trouble| self.browser.told(&trouble))
    }

    /// Whatever page is shown: the network is told to be back, until the queue is empty.
    pub(crate) fn drains(&self) -> Outcome<()> {
        wait::until("the queue to be empty", || {
            self.browser.run("dispatchEvent(new Event('online'))", &[]).ok()?;
            (self.kept_rows("queue").ok()? == json!(0)).then_some(())
        })
    }

    /// Presses what saves a file, waits until the app says so, and gives the file of this ending that lies in the folder then.
    pub(crate) fn downloads(
        &self,
        folder: &Folder,
        press: &str,
        told: &str,
        ending: &str,
    ) -> Outcome<PathBuf> {
        let to = json!({ "behavior": "allow", "downloadPath": folder.path() });
        self.browser.cdp("Browser.setDownloadBehavior", &to)?;
        self.browser.press(press)?;
        self.browser.until_text(told)?;
        // The browser takes the name first, with an empty file, and puts what it has written in its place.
        wait::until(&format!("a file of {ending}"), || {
            let all = fs::read_dir(folder.path()).ok()?;
            all.filter_map(|entry| Some(entry.ok()?.path())).find(|path| {
                path.extension().is_some_and(|it| it == ending)
                    && fs::metadata(path).is_ok_and(|it| it.len() > 0)
            })
        })
    }

    /// Chooses a file. The system's dialogue has no page: the field that asks for a file is shown in ours.
    pub(crate) fn chooses_file(&self, press: &str, file: &Path) -> Outcome<()> {
        const SHOWN: &str = "if (window.shown) return; window.shown = true; \
            const open = HTMLInputElement.prototype.click; HTMLInputElement.prototype.click = function () { \
            if (this.type === 'file') document.body.append(this); else open.call(this); }";
        self.browser.run(SHOWN, &[])?;
        self.browser.press(press)?;
        self.browser.find("input[type=file]")?.type_in(&file.to_string_lossy())?;
        self.browser.run("document.querySelector('input[type=file]').remove()", &[]).map(|_| ())
    }

    /// How many rows of 記録 are of this group and say this.
    pub(crate) fn rows_that_say(&self, words: &str) -> Outcome<usize> {
        let rows = "return [...document.querySelectorAll('.entries > li')].filter((it) => arguments[0].every((words) => it.innerText.includes(words))).length";
        let found = self.browser.run(rows, &[json!([SALON, words])])?;
        Ok(found.as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or_default())
    }

    /// Waits until so many rows of the group say this.
    pub(crate) fn until_rows(&self, count: usize, words: &str) -> Outcome<()> {
        wait::until(&format!("{count} rows with {words}"), || {
            (self.rows_that_say(words).ok()? == count).then_some(())
        })
        .map_err(|trouble| self.browser.told(&trouble))
    }

    /// How many rows a table of the phone's own store holds.
    pub(crate) fn kept_rows(&self, table: &str) -> Outcome<Value> {
        const COUNT: &str = "return await new Promise((done, fail) => {
          const open = indexedDB.open('tsunagari-' + location.pathname.split('/')[2]);
          open.onerror = () => fail(open.error);
          open.onsuccess = () => {
            const ask = open.result.transaction(arguments[0]).objectStore(arguments[0]).count();
            ask.onsuccess = () => { open.result.close(); done(ask.result); };
            ask.onerror = () => { open.result.close(); fail(ask.error); };
          };
        });";
        self.browser.run_async(COUNT, &[json!(table)])
    }

    pub(crate) fn until_kept(&self, table: &str, count: u64) -> Outcome<()> {
        wait::until(&format!("{count} rows in {table}"), || {
            (self.kept_rows(table).ok()?.as_u64() == Some(count)).then_some(())
        })
    }
}
