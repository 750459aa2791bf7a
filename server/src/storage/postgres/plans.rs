//! How PostgreSQL goes about each statement that a request waits for, on tables that are full: by an index that begins
//! with the ward, and never through a whole table.

use std::collections::BTreeSet;

use sqlx::Row as _;
use tsunagari_postgres::Cluster;

use super::{Postgres, sql};

/// As many wards as the country has municipalities; forty of them with a thousand rows in every table that grows.
const FILL: &str = "
    insert into orgs select md5('org' || w)::uuid, 'ward' || w, 'w', 0 from generate_series(1, 2000) w;
    create temp table n as select md5('org' || w)::uuid org, w, i,
        'district/' || md5('d' || i % 20)::uuid || '/all' scope, md5('id' || w || ' ' || i)::uuid id,
        decode(md5('h' || w || ' ' || i), 'hex') hash
        from generate_series(1, 40) w, generate_series(1, 1000) i;
    insert into scopes select distinct org, scope, 50 from n;
    insert into scopes select org, 'org/' || i, 1 from orgs, generate_series(1, 12) i;
    insert into records select org, id, scope, case when i % 50 = 0 then 'group' else 'activity' end,
        case when i % 50 = 0 then 'registry' else 'log' end, i / 20 + 1, i / 20 + 1, '2026-04-01', repeat('r', 400), '{}' from n;
    insert into changes select org, id, hash, '{}', id, i / 20 + 1, repeat('c', 400),
        md5('id' || w || ' ' || i - 1)::uuid, id, id, id, 0 from n;
    insert into cells select org, scope, 'log', i, '{}', 'b' from n;
    insert into devices select org, id, hash, id, 'n', null, 'volunteer', null, null, null, id, i, i, null from n;
    insert into sessions select org, hash, id, 0 from n;
    insert into invites select org, id, hash, hash, 'volunteer', null, null, null, 30, 0, null, i, i from n;
    insert into numbers select org, 0, 0 from orgs;
    insert into audit select org, i, 0, id, 'join', 'about' from n;
    insert into epochs select i, md5('e' || i)::uuid, 0 from generate_series(1, 3) i;
    insert into forks select org, scope, 1, 1 from scopes;
    analyze;
";

const ORG: &str = "md5('org7')::uuid";
const SCOPE: &str = "'district/' || md5('d3')::uuid || '/all'";
const ID: &str = "md5('id7 77')::uuid";
const IDS: &str = "array[md5('id7 77')::uuid, md5('id7 78')::uuid, md5('none')::uuid]";
const SCOPES: &str = "array['org/3', 'district/' || md5('d3')::uuid || '/all']";
const HASH: &str = "decode(md5('h7 77'), 'hex')";

/// What a request waits for: joining, each request's session, a sync of changes, its feed, a first load, the pages of
/// staff, the summaries. Each with values that are there.
fn hot() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    vec![
        ("turn", sql::LOCK_WARD, vec![ORG]),
        ("signed in", sql::SIGNED_IN, vec![ORG, HASH, ID, "'group'", SCOPE]),
        ("device", sql::DEVICE, vec![ORG, ID]),
        ("device with key", sql::DEVICE_WITH_KEY, vec![ORG, HASH]),
        ("devices", sql::DEVICES, vec![ORG]),
        ("looked up", sql::LOOK_UP, vec![ORG, IDS, IDS, SCOPES]),
        ("record", sql::RECORD, vec![ORG, ID]),
        ("records", sql::RECORDS, vec![ORG, IDS]),
        ("lineage", sql::LINEAGE, vec![ORG, ID, ID, "1000"]),
        ("version", sql::VERSION, vec![ORG, SCOPE]),
        ("versions", sql::VERSIONS, vec![ORG]),
        ("epochs", sql::EPOCHS, vec![ORG, SCOPE]),
        ("feed", sql::FEED, vec![ORG, SCOPE, "40", "201"]),
        ("history", sql::HISTORY, vec![ORG, ID]),
        ("of a kind", sql::OF_KIND, vec![ORG, "'group'"]),
        ("of a kind in a scope", sql::OF_KIND_IN, vec![ORG, "'activity'", SCOPE]),
        ("born from", sql::BORN_FROM, vec![ORG, SCOPE, "'log'", "10", "256"]),
        ("changed in", sql::CHANGED_IN, vec![ORG, SCOPE, "'log'", "1", "20", "30"]),
        ("cells", sql::CELLS, vec![ORG, SCOPE, "'log'"]),
        ("cell", sql::CELL, vec![ORG, SCOPE, "'log'", "43"]),
        ("link", sql::INVITE_WITH_SECRET, vec![ORG, HASH]),
        ("number", sql::INVITES_WITH_NUMBER, vec![ORG, HASH]),
        ("invites", sql::INVITES, vec![ORG, "990"]),
        ("wrong numbers", sql::TRIES, vec![ORG]),
        ("audit", sql::AUDIT, vec![ORG, "0", ID, "'join'", "'about'"]),
    ]
}

