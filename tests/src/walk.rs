//! Steps for a browser that runs as people run it, without a driver: the proxy adds a script to every page, the script asks for
//! the next step, runs it and reports by fetch. A step comes as a script of the page's own origin, so the policy holds. Other
//! scripts, for any browser, set the page's clock to the day of the walk, or begin the page with a fault.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::http1::{Request, Response};
use crate::proxy::held;
use crate::trouble::{Outcome, Trouble};
use crate::wait;

pub(crate) const PLACE: &str = "/__walk/";
/// How long a page's question for the next step is held open.
const HOLD: Duration = Duration::from_secs(10);

/// Added to each page; one that comes from the network by way of the worker carries it twice.
const RUNNER: &str = r#"
(() => {
  if (window.__walk) return;
  const me = Math.random().toString(36).slice(2);
  const tell = (name, value) => fetch(`/__walk/${name}?me=${me}`, { method: "POST", body: JSON.stringify(value ?? null) });
  const ask = () => {
    const next = document.createElement("script");
    next.src = `/__walk/next?me=${me}&t=${Math.random()}`;
    next.onload = () => next.remove();
    next.onerror = () => setTimeout(ask, 200);
    document.head.append(next);
  };
  window.__walk = async (number, step) => {
    try {
      if (step) await tell("done/" + number, { ok: await step() });
    } catch (error) {
      await tell("done/" + number, { error: String(error && error.stack || error) });
    }
    ask();
  };
  tell("hello", location.href).then(ask);
})();
"#;

/// Begins the head of each page, before anything asks for the time; `SHIFT` is in milliseconds.
const CLOCK: &str = r#"
(() => {
  // As above: moved twice, the clock of such a page would be days off.
  if (Date.shifted) return;
  const Real = Date;
  const now = () => Real.now() + SHIFT;
  window.Date = class Date extends Real {
    constructor(...given) { if (given.length) super(...given); else super(now()); }
    static now() { return now(); }
    static shifted = true;
  };
})();
"#;
const CLOCK_TAG: &str = "<script src=\"/__walk/clock.js\"></script>";
const FAULT_TAG: &str = "<script src=\"/__walk/fault.js\"></script>";
const RUNNER_TAG: &str = "<script src=\"/__walk/runner.js\" defer></script>";

/// Put before the service worker's own text: the pages that it answers from its store carry the scripts too.
const WORKER: &str = r#"
{
  const answer = FetchEvent.prototype.respondWith;
  FetchEvent.prototype.respondWith = function (given) {
    if (this.request.mode !== "navigate") return answer.call(this, given);
    const changed = Promise.resolve(given).then(async (page) => {
      const text = (await page.text()).replace("<head>", '<head>TAGS');
      const headers = new Headers(page.headers);
      headers.delete("content-encoding");
      headers.delete("content-length");
      return new Response(text, { status: page.status, headers });
    });
    return answer.call(this, changed);
  };
}
"#;

#[derive(Default)]
pub(crate) struct Walk {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    wanted: bool,
    /// How much the pages' clock is ahead of the machine's, in milliseconds.
    clock: Option<i64>,
    /// What begins each page, of a walk that has a fault in the page itself.
    fault: Option<&'static str>,
    /// The page that spoke last; an older page's question is no longer answered.
    page: String,
    hellos: u32,
    /// How often pages have asked for a step; only the latest question is answered with one, since an earlier one may come from
    /// a process that is no more.
    asked: u32,
    number: u32,
    /// How many hellos there were when the step was taken: a page that says hello after that knows nothing of it.
    taken: u32,
    step: Option<(u32, String)>,
    done: Option<(u32, Value)>,
}

impl Walk {
    pub(crate) fn want(&self) {
        held(&self.state).wanted = true;
    }

    pub(crate) fn set_clock(&self, ahead: i64) {
        held(&self.state).clock = Some(ahead);
    }

    pub(crate) fn set_fault(&self, script: &'static str) {
        held(&self.state).fault = Some(script);
    }

    pub(crate) fn is_wanted(&self) -> bool {
        let state = held(&self.state);
        state.wanted || state.clock.is_some() || state.fault.is_some()
    }

