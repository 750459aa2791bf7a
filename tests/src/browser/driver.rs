//! The driver's process and its HTTP: started on a free port, asked in JSON, killed with all that it started.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Engine, Setting};
use crate::http1::Request;
use crate::place::{Folder, Process, free_port};
use crate::trouble::{Outcome, Trouble};
use crate::wait;

pub(super) struct Driver {
    // Dropped in this order: the browser before its screen, both before their folders.
    process: Process,
    _screen: Option<Screen>,
    port: u16,
    profile: PathBuf,
    _home: Folder,
}

impl Driver {
    pub(super) fn start(engine: Engine, setting: &Setting) -> Outcome<Self> {
        let home = Folder::new("browser")?;
        let profile = setting.profile.clone().unwrap_or_else(|| home.path().join("profile"));
        std::fs::create_dir_all(&profile).map_err(Trouble::at(profile.display()))?;
        let screen = if engine.needs_screen() { Some(Screen::open()?) } else { None };
        let port = free_port()?;
        let mut command = engine.driver(port, free_port()?);
        at_home(&mut command, home.path(), screen.as_ref());
        command.envs(setting.environment.iter().cloned());
        let mut process = Process::start(&mut command)?;
        wait::until(&format!("the driver of {engine:?}"), || match process.alive() {
            Ok(()) => Request::new("GET", "/status").send(port).is_ok().then_some(Ok(())),
            Err(ended) => Some(Err(ended)),
        })??;
        Ok(Self { process, _screen: screen, port, profile, _home: home })
    }

    pub(super) fn ask(&self, method: &str, path: &str, body: &Value) -> Outcome<Value> {
        let request =
            if body.is_null() { Request::new(method, path) } else { Request::json(method, path, body) };
        let answer = request.send(self.port).map_err(Trouble::at(format!("{method} {path}")))?;
        let mut said: Value =
            serde_json::from_slice(&answer.body).map_err(Trouble::at(format!("{method} {path}")))?;
        let value = said.get_mut("value").map(Value::take).unwrap_or_default();
        match value.get("error") {
            Some(error) if answer.status != 200 => {
                let message = value.get("message").unwrap_or(&json!("")).to_string();
                Err(Trouble::new(format!("{method} {path}: {error} {message}")))
            }
            _ => Ok(value),
        }
    }

    pub(super) fn profile(&self) -> &Path {
        &self.profile
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.pid()
    }

    pub(super) fn kill(&mut self) {
        self.process.kill();
    }
}

/// A home of its own, Japan's time, and no word of the tests to the terminal.
pub(super) fn at_home(command: &mut Command, home: &Path, screen: Option<&Screen>) {
    command.env("HOME", home).env("TZ", "Asia/Tokyo").stdout(Stdio::null()).stderr(Stdio::null());
    for name in
        ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY"]
    {
        command.env_remove(name);
    }
    if let Some(screen) = screen {
        command.env("DISPLAY", &screen.name);
    }
}

/// A screen that nobody sees.
pub(super) struct Screen {
    name: String,
    process: Process,
}

impl Screen {
    pub(super) fn open() -> Outcome<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1400x2000x24", "-nolisten", "tcp"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = Process::start(&mut command)?;
        let mut number = String::new();
        if let Some(out) = process.child().stdout.take() {
            BufReader::new(out).read_line(&mut number).map_err(Trouble::at("Xvfb"))?;
        }
        if number.trim().is_empty() {
            return Err(Trouble::new("Xvfb opened no screen"));
        }
        Ok(Self { name: format!(":{}", number.trim()), process })
    }
}

impl Drop for Screen {
    /// Asked, not killed: it then takes its lock file away.
    fn drop(&mut self) {
        self.process.stop().ok();
    }
}
