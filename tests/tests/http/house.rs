//! A server of its own for a test, with one small ward, and phones that have joined it.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, Outcome, PROTOCOL};
use tsunagari_core::id::{ChangeId, DistrictId, EpochId, OfficeId, OrgId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Fields, Kind, Record, Scope, Version};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::sync::wire::{Cursor, Feed, SyncAnswer};
use tsunagari_postgres::Cluster;
use tsunagari_server::command::serve;
use tsunagari_server::http::App;
use tsunagari_server::http::origin::Origin;
use tsunagari_server::join::{Made, Wanted, invite};
use tsunagari_server::public::hall::Hall;
use tsunagari_server::sample::{Row, Ward, seed};
use tsunagari_server::storage::{Org, Storage};
use tsunagari_server::{platform, secret};
use tsunagari_tests::http1::{Request, Response};
use tsunagari_tests::place::Folder;

pub(crate) struct House {
    pub(crate) port: u16,
    pub(crate) storage: Storage,
    pub(crate) org: Org,
    pub(crate) origin: String,
    pepper: [u8; 32],
    runtime: Runtime,
    stop: Option<oneshot::Sender<()>>,
    _data: Folder,
}

pub(crate) fn org_named(slug: &str) -> Org {
    Org { id: OrgId::of(derived(&["org", slug])), slug: slug.to_owned(), name: format!("{slug}区") }
}

pub(crate) fn district(n: usize) -> DistrictId {
    DistrictId::of(derived(&["district", &n.to_string()]))
}

pub(crate) fn office() -> OfficeId {
    OfficeId::of(derived(&["office"]))
}

thread_local! {
    /// Whether houses that this test's thread builds stand on PostgreSQL.
    static POSTGRES: Cell<bool> = const { Cell::new(false) };
}

/// Runs a test whose houses stand on PostgreSQL instead of SQLite.
pub(crate) fn on_postgres(test: impl FnOnce()) {
    POSTGRES.set(true);
    test();
}

impl House {
    pub(crate) fn new() -> Self {
        Self::sampled(false)
    }

    pub(crate) fn sampled(sample: bool) -> Self {
        Self::built(sample, Hall::new(Vec::new()))
    }

    /// With public pages as the hall has them.
    pub(crate) fn with_public(hall: Hall) -> Self {
        Self::built(false, hall)
    }

    fn built(sample: bool, hall: Hall) -> Self {
        let runtime = Runtime::new().unwrap();
        let data = Folder::new("http").unwrap();
        let database = POSTGRES.get().then(|| Cluster::shared().database().unwrap());
        let (storage, pepper) = runtime.block_on(serve::open(data.path(), database.as_deref())).unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let origin = format!("http://localhost:{port}");
        let app = App::with_public(storage.clone(), Origin::parse(&origin).unwrap(), pepper, sample, hall);
        let (stop, told) = oneshot::channel();
        runtime.spawn(serve::answer(app, listener, async move {
            let _ = told.await;
        }));
        let org = org_named("tsukushi");
        let house = Self { port, storage, org, origin, pepper, runtime, stop: Some(stop), _data: data };
        house.furnish(&house.org);
        house
    }

    /// A ward with three districts, the first two of one plaza.
    pub(crate) fn furnish(&self, org: &Org) {
        let text = |field: &str, text: &str| (field.to_owned(), json!(text));
        let mut rows = vec![
            row(org.id.record(), Kind::Org, [text("slug", &org.slug), text("name", &org.name)].into()),
            row(office().record(), Kind::Office, [text("name", "ひなた地域ケアプラザ")].into()),
        ];
        for n in 1..=3 {
            let mut fields = Fields::from([text("name", &format!("第{n}地区"))]);
            if n < 3 {
                fields.insert("office".to_owned(), json!(office().to_string()));
            }
            rows.push(row(district(n).record(), Kind::District, fields));
        }
        self.runtime.block_on(seed::write(&self.storage, org, rows)).unwrap();
    }

    /// Writes the rows of a sample ward, without any log.
    pub(crate) fn settle(&self, ward: &Ward) {
        let org = Org { id: ward.org.id(), slug: ward.org.org.slug.clone(), name: ward.org.org.name.clone() };
        self.runtime.block_on(seed::write(&self.storage, &org, ward.rows())).unwrap();
    }

    pub(crate) fn block<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub(crate) fn wanted(role: Role, districts: &[usize]) -> Wanted {
        let reach: SortedSet<_> = districts.iter().map(|n| district(*n)).collect();
        Wanted {
            role,
            office: (role == Role::Staff).then(office),
            body: None,
            reach: (!reach.is_empty()).then_some(reach),
            uses: 30,
            number: true,
            by: None,
        }
    }

    pub(crate) fn invite(&self, wanted: Wanted) -> Made {
        self.invite_to(&self.org, wanted)
    }

    pub(crate) fn invite_to(&self, org: &Org, wanted: Wanted) -> Made {
        let (org, now, pepper) = (org.id, platform::now(), self.pepper);
        self.block(
            self.storage
                .write(move |tx| Box::pin(async move { invite(tx, org, now, &pepper, &wanted).await })),
        )
        .unwrap()
        .unwrap()
    }

