//! A ward with years of logs behind it, written through the server's own desk and storage before a server runs on it. No checks.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::change::{Act, Base, Change, Outcome as Became, PROTOCOL};
use tsunagari_core::id::{ChangeId, DeviceId, OrgId, PersonId, RecordId};
use tsunagari_core::kind::built_in;
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Class, Fields, Kind, Record, Scope};
use tsunagari_core::session::GroupSession;
use tsunagari_server::command::serve;
use tsunagari_server::desk::{Carrier, settle_all};
use tsunagari_server::sample::{activities::SLUG, seed};
use tsunagari_server::storage::{Fault, Storage, Tx};
use tsunagari_server::{cells, identity, platform};
use tsunagari_world::chance::Chance;

use crate::http1::Response;
use crate::server::program;
use crate::trouble::{Outcome, Trouble};

/// How far back the logs go, in days.
const SPAN: u64 = 730;
/// Changes of one transaction.
const TOGETHER: usize = 1000;
/// Logs with a note, in hundredths.
const NOTED: u64 = 60;
/// Noon in Japan, in milliseconds of the day of UTC.
const NOON: i64 = 3 * 60 * 60 * 1000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The folder of a server that does not run now.
pub struct Archive {
    storage: Storage,
    org: OrgId,
}

/// All logs of the districts as one file.
pub struct Dump {
    pub packed: Vec<u8>,
    /// Their JSON, uncompressed.
    pub json_bytes: usize,
    pub count: usize,
    /// A district's scope, and a month that is whole.
    pub scope: String,
    pub month: String,
}

impl Dump {
    /// As the lab serves it.
    pub fn response(&mut self) -> Response {
        let mut response = Response::new(200, "application/json", std::mem::take(&mut self.packed));
        response.headers.set("content-encoding", "gzip");
        response
    }
}

impl Archive {
    /// The sample wards and, in つむぎ区, so many logs more; the cells are built. What this build has made today is kept
    /// and copied, since it takes a while.
    pub async fn fill(data: &Path, count: usize) -> Outcome<Self> {
        let kept = kept(count)?;
        if kept.is_dir() {
            copy(&kept, data)?;
            return Self::open(data).await;
        }
        Self::make(data, count).await?.close().await;
        let half = kept.with_extension("half");
        fs::create_dir_all(&half).map_err(Trouble::at(half.display()))?;
        copy(data, &half)?;
        fs::rename(&half, &kept).map_err(Trouble::at(kept.display()))?;
        Self::open(data).await
    }

    async fn open(data: &Path) -> Outcome<Self> {
        let (storage, _) = serve::open(data, None).await.map_err(Trouble::at("the storage"))?;
        let orgs = storage.read(|tx| tx.orgs()).await.map_err(Trouble::at("the wards"))?;
        let org = orgs.into_iter().find(|org| org.slug == SLUG).ok_or_else(|| Trouble::new("no sample"))?.id;
        Ok(Self { storage, org })
    }

    async fn make(data: &Path, count: usize) -> Outcome<Self> {
        let (storage, _) = serve::open(data, None).await.map_err(Trouble::at("the storage"))?;
        seed::seed(&storage, None).await.map_err(Trouble::at("the sample"))?;
        storage.close().await;
        let archive = Self::open(data).await?;
        let sessions = archive.sessions().await.map_err(Trouble::at("the sessions"))?;
        let words = archive.words().await.map_err(Trouble::at("the words"))?;
        archive.settle(logs(&sessions, &words, count, 1)).await?;
        archive.pack().await?;
        Ok(archive)
    }

    /// So many changes more, each of a new log of one scope: the scope, and its version before them.
    pub async fn add(&self, count: usize, seed: u64) -> Outcome<(Scope, u64)> {
        let sessions = self.sessions().await.map_err(Trouble::at("the sessions"))?;
        let first = sessions.first().ok_or_else(|| Trouble::new("no session"))?;
        let scope = first.0;
        let one: Vec<_> = sessions.iter().filter(|(other, _)| *other == scope).cloned().collect();
        let words = self.words().await.map_err(Trouble::at("the words"))?;
        let org = self.org;
        let versions = self.storage.read(move |tx| tx.versions(org)).await;
        let before = versions.map_err(Trouble::at("the versions"))?.get(&scope).copied().unwrap_or(0);
        let logs = logs(&one, &words, count, seed);
        self.settle(logs).await?;
        Ok((scope, before))
    }

