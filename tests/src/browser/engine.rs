//! The three engines: what each driver is called, how it is started, and the capabilities that work without a screen.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::Setting;
use crate::trouble::{Outcome, Trouble};

/// Chromium's words for where it keeps IndexedDB: as it has long done, and as it is coming to do.
pub const ON_LEVELDB: &str = "--disable-features=IdbSqliteBackingStore";
pub const ON_SQLITE: &str = "--enable-features=IdbSqliteBackingStore";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// WebKitGTK has no way to run without a screen.
    pub(super) fn needs_screen(self) -> bool {
        self == Self::WebKit
    }

    pub(super) fn driver(self, port: u16, second_port: u16) -> Command {
        let mut command = match self {
            Self::Chromium => Command::new("chromedriver"),
            Self::Firefox => Command::new("geckodriver"),
            Self::WebKit => Command::new("WebKitWebDriver"),
        };
        match self {
            Self::Chromium | Self::WebKit => command.arg(format!("--port={port}")),
            Self::Firefox => {
                command.args(["--port", &port.to_string(), "--websocket-port", &second_port.to_string()])
            }
        };
        command
    }

    pub(super) fn capabilities(self, profile: &Path, setting: &Setting) -> Outcome<Value> {
        let profile = profile.to_string_lossy();
        let with = |own: &[&str]| -> Vec<String> {
            own.iter().map(|word| (*word).to_owned()).chain(setting.words.iter().cloned()).collect()
        };
        let mut always = match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": with(&[
                    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--no-first-run", "--lang=ja",
                    "--window-size=1000,1000", &format!("--user-data-dir={profile}"),
                ]) },
            }),
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": "/usr/bin/firefox-esr",
                    "args": with(&["-headless", "-profile", &profile]),
                    "prefs": { "intl.accept_languages": "ja", "datareporting.policy.dataSubmissionEnabled": false,
                        "app.update.enabled": false, "browser.shell.checkDefaultBrowser": false },
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": { "binary": mini_browser()?, "args": with(&["--automation"]) },
            }),
        };
        if let Some(always) = always.as_object_mut() {
            always.insert("acceptInsecureCerts".to_owned(), json!(true));
        }
        Ok(json!({ "capabilities": { "alwaysMatch": always } }))
    }
}

/// Debian puts it among the libraries of its architecture.
pub(super) fn mini_browser() -> Outcome<PathBuf> {
    std::fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("webkit2gtk-4.1/MiniBrowser")))
        .find(|path| path.is_file())
        .ok_or_else(|| Trouble::new("there is no WebKitGTK MiniBrowser: apt-get install webkit2gtk-driver"))
}

/// Pictures come as base64.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for letter in text.bytes().filter(|letter| !b"=\r\n".contains(letter)) {
        held = (held << 6) | u32::try_from(LETTERS.iter().position(|known| *known == letter)?).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}
