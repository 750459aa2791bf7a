//! A table beside a plan, twice and in the next year; and what holds for any table at all.

use proptest::prelude::*;

use super::*;
use crate::calendar::WallTime;
use crate::id::{BodyId, PlanId, RecordId, derived};
use crate::import::compare::{Comparison, Onto, Standing, compare};
use crate::plan::year_item::YearItem;
use crate::record::{Fields, Hand, Kind, Record, Scope};
use crate::sorted::SortedSet;

/// A plan's records, and a table's writes put into them.
struct Kept(Vec<Record>);

impl Kept {
    fn compare(&self, reading: &Reading) -> Comparison {
        let body = |(name, _): &(&str, &str)| BodyId::of(derived(&["body", name]));
        let bodies: Vec<BodyId> = BODIES.iter().map(body).collect();
        let plan = PlanId::of(derived(&["plan"]));
        let taken: SortedSet<RecordId> = self.0.iter().map(|record| record.id).collect();
        compare(reading, &Onto { plan, layout: Some("plan"), records: &self.0, taken, bodies: &bodies })
    }

    fn write(&mut self, said: &Comparison) {
        for write in &said.writes {
            if self.0.iter().all(|record| record.id != write.id) {
                let hand = Hand { by: None, at: WallTime::from_millis(0) };
                let (id, kind, fields) = (write.id, write.kind.clone(), Fields::new());
                let scope = Scope::OrgAll;
                self.0.push(Record {
                    id,
                    kind,
                    scope,
                    version: 1,
                    born: 1,
                    made: hand,
                    edited: hand,
                    fields,
                    parallel: vec![],
                });
            }
            let record = self.0.iter_mut().find(|record| record.id == write.id).unwrap();
            for (field, value) in &write.set {
                if value.is_null() {
                    record.fields.remove(field);
                } else {
                    record.fields.insert(field.clone(), value.clone());
                }
            }
        }
    }
}

const YEAR_3: &str = "推進の柱1\n重点項目1：あ\n1 参加\t講座を開きます。\t・一\t\t区社協\n\t\t・二\n\t冊子を配ります。\t・一\t\t区社協\n";

#[test]
fn a_table_read_twice_changes_nothing() {
    let mut kept = Kept(Vec::new());
    let first = kept.compare(&reading(YEAR_3));
    assert_eq!(first.writes.len(), 3 + 2 + 3);
    assert!(first.items.iter().all(|(_, standing)| *standing == Some(Standing::New)));
    kept.write(&first);
    let second = kept.compare(&reading(YEAR_3));
    assert_eq!((second.writes.as_slice(), second.gone.as_slice()), (&[][..], &[][..]));
}

#[test]
fn what_a_person_settled_stays_settled() {
    let mut kept = Kept(Vec::new());
    kept.write(&kept.compare(&reading(YEAR_3)));
    let lost = kept.0.iter_mut().find(|record| record.text("title") == Some("二")).unwrap();
    assert!(lost.text("ask").is_some());
    lost.fields.remove("ask");
    lost.fields.retain(|field, _| !field.starts_with("maybe."));
    lost.fields.insert(format!("body.{}", derived(&["body", "総務課"])), 0.into());
    assert_eq!(kept.compare(&reading(YEAR_3)).writes, []);
}

