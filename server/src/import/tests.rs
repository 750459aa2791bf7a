//! Imports through the desk, twice; and every plan of the sample out and in again.

use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{OrgId, derived};
use tsunagari_core::import::Choices;
use tsunagari_core::record::Kind;

use super::ground::{of_file, of_samples, of_ward};
use super::publish::{Importer, publish};
use super::*;
use crate::storage::memory::Memory;
use crate::storage::{Org, Storage};

const DESCRIBED: &str = r#"
[plan]
key = "r3"
title = "見本の計画"
bodies = ["総務課", "区社協"]
[[layout]]
key = "page"
levels = ["基本目標", "取組"]
item_heading = "令和3年度実施計画"
body_heading = "実施主体"
"#;

const TABLE: &str =
    "基本目標,取組,令和3年度実施計画,実施主体\n1 参加,講座を開きます。,・講座,総務課\n,,・=1+1,\n";

fn org() -> Org {
    Org { id: OrgId::of(derived(&["org", "x"])), slug: "x".to_owned(), name: "見本区".to_owned() }
}

fn importer(now: WallTime) -> Importer {
    Importer { org: org().id, session: None, now }
}

async fn grounds(storage: &Storage) -> Vec<Ground> {
    storage.read(|tx| Box::pin(async move { of_ward(tx, &org()).await })).await.unwrap()
}

/// Imports the table as the command does; gives how many rows were written.
async fn import(storage: &Storage) -> usize {
    let described = of_file("x.toml", DESCRIBED, &org(), &[]).unwrap();
    let known = grounds(storage).await.into_iter().find(|known| known.plan.id == described.plan.id);
    let ground = known.unwrap_or(described);
    let all = bring(&table(TABLE.as_bytes()).unwrap(), &ground, None, &Choices::default()).unwrap().deeds;
    let now = WallTime::from_millis(0);
    storage.write(move |tx| Box::pin(async move { publish(tx, &importer(now), &all).await })).await.unwrap()
}

#[tokio::test]
async fn an_import_is_whole_and_the_same_file_again_changes_nothing() {
    let storage = Storage::Memory(Memory::default());
    let (now, epoch) =
        (WallTime::from_millis(0), tsunagari_core::id::EpochId::from_uuid(uuid::Uuid::from_u128(1)));
    storage.write(move |tx| tx.begin_epoch(epoch, now)).await.unwrap();
    storage.write(move |tx| Box::pin(async move { tx.add_org(&org(), now).await })).await.unwrap();
    assert_eq!(import(&storage).await, 2 + 2 + 4, "bodies, the plan and its years, and its rows");
    let ground = grounds(&storage).await.remove(0);
    let texts: Vec<_> =
        ground.records.iter().filter(|row| row.kind == Kind::Item).map(|row| row.text("title")).collect();
    assert_eq!(texts, [Some("講座"), Some("=1+1")]);
    assert_eq!(ground.plan.items_year.map(|year| year.year()), Some(2021));
    assert_eq!(import(&storage).await, 0);
    // One row that does not fit undoes all.
    let bad = Deed {
        id: derived(&["bad"]),
        kind: Kind::Item,
        set: Some([("nonsense".to_owned(), 1.into())].into()),
    };
    let good = Deed {
        id: derived(&["good"]),
        kind: Kind::Item,
        set: Some([("title".to_owned(), "よい".into())].into()),
    };
    let both = vec![good, bad];
    let written =
        storage.write(move |tx| Box::pin(async move { publish(tx, &importer(now), &both).await })).await;
    assert!(written.is_err());
    assert_eq!(grounds(&storage).await.remove(0).records.len(), ground.records.len());
}

#[tokio::test]
async fn a_preview_has_a_line_for_each_item() {
    let ground = of_file("x.toml", DESCRIBED, &org(), &[]).unwrap();
    let found = ground.read(&table(TABLE.as_bytes()).unwrap(), None, &Choices::default()).unwrap();
    let lines: Vec<_> = preview::lines(&found.reading, &found.guide, &found.said).collect();
    assert_eq!(lines.len(), 2);
    let line = &lines[0];
    assert_eq!(line["path"][0]["title"], "参加");
    assert_eq!(
        (&line["path"][1]["level"], &line["path"][1]["title"]),
        (&"取組".into(), &"講座を開きます。".into())
    );
    assert_eq!(
        (&line["text"], &line["bodies"][0], &line["standing"]),
        (&"講座".into(), &"総務課".into(), &"new".into())
    );
    assert_eq!(
        (&lines[1]["asked"][0]["kind"], &lines[1]["maybe"][0]),
        (&"lost_bodies".into(), &"総務課".into())
    );
}

/// Every plan of the sample, out and in again.
#[test]
fn an_exported_plan_is_read_back_the_same() {
    let mut plans = 0;
    for ground in of_samples(None).unwrap() {
        let lines = sheet_file::lines(&ground);
        let csv = sheet_file::csv(&lines).into_bytes();
        let xlsx = sheet_file::xlsx(&lines).unwrap();
        for file in [csv, xlsx] {
            let table = table(&file).unwrap();
            assert!(sheet_file::is_plan(&table));
            let rows = sheet_file::rows(&table, &[]).unwrap();
            assert_eq!(rows.len() + 1, lines.len());
            let row = |id| rows.iter().find(|row| row.id == id).unwrap();
            for record in ground.records.iter().chain([&plan_record(&ground.plan)]) {
                assert_eq!(row(record.id).fields, record.fields, "{} {:?}", ground.plan.key, record.kind);
                assert_eq!(row(record.id).kind, record.kind);
            }
            let mut known = ground.records.clone();
            known.push(plan_record(&ground.plan));
            let of_plan: Vec<_> = rows.into_iter().filter(|row| row.kind != Kind::Body).collect();
            assert_eq!(deeds(&of_plan, &known), []);
        }
        plans += 1;
    }
    assert!(plans >= 4, "{plans}");
}

/// Every plan of the sample, out as its own file and in again.
#[test]
fn a_plans_own_file_is_read_back_the_same() {
    for ground in of_samples(None).unwrap() {
        let file = own_file::toml(&ground).unwrap();
        let org = Org { id: org().id, slug: ground.slug.clone(), name: "見本区".to_owned() };
        let read = of_file("export.toml", &file, &org, &ground.bodies).unwrap();
        assert_eq!(read.plan, ground.plan);
        assert_eq!(read.records.len(), ground.records.len());
        for record in &ground.records {
            let same = read.records.iter().find(|other| other.id == record.id).unwrap();
            assert_eq!(same.fields, record.fields, "{} {:?}", ground.plan.key, record.kind);
        }
    }
}