    /// Builds the cells of every ward in the folder.
    pub async fn pack_all(data: &Path) -> Outcome<()> {
        let (storage, _) = serve::open(data, None).await.map_err(Trouble::at("the storage"))?;
        for org in storage.read(|tx| tx.orgs()).await.map_err(Trouble::at("the wards"))? {
            cells::build_all(&storage, org.id).await.map_err(Trouble::at("the cells"))?;
        }
        storage.close().await;
        Ok(())
    }

    /// Builds the cells that are missing, as a server does after its start.
    pub async fn pack(&self) -> Outcome<()> {
        cells::build_all(&self.storage, self.org).await.map_err(Trouble::at("the cells"))
    }

    async fn records(&self) -> Outcome<Vec<Record>> {
        let org = self.org;
        let read = self.storage.read(move |tx| {
            Box::pin(async move {
                let mut all = Vec::new();
                for scope in tx.versions(org).await?.into_keys() {
                    all.extend(tx.born_from(org, scope, Class::Log, 0, usize::MAX >> 1).await?);
                }
                Ok(all)
            })
        });
        read.await.map_err(Trouble::at("the records"))
    }

    /// The same for pages that have no store of ours: JSON in one array, gzipped; and what a bench asks of it.
    pub async fn dump(&self) -> Outcome<Dump> {
        let records = self.records().await?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        let (mut json_bytes, mut sign) = (0, "[");
        for record in &records {
            let line = serde_json::to_string(record).map_err(Trouble::at("a record"))?;
            json_bytes += line.len();
            write!(packed, "{sign}{line}").map_err(Trouble::at("the dump"))?;
            sign = ",";
        }
        let packed =
            packed.write_all(b"]").and_then(|()| packed.finish()).map_err(Trouble::at("the dump"))?;
        let some = records.get(records.len() / 2).ok_or_else(|| Trouble::new("no records"))?;
        let month = platform::now().day().month().previous().map(|month| month.to_string());
        Ok(Dump {
            packed,
            json_bytes,
            count: records.len(),
            scope: some.scope.to_string(),
            month: month.unwrap_or_default(),
        })
    }

    pub async fn close(self) {
        self.storage.close().await;
    }

    async fn settle(&self, changes: Vec<Change>) -> Outcome<()> {
        let org = self.org;
        for together in changes.chunks(TOGETHER) {
            let raws = together.iter().map(serde_json::value::to_raw_value).collect::<Result<Vec<_>, _>>();
            let raws = raws.map_err(Trouble::at("a change"))?;
            let write = self.storage.write(move |tx| {
                Box::pin(async move {
                    let carrier = Carrier { org, session: hand(tx, org).await?, now: platform::now() };
                    settle_all(tx, &carrier, &raws).await
                })
            });
            for answered in write.await.map_err(Trouble::at("the logs"))? {
                if let Became::Refused { reason } = answered.outcome {
                    return Err(Trouble::new(format!("a log of the archive was refused: {reason:?}")));
                }
            }
        }
        Ok(())
    }

    /// The districts' sessions of kinds that have a note, each with its scope.
    async fn sessions(&self) -> Result<Vec<(Scope, GroupSession)>, Fault> {
        let org = self.org;
        let all = self.storage.read(move |tx| tx.of_kind(org, Kind::Session, None)).await?;
        let all = all.iter().map(|record| (record.scope, GroupSession::read(record)));
        Ok(all
            .filter(|(scope, it)| {
                built_in(&it.what).is_some_and(|kind| !kind.numbers_only && kind.lives_in(*scope))
            })
            .collect())
    }

    /// What notes are made of: the plan's own titles, some thousands of different ones.
    async fn words(&self) -> Result<Vec<Vec<char>>, Fault> {
        let org = self.org;
        let read = self.storage.read(move |tx| {
            Box::pin(async move {
                let mut all = tx.of_kind(org, Kind::Measure, None).await?;
                all.extend(tx.of_kind(org, Kind::Item, None).await?);
                all.extend(tx.of_kind(org, Kind::Place, None).await?);
                Ok(all)
            })
        });
        let texts = read.await?;
        let texts = texts.iter().filter_map(|record| record.text("title").or_else(|| record.text("name")));
        Ok(texts.map(|text| text.chars().collect::<Vec<_>>()).filter(|text| text.len() > 2).collect())
    }
}

/// Where the ward of this build and day is kept: below the build's output, or the system's place for passing things.
fn kept(count: usize) -> Outcome<PathBuf> {
    let server = program()?;
    let about = fs::metadata(&server).map_err(Trouble::at(server.display()))?;
    let made =
        about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let tools = std::env::var_os("TSUNAGARI_TOOLS").map_or_else(std::env::temp_dir, PathBuf::from);
    Ok(tools.join("wards").join(format!("{count}-{}-{}", made.as_millis(), platform::now().day())))
}