/// Of no ward, and a few rows: the times between restores.
const SMALL: &str = "epochs";

#[tokio::test]
async fn what_a_request_waits_for_goes_by_an_index_that_begins_with_the_ward() {
    let cluster = Cluster::shared();
    let url = cluster.database().unwrap();
    let storage = crate::storage::Storage::Postgres(Postgres::open(&url).await.unwrap());
    storage.close().await;
    let name = url.trim_start_matches("postgres:///").split('?').next().unwrap();
    cluster.say(name, FILL).unwrap();
    let by_ward = cluster
        .say(
            name,
            "select indexrelid::regclass from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
             where attname = 'org'",
        )
        .unwrap();
    let by_ward: BTreeSet<&str> = by_ward.lines().collect();
    for (what, statement, values) in hot() {
        // As it is planned for its first values, and as it is planned once for all values.
        for mode in ["force_custom_plan", "force_generic_plan"] {
            let values = values.join(", ");
            let asked = format!(
                "set plan_cache_mode = {mode}; prepare asked as {statement}; explain (costs off) execute asked({values})"
            );
            let plan = cluster.say(name, &asked).unwrap();
            let mut indexes = 0;
            for line in plan.lines() {
                let (_, whole) = line.split_once("Seq Scan on ").unwrap_or_default();
                assert!(whole.is_empty() || whole.starts_with(SMALL), "{what}, {mode}:\n{plan}");
                let scan =
                    line.split_once("Index").map(|(_, scan)| scan).filter(|scan| scan.contains("Scan"));
                let Some(words) = scan.map(|scan| scan.split_whitespace().collect::<Vec<_>>()) else {
                    continue;
                };
                let used = words.iter().skip_while(|word| !["using", "on"].contains(word)).nth(1).unwrap();
                if !used.starts_with(SMALL) {
                    assert!(by_ward.contains(used), "{what}, {mode}: {used}\n{plan}");
                    indexes += 1;
                }
            }
            assert!(indexes > 0, "{what}, {mode}:\n{plan}");
            assert!(plan.contains("org = "), "{what}, {mode}:\n{plan}");
        }
    }
}

/// What is looked up by its whole key.
fn by_key() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let whole = ["signed in", "device", "looked up", "record", "records", "version", "cell"];
    hot().into_iter().filter(|(what, ..)| whole.contains(what)).collect()
}

#[tokio::test]
async fn what_was_planned_while_the_tables_were_small_finds_rows_by_their_whole_key() {
    let cluster = Cluster::shared();
    let url = cluster.database().unwrap();
    let storage = Postgres::open(&url).await.unwrap();
    let name = url.trim_start_matches("postgres:///").split('?').next().unwrap();
    // One ward of a few rows.
    let few = [("(1, 2000)", "(7, 7)"), ("(1, 40)", "(7, 7)"), ("(1, 1000)", "(1, 60)")];
    cluster
        .say(name, &few.iter().fold(FILL.to_owned(), |fill, (many, few)| fill.replace(many, few)))
        .unwrap();
    let planned = ["plan_cache_mode", "enable_seqscan", "jit"];
    let mut said = Vec::new();
    for setting in planned {
        let asked = sqlx::query("select current_setting($1)").bind(setting);
        said.push(asked.fetch_one(&storage.readers).await.unwrap().get::<String, _>(0));
    }
    assert_eq!(said, ["force_generic_plan", "off", "off"]);
    let set: String =
        planned.iter().zip(&said).map(|(name, value)| format!("set {name} = {value}; ")).collect();
    for (what, statement, values) in by_key() {
        let values = values.join(", ");
        let asked = format!("{set}prepare asked as {statement}; explain (costs off) execute asked({values})");
        let plan = cluster.say(name, &asked).unwrap();
        assert!(plan.contains("Index Cond: ((org = "), "{what}:\n{plan}");
        assert!(!plan.contains("Filter:"), "{what}:\n{plan}");
    }
    storage.close().await;
}
