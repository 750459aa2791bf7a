//! Steps with their time: what runs now, how long each took, and where it cannot go on the one thing to do.

use std::fmt;
use std::process::Command;
use std::time::{Duration, Instant};

/// Why it cannot go on, and the one thing to do about it.
pub(crate) struct Halt {
    why: String,
    todo: String,
}

impl Halt {
    pub(crate) fn new(why: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { why: why.into(), todo: todo.into() }
    }
}

impl fmt::Display for Halt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "stopped: {}\nto do:   {}", self.why, self.todo)
    }
}

type Work<'a> = Box<dyn FnOnce() -> Result<(), Halt> + 'a>;

struct Step<'a> {
    name: &'a str,
    work: Work<'a>,
}

/// A list of named steps, carried out in order.
#[derive(Default)]
pub(crate) struct Steps<'a> {
    list: Vec<Step<'a>>,
}

impl<'a> Steps<'a> {
    pub(crate) fn add(&mut self, name: &'a str, work: impl FnOnce() -> Result<(), Halt> + 'a) {
        self.list.push(Step { name, work: Box::new(work) });
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.list.iter().map(|step| step.name)
    }

    pub(crate) fn keep(&mut self, wanted: impl Fn(&str) -> bool) {
        self.list.retain(|step| wanted(step.name));
    }

    /// Carries the steps out and prints a table of their times. Stops at the first failure unless told to keep going.
    pub(crate) fn run(self, keep_going: bool) -> Result<(), Halt> {
        let all = self.list.len();
        let begun = now();
        let mut rows = Vec::new();
        let mut failure = None;
        for (at, Step { name, work }) in self.list.into_iter().enumerate() {
            let step = at + 1;
            println!("\n[{step}/{all}] {name} …");
            let started = now();
            let outcome = work();
            let took = started.elapsed();
            let word = if outcome.is_ok() { "ok" } else { "FAILED" };
            println!("[{step}/{all}] {name}: {word}, {}", seconds(took));
            rows.push((name, word, took));
            if let Err(halt) = outcome {
                if keep_going {
                    eprintln!("{halt}");
                }
                failure.get_or_insert(halt);
                if !keep_going {
                    break;
                }
            }
        }
        table(&rows, begun.elapsed());
        failure.map_or(Ok(()), Err)
    }
}

fn table(rows: &[(&str, &str, Duration)], whole: Duration) {
    println!("\n{:>9}  step", "time");
    for (name, word, took) in rows {
        println!("{:>9}  {name}{}", seconds(*took), if *word == "ok" { "" } else { "  ← failed" });
    }
    println!("{:>9}  in all", seconds(whole));
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..120 => format!("{:.1} s", time.as_secs_f64()),
        more => format!("{} min {:02} s", more / 60, more % 60),
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the yard's one clock: it times the steps")]
fn now() -> Instant {
    Instant::now()
}

/// Runs a command with its output shown.
pub(crate) fn must(command: &mut Command, todo: &str) -> Result<(), Halt> {
    let told = format!("{command:?}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Halt::new(format!("{told}: {status}"), todo)),
        Err(error) => Err(Halt::new(format!("{told}: {error}"), todo)),
    }
}
