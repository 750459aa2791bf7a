//! A real browser driven by WebDriver: one session, one driver process, one profile. What is particular to an engine is in
//! `browser/engine.rs`; browsers without a driver are in `browser/plain.rs`.

mod axe;
mod driver;
mod element;
mod engine;
mod plain;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

pub use axe::{Barrier, Rules};
use driver::Driver;
pub use element::Element;
pub use engine::{Engine, ON_LEVELDB, ON_SQLITE};
pub use plain::Plain;

use crate::place::{self, Folder};
use crate::trouble::{Outcome, Trouble};
use crate::wait;

pub struct Browser {
    engine: Engine,
    driver: Driver,
    session: String,
    facts: Value,
    setting: Setting,
}

/// How a browser is started.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// Kept over a restart; a fresh one is used and thrown away otherwise. WebKit keeps nothing under a driver: see `Plain`.
    pub profile: Option<PathBuf>,
    /// More words for the browser's command line.
    pub words: Vec<String>,
    /// Environment of the driver, which the browser inherits.
    pub environment: Vec<(String, String)>,
    /// The size of the page in CSS pixels.
    pub size: Option<(u32, u32)>,
}

impl Browser {
    pub fn open(engine: Engine) -> Outcome<Self> {
        Self::with(engine, Setting::default())
    }

    /// Over a profile that stays: Chromium and Firefox.
    pub fn kept(engine: Engine, profile: &Folder) -> Outcome<Self> {
        Self::with(engine, Setting { profile: Some(profile.path().to_path_buf()), ..Setting::default() })
    }

    pub fn with(engine: Engine, setting: Setting) -> Outcome<Self> {
        let driver = Driver::start(engine, &setting)?;
        let wanted = engine.capabilities(driver.profile(), &setting)?;
        let made = driver.ask("POST", "/session", &wanted)?;
        let session = made.get("sessionId").and_then(Value::as_str).map(str::to_owned);
        let session = session.ok_or_else(|| Trouble::new(format!("{engine:?} made no session: {made}")))?;
        let facts = made.get("capabilities").cloned().unwrap_or_default();
        let browser = Self { engine, driver, session, facts, setting };
        browser.command("/timeouts", &json!({ "script": 120_000, "pageLoad": 60_000, "implicit": 0 }))?;
        if let Some((width, height)) = browser.setting.size {
            browser.size(width, height)?;
        }
        Ok(browser)
    }

    /// `kill -9`, then a new session over the same profile.
    pub fn killed_and_opened(mut self) -> Outcome<Self> {
        let (engine, setting) = (self.engine, self.setting.clone());
        self.kill();
        drop(self);
        Self::with(engine, setting)
    }

