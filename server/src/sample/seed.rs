//! Writes the sample wards into a storage, once, and makes one way in for each role at every start.

use tsunagari_core::sorted::SortedSet;

use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::change::{Act, Base, Change, Outcome, PROTOCOL};
use tsunagari_core::id::{BodyId, ChangeId, DeviceId, OfficeId, OrgId, PersonId};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::Kind;

use super::activities::{Made, SLUG, activities};
use super::figures::figures;
use super::results::results;
use super::{Row, Ward, wards};
use crate::desk::{Carrier, settle_all};
use crate::http::origin::Origin;
use crate::join::{self, Wanted};
use crate::storage::{Fault, Org, Storage, Tx};
use crate::{identity, platform, secret};

/// Invites of earlier starts that are kept.
const EARLIER: usize = 9;
/// Rows that one transaction writes.
const TOGETHER: usize = 500;

/// Writes the wards that the storage does not have. `today` is the day up to which there are logs.
pub async fn seed(storage: &Storage, today: Option<&str>) -> Result<(), Fault> {
    let today = today.and_then(|day| Day::parse(day).ok()).unwrap_or_else(|| platform::now().day());
    let known = storage.read(|tx| tx.orgs()).await?;
    let wards = wards().map_err(|error| {
        tracing::error!(%error, "the sample's files");
        Fault::Unreadable("sample")
    })?;
    for ward in wards {
        let Some(org) = org(&ward) else { return Err(Fault::Unreadable("sample ward")) };
        if known.iter().all(|known| known.slug != org.slug) {
            write(storage, &org, ward.rows()).await?;
            if org.slug == SLUG {
                write_made(storage, &org, activities(&ward.org, today)).await?;
                write(storage, &org, figures(&ward.org, today)).await?;
                let id = org.id;
                let made =
                    storage.read(move |tx| Box::pin(async move { results(tx, id, today).await })).await?;
                write_made(storage, &org, made).await?;
            }
        }
    }
    Ok(())
}

/// Writes rows of a ward in the server's own name, through the same desk as every change.
pub async fn write(storage: &Storage, org: &Org, rows: Vec<Row>) -> Result<(), Fault> {
    let at = platform::now();
    write_made(storage, org, rows.into_iter().map(|row| Made { row, by: None, at }).collect()).await
}

/// Writes rows with the hands that made them.
async fn write_made(storage: &Storage, org: &Org, made: Vec<Made>) -> Result<(), Fault> {
    let now = platform::now();
    for made in made.chunks(TOGETHER) {
        let (org, made) = (org.clone(), made.to_vec());
        storage.write(move |tx| Box::pin(async move { chunk(tx, &org, made, now).await })).await?;
    }
    Ok(())
}

async fn chunk(tx: &mut dyn Tx, org: &Org, rows: Vec<Made>, now: WallTime) -> Result<(), Fault> {
    if tx.orgs().await?.iter().all(|known| known.id != org.id) {
        tx.add_org(org, now).await?;
    }
    let raws = rows.into_iter().map(|row| serde_json::value::to_raw_value(&change(row)));
    let raws = raws.collect::<Result<Vec<_>, _>>().map_err(|_| Fault::Unreadable("change"))?;
    let carrier = Carrier { org: org.id, session: hand(tx, org.id).await?, now };
    for answered in settle_all(tx, &carrier, &raws).await? {
        if let Outcome::Refused { reason } = answered.outcome {
            tracing::error!(?reason, change = ?answered.id, "a row of the sample was refused");
        }
    }
    Ok(())
}

fn change(made: Made) -> Change {
    let Made { row, by, at } = made;
    Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: None,
        record: row.id,
        kind: row.kind,
        scope: row.scope,
        base: Base::NEW,
        after: None,
        act: Act::Set(row.fields),
        written_at: at,
        by,
    }
}

/// The server's own hand, which may write everywhere in the ward.
pub(crate) async fn hand(tx: &mut dyn Tx, org: OrgId) -> Result<Session, Fault> {
    Ok(Session {
        device: DeviceId::from_uuid(org.uuid()),
        person: PersonId::from_uuid(org.uuid()),
        role: Role::Admin,
        office: None,
        body: None,
        districts: identity::all_districts(tx, org).await?,
        confirmed: true,
        groups: SortedSet::new(),
    })
}

fn org(ward: &Ward) -> Option<Org> {
    let row = ward.rows().into_iter().find(|row| row.kind == Kind::Org)?;
    let text = |field: &str| row.fields.get(field).and_then(|value| value.as_str()).map(str::to_owned);
    Some(Org { id: OrgId::of(row.id), slug: text("slug")?, name: text("name")? })
}

/// A line for each role: `role<TAB>link<TAB>number`. Those of earlier starts hold as long as there is room for new ones.
pub async fn roles(storage: &Storage, origin: &Origin, pepper: &[u8; 32]) -> Result<Vec<String>, Fault> {
    let (now, pepper, start) = (platform::now(), *pepper, origin.as_str().to_owned());
    storage
        .write(move |tx| {
            Box::pin(async move {
                let orgs = tx.orgs().await?;
                let org = orgs.into_iter().find(|org| org.slug == SLUG).ok_or(Fault::Unreadable("sample"))?;
                end_invites(tx, org.id, now).await?;
                let mut lines = Vec::new();
                for (name, wanted) in wanted(tx, org.id).await? {
                    if let Some(made) = join::invite(tx, org.id, now, &pepper, &wanted).await? {
                        let number = made.number.unwrap_or_default();
                        let spaced = secret::spaced(&number);
                        lines.push(format!(
                            "{name}\t{start}/o/{SLUG}/join#{}.{number}\t{spaced}",
                            made.secret
                        ));
                    }
                }
                Ok(lines)
            })
        })
        .await
}

async fn end_invites(tx: &mut dyn Tx, org: OrgId, now: WallTime) -> Result<(), Fault> {
    let alive = tx.invites(org, now).await?;
    let over = alive.len().saturating_sub(EARLIER);
    for mut old in alive.into_iter().filter(|old| old.made_by.is_none()).take(over) {
        old.ends_at = now;
        tx.put_invite(org, &old).await?;
    }
    Ok(())
}

/// Volunteers choose any district; staff are of the first plaza, with its districts; the admin has the ward.
async fn wanted(tx: &mut dyn Tx, org: OrgId) -> Result<Vec<(&'static str, Wanted)>, Fault> {
    let mut plaza = None;
    for office in tx.of_kind(org, Kind::Office, None).await? {
        let id = OfficeId::of(office.id);
        let districts = identity::districts_of(tx, org, id).await?;
        if plaza.is_none() && !districts.is_empty() {
            plaza = Some((id, office.link("body").map(BodyId::of), districts));
        }
    }
    let wanted = |role: Role| Wanted {
        role,
        office: None,
        body: None,
        reach: None,
        uses: join::INVITE_USES,
        number: true,
        by: None,
    };
    let staff = match plaza {
        Some((office, body, districts)) => {
            Wanted { office: Some(office), body, reach: Some(districts), ..wanted(Role::Staff) }
        }
        None => wanted(Role::Staff),
    };
    Ok(vec![("volunteer", wanted(Role::Volunteer)), ("staff", staff), ("admin", wanted(Role::Admin))])
}
