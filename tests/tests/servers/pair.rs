//! Two servers on one database, as behind a balancer: one origin, one key; a ward with two districts and devices of its
//! admin.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{ChangeId, DistrictId, RecordId, derived};
use tsunagari_core::record::{Fields, Kind, Scope};
use tsunagari_postgres::Cluster;
use tsunagari_server::platform;
use tsunagari_tests::http1::{Request, Response};
use tsunagari_tests::place::{Folder, free_port};
use tsunagari_tests::server::{Options, Server, program};

const WARD: &str = "yomogi";

pub(crate) struct Pair<'c> {
    pub(crate) servers: [Server; 2],
    pub(crate) device: Device,
    cluster: &'c Cluster,
    database: String,
    origin: String,
    ports: [u16; 2],
    link: String,
}

/// A device that has joined: its cookie is known to every server.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    cookie: String,
}

/// What came of a request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Each change's outcome.
    Outcomes(Vec<Value>),
    /// Refused for now, with the time to wait in the answer.
    ComeAgain(u16),
    /// No answer at all.
    Nothing,
}

/// A page of the first district: the versions of its records, the next cursor, and whether there are more.
pub(crate) struct Page {
    pub(crate) versions: Vec<u64>,
    pub(crate) next: Value,
    pub(crate) more: bool,
}

/// The way to a server, which threads hold on to while the server itself comes and goes.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    port: u16,
    origin: String,
}

pub(crate) fn district(n: usize) -> DistrictId {
    DistrictId::of(derived(&["district", &n.to_string()]))
}

impl<'c> Pair<'c> {
    pub(crate) fn new(cluster: &'c Cluster) -> Self {
        let database = cluster.database().unwrap();
        let origin = format!("http://localhost:{}", free_port().unwrap());
        let options = || Options {
            origin: Some(origin.clone()),
            no_sample: true,
            database: Some(database.clone()),
            ..Options::default()
        };
        let one = Server::start(options()).unwrap();
        let other = Server::over(Folder::copy_of(one.data(), "data").unwrap(), options()).unwrap();
        let ports = [one.port(), other.port()];
        let data = one.data().to_string_lossy().into_owned();
        let make = |words: &[&str]| {
            let mut command = Command::new(program().unwrap());
            command.args(words).args(["--data", &data, "--database", &database, "--origin", &origin]);
            let made = command.output().unwrap();
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            String::from_utf8(made.stdout).unwrap().trim().to_owned()
        };
        make(&["org", "add", "--slug", WARD, "--name", "よもぎ区"]);
        let link = make(&["invite", "--org", WARD, "--role", "admin", "--uses", "50"]);
        let mut pair = Self {
            servers: [one, other],
            device: Device { cookie: String::new() },
            cluster,
            database,
            origin,
            ports,
            link,
        };
        pair.device = pair.device();
        let rows = [1, 2].map(|n| {
            let fields = Fields::from([("name".to_owned(), json!(format!("第{n}地区")))]);
            change(district(n).record(), Kind::District, Scope::OrgAll, fields)
        });
        let answer = pair.push(&pair.device, 0, &rows);
        assert!(matches!(&answer, Answer::Outcomes(outcomes) if outcomes.len() == 2), "{answer:?}");
        pair
    }

