//! WebKitGTK as people run it, without a driver, since under one it keeps nothing on disk: its own home, cookies in a file, and
//! steps that the proxy carries into the page (`walk.rs`).

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::driver::{Screen, at_home};
use super::engine::mini_browser;
use super::is_true;
use crate::place::{self, Folder, Process};
use crate::proxy::Proxy;
use crate::trouble::{Outcome, Trouble};
use crate::wait;

/// What a step may take. One that went down with a killed process is given again within the limit of a wait.
const STEP: Duration = Duration::from_secs(10);

pub struct Plain<'p> {
    process: Process,
    _screen: Screen,
    proxy: &'p Proxy,
}

impl<'p> Plain<'p> {
    /// Opens an address of the proxy's. `home` is what stays over a kill and a new start.
    pub fn open(proxy: &'p Proxy, home: &Folder, url: &str) -> Outcome<Self> {
        proxy.walk().want();
        let before = proxy.walk().hellos();
        let screen = Screen::open()?;
        let mut command = Command::new(mini_browser()?);
        at_home(&mut command, home.path(), Some(&screen));
        command.arg(format!("--cookies-file={}", cookies(home.path()))).arg(url);
        let mut process = Process::start(&mut command)?;
        wait::until("the page to say hello", || match process.alive() {
            Ok(()) => (proxy.walk().hellos() > before).then_some(Ok(())),
            Err(ended) => Some(Err(ended)),
        })??;
        Ok(Self { process, _screen: screen, proxy })
    }

    /// Runs the body of an async function in the page and gives what it returns.
    pub fn run(&self, body: &str) -> Outcome<Value> {
        self.proxy.walk().run(body, STEP)
    }

    /// Waits until the expression is true.
    pub fn until(&self, expression: &str) -> Outcome<Value> {
        wait::until(expression, || self.run(&format!("return ({expression});")).ok().filter(is_true)).map_err(
            |trouble| {
                let shown = self
                    .run("return document.body.innerText")
                    .unwrap_or_else(|trouble| json!(trouble.to_string()));
                Trouble::new(format!("{trouble}\nthe page shows:\n{}", shown.as_str().unwrap_or_default()))
            },
        )
    }

    pub fn until_text(&self, words: &str) -> Outcome<()> {
        self.until(&format!("document.body && document.body.innerText.includes({})", json!(words)))
            .map(|_| ())
    }

    /// Presses the button or link that is called so, or holds these words.
    pub fn press(&self, words: &str) -> Outcome<()> {
        let body = format!(
            "const words = {}.replace(/\\s+/g, ''); \
             const named = (it) => (it.getAttribute('aria-label') || it.innerText || '').replace(/\\s+/g, ''); \
             const all = [...document.querySelectorAll('button, a[href], summary, label, [role=button]')].filter((it) => it.getClientRects().length && !it.disabled); \
             const it = all.find((it) => named(it) === words) || all.find((it) => named(it).includes(words)); \
             if (it) it.click(); return Boolean(it);",
            json!(words)
        );
        wait::until(&format!("「{words}」 to press"), || self.run(&body).ok().filter(is_true)).map(|_| ())
    }

    /// Types into the field that has this label, as far as a script can.
    pub fn fill(&self, label: &str, words: &str) -> Outcome<()> {
        let body = format!(
            "const label = [...document.querySelectorAll('label')].find((it) => it.innerText.includes({})); \
             const field = label && (label.control || label.querySelector('input, textarea, select')); \
             if (field) {{ field.focus(); field.value = {}; field.dispatchEvent(new Event('input', {{ bubbles: true }})); }} \
             return Boolean(field);",
            json!(label),
            json!(words)
        );
        wait::until(&format!("the field 「{label}」"), || self.run(&body).ok().filter(is_true)).map(|_| ())
    }

    /// Goes to another page, or reloads, and waits until the new page says hello.
    pub fn leave(&self, statement: &str) -> Outcome<()> {
        let before = self.proxy.walk().hellos();
        self.run(&format!("setTimeout(() => {{ {statement} }}, 50);"))?;
        wait::until("the new page to say hello", || (self.proxy.walk().hellos() > before).then_some(()))
    }

    /// `kill -9` of its process for network and storage alone: the page lives on with a lost database.
    pub fn kill_storage(&self) -> Outcome<()> {
        // The name is cut to fifteen letters by the system.
        let found: Vec<u32> = place::descendants(self.process.pid())
            .into_iter()
            .filter(|pid| {
                place::process_name(*pid).is_some_and(|name| "WebKitNetworkProcess".starts_with(&name))
            })
            .collect();
        if found.is_empty() {
            return Err(Trouble::new("WebKit has no process for network and storage"));
        }
        let before = self.proxy.walk().asked();
        place::kill(&found);
        wait::until("the page to ask again", || (self.proxy.walk().asked() > before).then_some(()))
    }

    /// `kill -9` of all of it.
    pub fn kill(mut self) {
        self.process.kill();
    }
}

fn cookies(home: &Path) -> String {
    home.join("cookies.txt").to_string_lossy().into_owned()
}
