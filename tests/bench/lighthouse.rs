//! Lighthouse, mobile, on きょう of the sample as whoever opens it first sees it: the three categories, from npm (only here).

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tsunagari_tests::figures::{RUNS, median};
use tsunagari_tests::place::Folder;
use tsunagari_tests::server::Server;
use tsunagari_tests::trouble::{Outcome, Trouble};

/// One version, so that a figure of today compares with one of next year.
const PACKAGE: &str = "lighthouse@12.8.2";
const CATEGORIES: [(&str, f64); 3] =
    [("performance", 95.0), ("accessibility", 100.0), ("best-practices", 100.0)];

fn main() -> Outcome<()> {
    let tool = tool()?;
    let server = Server::sample()?;
    let page = format!("{}/o/tsumugi/", server.origin());
    let mut scores: Vec<Vec<f64>> = vec![Vec::new(); CATEGORIES.len()];
    let mut told = Value::Null;
    for _ in 0..RUNS {
        told = run(&tool, &page)?;
        for ((name, _), all) in CATEGORIES.iter().zip(&mut scores) {
            let score = told.pointer(&format!("/categories/{name}/score")).and_then(Value::as_f64);
            all.push((score.unwrap_or(0.0) * 100.0).round());
        }
    }
    for ((name, least), all) in CATEGORIES.iter().zip(&scores) {
        let (score, word) = (median(all), if median(all) >= *least { "holds" } else { "UNDER" });
        println!("lighthouse {name}: {score} {all:?} of ≥ {least} {word}");
    }
    missing(&told);
    Ok(())
}

/// Installed once, below the build's output; nothing of it is part of the app, of `serve` or of `test`.
fn tool() -> Outcome<PathBuf> {
    let tools = std::env::var_os("TSUNAGARI_TOOLS").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tools.join("lighthouse");
    let tool = folder.join("node_modules/lighthouse/cli/index.js");
    if !tool.is_file() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]);
        let done = npm.arg(&folder).arg(PACKAGE).status().map_err(Trouble::at("npm: install Node"))?;
        if !done.success() {
            return Err(Trouble::new(format!(
                "npm could not install {PACKAGE}: connect to the network once"
            )));
        }
    }
    Ok(tool)
}

fn run(tool: &PathBuf, page: &str) -> Outcome<Value> {
    let folder = Folder::new("lighthouse")?;
    let report = folder.path().join("report.json");
    let mut node = Command::new("node");
    node.arg(tool).arg(page).args(["--quiet", "--output=json", "--form-factor=mobile"]);
    node.arg("--only-categories=performance,accessibility,best-practices");
    node.arg("--chrome-flags=--headless --no-sandbox --disable-dev-shm-usage --lang=ja");
    node.arg(format!("--output-path={}", report.display())).env("CHROME_PATH", "/usr/bin/chromium");
    node.env("HOME", folder.path());
    let done = node.status().map_err(Trouble::at("node"))?;
    if !done.success() {
        return Err(Trouble::new("lighthouse could not finish; see its message above"));
    }
    let text = std::fs::read_to_string(&report).map_err(Trouble::at(report.display()))?;
    serde_json::from_str(&text).map_err(Trouble::at("the report"))
}

/// What took points, of the last run.
fn missing(told: &Value) {
    let audits = told.get("audits").and_then(Value::as_object).into_iter().flatten();
    for (name, audit) in audits {
        let score = audit.get("score").and_then(Value::as_f64);
        if score.is_some_and(|score| score < 0.9) {
            let shown = audit.get("displayValue").and_then(Value::as_str).unwrap_or_default();
            println!("  {name}: {} {shown}", score.unwrap_or(0.0));
        }
    }
}
