//! A small ward without a plan and the devices that joined it, made in a folder without a server: what faults begin with.

use serde_json::{Value, json};
use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{ChangeId, DistrictId, EpochId, OrgId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Fields, Kind, Scope, Version};
use tsunagari_core::sorted::SortedSet;
use tsunagari_server::command::serve;
use tsunagari_server::join::{Asked, Code, INVITE_USES, Wanted, invite, join};
use tsunagari_server::sample::{Row, seed};
use tsunagari_server::storage::{Fault, Org, Storage, Tx};
use tsunagari_server::summary::{self, Counted};
use tsunagari_server::{cells, platform, secret};

use crate::http1::{Request, Response};
use crate::place::Folder;
use crate::server::Server;
use crate::trouble::{Outcome, Trouble};

/// The ward's slug.
pub const SLUG: &str = "hinata";
/// Devices that join in one transaction.
const TOGETHER: usize = 200;

/// A folder as a server leaves it that was stopped cleanly.
pub struct Small {
    pub data: Folder,
    pub org: Org,
    pub epoch: EpochId,
    /// An admin's device.
    pub admin: Member,
    /// Devices of volunteers, or of the role that was asked for, in the order of their districts.
    pub members: Vec<Member>,
}

/// A device that has joined.
#[derive(Clone)]
pub struct Member {
    /// The cookie's value.
    pub token: String,
    pub session: Session,
    pub district: DistrictId,
}

pub fn district(n: usize) -> DistrictId {
    DistrictId::of(derived(&["district", &n.to_string()]))
}

impl Small {
    /// So many districts with so many volunteers' devices in each.
    pub fn made(districts: usize, each: usize) -> Outcome<Self> {
        Self::made_for(Role::Volunteer, districts, each)
    }

    /// The same with devices of another role: staff change one another's logs.
    pub fn made_for(role: Role, districts: usize, each: usize) -> Outcome<Self> {
        let runtime = tokio::runtime::Runtime::new().map_err(Trouble::at("a runtime"))?;
        runtime.block_on(Self::make(role, districts, each))
    }

    async fn make(role: Role, districts: usize, each: usize) -> Outcome<Self> {
        let data = Folder::new("small")?;
        let (storage, pepper) = serve::open(data.path(), None).await.map_err(Trouble::at("the database"))?;
        let org = Org {
            id: OrgId::of(derived(&["org", SLUG])),
            slug: SLUG.to_owned(),
            name: "ひなた区".to_owned(),
        };
        let made = async {
            seed::write(&storage, &org, rows(&org, districts)).await?;
            let admin = joined(&storage, org.id, pepper, Role::Admin, district(0), 1).await?;
            let mut members = Vec::new();
            for n in 0..districts {
                let mut left = each;
                while left > 0 {
                    let some = left.min(TOGETHER);
                    members.extend(joined(&storage, org.id, pepper, role, district(n), some).await?);
                    left -= some;
                }
            }
            cells::build_all(&storage, org.id).await?;
            summary::recount(&storage, &mut Counted::default()).await?;
            cells::build_all(&storage, org.id).await?;
            Ok((storage.read(|tx| tx.epoch()).await?, admin, members))
        };
        let made: Result<_, Fault> = made.await;
        storage.close().await;
        let (epoch, admin, members) = made.map_err(Trouble::at("a small ward"))?;
        let admin = admin.into_iter().next().ok_or_else(|| Trouble::new("no admin"))?;
        Ok(Self { data, org, epoch, admin, members })
    }

    /// A copy of its folder, to be spoilt.
    pub fn copy(&self) -> Outcome<Folder> {
        Folder::copy_of(self.data.path(), "fault")
    }
}

fn rows(org: &Org, districts: usize) -> Vec<Row> {
    let row = |id, kind, fields| Row { id, kind, scope: Scope::OrgAll, fields };
    let text = |field: &str, text: &str| (field.to_owned(), Value::from(text));
    let own = row(org.id.record(), Kind::Org, [text("slug", &org.slug), text("name", &org.name)].into());
    let districts = (0..districts).map(|n| {
        row(district(n).record(), Kind::District, [text("name", &format!("第{}地区", n + 1))].into())
    });
    std::iter::once(own).chain(districts).collect()
}

