//! The real server as its own process: started, killed and started again on the same port and data.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::UNIX_EPOCH;

use tokio::runtime::Runtime;

use crate::archive::Archive;
use crate::http1::{Request, Response};
use crate::place::{self, Folder, Process, free_port};
use crate::proxy::held;
use crate::trouble::{Outcome, Trouble};
use crate::wait;

/// The day on which the sample's walks take place (design: the sample up to the day of starting).
pub const TODAY: &str = "2026-11-24";

/// How a role gets in: what `--sample` prints for it.
#[derive(Clone, Debug)]
pub struct Invite {
    pub role: String,
    pub link: String,
    pub number: String,
}

/// What is to be started. The origin is a proxy's where one stands between.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub origin: Option<String>,
    pub no_sample: bool,
    /// A PostgreSQL's address, in place of a file in the data folder.
    pub database: Option<String>,
    pub more: Vec<String>,
    pub faults: Faults,
}

/// What is done to the process, so that it fails.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Words before the server's own: a program that runs it.
    pub under: Vec<String>,
    /// Another program than the server that ships.
    pub program: Option<PathBuf>,
    /// Of its environment.
    pub told: Vec<(String, String)>,
}

pub struct Server {
    process: Option<Process>,
    port: u16,
    data: Folder,
    options: Options,
    invites: Arc<Mutex<Vec<Invite>>>,
}

impl Server {
    pub fn start(options: Options) -> Outcome<Self> {
        Self::over(Folder::new("data")?, options)
    }

    /// Over data that is there already.
    pub fn over(data: Folder, options: Options) -> Outcome<Self> {
        let mut server = Self::idle(data, options)?;
        server.again()?;
        Ok(server)
    }

    /// Not started yet: one that fails at its start leaves its data behind.
    pub fn idle(data: Folder, options: Options) -> Outcome<Self> {
        Ok(Self { process: None, port: free_port()?, data, options, invites: Arc::default() })
    }

    /// From its next start on nothing is done to it any more.
    pub fn spared(&mut self) {
        self.options.faults = Faults::default();
    }

    /// With the sample, under its own address.
    pub fn sample() -> Outcome<Self> {
        Self::start(Options::default())
    }

    /// Over a copy of the sample as it is after a first start, which takes seconds.
    pub fn on_sample(options: Options) -> Outcome<Self> {
        Self::over(Folder::copy_of(&made_sample()?, "data")?, options)
    }