/// Copies the files of a server that does not run.
fn copy(from: &Path, to: &Path) -> Outcome<()> {
    for entry in fs::read_dir(from).map_err(Trouble::at(from.display()))?.flatten() {
        let at = to.join(entry.file_name());
        fs::copy(entry.path(), &at).map_err(Trouble::at(at.display()))?;
    }
    Ok(())
}

/// Logs as people would have made them, the oldest first.
fn logs(sessions: &[(Scope, GroupSession)], words: &[Vec<char>], count: usize, seed: u64) -> Vec<Change> {
    let mut chance = Chance::new(seed);
    let today = platform::now().day();
    let mut days: Vec<Day> = (0..count).map(|_| today.plus(-whole(chance.below(SPAN)))).collect();
    days.sort_unstable();
    let picked = days.into_iter().filter_map(|day| Some((day, chance.pick(sessions)?.clone())));
    let picked: Vec<_> = picked.collect();
    let logs = picked.into_iter().map(|(day, (scope, session))| {
        Change {
            id: ChangeId::from_uuid(chance.uuid()),
            protocol: PROTOCOL,
            device: None,
            // By chance, so that no log of the sample's is meant.
            record: RecordId::from_uuid(chance.uuid()),
            kind: Kind::Activity,
            scope,
            base: Base::NEW,
            after: None,
            act: Act::Set(fields(&session, day, words, &mut chance)),
            written_at: evening(day, &mut chance),
            by: Some(PersonId::from_uuid(Chance::new(1000 + chance.below(300)).uuid())),
        }
    });
    logs.collect()
}

fn fields(session: &GroupSession, day: Day, words: &[Vec<char>], chance: &mut Chance) -> Fields {
    let mut fields = Fields::new();
    let mut set = |name: &str, value| _ = fields.insert(name.to_owned(), value);
    set("what", json!(session.what));
    set("day", json!(day.to_string()));
    set("held", json!("done"));
    set("session", json!(session.id));
    set("helpers", json!(1 + chance.below(9)));
    if let Some(group) = session.group {
        set("group", json!(group));
    }
    if let Some(place) = session.place {
        set("place", json!(place));
    }
    if let Some(slot) = session.slot {
        set("slot", json!(slot.to_string()));
    }
    if let Some(kind) = built_in(&session.what) {
        for band in kind.bands {
            set(&format!("head.{}", band.key), json!(chance.below(30)));
        }
        for quantity in kind.quantities {
            set(&format!("qty.{}", quantity.key), json!(1 + chance.below(60)));
        }
        if let Some(chip) = chance.pick(kind.chips) {
            set(&format!("content.{}", chip.key), json!(true));
        }
    }
    if chance.below(100) < NOTED {
        set("note", json!(note(words, chance)));
    }
    fields
}

/// Two to five pieces of the plan's titles, each followed by what people say of such things: hardly any note twice.
fn note(words: &[Vec<char>], chance: &mut Chance) -> String {
    const ENDS: [&str; 12] = [
        "をしました。",
        "が好評でした。",
        "は来月。",
        "の話が出ました",
        "で少なめ。",
        "を手分けした。",
        "に初めての方",
        "、雨のため早めに終わり。",
        "を続けたい",
        "の準備。",
        "が足りず。",
        "と一緒に",
    ];
    let mut note = String::new();
    for _ in 0..2 + chance.below(4) {
        if let Some(title) = chance.pick(words) {
            let from = chance.index(title.len().saturating_sub(2));
            let length = 2 + chance.index(7);
            note.extend(title.iter().skip(from).take(length));
        }
        note.push_str(chance.pick(&ENDS).copied().unwrap_or_default());
        if chance.one_in(3) {
            note.push_str(&chance.below(60).to_string());
        }
    }
    note
}

fn evening(day: Day, chance: &mut Chance) -> WallTime {
    let noon = day.since(WallTime::from_millis(0).day()) * DAY + NOON;
    WallTime::from_millis(noon + whole(chance.below(10 * 60 * 60 * 1000)))
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(0)
}

/// The server's own hand, which may write everywhere in the ward.
async fn hand(tx: &mut dyn Tx, org: OrgId) -> Result<Session, Fault> {
    Ok(Session {
        device: DeviceId::from_uuid(org.uuid()),
        person: PersonId::from_uuid(org.uuid()),
        role: Role::Admin,
        office: None,
        body: None,
        districts: identity::all_districts(tx, org).await?,
        confirmed: true,
        groups: tsunagari_core::sorted::SortedSet::new(),
    })
}