    /// `kill -9` of the browser and its driver.
    pub fn kill(&mut self) {
        self.driver.kill();
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// What the browser said of itself when it was started.
    pub fn facts(&self) -> &Value {
        &self.facts
    }

    /// The processes of driver and browser, with their names.
    pub fn processes(&self) -> Vec<(u32, String)> {
        let below = place::descendants(self.driver.pid());
        below.into_iter().filter_map(|pid| Some((pid, place::process_name(pid)?))).collect()
    }

    pub fn goto(&self, url: &str) -> Outcome<()> {
        self.command("/url", &json!({ "url": url })).map(|_| ())
    }

    /// As a person reloads. Firefox's driver would go past the service worker.
    pub fn reload(&self) -> Outcome<()> {
        self.run("window.beforeReload = true; location.reload()", &[])?;
        self.until("window.beforeReload !== true && document.readyState === 'complete'").map(|_| ())
    }

    pub fn url(&self) -> Outcome<String> {
        self.driver.ask("GET", &self.path("/url"), &Value::Null).map(|url| text(&url))
    }

    /// Runs the body of a function; `arguments[n]` are the given values.
    pub fn run(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        self.command("/execute/sync", &json!({ "script": body, "args": arguments }))
    }

    /// Runs the body of an async function and gives what it returns.
    pub fn run_async(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        let script = format!(
            "const tell = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1); \
             (async (...arguments) => {{ {body} }})(...given).then((ok) => tell({{ ok }}), (error) => tell({{ error: String(error) }}));"
        );
        let said = self.command("/execute/async", &json!({ "script": script, "args": arguments }))?;
        match said.get("error") {
            Some(error) => Err(Trouble::new(format!("in the page: {error}"))),
            None => Ok(said.get("ok").cloned().unwrap_or_default()),
        }
    }

    /// Waits until the expression is true, and gives its value. A page in the midst of loading counts as not yet.
    pub fn until(&self, expression: &str) -> Outcome<Value> {
        let body = format!("return ({expression});");
        let mut last = None;
        let found = wait::until(expression, || match self.run(&body, &[]) {
            Ok(value) if is_true(&value) => Some(value),
            other => {
                last = Some(other);
                None
            }
        });
        found.map_err(|trouble| self.told(&Trouble::new(format!("{trouble}\nlast answer: {last:?}"))))
    }

    /// A trouble with the page on which it was met: its address, what it shows, what is typed into its fields.
    pub fn told(&self, trouble: &Trouble) -> Trouble {
        const PAGE: &str = "
          const typed = [...document.querySelectorAll('input, textarea, select')].map((it) => it.value).filter(Boolean);
          return location.pathname + ' shows, with ' + JSON.stringify(typed) + ' typed:\\n' + (document.body?.innerText ?? '');";
        let page = self.run(PAGE, &[]).map_or_else(|trouble| trouble.to_string(), |page| text(&page));
        Trouble::new(format!("{trouble}\nthe page {page}"))
    }

    /// Waits until these words stand on the page.
    pub fn until_text(&self, words: &str) -> Outcome<()> {
        self.until(&format!("document.body && document.body.innerText.includes({})", json!(words)))
            .map(|_| ())
    }

    pub fn until_no_text(&self, words: &str) -> Outcome<()> {
        self.until(&format!("document.body && !document.body.innerText.includes({})", json!(words)))
            .map(|_| ())
    }

    /// What a person can read on the page.
    pub fn text(&self) -> Outcome<String> {
        self.run("return document.body ? document.body.innerText : ''", &[]).map(|value| text(&value))
    }

    /// A picture of what is seen, as PNG.
    pub fn screenshot(&self, file: &Path) -> Outcome<()> {
        let picture = self.driver.ask("GET", &self.path("/screenshot"), &Value::Null)?;
        let bytes =
            engine::from_base64(&text(&picture)).ok_or_else(|| Trouble::new("the picture is not base64"))?;
        std::fs::write(file, bytes).map_err(Trouble::at(file.display()))
    }

    /// The page as it is printed on A4, as a PDF; of browsers whose driver prints.
    pub fn pdf(&self) -> Outcome<Vec<u8>> {
        let page =
            json!({ "page": { "width": 21.0, "height": 29.7 }, "background": true, "shrinkToFit": false });
        let printed = self.command("/print", &page)?;
        engine::from_base64(&text(&printed)).ok_or_else(|| Trouble::new("the print is not base64"))
    }

    /// Makes the page so large in CSS pixels, and gives what came of it: a window has a least width.
    pub fn size(&self, width: u32, height: u32) -> Outcome<(u32, u32)> {
        if self.engine == Engine::Chromium {
            let metrics =
                json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            self.cdp("Emulation.setDeviceMetricsOverride", &metrics)?;
            return Ok((width, height));
        }
        for _ in 0..3 {
            if self.inner_size()? == (width, height) {
                break;
            }
            // Before its window stands WebKit says that it is nothing wide from outside.
            let rest = self.until("outerWidth >= innerWidth && outerHeight >= innerHeight && [outerWidth - innerWidth, outerHeight - innerHeight]")?;
            let rest = |at: usize| rest.get(at).and_then(Value::as_i64).unwrap_or_default();
            let rect = json!({ "width": i64::from(width) + rest(0), "height": i64::from(height) + rest(1) });
            self.command("/window/rect", &rect)?;
        }
        self.inner_size()
    }

    fn inner_size(&self) -> Outcome<(u32, u32)> {
        let now = self.run("return [innerWidth, innerHeight]", &[])?;
        let now = |at: usize| {
            now.get(at).and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok()).unwrap_or_default()
        };
        Ok((now(0), now(1)))
    }

    /// A command of Chromium's own protocol.
    pub fn cdp(&self, name: &str, parameters: &Value) -> Outcome<Value> {
        self.command("/goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
    }

    /// Opens a second window of the same browser, makes it current and gives its handle.
    pub fn new_window(&self) -> Outcome<String> {
        let made = self.command("/window/new", &json!({ "type": "tab" }))?;
        let handle = made.get("handle").map(text).unwrap_or_default();
        self.switch_to(&handle)?;
        Ok(handle)
    }

    pub fn window(&self) -> Outcome<String> {
        self.driver.ask("GET", &self.path("/window"), &Value::Null).map(|handle| text(&handle))
    }

    pub fn switch_to(&self, window: &str) -> Outcome<()> {
        self.command("/window", &json!({ "handle": window })).map(|_| ())
    }

    /// Keys as a person presses them, without a field in mind: Tab is `\u{e004}`, Enter `\u{e007}`, Escape `\u{e00c}`.
    pub fn press_keys(&self, keys: &str) -> Outcome<()> {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
            })
            .collect();
        self.command("/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": strokes }] }))
            .map(|_| ())
    }

    /// No one answers within the page any more: the caller has waited long enough.
    pub fn is_alive(&self) -> bool {
        wait::within(Duration::ZERO, "an answer", || self.url().ok()).is_ok()
    }

    fn command(&self, place: &str, body: &Value) -> Outcome<Value> {
        self.driver.ask("POST", &self.path(place), body)
    }

    fn path(&self, place: &str) -> String {
        format!("/session/{}{place}", self.session)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.driver.ask("DELETE", &self.path(""), &Value::Null).ok();
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// As JavaScript judges it.
fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value != &json!(0) && value != &json!("")
}
