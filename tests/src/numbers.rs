//! The numbers of random wards counted twice: by core, and by SQL over the server's own tables that knows nothing of core. Both
//! say what they found under the same names; whatever differs is wrong on one side.

mod queries;
mod said;
mod ward;

use std::collections::BTreeMap;
use std::path::Path;

use tsunagari_core::id::OrgId;
use tsunagari_server::storage::Storage;
use tsunagari_server::storage::sqlite::Sqlite;
use tsunagari_server::summary::{Counted, recount};

use crate::place::Folder;
use crate::trouble::{Outcome, Trouble};

/// Numbers by their names: `month/PART/2026-05/salon/times`.
pub type Numbers = BTreeMap<String, String>;

/// Wards that lie in one database at a time.
const TOGETHER: u64 = 50;

/// What a comparison came to.
#[derive(Debug, Default)]
pub struct Compared {
    pub wards: u64,
    pub logs: u64,
    pub numbers: u64,
    /// `seed: name: core says, SQL says`.
    pub differing: Vec<String>,
}

impl Compared {
    fn add(&mut self, other: Self) {
        self.wards += other.wards;
        self.logs += other.logs;
        self.numbers += other.numbers;
        self.differing.extend(other.differing);
    }
}

/// Makes wards of these seeds, counts them twice and compares.
pub async fn compare(from: u64, count: u64) -> Outcome<Compared> {
    let mut all = Compared::default();
    let end = from.saturating_add(count);
    let mut next = from;
    while next < end {
        let stop = end.min(next.saturating_add(TOGETHER));
        all.add(together(next, stop).await?);
        next = stop;
    }
    Ok(all)
}

async fn together(from: u64, end: u64) -> Outcome<Compared> {
    let folder = Folder::new("numbers")?;
    let file = folder.path().join("wards.db");
    let storage = Storage::Sqlite(Sqlite::open(&file).await.map_err(Trouble::at("the storage"))?);
    ward::begin(&storage).await.map_err(Trouble::at("the storage"))?;
    let mut wards = Vec::new();
    for seed in from..end {
        wards.push(ward::make(&storage, seed).await?);
    }
    recount(&storage, &mut Counted::default()).await.map_err(Trouble::at("the summaries"))?;
    let mut said = BTreeMap::new();
    let mut all = Compared::default();
    for ward in &wards {
        let (logs, numbers) = said::said(&storage, ward).await?;
        all.logs += logs;
        said.insert(ward.org, (ward.seed, numbers));
    }
    storage.close().await;
    let mut counted = counted(&file, &wards).await?;
    for (org, (seed, ours)) in said {
        let theirs = counted.remove(&org).unwrap_or_default();
        all.wards += 1;
        all.numbers += theirs.len() as u64;
        let names: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        for name in names {
            let (one, other) = (ours.get(name), theirs.get(name));
            if one != other {
                let text = |number: Option<&String>| number.map_or("nothing", String::as_str).to_owned();
                all.differing.push(format!("{seed}: {name}: core {}, SQL {}", text(one), text(other)));
            }
        }
    }
    Ok(all)
}

async fn counted(file: &Path, wards: &[ward::Ward]) -> Outcome<BTreeMap<OrgId, Numbers>> {
    queries::run(file, wards).await
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tsunagari_core::calendar::{Day, FiscalYear, WallTime};
    use tsunagari_core::id::{DistrictId, GroupId, derived};
    use tsunagari_core::kind::Kinds;
    use tsunagari_core::query::district_year::district_year;
    use tsunagari_core::query::group_year::{Asked, group_year};
    use tsunagari_core::query::ledger::Ledger;
    use tsunagari_core::query::totals::tally;
    use tsunagari_core::record::{Hand, Kind, Record, Scope};
    use tsunagari_core::view::View;

    use super::*;

    /// As many as a test has time for; `cargo xtask campaign numbers` takes a thousand.
    const WARDS: u64 = 8;

    #[tokio::test(flavor = "multi_thread")]
    async fn core_and_sql_count_the_same() {
        let compared = compare(1, WARDS).await.unwrap();
        assert!(compared.differing.is_empty(), "{}", compared.differing.join("\n"));
        assert!(compared.wards == WARDS && compared.numbers > 200 * WARDS, "{compared:?}");
    }

    /// A district's year of so many logs, each of another place, day and slot, half of them said twice: seconds for adding
    /// up its month, its year and a group's year.
    #[expect(clippy::disallowed_methods, reason = "how long it takes is what is asked")]
    fn seconds(logs: u64) -> f64 {
        let records: Vec<Record> = (0..logs).map(|n| log(n, n / 2)).collect();
        let view = View::new(&records);
        let district = DistrictId::of(derived(&["district"]));
        let year = FiscalYear::new(2026).unwrap();
        let group = GroupId::of(derived(&["group"]));
        let today = Day::parse("2027-03-31").unwrap();
        let begun = std::time::Instant::now();
        let ledger = Ledger::build(&Kinds::default(), view.logs());
        let tallies = tally(&Kinds::default(), view.logs());
        let of_district = district_year(&view, district, year);
        let of_group = group_year(&view, Asked { group, year, today, memo: false });
        let took = begun.elapsed().as_secs_f64();
        let times: u64 = ledger.lines.iter().map(|line| line.times).sum();
        assert_eq!((times, tallies["salon"].times), (logs / 2, logs / 2));
        assert_eq!((of_district[0].sum.times, of_group.kinds[0].sum.times), (logs / 2, logs / 2));
        took
    }

    fn log(n: u64, event: u64) -> Record {
        let day = Day::parse("2026-04-01").unwrap().plus((event * 7919 % 365).cast_signed());
        let hand = Hand { by: None, at: WallTime::from_millis(0) };
        let fields = json!({ "what": "salon", "day": day.to_string(), "held": "done", "heads": 3,
            "group": derived(&["group"]), "place": derived(&["place", &(event * 31 % 997).to_string()]),
            "slot": format!("{:02}:{:02}", event / 61 % 24, event % 60) });
        let Value::Object(fields) = fields else { panic!() };
        Record {
            id: derived(&["log", &n.to_string()]),
            kind: Kind::Activity,
            scope: Scope::DistrictAll(DistrictId::of(derived(&["district"]))),
            version: n + 1,
            born: n + 1,
            made: hand,
            edited: hand,
            fields: fields.into_iter().collect(),
            parallel: vec![],
        }
    }

    #[test]
    fn sixteen_times_the_logs_take_no_square_of_that() {
        let best = |logs| (0..2).map(|_| seconds(logs)).fold(f64::INFINITY, f64::min);
        let (few, many) = (best(2_000), best(32_000));
        assert!(many / few < 48.0, "{few} s for 2,000, {many} s for 32,000");
    }
}
