//! The system's packages that the tests and the Excel campaign stand on: which are missing, and how they are brought.

use std::fs;

use crate::steps::{Halt, must};
use crate::yard::Yard;

/// A program that proves the package is there, and the package.
const PROGRAMS: [(&str, &str); 6] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("xvfb-run", "xvfb"),
    ("xauth", "xauth"),
];
const FONTS: &str = "fonts-noto-cjk";
/// PostgreSQL, whose programs lie in a folder for each version, off the path; and the package.
const DATABASES: &str = "/usr/lib/postgresql";
const DATABASE: (&str, &str) = ("initdb", "postgresql");
/// LibreOffice without a screen, for the campaign of Excel books alone.
const OFFICE: [(&str, &str); 1] = [("soffice", "libreoffice-calc-nogui")];

/// What kills a server at a chosen call to its disk.
const TRACER: [(&str, &str); 1] = [("strace", "strace")];

/// The tracer.
pub(crate) fn tracer(yard: &Yard) -> Result<(), Halt> {
    ensure(yard, &TRACER)
}

/// Browsers and drivers.
pub(crate) fn browsers(yard: &Yard) -> Result<(), Halt> {
    ensure(yard, &PROGRAMS)
}

/// The second database; the tests start it themselves, each on a folder of its own.
pub(crate) fn database(yard: &Yard) -> Result<(), Halt> {
    let (program, package) = DATABASE;
    let versions = fs::read_dir(DATABASES).into_iter().flatten().filter_map(Result::ok);
    let found = versions.map(|version| version.path().join("bin").join(program)).find(|path| path.is_file());
    if found.is_some() || yard.finds(program) {
        println!("PostgreSQL is there");
        return Ok(());
    }
    install(yard, &[package])
}

/// What opens Excel books.
pub(crate) fn office(yard: &Yard) -> Result<(), Halt> {
    ensure(yard, &OFFICE)
}

fn ensure(yard: &Yard, programs: &[(&str, &'static str)]) -> Result<(), Halt> {
    let mut missing: Vec<&str> =
        programs.iter().filter(|(program, _)| !yard.finds(program)).map(|(_, package)| *package).collect();
    if !has_japanese_font(yard) {
        missing.push(FONTS);
    }
    if missing.is_empty() {
        let names: Vec<&str> = programs.iter().map(|(program, _)| *program).collect();
        println!("{} and a Japanese font are there", names.join(", "));
        return Ok(());
    }
    install(yard, &missing)
}

fn install(yard: &Yard, missing: &[&str]) -> Result<(), Halt> {
    let by_hand = format!("sudo apt-get install -y --no-install-recommends {}", missing.join(" "));
    let Some(front) = rights(yard).filter(|_| yard.finds("apt-get")) else {
        return Err(Halt::new(format!("missing from the system: {}", missing.join(" ")), by_hand));
    };
    println!("installing {}", missing.join(" "));
    let apt = |words: &[&str]| {
        let mut command = yard.command(front.first().copied().unwrap_or("apt-get"));
        command.args(front.get(1..).unwrap_or_default()).args(words).env("DEBIAN_FRONTEND", "noninteractive");
        must(&mut command, &by_hand)
    };
    apt(&["update", "-q"])?;
    let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
    install.extend(missing);
    apt(&install)
}

/// The words before apt-get's own, where this person may install packages without being asked.
fn rights(yard: &Yard) -> Option<Vec<&'static str>> {
    if yard.ask("id", &["-u"]).as_deref() == Some("0") {
        return Some(vec!["apt-get"]);
    }
    yard.ask("sudo", &["-n", "true"]).map(|_| vec!["sudo", "-n", "apt-get"])
}

fn has_japanese_font(yard: &Yard) -> bool {
    yard.ask("fc-list", &[":lang=ja"]).is_some_and(|list| !list.is_empty())
}
