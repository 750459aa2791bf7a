//! A year's table of 20,000 rows put into a plan over HTTP: the whole request until it is durable, the same again, and what the
//! server holds of memory before, at most, and after.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};
use tsunagari_core::base64;
use tsunagari_tests::figures::Figure;
use tsunagari_tests::http1::{Request, Response};
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::timed;

const ROWS: usize = 20_000;
/// Each on a server of its own: what is written once is not written again.
const TIMES: usize = 3;
const KIB: f64 = 1024.0;

fn main() -> Outcome<()> {
    let file = base64::encode(table().as_bytes());
    let (mut first, mut again, mut grown, mut kept) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let server = Server::on_sample(Options::default())?;
        let cookie = joins(&server)?;
        let path = plan(&server)?;
        let before = memory(&server, "VmRSS:")?;
        let put = || {
            let mut request = Request::json("POST", &path, &json!({ "file": file, "decided": {} }));
            request.headers.set("origin", server.origin());
            request.headers.set("cookie", cookie.clone());
            timed(|| server.ask(request))
        };
        let (answer, time) = put();
        let written = written(&answer?)?;
        if written < ROWS {
            return Err(Trouble::new(format!("{written} records written of {ROWS} rows")));
        }
        first.push(time.as_secs_f64() * 1000.0);
        grown.push((memory(&server, "VmHWM:")? - before) / KIB);
        kept.push((memory(&server, "VmRSS:")? - before) / KIB);
        let (answer, time) = put();
        if self::written(&answer?)? > 0 {
            return Err(Trouble::new("the same table wrote again"));
        }
        again.push(time.as_secs_f64() * 1000.0);
        println!("{written} records, {before:.0} kB before");
    }
    println!("{}", Figure::alone(format!("{ROWS} rows put into a plan, durable"), "ms", &first, None));
    println!("{}", Figure::alone("the same table again", "ms", &again, None));
    println!("{}", Figure::alone("memory of the server at most, over before", "MiB", &grown, None));
    println!("{}", Figure::alone("memory of the server after, over before", "MiB", &kept, None));
    Ok(())
}

/// As the ward's own: a heading every fifty rows, a measure every five.
fn table() -> String {
    let mut table =
        "行動計画\t取組\t令和9年度実施計画\t実施した取組結果\t実施主体\n推進の柱9\n重点項目9：大きな表\n"
            .to_owned();
    let bodies = ["福祉保健課", "高齢・障害支援課 区社協", "地域ケアプラザ"];
    for at in 0..ROWS {
        let every = |n: usize, text: String| if at % n == 0 { text } else { String::new() };
        let heading = every(50, format!("{} 行動計画その{}", at / 50 + 1, at / 50));
        let measure = every(5, format!("地域の{}番めの居場所を支援します。", at / 5));
        let body = bodies.get(at % bodies.len()).copied().unwrap_or_default();
        // Writing to a text cannot fail.
        let _ = writeln!(
            table,
            "{heading}\t{measure}\t・{at}番めの講座や見守りを、地区の方と一緒に行う\t\t{body}"
        );
    }
    table
}

fn joins(server: &Server) -> Outcome<String> {
    let link = server.invite("admin")?.link;
    let secret = link.split_once('#').and_then(|(_, rest)| rest.split('.').next()).unwrap_or_default();
    let key = "0123456789abcdef0123456789abcdef";
    let body = json!({ "org": "tsumugi", "secret": secret, "name": "区の担当", "key": key });
    let mut request = Request::json("POST", "/api/v1/join", &body);
    request.headers.set("origin", server.origin());
    let answer = server.ask(request)?;
    let cookie = answer.headers.get("set-cookie").and_then(|set| set.split(';').next());
    cookie.map(str::to_owned).ok_or_else(|| Trouble::new(answer.text()))
}

/// The address at which つむぎ区's plan of 令和8–12年度 takes a table.
fn plan(server: &Server) -> Outcome<String> {
    let answer = server.ask(Request::new("GET", "/api/v1/plans?org=tsumugi"))?;
    let all: Value = serde_json::from_slice(&answer.body).map_err(Trouble::at("the plans"))?;
    let plans = all.get("plans").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let field = |plan: &Value, name: &str| {
        plan.get("fields").and_then(|fields| fields.get(name)).map(ToString::to_string)
    };
    let of_term = |plan: &&Value| {
        field(plan, "term").is_some_and(|term| term.contains("第5期")) && field(plan, "district").is_none()
    };
    let plan = plans.iter().find(of_term).and_then(|plan| plan.get("id")).and_then(Value::as_str);
    plan.map(|id| format!("/api/v1/plans/{id}/import")).ok_or_else(|| Trouble::new(answer.text()))
}

fn written(answer: &Response) -> Outcome<usize> {
    let said: Value = serde_json::from_slice(&answer.body).map_err(Trouble::at(answer.text()))?;
    let written =
        said.get("written").and_then(Value::as_u64).and_then(|written| usize::try_from(written).ok());
    written.ok_or_else(|| Trouble::new(answer.text()))
}

/// A line of the system's own account of the process, in kB.
fn memory(server: &Server, line: &str) -> Outcome<f64> {
    let pid = server.pid().ok_or_else(|| Trouble::new("no server"))?;
    let status = fs::read_to_string(format!("/proc/{pid}/status")).map_err(Trouble::at("the process"))?;
    let found =
        status.lines().find_map(|one| one.strip_prefix(line)?.split_whitespace().next()?.parse().ok());
    found.ok_or_else(|| Trouble::new(format!("no {line}")))
}
