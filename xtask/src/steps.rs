//! Steps with their time: what runs now, what beside it, how long each took, and where it cannot go on the one thing to do.

use std::fmt;
use std::mem;
use std::process::Command;
use std::thread;
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

type Work<'a> = Box<dyn FnOnce() -> Result<(), Halt> + Send + 'a>;

struct Step<'a> {
    name: &'a str,
    work: Work<'a>,
    track: Track,
}

/// Which steps may go on at the same time: a link of the whole app occupies one processor for minutes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Track {
    /// One after the other.
    Main,
    /// One after the other too, beside the steps of the main track that follow, up to the next meeting.
    Beside,
    /// On the main track, after all that was beside it.
    Meeting,
}

impl Track {
    /// Whether a step waits for all before it, the last of which was on that track.
    fn begins_after(self, last: Self) -> bool {
        match self {
            Self::Main => false,
            Self::Beside => last != Self::Beside,
            Self::Meeting => true,
        }
    }
}

/// A list of named steps, carried out in order.
#[derive(Default)]
pub(crate) struct Steps<'a> {
    list: Vec<Step<'a>>,
}

/// A step that was carried out.
struct Done<'a> {
    place: usize,
    name: &'a str,
    took: Duration,
    halt: Option<Halt>,
}

impl<'a> Steps<'a> {
    pub(crate) fn add(&mut self, name: &'a str, work: impl FnOnce() -> Result<(), Halt> + Send + 'a) {
        self.push(name, work, Track::Main);
    }

    /// A step that goes on beside the following ones.
    pub(crate) fn beside(&mut self, name: &'a str, work: impl FnOnce() -> Result<(), Halt> + Send + 'a) {
        self.push(name, work, Track::Beside);
    }

    /// A step that needs what those beside have made.
    pub(crate) fn after_all(&mut self, name: &'a str, work: impl FnOnce() -> Result<(), Halt> + Send + 'a) {
        self.push(name, work, Track::Meeting);
    }

    fn push(&mut self, name: &'a str, work: impl FnOnce() -> Result<(), Halt> + Send + 'a, track: Track) {
        self.list.push(Step { name, work: Box::new(work), track });
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.list.iter().map(|step| step.name)
    }

    pub(crate) fn keep(&mut self, wanted: impl Fn(&str) -> bool) {
        self.list.retain(|step| wanted(step.name));
    }

    /// Carries the steps out and prints a table of their times. Stops at the first failure unless told to keep going; what
    /// goes on beside is waited for.
    pub(crate) fn run(self, keep_going: bool) -> Result<(), Halt> {
        let all = self.list.len();
        let begun = now();
        let mut done = Vec::new();
        let mut stretch = Vec::new();
        let mut rest = self.list.into_iter().enumerate().peekable();
        while let Some(step) = rest.next() {
            let track = step.1.track;
            stretch.push(step);
            let ends = rest.peek().is_none_or(|(_, next)| next.track.begins_after(track));
            if ends {
                done.extend(together(mem::take(&mut stretch), all, keep_going));
                if !keep_going && done.iter().any(|step| step.halt.is_some()) {
                    break;
                }
            }
        }
        done.sort_by_key(|step| step.place);
        table(&done, begun.elapsed());
        done.into_iter().find_map(|step| step.halt).map_or(Ok(()), Err)
    }
}

/// Both tracks of a stretch in which nothing waits for what was begun before.
fn together<'a>(stretch: Vec<(usize, Step<'a>)>, all: usize, keep_going: bool) -> Vec<Done<'a>> {
    let (beside, main): (Vec<_>, Vec<_>) =
        stretch.into_iter().partition(|(_, step)| step.track == Track::Beside);
    thread::scope(|scope| {
        let beside = scope.spawn(move || one_after_another(beside, all, keep_going));
        let mut done = one_after_another(main, all, keep_going);
        match beside.join() {
            Ok(others) => done.extend(others),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        done
    })
}

fn one_after_another<'a>(steps: Vec<(usize, Step<'a>)>, all: usize, keep_going: bool) -> Vec<Done<'a>> {
    let mut done = Vec::new();
    for (at, Step { name, work, .. }) in steps {
        let place = at + 1;
        println!("\n[{place}/{all}] {name} …");
        let started = now();
        let halt = work().err();
        let took = started.elapsed();
        let word = if halt.is_none() { "ok" } else { "FAILED" };
        println!("[{place}/{all}] {name}: {word}, {}", seconds(took));
        if let Some(halt) = halt.as_ref().filter(|_| keep_going) {
            eprintln!("{halt}");
        }
        let stop = halt.is_some() && !keep_going;
        done.push(Done { place, name, took, halt });
        if stop {
            break;
        }
    }
    done
}

fn table(done: &[Done<'_>], whole: Duration) {
    println!("\n{:>9}  step", "time");
    for Done { name, took, halt, .. } in done {
        println!("{:>9}  {name}{}", seconds(*took), if halt.is_none() { "" } else { "  ← failed" });
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