#[test]
fn a_new_years_table_shows_what_is_new_changed_and_gone() {
    let mut kept = Kept(Vec::new());
    kept.write(&kept.compare(&reading(YEAR_3)));
    let head = HEAD.replace("令和3", "令和4");
    let rows = "推進の柱1\n重点項目1：あ\n1 参加\t講座を開きます。\t・一\t\t総務課\n\t\t・三\t\t区社協\n";
    let next = read(&separated::table(&format!("{head}{rows}")), &guide(), &Choices::default()).unwrap();
    let said = kept.compare(&next);
    assert_eq!(said.base, FiscalYear::new(2021).ok());
    let of = |standings: &[(RecordId, Option<Standing>)]| -> Vec<Option<Standing>> {
        standings.iter().map(|(_, standing)| *standing).collect()
    };
    assert_eq!(of(&said.measures), [Some(Standing::Same)]);
    assert_eq!(of(&said.items), [Some(Standing::Changed), Some(Standing::New)], "other bodies; another text");
    let gone: Vec<&str> = said.gone.iter().map(|gone| gone.title.as_str()).collect();
    assert_eq!(gone, ["冊子を配ります。", "二", "一"]);
    assert_eq!(said.writes.len(), 2, "each year has its own items, and what is gone stays");
    kept.write(&said);
    let again = kept.compare(&next);
    assert_eq!((again.base, again.writes.len()), (FiscalYear::new(2022).ok(), 0));
}

#[test]
fn targets_results_and_repeated_rows_are_written_once() {
    let mut kept = Kept(Vec::new());
    let head = HEAD.replace("実施主体", "実施主体\t目標");
    let rows = "1 参加\t講座を開きます。\t・一\t3回開いた\t区社協\t全地区\n\t冊子を配ります。\t・一（再掲）\t\t区社協\t６か所\n";
    let table = |rows: &str| {
        read(&separated::table(&format!("{head}{rows}")), &guide(), &Choices::default()).unwrap()
    };
    let said = kept.compare(&table(rows));
    assert_eq!(said.targets.len(), 2);
    kept.write(&said);
    let of =
        |kept: &Kept, kind: Kind| kept.0.iter().filter(|row| row.kind == kind).cloned().collect::<Vec<_>>();
    let items = of(&kept, Kind::Item);
    let result = &YearItem::read(&items[0]).blocks;
    let result = result.values().next().unwrap();
    assert_eq!((result.text.as_str(), result.heading.as_deref()), ("3回開いた", Some("実施した取組結果")));
    assert!(
        items[1].fields.contains_key(&format!("relation.repeats.{}", items[0].id)),
        "{:?}",
        items[1].fields
    );
    let goals: Vec<_> =
        of(&kept, Kind::Target).iter().map(|row| row.text("goal").map(str::to_owned)).collect();
    assert_eq!(goals, [Some("coverage".to_owned()), None]);
    assert_eq!(kept.compare(&table(rows)).writes, [], "twice changes nothing");
    let said = kept.compare(&table(&rows.replace("６か所", "８か所").replace("3回", "4回")));
    assert_eq!(
        said.targets.iter().map(|(_, standing, _)| *standing).collect::<Vec<_>>(),
        [Some(Standing::Same), Some(Standing::Changed)]
    );
    assert_eq!(said.writes.len(), 2, "the target and the result");
}

#[test]
fn what_stands_on_another_page_of_the_plan_is_not_gone() {
    let mut kept = Kept(Vec::new());
    kept.write(&kept.compare(&reading(YEAR_3)));
    for row in kept.0.iter_mut().filter(|row| row.fields.contains_key("layout")) {
        row.fields.insert("layout".to_owned(), "other".into());
    }
    let said = kept.compare(&reading(YEAR_3));
    assert_eq!(said.gone, []);
    assert!(said.measures.iter().all(|(_, standing)| *standing == Some(Standing::New)));
}

#[test]
fn a_changed_text_is_the_same_record_and_an_exact_one_goes_first() {
    let mut kept = Kept(Vec::new());
    let rows = |one: &str, two: &str| {
        format!("1 参加\t講座を開きます。\t・{one}\t\t区社協\n\t\t・{two}\t\t区社協\n")
    };
    kept.write(&kept.compare(&reading(&rows("地域の防災講座の開催", "予備"))));
    let said = kept.compare(&reading(&rows("地域の防災講座の開催支援", "地域の防災講座の開催")));
    let standings: Vec<_> = said.items.iter().map(|(_, standing)| *standing).collect();
    assert_eq!(standings, [Some(Standing::New), Some(Standing::Same)]);
    let said = kept.compare(&reading(&rows("地域での防災講座の開催", "予備")));
    let standings: Vec<_> = said.items.iter().map(|(_, standing)| *standing).collect();
    assert_eq!(standings, [Some(Standing::Changed), Some(Standing::Same)]);
}

