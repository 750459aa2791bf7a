//! Runs `count.sql` over the server's file, and gives what it found; no number is made here.

use std::collections::BTreeMap;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};
use tsunagari_core::id::OrgId;

use super::Numbers;
use super::ward::{DISTRICTS, GROUPS, Ward};
use crate::trouble::{Outcome, Trouble};

const COUNT: &str = include_str!("count.sql");
const ASKED: &str = "
  create temp table wards (org blob primary key, today text);
  create temp table names (org blob, id text, kind text, name text);
";

/// The numbers of the wards, by ward.
pub(super) async fn run(file: &Path, wards: &[Ward]) -> Outcome<BTreeMap<OrgId, Numbers>> {
    asked(file, wards).await.map_err(Trouble::at("the queries"))
}

async fn asked(file: &Path, wards: &[Ward]) -> Result<BTreeMap<OrgId, Numbers>, sqlx::Error> {
    let mut sql = SqliteConnectOptions::new().filename(file).connect().await?;
    sqlx::raw_sql(ASKED).execute(&mut sql).await?;
    for ward in wards {
        sqlx::query("insert into wards values (?, ?)")
            .bind(org(ward.org))
            .bind(ward.today.to_string())
            .execute(&mut sql)
            .await?;
        for (kind, names) in [("district", DISTRICTS.as_slice()), ("group", GROUPS.as_slice())] {
            for name in names {
                named(&mut sql, ward, kind, name).await?;
            }
        }
    }
    sqlx::raw_sql(COUNT).execute(&mut sql).await?;
    let rows = sqlx::query("select org, name, number from found").fetch_all(&mut sql).await?;
    let mut all: BTreeMap<OrgId, Numbers> = BTreeMap::new();
    let by_org: BTreeMap<Vec<u8>, OrgId> = wards.iter().map(|ward| (org(ward.org), ward.org)).collect();
    for row in rows {
        let (org, name, number): (Vec<u8>, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if let Some(org) = by_org.get(&org) {
            all.entry(*org).or_default().insert(name, number);
        }
    }
    sql.close().await?;
    Ok(all)
}

async fn named(sql: &mut SqliteConnection, ward: &Ward, kind: &str, name: &str) -> Result<(), sqlx::Error> {
    let query = sqlx::query("insert into names values (?, ?, ?, ?)").bind(org(ward.org));
    query.bind(ward.id(name).to_string()).bind(kind).bind(name).execute(sql).await.map(|_| ())
}

fn org(org: OrgId) -> Vec<u8> {
    org.uuid().as_bytes().to_vec()
}