/// So many devices of one role join by links, in one transaction.
async fn joined(
    storage: &Storage,
    org: OrgId,
    pepper: [u8; 32],
    role: Role,
    home: DistrictId,
    count: usize,
) -> Result<Vec<Member>, Fault> {
    storage.write(move |tx| Box::pin(async move { join_all(tx, org, pepper, role, home, count).await })).await
}

async fn join_all(
    tx: &mut dyn Tx,
    org: OrgId,
    pepper: [u8; 32],
    role: Role,
    home: DistrictId,
    count: usize,
) -> Result<Vec<Member>, Fault> {
    let (now, mut members) = (platform::now(), Vec::with_capacity(count));
    let reach: Option<SortedSet<_>> = (role == Role::Volunteer).then(|| [home].into());
    let wanted = Wanted { role, office: None, body: None, reach, uses: INVITE_USES, number: false, by: None };
    let mut link = None;
    for n in 0..count {
        if n % usize::try_from(INVITE_USES).unwrap_or(1) == 0 {
            link = invite(tx, org, now, &pepper, &wanted).await?;
        }
        let Some(made) = &link else { return Err(Fault::Not("an invite")) };
        let asked = Asked {
            code: Code::Secret(secret::sha256(made.secret.as_bytes())),
            key: platform::random(),
            name: format!("会計{}", n + 1),
            district: Some(home),
            groups: SortedSet::new(),
        };
        let Ok(device) = join(tx, org, now, &asked).await? else { return Err(Fault::Not("joining")) };
        members.push(Member { token: device.token.text(), session: device.session, district: home });
    }
    Ok(members)
}

impl Member {
    /// A POST of JSON as this device's page sends it.
    pub fn posting(&self, server: &Server, path: &str, body: impl Into<Vec<u8>>) -> Request {
        let mut request = Request::new("POST", path);
        request.headers.set("origin", server.origin());
        request.headers.set("content-type", "application/json");
        request.headers.set("cookie", self.cookie(server));
        request.body = body.into();
        request
    }

    pub fn getting(&self, server: &Server, path: &str) -> Request {
        let mut request = Request::new("GET", path);
        request.headers.set("cookie", self.cookie(server));
        request
    }

    fn cookie(&self, server: &Server) -> String {
        format!("tsunagari_{}={}", server.port(), self.token)
    }

    /// Posts changes, each as its exact bytes.
    pub fn push(&self, server: &Server, changes: &[&str]) -> Outcome<Response> {
        let body = format!("{{\"protocol\":{PROTOCOL},\"changes\":[{}]}}", changes.join(","));
        server.ask(self.posting(server, "/api/v1/sync", body))
    }

    /// The scope in which the device's person logs.
    pub fn scope(&self) -> Scope {
        Scope::DistrictAll(self.district)
    }

    /// A change by this device's person.
    pub fn change(&self, id: ChangeId, record: RecordId, base: Base, act: Act) -> Change {
        Change {
            id,
            protocol: PROTOCOL,
            device: Some(self.session.device),
            record,
            kind: Kind::Activity,
            scope: self.scope(),
            base,
            after: None,
            act,
            written_at: WallTime::from_millis(1_795_300_000_000),
            by: Some(self.session.person),
        }
    }

    /// A new log, with so many people.
    pub fn log(&self, id: ChangeId, record: RecordId, heads: u64) -> Change {
        let said = json!({ "what": "salon", "day": "2026-11-24", "heads": heads, "helpers": 4 });
        self.change(id, record, Base::NEW, Act::Set(fields(said)))
    }
}

/// An object's fields.
pub fn fields(said: Value) -> Fields {
    serde_json::from_value(said).unwrap_or_default()
}

/// A change's place in what a device holds: nothing newer than `version` was seen.
pub const fn base(epoch: EpochId, version: Version) -> Base {
    Base { epoch: Some(epoch), version }
}