/// Pieces that tables are made of, good and bad.
const PIECES: &[&str] = &[
    "",
    "",
    "",
    "1 参加の 推進",
    "2 交流",
    "①居場所",
    "推進の柱1",
    "重点項目 2 : い",
    "講座を開きます。",
    "相談に応じます。",
    "・講座",
    "・一 ・二",
    "・",
    "<ul> 冊子 </ul>",
    "<p>1 参加</p>",
    "区社協",
    "総務課 地域ケアブラザ",
    "高年齢・障害支援課",
    "ゆめ会",
    "令和3年度末記入予定",
    "◎",
    "→",
    "備考",
    "2022年度",
    "行動計画",
    "取組",
    "実施主体",
    "令和3年度実施計画",
    "開いた",
    "\"",
    "第4期計画1年目の計画一覧",
    "総務課 区社協 総務課",
    "（会報",
    "支援支援",
];

fn tables() -> impl Strategy<Value = Table> {
    let piece = prop_oneof![8 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    let lines =
        prop::collection::vec((prop::collection::vec(piece, 0..7), prop::bool::weighted(0.05)), 0..24);
    (lines, any::<bool>()).prop_map(|(lines, head)| {
        let head = head.then(|| HEAD.trim().split('\t').map(str::to_owned).collect());
        let rows = head.into_iter().map(|cells| (cells, false)).chain(lines);
        let line = |(number, (cells, hidden))| Line { number, hidden, cells };
        Table::of_lines((1..).zip(rows).map(line).collect())
    })
}

fn bare(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

proptest! {
    #[test]
    fn any_table_is_read_or_refused_and_read_the_same_again(table in tables()) {
        let one = read(&table, &guide(), &Choices::default());
        prop_assert_eq!(&one, &read(&table, &guide(), &Choices::default()));
        if let Ok(reading) = one {
            let mut kept = Kept(Vec::new());
            kept.write(&kept.compare(&reading));
            let again = kept.compare(&reading);
            prop_assert_eq!((again.writes, again.gone), (vec![], vec![]));
            let ids: SortedSet<&String> = reading.repairs.iter().chain(&reading.suggestions).map(|fix| &fix.id).collect();
            prop_assert_eq!(ids.len(), reading.repairs.len() + reading.suggestions.len());
        }
    }

    /// With every repair taken back, all that is read stands in the table letter for letter, white space aside.
    #[test]
    fn repairs_taken_back_restore_the_text(table in tables()) {
        let mut choices = Choices::default();
        let mut settled = None;
        // A repair that is taken back may bring another to light, never the same again.
        for _ in 0..200 {
            let Ok(reading) = read(&table, &guide(), &choices) else { return Ok(()) };
            let made: Vec<String> = reading.repairs.iter().filter(|fix| fix.made).map(|fix| fix.id.clone()).collect();
            if made.is_empty() {
                settled = Some(reading);
                break;
            }
            for id in made {
                prop_assert!(choices.taken_back.insert(id.clone()), "{} was taken back", id);
            }
        }
        let reading = settled.unwrap();
        let cells: Vec<String> = table.sheets[0].lines.iter().flat_map(|line| &line.cells).map(|cell| bare(cell)).collect();
        let titles = reading.nodes.iter().filter_map(|node| node.title.as_ref());
        let titles = titles.chain(reading.measures.iter().filter_map(|measure| measure.title.as_ref()));
        for title in titles.chain(reading.items.iter().map(|item| &item.title)) {
            prop_assert!(cells.iter().any(|cell| cell.contains(&bare(title))), "{}", title);
        }
    }
}