    /// Starts it (once more) and waits until it answers.
    pub fn again(&mut self) -> Outcome<()> {
        held(&self.invites).clear(); // the sample makes new ones at each start
        let mut command = self.command()?;
        command.arg("serve").args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        command.arg("--data").arg(self.data.path()).args(["--origin", &self.origin()]);
        if !self.options.no_sample {
            command.args(["--sample", "--sample-today", TODAY]);
        }
        if let Some(database) = &self.options.database {
            command.args(["--database", database]);
        }
        command.args(&self.options.more).stdout(Stdio::piped());
        let mut process = Process::start(&mut command)?;
        if let Some(out) = process.child().stdout.take() {
            let invites = Arc::clone(&self.invites);
            thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(Result::ok) {
                    if let Some(invite) = Invite::read(&line) {
                        held(&invites).push(invite);
                    }
                }
            });
        }
        let port = self.port;
        let healthy = || Request::new("GET", "/health").send(port).is_ok_and(|answer| answer.status == 200);
        wait::until("the server to be healthy", || match process.alive() {
            Ok(()) => healthy().then_some(Ok(())),
            Err(ended) => Some(Err(ended)),
        })??;
        self.process = Some(process);
        Ok(())
    }

    fn command(&self) -> Outcome<Command> {
        let Faults { under, program: other, told } = &self.options.faults;
        let server = other.clone().map_or_else(program, Ok)?;
        let mut command = match under.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(server);
                command
            }
            None => Command::new(server),
        };
        if !under.is_empty() || other.is_some() {
            command.env("RUST_LOG", "off"); // it would tell of every fault that was meant
        }
        command.envs(told.iter().map(|(name, value)| (name, value)));
        Ok(command)
    }

    /// `tsunagari check` of its data, with what it said where that is not whole.
    pub fn check(&self) -> Outcome<()> {
        let mut command = Command::new(program()?);
        let said = command.args(["check", "--data"]).arg(self.data.path()).output();
        let said = said.map_err(Trouble::at("tsunagari check"))?;
        let why = || Trouble::new(String::from_utf8_lossy(&said.stderr).into_owned());
        if said.status.success() { Ok(()) } else { Err(why()) }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Waits until nobody holds its data any more: one that ran under another program may outlive that for a moment.
    pub fn let_go(&self) -> Outcome<()> {
        let lock = self.data.path().join("lock");
        wait::until("the data to be let go", || {
            File::open(&lock).map_or(Some(()), |file| file.try_lock().is_ok().then_some(()))
        })
    }

    /// SIGTERM, and waits for the clean end.
    pub fn stop(&mut self) -> Outcome<()> {
        self.process.take().map_or(Ok(()), |mut process| process.stop())
    }

    /// The way in for a role, as printed at the last start.
    pub fn invite(&self, role: &str) -> Outcome<Invite> {
        wait::until(&format!("an invite for {role}"), || {
            held(&self.invites).iter().find(|invite| invite.role == role).cloned()
        })
    }

    /// A link into another ward of the sample, made at the machine itself.
    pub fn invite_to(&self, ward: &str, role: &str) -> Outcome<String> {
        self.told_a_link(&["invite", "--org", ward, "--role", role])
    }

    /// A ward with nothing in it, made at the machine itself: its first admin's link.
    pub fn add_ward(&self, slug: &str, name: &str) -> Outcome<String> {
        self.told_a_link(&["org", "add", "--slug", slug, "--name", name])
    }

    fn told_a_link(&self, words: &[&str]) -> Outcome<String> {
        let mut command = Command::new(program()?);
        command.args(words).args(["--origin", &self.origin(), "--data"]);
        let made = command.arg(self.data.path()).output().map_err(Trouble::at("tsunagari"))?;
        let said = String::from_utf8_lossy(&made.stdout);
        let link = said.split_whitespace().find(|word| word.starts_with("http")).map(str::to_owned);
        link.ok_or_else(|| Trouble::new(format!("no link: {}", String::from_utf8_lossy(&made.stderr))))
    }

    pub fn ask(&self, request: Request) -> Outcome<Response> {
        let what = format!("{} {}", request.method, request.path);
        request.send(self.port).map_err(Trouble::at(what))
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Process::pid)
    }

    pub fn origin(&self) -> String {
        self.options.origin.clone().unwrap_or_else(|| format!("http://localhost:{}", self.port))
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }
}

impl Invite {
    /// `role<TAB>link<TAB>number`
    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split('\t').map(str::to_owned);
        let invite = Self { role: parts.next()?, link: parts.next()?, number: parts.next()? };
        invite.link.starts_with("http").then_some(invite)
    }
}

/// The data of a first start with the sample, with the cells that the server builds once it is up, made once for each build of
/// the server and kept beside it.
fn made_sample() -> Outcome<PathBuf> {
    static MAKING: Mutex<()> = Mutex::new(());
    let _alone = held(&MAKING);
    let program = program()?;
    let stamp = fs::metadata(&program).and_then(|facts| Ok((facts.modified()?, facts.len())));
    let (built, length) = stamp.map_err(Trouble::at(program.display()))?;
    let built = built.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let shelf = program.with_file_name("sample-data");
    let kept = shelf.join(format!("{TODAY}-{built}-{length}"));
    if kept.is_dir() {
        return Ok(kept);
    }
    fs::remove_dir_all(&shelf).ok(); // those of earlier builds
    let mut server = Server::sample()?;
    server.stop()?;
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    runtime.block_on(Archive::pack_all(server.data()))?;
    let half = shelf.join(format!("half-{}", std::process::id()));
    place::copy(server.data(), &half)?;
    // Another process may have been faster.
    match fs::rename(&half, &kept) {
        Err(error) if !kept.is_dir() => Err(Trouble::at(kept.display())(error)),
        _ => Ok(kept),
    }
}

/// `TSUNAGARI_BIN`, or the binary built beside this test.
pub fn program() -> Outcome<PathBuf> {
    beside("TSUNAGARI_BIN", "tsunagari", "cargo build -p tsunagari-server")
}

/// The folder of the built app: `TSUNAGARI_DIST`, or the one in the workspace.
pub fn dist() -> PathBuf {
    std::env::var_os("TSUNAGARI_DIST")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/dist"), PathBuf::from)
}

/// A program: a variable names it, or it was built beside this test.
pub fn beside(variable: &str, name: &str, todo: &str) -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(PathBuf::from(path));
    }
    let test = std::env::current_exe().map_err(Trouble::at("this test's own path"))?;
    test.ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .ok_or_else(|| Trouble::new(format!("{name} is not built: {todo}, or set {variable}")))
}
