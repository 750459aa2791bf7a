//! `tsunagari org`, `invite`, `epoch`: what one does at the machine itself, with or without the server running.

use tsunagari_core::calendar::WallTime;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{BodyId, ChangeId, DeviceId, EpochId, OfficeId, OrgId, PersonId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Kind, Scope};
use tsunagari_core::text::Name;

use super::serve::{Stopped, open};
use crate::config::{EpochNew, InviteNew, OrgAdd};
use crate::desk::{Carrier, settle_all};
use crate::http::origin::Origin;
use crate::join::{INVITE_USES, VOLUNTEER_USES, Wanted, invite as make_invite};
use crate::storage::{Fault, Org, Storage, Tx};
use crate::{identity, platform, secret};

/// Longest slug, in bytes.
const SLUG_BYTES: usize = 32;

/// Adds a ward and prints its first admin's link.
pub async fn add(options: &OrgAdd, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    let origin = Origin::parse(&options.origin)?;
    let name = Name::parse(&options.name).map_err(|_| Stopped::Option("--name: 40 characters at most"))?;
    if !is_slug(&options.slug) {
        return Err(Stopped::Option("--slug: small letters, digits and hyphens, 32 at most"));
    }
    let (storage, pepper) = open(&options.data.data, options.data.database.as_deref()).await?;
    let id = OrgId::of(derived(&["org", &options.slug]));
    let org = Org { id, slug: options.slug.clone(), name: name.into_string() };
    let now = platform::now();
    let added = storage
        .write(move |tx| {
            Box::pin(async move {
                if tx.orgs().await?.iter().any(|known| known.slug == org.slug) {
                    return Ok(false);
                }
                tx.add_org(&org, now).await?;
                write_record(tx, &org, now).await?;
                Ok(true)
            })
        })
        .await?;
    if !added {
        return Err(Stopped::Option("there is a ward of this slug already"));
    }
    let wanted =
        Wanted { role: Role::Admin, office: None, body: None, reach: None, uses: 1, number: false, by: None };
    say(&link(&storage, &options.slug, &origin, &pepper, wanted).await?);
    storage.close().await;
    Ok(())
}

fn is_slug(slug: &str) -> bool {
    let letters = slug.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-');
    letters && !slug.is_empty() && slug.len() <= SLUG_BYTES && !slug.starts_with('-')
}

async fn write_record(tx: &mut dyn Tx, org: &Org, now: WallTime) -> Result<(), Fault> {
    let text = |text: &str| serde_json::Value::from(text);
    let change = Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: None,
        record: org.id.record(),
        kind: Kind::Org,
        scope: Scope::OrgAll,
        base: Base::NEW,
        after: None,
        act: Act::Set([("slug".to_owned(), text(&org.slug)), ("name".to_owned(), text(&org.name))].into()),
        written_at: now,
        by: None,
    };
    let session = Session {
        device: DeviceId::from_uuid(org.id.uuid()),
        person: PersonId::from_uuid(org.id.uuid()),
        role: Role::Admin,
        office: None,
        body: None,
        districts: [].into(),
        confirmed: true,
        groups: [].into(),
    };
    let raw = serde_json::value::to_raw_value(&change).map_err(|_| Fault::Unreadable("change"))?;
    settle_all(tx, &Carrier { org: org.id, session, now }, &[raw]).await.map(|_| ())
}

/// Prints a new link, and for volunteers a number.
pub async fn invite(options: &InviteNew, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    let origin = Origin::parse(&options.origin)?;
    let role = match options.role.as_str() {
        "volunteer" => Role::Volunteer,
        "staff" => Role::Staff,
        "admin" => Role::Admin,
        _ => return Err(Stopped::Option("--role: volunteer, staff or admin")),
    };
    let (storage, pepper) = open(&options.data.data, options.data.database.as_deref()).await?;
    let districts = (!options.district.is_empty()).then(|| options.district.iter().copied().collect());
    let wanted = Wanted {
        role,
        office: options.office,
        body: None,
        reach: districts,
        uses: options
            .uses
            .unwrap_or(if role == Role::Volunteer { VOLUNTEER_USES } else { 1 })
            .clamp(1, INVITE_USES),
        number: role == Role::Volunteer,
        by: None,
    };
    say(&link(&storage, &options.org, &origin, &pepper, wanted).await?);
    storage.close().await;
    Ok(())
}

async fn link(
    storage: &Storage,
    slug: &str,
    origin: &Origin,
    pepper: &[u8; 32],
    mut wanted: Wanted,
) -> Result<String, Stopped> {
    let (slug, pepper, start, now) = (slug.to_owned(), *pepper, origin.as_str().to_owned(), platform::now());
    let made = storage
        .write(move |tx| {
            Box::pin(async move {
                let Some(org) = tx.orgs().await?.into_iter().find(|org| org.slug == slug) else {
                    return Ok(Err("there is no ward of this slug; see `tsunagari org list`"));
                };
                if let Some(office) = wanted.office {
                    wanted.body = body_of(tx, org.id, office).await?;
                    let area = identity::districts_of(tx, org.id, office).await?;
                    wanted.reach = wanted.reach.or_else(|| Some(area).filter(|area| !area.is_empty()));
                }
                let made = make_invite(tx, org.id, now, &pepper, &wanted).await?;
                Ok(made
                    .map(|made| (made, slug))
                    .ok_or("20 numbers can be used already; they end after 72 hours"))
            })
        })
        .await?;
    let (made, slug) = made.map_err(Stopped::Option)?;
    let start = format!("{start}/o/{slug}/join#{}", made.secret);
    Ok(match made.number {
        Some(number) => format!("{start}.{number}\t{}", secret::spaced(&number)),
        None => start,
    })
}

async fn body_of(tx: &mut dyn Tx, org: OrgId, office: OfficeId) -> Result<Option<BodyId>, Fault> {
    let stored = tx.record(org, office.record()).await?;
    Ok(stored.and_then(|stored| stored.record.link("body")).map(BodyId::of))
}

/// Prints the wards.
pub async fn list(data: &crate::config::Data, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    let (storage, _) = open(&data.data, data.database.as_deref()).await?;
    for org in storage.read(|tx| tx.orgs()).await? {
        say(&format!("{}\t{}\t{}", org.slug, org.name, org.id));
    }
    storage.close().await;
    Ok(())
}

/// Begins a new epoch: every device loads anew and offers again what it sent.
pub async fn new_epoch(options: &EpochNew, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    let (storage, _) = open(&options.data.data, options.data.database.as_deref()).await?;
    let (epoch, now) = (EpochId::from_uuid(platform::random_uuid()), platform::now());
    storage.write(move |tx| tx.begin_epoch(epoch, now)).await?;
    say(&format!("epoch\t{epoch}"));
    storage.close().await;
    Ok(())
}