    /// A new device of an admin, which joins by one server and is known to the other.
    pub(crate) fn device(&self) -> Device {
        let secret = self.link.split_once('#').unwrap().1;
        let key = platform::random_uuid().simple().to_string();
        let body = json!({ "org": WARD, "secret": secret, "key": key, "name": "管理者" });
        let joined = self.way(0).post("/api/v1/join", None, &body.to_string()).unwrap();
        assert_eq!(joined.status, 200, "{}", joined.text());
        let cookie = joined.headers.get("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        Device { cookie }
    }

    pub(crate) fn way(&self, server: usize) -> Way {
        Way { port: self.ports[server], origin: self.origin.clone() }
    }

    pub(crate) fn push(&self, device: &Device, server: usize, changes: &[String]) -> Answer {
        self.way(server).push(device, changes)
    }

    /// The first district as a device that begins anew would be given it.
    pub(crate) fn all(&self, device: &Device) -> Vec<u64> {
        let way = self.way(1);
        let (mut versions, mut cursor) = (Vec::new(), way.start(device));
        loop {
            let page = way.page(device, &cursor).unwrap();
            versions.extend(page.versions);
            cursor = page.next;
            if !page.more {
                return versions;
            }
        }
    }

    /// Whether the database says that this server is in the middle of a write.
    pub(crate) fn holds_a_ward(&self, pid: u32) -> bool {
        let asked = format!(
            "select count(*) from pg_stat_activity where application_name = 'tsunagari {pid}'
             and datname = current_database() and state = 'idle in transaction' and exists (
             select 1 from pg_locks where pg_locks.pid = pg_stat_activity.pid
             and mode = 'RowShareLock' and relation = 'orgs'::regclass)"
        );
        let name = self.database.trim_start_matches("postgres:///").split('?').next().unwrap();
        self.cluster.say(name, &asked).unwrap() != "0"
    }

    /// A command at the first server's machine, or at one with another data folder.
    pub(crate) fn command(&self, words: &[&str], data: &Path) -> Output {
        let mut command = Command::new(program().unwrap());
        command.args(words).arg("--data").arg(data).args(["--database", &self.database]);
        command.output().unwrap()
    }

    /// Whether the database is whole.
    pub(crate) fn check(&self) {
        let said = self.command(&["check"], self.servers[0].data());
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
}

impl Way {
    fn post(&self, path: &str, cookie: Option<&str>, body: &str) -> std::io::Result<Response> {
        let mut request = Request::new("POST", path);
        request.headers.set("origin", &self.origin);
        request.headers.set("content-type", "application/json");
        if let Some(cookie) = cookie {
            request.headers.set("cookie", cookie);
        }
        request.body = body.as_bytes().to_vec();
        request.send(self.port)
    }

    pub(crate) fn push(&self, device: &Device, changes: &[String]) -> Answer {
        let body = format!("{{\"protocol\":1,\"feed\":false,\"changes\":[{}]}}", changes.join(","));
        let Ok(response) = self.post("/api/v1/sync", Some(&device.cookie), &body) else {
            return Answer::Nothing;
        };
        match response.status {
            200 => {
                let answer: Value = serde_json::from_slice(&response.body).unwrap();
                Answer::Outcomes(answer["outcomes"].as_array().unwrap().clone())
            }
            status @ (429 | 503) => {
                assert!(response.headers.get("retry-after").is_some(), "{}", response.text());
                Answer::ComeAgain(status)
            }
            status => panic!("{status} {}", response.text()),
        }
    }

    /// The cursor before everything.
    pub(crate) fn start(&self, device: &Device) -> Value {
        let answer = self.post("/api/v1/sync", Some(&device.cookie), "{\"protocol\":1}").unwrap();
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        json!({ "epoch": answer["epoch"], "version": 0 })
    }

    /// What comes after a cursor; none where the server does not answer now.
    pub(crate) fn page(&self, device: &Device, cursor: &Value) -> Option<Page> {
        let scope = Scope::DistrictAll(district(1)).to_string();
        let body = json!({ "protocol": PROTOCOL, "feed": true, "cursors": { &scope: cursor } });
        let response = self.post("/api/v1/sync", Some(&device.cookie), &body.to_string()).ok()?;
        if response.status != 200 {
            assert!([429, 503].contains(&response.status), "{}", response.text());
            return None;
        }
        let answer: Value = serde_json::from_slice(&response.body).unwrap();
        let feed = answer["feeds"].as_array().unwrap().iter().find(|feed| feed["scope"] == json!(scope));
        let feed = feed.unwrap();
        let records = feed["records"].as_array().unwrap();
        Some(Page {
            versions: records.iter().map(|record| record["version"].as_u64().unwrap()).collect(),
            next: feed["next"].clone(),
            more: feed["more"] == json!(true),
        })
    }
}

/// A new salon of a district, as its bytes.
pub(crate) fn log(n: usize) -> String {
    let record = RecordId::from_uuid(platform::random_uuid());
    let said = json!({ "what": "salon", "day": "2026-11-24", "heads": 12 });
    let fields = serde_json::from_value(said).unwrap();
    change(record, Kind::Activity, Scope::DistrictAll(district(n)), fields)
}

fn change(record: RecordId, kind: Kind, scope: Scope, fields: Fields) -> String {
    let change = Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: None,
        record,
        kind,
        scope,
        base: Base::NEW,
        after: None,
        act: Act::Set(fields),
        written_at: platform::now(),
        by: None,
    };
    change.to_bytes().unwrap()
}