    /// What pages carry: no steps for a browser that has a driver.
    fn tags(&self) -> String {
        let state = held(&self.state);
        let clock = if state.clock.is_some() { CLOCK_TAG } else { "" };
        let fault = if state.fault.is_some() { FAULT_TAG } else { "" };
        let runner = if state.wanted { RUNNER_TAG } else { "" };
        format!("{clock}{fault}{runner}")
    }

    /// How many pages have said hello so far.
    pub(crate) fn hellos(&self) -> u32 {
        held(&self.state).hellos
    }

    /// How often pages have asked for a step so far.
    pub(crate) fn asked(&self) -> u32 {
        held(&self.state).asked
    }

    /// Runs the body of an async function in the page that spoke last and gives what it returns.
    pub(crate) fn run(&self, body: &str, limit: Duration) -> Outcome<Value> {
        let number = {
            let mut state = held(&self.state);
            state.number += 1;
            state.step = Some((state.number, body.to_owned()));
            state.number
        };
        self.changed.notify_all();
        let said = wait::within(limit, &format!("the page to run {body:?}"), || {
            let mut state = held(&self.state);
            let mine = state.done.as_ref().is_some_and(|(done, _)| *done == number);
            if mine {
                return state.done.take().map(|(_, said)| Ok(said));
            }
            let left = state.step.is_none() && state.hellos > state.taken;
            left.then(|| Err(Trouble::new(format!("the page was left while it ran {body:?}"))))
        });
        held(&self.state).step = None;
        let said = said??;
        match said.get("error") {
            Some(error) => Err(Trouble::new(format!("in the page: {error}"))),
            None => Ok(said.get("ok").cloned().unwrap_or_default()),
        }
    }

    pub(crate) fn answer(&self, request: &Request) -> Response {
        let page =
            request.path.split("me=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
        let place = request.place().trim_start_matches(PLACE);
        let mut response = match place {
            "runner.js" => script(RUNNER.to_owned()),
            "clock.js" => {
                let ahead = held(&self.state).clock.unwrap_or_default();
                script(CLOCK.replace("SHIFT", &ahead.to_string()))
            }
            "fault.js" => script(held(&self.state).fault.unwrap_or_default().to_owned()),
            "next" => script(self.next(page)),
            "hello" => {
                let mut state = held(&self.state);
                state.page = page.to_owned();
                state.hellos += 1;
                Response::new(204, "text/plain", "")
            }
            _ => {
                let number = place.trim_start_matches("done/").parse().unwrap_or_default();
                let said = serde_json::from_slice(&request.body).unwrap_or_default();
                held(&self.state).done = Some((number, said));
                Response::new(204, "text/plain", "")
            }
        };
        response.headers.set("cache-control", "no-store");
        response
    }

    pub(crate) fn carry_into(&self, response: &mut Response) {
        let kind = response.headers.get("content-type").unwrap_or_default().to_owned();
        let (text, tags) = (response.text(), self.tags());
        if kind.starts_with("text/html") {
            response.body = text.replacen("<head>", &format!("<head>{tags}"), 1).into_bytes();
        } else if kind.contains("javascript") {
            response.body = format!("{}{text}", WORKER.replace("TAGS", &tags)).into_bytes();
        }
        response.headers.remove("etag");
        response.headers.remove("last-modified");
    }

    fn next(&self, page: &str) -> String {
        let mut state = held(&self.state);
        state.asked += 1;
        let mine = state.asked;
        self.changed.notify_all();
        let waiting = |state: &mut State| state.step.is_none() && state.asked == mine;
        let Ok((mut state, _)) = self.changed.wait_timeout_while(state, HOLD, waiting) else {
            return "window.__walk(0)".to_owned();
        };
        if state.asked != mine || state.page != page {
            return String::new();
        }
        state.taken = state.hellos;
        match state.step.take() {
            Some((number, body)) => format!("window.__walk({number}, async () => {{ {body} }})"),
            None => "window.__walk(0)".to_owned(),
        }
    }
}

fn script(text: String) -> Response {
    Response::new(200, "text/javascript", text)
}

/// Whether a browser asks for a page to show, and not a service worker for a file to keep.
pub(crate) fn is_page(request: &Request) -> bool {
    request.headers.get("accept").is_some_and(|kinds| kinds.starts_with("text/html"))
}
