//! The API held to its own description by a tool that none of us wrote: schemathesis makes requests out of
//! `/api/v1/openapi.json`, for nobody and for an admin; no 5xx, and every answer as it is described.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tsunagari_tests::http1::Request;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::small::{SLUG, Small, district};
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::timed;
use tsunagari_world::histories::setting;

/// What is held against each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance";
/// Answers by the first digit of their status, as the server counts them.
const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];
/// One device may ask so often for ever.
const RATE: &str = "8/s";

fn main() -> Outcome<()> {
    let tools =
        std::env::var_os("TSUNAGARI_TOOLS").map_or_else(|| PathBuf::from("target/tools"), PathBuf::from);
    let tool = tools.join("schemathesis/bin/schemathesis");
    let (seed, examples) = (setting("TSUNAGARI_FROM", 1), setting("TSUNAGARI_SEEDS", 100));
    let small = Small::made(2, 2)?;
    let server = Server::over(small.copy()?, Options { no_sample: true, ..Options::default() })?;
    let admin = small.admin.getting(&server, "/").headers.get("cookie").unwrap_or_default().to_owned();
    let mut failed = Vec::new();
    for (what, cookie) in
        [("API by schemathesis as an admin", Some(admin)), ("API by schemathesis as nobody", None)]
    {
        let report = tools.join("schemathesis/report.json");
        let mut command = Command::new(&tool);
        command.args(["run", &format!("http://localhost:{}/api/v1/openapi.json", server.port())]);
        command.args(["--phases", "examples,coverage,fuzzing", "--checks", CHECKS, "--continue-on-failure"]);
        command.args(["--seed", &seed.to_string(), "--max-examples", &examples.to_string(), "--no-color"]);
        command.args(["-H", &format!("Origin:{}", server.origin()), "--generation-database", "none"]);
        command.arg("--report-json-path").arg(&report);
        if let Some(cookie) = &cookie {
            command.args(["--rate-limit", RATE, "-H", &format!("Cookie:{cookie}")]);
        }
        let before = answered(&server)?;
        let (ended, took) = timed(|| command.status());
        let ended = ended.map_err(Trouble::at(tool.display()))?;
        let after = answered(&server)?;
        let answers = |class: &str| {
            let of = |all: &BTreeMap<String, usize>| all.get(class).copied().unwrap_or(0);
            of(&after).saturating_sub(of(&before))
        };
        let count = CLASSES.map(answers).iter().sum();
        let violations = answers("5xx") + usize::from(!ended.success());
        let figures = format!(
            "examples={examples} seed={seed} answers_4xx={} answers_5xx={}",
            answers("4xx"),
            answers("5xx")
        );
        match (Proof { what, count, violations, took, figures }.kept("api")) {
            Ok(said) => println!("{said}"),
            Err(why) => failed.push(why.to_string()),
        }
    }
    goes_on(&server, &small)?;
    if failed.is_empty() { Ok(()) } else { Err(Trouble::new(failed.join("\n"))) }
}

/// How many answers of each class the server has given since it began.
fn answered(server: &Server) -> Outcome<BTreeMap<String, usize>> {
    let told = server.ask(Request::new("GET", "/metrics"))?.text();
    let number = |class: &str| {
        let begin = format!("tsunagari_answers_total{{status=\"{class}\"}} ");
        told.lines().find_map(|line| line.strip_prefix(&begin))?.parse().ok()
    };
    Ok(CLASSES.iter().filter_map(|class| Some(((*class).to_owned(), number(class)?))).collect())
}

/// A good request after all that.
fn goes_on(server: &Server, small: &Small) -> Outcome<()> {
    let link = server.invite_to(SLUG, "volunteer")?;
    let secret = link.split_once('#').and_then(|(_, code)| code.split('.').next()).unwrap_or_default();
    let body = serde_json::json!({ "org": SLUG, "secret": secret, "key": "k".repeat(32), "name": "A", "district": district(0) });
    let answer = server.ask(small.admin.posting(server, "/api/v1/join", body.to_string()))?;
    let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if told.get("session").is_some() {
        Ok(())
    } else {
        Err(Trouble::new(format!("afterwards: {}", answer.text())))
    }
}