    /// A device of a new person, of the role and the districts.
    pub(crate) fn phone(&self, role: Role, districts: &[usize]) -> Phone<'_> {
        let made = self.invite(Self::wanted(role, districts));
        let key = secret::hex(&platform::random::<16>());
        self.join(&json!({ "org": self.org.slug, "secret": made.secret, "key": key, "name": "会計A",
            "district": districts.first().filter(|_| role == Role::Volunteer).map(|n| district(*n)) }))
            .unwrap_or_else(|refused| panic!("joining: {}", refused.text()))
    }

    pub(crate) fn join(&self, body: &Value) -> Result<Phone<'_>, Response> {
        let response = self.post("/api/v1/join", None, &body.to_string());
        if response.status != 200 {
            return Err(response);
        }
        let set = response.headers.get("set-cookie").unwrap();
        let cookie = set.split(';').next().unwrap().to_owned();
        let answer: Value = serde_json::from_slice(&response.body).unwrap();
        let session: Session = serde_json::from_value(answer["session"].clone()).unwrap();
        Ok(Phone { house: self, cookie, session })
    }

    pub(crate) fn ask(&self, request: Request) -> Response {
        request.send(self.port).unwrap()
    }

    pub(crate) fn get(&self, path: &str, cookie: Option<&str>) -> Response {
        let mut request = Request::new("GET", path);
        if let Some(cookie) = cookie {
            request.headers.set("cookie", cookie);
        }
        self.ask(request)
    }

    pub(crate) fn post(&self, path: &str, cookie: Option<&str>, body: &str) -> Response {
        self.ask(self.posting(path, cookie, body.as_bytes()))
    }

    pub(crate) fn posting(&self, path: &str, cookie: Option<&str>, body: &[u8]) -> Request {
        let mut request = Request::new("POST", path);
        request.headers.set("origin", &self.origin);
        request.headers.set("content-type", "application/json");
        if let Some(cookie) = cookie {
            request.headers.set("cookie", cookie);
        }
        request.body = body.to_vec();
        request
    }

    pub(crate) fn epoch(&self) -> EpochId {
        self.block(self.storage.read(|tx| tx.epoch())).unwrap()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        self.runtime.block_on(self.storage.close());
    }
}

fn row(id: RecordId, kind: Kind, fields: Fields) -> Row {
    Row { id, kind, scope: Scope::OrgAll, fields }
}

/// A device that has joined.
pub(crate) struct Phone<'a> {
    pub(crate) house: &'a House,
    pub(crate) cookie: String,
    pub(crate) session: Session,
}

pub(crate) fn fields(value: Value) -> Fields {
    serde_json::from_value(value).unwrap()
}

impl Phone<'_> {
    /// A change that this device's person makes.
    pub(crate) fn change(&self, record: RecordId, kind: Kind, scope: Scope, act: Act) -> Change {
        Change {
            id: ChangeId::from_uuid(platform::random_uuid()),
            protocol: PROTOCOL,
            device: Some(self.session.device),
            record,
            kind,
            scope,
            base: Base::NEW,
            after: None,
            act,
            written_at: platform::now(),
            by: Some(self.session.person),
        }
    }

    /// A salon's log in the district.
    pub(crate) fn log(&self, name: &str, n: usize, heads: u64) -> Change {
        let said = fields(json!({ "what": "salon", "day": "2026-11-24", "heads": heads, "helpers": 4 }));
        self.change(derived(&["log", name]), Kind::Activity, Scope::DistrictAll(district(n)), Act::Set(said))
    }

    pub(crate) fn edit(&self, of: &Change, base: Version, said: Value) -> Change {
        let epoch = Some(self.house.epoch());
        let act = Act::Set(fields(said));
        Change {
            base: Base { epoch, version: base },
            ..self.change(of.record, of.kind.clone(), of.scope, act)
        }
    }

    pub(crate) fn ask(&self, body: &str) -> Response {
        self.house.post("/api/v1/sync", Some(&self.cookie), body)
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.house.get(path, Some(&self.cookie))
    }

    pub(crate) fn get_json<T: DeserializeOwned>(&self, path: &str) -> T {
        let response = self.get(path);
        assert_eq!(response.status, 200, "{path}: {}", response.text());
        serde_json::from_slice(&response.body).unwrap()
    }

    pub(crate) fn sync(&self, changes: &[String], cursors: Option<&SortedMap<Scope, Cursor>>) -> SyncAnswer {
        let cursors = cursors.map(|cursors| {
            cursors
                .iter()
                .map(|(scope, cursor)| (scope.to_string(), json!(cursor)))
                .collect::<SortedMap<_, _>>()
        });
        let rest = json!({ "protocol": PROTOCOL, "build": "test", "feed": cursors.is_some(),
            "cursors": cursors.unwrap_or_default() });
        let rest = rest.to_string();
        let body = format!("{{\"changes\":[{}],{}", changes.join(","), &rest[1..]);
        let response = self.ask(&body);
        assert_eq!(response.status, 200, "{}", response.text());
        serde_json::from_slice(&response.body).unwrap()
    }

    /// Sends changes and gives their outcomes.
    pub(crate) fn send(&self, changes: &[&Change]) -> Vec<Outcome> {
        let bytes: Vec<_> = changes.iter().map(|change| change.to_bytes().unwrap()).collect();
        self.sync(&bytes, None).outcomes.into_iter().map(|answered| answered.outcome).collect()
    }

    pub(crate) fn send_one(&self, change: &Change) -> Outcome {
        self.send(&[change]).remove(0)
    }

    /// One page of a scope after a version.
    pub(crate) fn feed(&self, scope: Scope, after: Version) -> Feed {
        let cursor = Cursor { epoch: self.house.epoch(), version: after };
        let answer = self.sync(&[], Some(&[(scope, cursor)].into()));
        answer.feeds.into_iter().find(|feed| feed.scope == scope).unwrap()
    }

    pub(crate) fn record(&self, of: &Change) -> Record {
        let feed = self.feed(of.scope, 0);
        feed.records.into_iter().find(|record| record.id == of.record).unwrap()
    }
}

pub(crate) const fn at(millis: i64) -> WallTime {
    WallTime::from_millis(millis)
}
