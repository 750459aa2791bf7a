//! Imports through the desk, twice; and every plan of the sample out and in again.

use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{OrgId, PlanId, RecordId, derived};
use tsunagari_core::import::Choices;
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::plan::node::Node;
use tsunagari_core::plan::relation::{Relation, RelationKind};
use tsunagari_core::record::{Fields, Kind, Record};

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

/// A table with all that a table can bring.
const FULL: &str = "基本目標,取組,令和3年度実施計画,実施した取組結果,目標,規模,実施主体\n\
    1 参加,居場所の立ち上げ支援【目標：６か所】,・講座,・講座を2回開催,全地区,,総務課\n\
    ,,・冊子,開いた。,,,区社協\n\
    ,,・面談,,,11か所,\n\
    ,声かけを広げます。,・冊子（再掲）,,,,区社協\n\
    ,,・動画の配信,,,,総務課\n";

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
    let all =
        bring_table(&table(TABLE.as_bytes()).unwrap(), &ground, None, &Choices::default()).unwrap().deeds;
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
    let grounds = of_samples(None).unwrap();
    assert!(grounds.len() >= 4, "{}", grounds.len());
    grounds.iter().for_each(goes_out_and_comes_in);
}

/// Results, targets, 規模, 再掲 and what is asked, as a ward's table brought them.
#[test]
fn what_came_from_a_table_goes_out_and_comes_in_the_same() {
    let ground = laid(&of_file("x.toml", DESCRIBED, &org(), &[]).unwrap(), FULL, &Choices::default());
    let item = |title: &str| ground.records.iter().find(|row| row.text("title") == Some(title)).unwrap();
    let has = |row: &Record, set: &str| row.fields.keys().any(|field| field.starts_with(set));
    assert!(has(item("冊子"), "block.") && has(item("面談"), "scale."), "{:?}", item("面談").fields);
    let repeats = |row: &&Record| has(row, "relation.repeats.");
    assert_eq!(ground.records.iter().filter(repeats).count(), 1);
    assert_eq!(ground.records.iter().filter(|row| row.kind == Kind::Target).count(), 2);
    goes_out_and_comes_in(&ground);
    // The next year's table leaves gaps in no order and moves no key.
    let next = FULL.replace("令和3", "令和4").replace(",・冊子,開いた。", ",・動画,");
    let mut ground = laid(&ground, &next, &Choices::default());
    assert_eq!(ground.records.iter().filter(|row| row.number("year") == Some(2022)).count(), 5);
    ground.records.retain(|row| row.text("title") != Some("動画の配信"));
    goes_out_and_comes_in(&ground);
}

/// What is made, put together and ended within a plan's years.
#[test]
fn since_until_and_lineage_within_a_plan_go_out_and_come_in_the_same() {
    let mut ground = of_samples(Some("tsumugi")).unwrap().remove(0);
    let year = ground.plan.period.first.unwrap();
    let of_kind = |kind: Kind| ground.records.iter().position(|row| row.kind == kind).unwrap();
    let (node, measure) = (of_kind(Kind::Node), of_kind(Kind::Measure));
    let others: Vec<RecordId> =
        ground.records.iter().filter(|row| row.kind == Kind::Measure).map(|row| row.id).collect();
    let mut noun = Measure::read(&ground.records[measure]);
    noun.force.first = year.next();
    let merged = others.iter().filter(|id| **id != noun.id.record()).take(2);
    noun.relations = merged
        .map(|id| Relation {
            kind: RelationKind::Merges,
            to: Some(*id),
            reason: Some("=似た取組".to_owned()),
        })
        .collect();
    assert_eq!(noun.relations.len(), 2);
    ground.records[measure].fields = noun.fields();
    let mut heading = Node::read(&ground.records[node]);
    heading.force.last = year.next();
    heading.relations = vec![Relation { kind: RelationKind::Ends, to: None, reason: None }];
    ground.records[node].fields = heading.fields();
    goes_out_and_comes_in(&ground);
}

/// A plan that was begun in the app has an id of its own: a file with its key is of it.
#[test]
fn a_plans_own_file_is_of_the_plan_with_its_key() {
    let mut ground = of_samples(Some("kita")).unwrap().remove(0);
    let other = PlanId::of(derived(&["begun in the app"]));
    ground.plan.id = other;
    for row in &mut ground.records {
        row.fields.insert("plan".to_owned(), other.to_string().into());
    }
    goes_out_and_comes_in(&ground);
    let mut file = own_file::toml(&ground).unwrap();
    file = file.replacen(&format!("key = \"{}\"", ground.plan.key), "key = \"another\"", 1);
    let refused = bring(&Given::Own(file), &ground, None, &Choices::default()).unwrap_err();
    assert_eq!(refused, Refused::OtherPlan);
}

