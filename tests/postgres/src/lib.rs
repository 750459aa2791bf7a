//! A real PostgreSQL for tests: its own folder and socket, every promise about the disk kept, gone with the process that
//! started it. No driver and no check lives here.

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Where the programs are on systems that keep several versions beside one another.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Whoever may not be root must be somebody: as whom the database runs then, the first that is there.
const SOMEBODY: [&str; 2] = ["postgres", "nobody"];
/// What runs the database as long as somebody holds the other end of its standard input, and clears up after it. `$1`
/// holds the programs, `$2` the folder.
const KEEPER: &str = r#"
export LC_ALL=C.UTF-8 PATH="$1:$PATH"
cd "$2" || exit 1
initdb -D data -U tsunagari -A trust -E UTF8 --no-sync >begun 2>&1 || { cat begun; exit 1; }
cat >>data/postgresql.conf <<CONF
listen_addresses = ''
unix_socket_directories = '$2'
fsync = on
max_connections = 200
shared_buffers = 64MB
CONF
pg_ctl -D data -w -t 60 -l log start >begun 2>&1 || { cat begun log; exit 1; }
echo ready
cat >/dev/null
pg_ctl -D data -m immediate stop >/dev/null 2>&1
cd / && rm -rf "$2"
"#;

/// A database server of one's own.
pub struct Cluster {
    keeper: Mutex<Child>,
    folder: PathBuf,
    programs: PathBuf,
    owner: Option<(u32, u32)>,
}

impl Cluster {
    /// The one of this test process: started by whoever asks first.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        #[expect(clippy::panic, reason = "no test that asks for it can go on")]
        SHARED.get_or_init(|| Self::start().unwrap_or_else(|why| panic!("{why}")))
    }

    /// A new one; the error says what to do.
    pub fn start() -> Result<Self, String> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let programs = programs()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tsunagari-postgres-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let in_words = |error: std::io::Error| format!("{}: {error}", folder.display());
        std::fs::create_dir_all(&folder).map_err(in_words)?;
        let owner = if ask("id", &["-u"]).as_deref() == Some("0") { Some(somebody()?) } else { None };
        if let Some((user, group)) = owner {
            chown(&folder, Some(user), Some(group)).map_err(in_words)?;
        }
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "keeper"]).arg(&programs).arg(&folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // A Ctrl-C in the terminal is for the test; the database goes with it in its own time.
        command.process_group(0);
        run_as(&mut command, owner);
        let mut child = command.spawn().map_err(in_words)?;
        let mut said = Vec::new();
        if let Some(out) = child.stdout.take() {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if line == "ready" {
                    return Ok(Self { keeper: Mutex::new(child), folder, programs, owner });
                }
                said.push(line);
            }
        }
        child.wait().ok();
        std::fs::remove_dir_all(&folder).ok();
        Err(format!("PostgreSQL does not start: {}", said.join("\n")))
    }

    /// A new empty database; gives its address.
    pub fn database(&self) -> Result<String, String> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("ward{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.say("postgres", &format!("create database {name}"))?;
        Ok(self.address(&name))
    }

    /// The address of a database of this cluster.
    pub fn address(&self, name: &str) -> String {
        format!("postgres:///{name}?host={}&user=tsunagari", self.folder.display())
    }

    /// Says a statement to a database and gives what it answers, a line for each row.
    pub fn say(&self, name: &str, statement: &str) -> Result<String, String> {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "tsunagari", "-h"]);
        finish(command.arg(&self.folder).args(["-d", name, "-c", statement]))
    }

    /// As after a loss of power: everything is thrown away but what is on the disk, and it starts again.
    pub fn restart(&self) -> Result<(), String> {
        self.control(&["restart", "-m", "immediate"])
    }

    /// Takes it away without a word.
    pub fn stop(&self) -> Result<(), String> {
        self.control(&["stop", "-m", "immediate"])
    }

    /// Brings it back.
    pub fn again(&self) -> Result<(), String> {
        self.control(&["start"])
    }

    fn control(&self, words: &[&str]) -> Result<(), String> {
        let mut command = Command::new(self.programs.join("pg_ctl"));
        command.arg("-D").arg(self.folder.join("data")).arg("-l").arg(self.folder.join("log"));
        command.args(["-w", "-t", "60"]).args(words).current_dir(&self.folder);
        run_as(&mut command, self.owner);
        // What it starts would hold its output open for ever.
        let ended = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        match ended {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("pg_ctl {}: {status}", words.join(" "))),
            Err(error) => Err(format!("pg_ctl: {error}")),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        drop(keeper.stdin.take());
        keeper.wait().ok();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

fn run_as(command: &mut Command, owner: Option<(u32, u32)>) {
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
}

/// The folder of the newest version's programs.
pub fn programs() -> Result<PathBuf, String> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("bin/initdb").is_file())
        .filter_map(|path| Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin"))))
        .collect();
    versions.sort();
    let newest = versions.pop().map(|(_, path)| path);
    newest.or_else(on_the_path).ok_or_else(|| {
        "PostgreSQL is not installed: cargo xtask setup --test, or sudo apt-get install -y postgresql"
            .to_owned()
    })
}

fn on_the_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
}

fn somebody() -> Result<(u32, u32), String> {
    let ids = SOMEBODY.iter().find_map(|name| {
        let id = |option| ask("id", &[option, name]).and_then(|said| said.parse().ok());
        Some((id("-u")?, id("-g")?))
    });
    ids.ok_or_else(|| {
        format!("PostgreSQL does not run as root, and there is neither {}", SOMEBODY.join(" nor "))
    })
}

fn ask(program: &str, words: &[&str]) -> Option<String> {
    finish(Command::new(program).args(words)).ok()
}

fn finish(command: &mut Command) -> Result<String, String> {
    let name = Path::new(command.get_program()).display().to_string();
    let ended = command.stdin(Stdio::null()).output().map_err(|error| format!("{name}: {error}"))?;
    if !ended.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&ended.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&ended.stdout).trim().to_owned())
}