#[test]
fn a_plans_own_file_that_is_wrong_says_where_in_words() {
    let ground = of_samples(Some("kita")).unwrap().remove(0);
    let file = own_file::toml(&ground).unwrap();
    let says =
        |file: String| bring(&Given::Own(file), &ground, None, &Choices::default()).unwrap_err().to_string();
    let slip = says(file.replacen("[[node]]\n", "[[node]]\nlevle = 1\n", 1));
    assert!(slip.contains("行目の「levle」という項目はありません"), "{slip}");
    let year = says(format!("{file}\n[[measure]]\nkey = \"x\"\ncells = {{ 1999 = \"◎\" }}\n"));
    assert!(year.contains("[[measure]] x") && year.contains("期間の外"), "{year}");
    let body = says(format!("{file}\n[[measure]]\nkey = \"x\"\nbodies = [\"町会\"]\n"));
    assert!(body.contains("実施主体「町会」は、この計画の一覧にありません"), "{body}");
    // The same as a table of the whole plan.
    let mut lines = sheet_file::lines(&ground);
    let measures: Vec<usize> = (0..lines.len()).filter(|at| lines[*at][0] == "measure").collect();
    let (one, other) = (lines[measures[0]][1].clone(), lines[measures[1]][1].clone());
    lines[measures[0]][11] = format!("{{\"plan\":\"{}\",\"relation.revises.{other}\":true}}", ground.plan.id);
    lines[measures[1]][11] = format!("{{\"plan\":\"{}\",\"relation.revises.{one}\":true}}", ground.plan.id);
    let csv = given(sheet_file::csv(&lines).as_bytes()).unwrap();
    let refused = bring(&csv, &ground, None, &Choices::default()).unwrap_err().to_string();
    assert!(refused.ends_with("」：継承・改訂をたどると、自分にもどります"), "{refused}");
    let circle = "[[relation]]\nkind = \"継承\"\nfrom = \"measure/x\"\nto = \"measure/x\"\n";
    let circle = says(format!("{file}\n[[measure]]\nkey = \"x\"\n{circle}"));
    assert!(circle.contains("自分にもどります"), "{circle}");
}

/// As CSV, as XLSX and as the plan's own file: the same rows, and nothing to write.
fn goes_out_and_comes_in(ground: &Ground) {
    let lines = sheet_file::lines(ground);
    let csv = sheet_file::csv(&lines).into_bytes();
    let xlsx = sheet_file::xlsx(&lines).unwrap();
    for file in [&csv, &xlsx] {
        let table = table(file).unwrap();
        assert!(sheet_file::is_plan(&table));
        let rows = sheet_file::rows(&table, &[]).unwrap();
        assert_eq!(rows.len() + 1, lines.len());
        same(&rows, ground);
    }
    let own = own_file::toml(ground).unwrap();
    same(&own_file::rows(&own, ground).unwrap(), ground);
    for file in [csv, xlsx, own.into_bytes()] {
        let brought = bring(&given(&file).unwrap(), ground, None, &Choices::default()).unwrap();
        assert_eq!((brought.deeds, brought.gone), (vec![], vec![]), "{}", ground.plan.key);
    }
}

fn same(rows: &[Row], ground: &Ground) {
    for record in ground.records.iter().chain([&plan_record(&ground.plan)]) {
        let row = rows.iter().find(|row| row.id == record.id).unwrap();
        assert_eq!(row.fields, record.fields, "{} {:?}", ground.plan.key, record.kind);
        assert_eq!(row.kind, record.kind);
    }
}

/// The plan as it is after a table was put into it.
fn laid(ground: &Ground, table_text: &str, choices: &Choices) -> Ground {
    let deeds = bring_table(&table(table_text.as_bytes()).unwrap(), ground, None, choices).unwrap().deeds;
    let mut records = ground.records.clone();
    records.push(plan_record(&ground.plan));
    records.retain(|record| deeds.iter().all(|deed| deed.id != record.id || deed.set.is_some()));
    for deed in deeds {
        let Some(set) = deed.set else { continue };
        let at = records.iter().position(|record| record.id == deed.id).unwrap_or_else(|| {
            records.push(record(&Row::public(deed.id, deed.kind, Fields::new())));
            records.len() - 1
        });
        for (field, value) in set {
            records[at].fields.remove(&field);
            if !value.is_null() {
                records[at].fields.insert(field, value);
            }
        }
    }
    let plan = Plan::read(records.iter().find(|record| record.id == ground.plan.id.record()).unwrap());
    records.retain(|record| ROWS.contains(&record.kind));
    Ground::new(&ground.slug, plan, ground.bodies.clone(), records)
}
