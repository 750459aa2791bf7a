//! The papers: what stands on them adds up, memos and formulas stay out, an empty year has none.

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::activity::{Draft, Held, When};
use crate::calendar::{Month, WallTime};
use crate::grant::{Condition, Grant};
use crate::group::Group;
use crate::id::{ActivityId, DistrictId, GroupId, OfficeId, PersonId, PlaceId, RecordId, derived};
use crate::kind::Kinds;
use crate::paper::{Sheet, Value, places, to_csv};
use crate::query::district_year::district_year;
use crate::query::gauge::reach;
use crate::query::group_year::{Asked, GroupYear, group_year};
use crate::query::plaza_year::plaza_year;
use crate::record::{Fields, Hand, Kind, Record, Scope};
use crate::view::View;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

fn district() -> DistrictId {
    DistrictId::of(derived(&["hinata"]))
}

fn group(key: &str) -> GroupId {
    GroupId::of(derived(&["group", key]))
}

fn hall() -> PlaceId {
    PlaceId::of(derived(&["hall"]))
}

fn plaza() -> OfficeId {
    OfficeId::of(derived(&["plaza"]))
}

#[derive(Default)]
struct World {
    records: Vec<Record>,
}

impl World {
    fn put(&mut self, id: RecordId, kind: Kind, scope: Scope, fields: Fields) {
        let hand = Hand { by: Some(PersonId::of(derived(&["a"]))), at: WallTime::from_millis(0) };
        let born = self.records.len() as u64 + 1;
        let parallel = Vec::new();
        let record =
            Record { id, kind, scope, version: born, born, made: hand, edited: hand, fields, parallel };
        self.records.push(record);
    }

    fn named(&mut self, id: RecordId, kind: Kind, fields: &[(&str, serde_json::Value)]) {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.put(id, kind, Scope::OrgAll, fields);
    }

    fn new() -> Self {
        let mut world = Self::default();
        let here = json!(district().to_string());
        let office = json!(plaza().to_string());
        world.named(
            district().record(),
            Kind::District,
            &[("name", json!("ひなた地区")), ("office", office)],
        );
        world.named(hall().record(), Kind::Place, &[("name", json!("ひなた会館")), ("district", here)]);
        for (key, name, what) in [("tsukushi", "=つくし,サロン", "salon"), ("sumire", "すみれ会", "mimamori")]
        {
            let what = Some(what.to_owned());
            let named = Group { what, ..Group::named(group(key), district(), name.to_owned()) };
            world.put(group(key).record(), Kind::Group, Scope::DistrictAll(district()), named.fields());
        }
        world
    }

    fn log(&mut self, draft: &Draft) {
        let id = ActivityId::from_uuid(Uuid::from_u128(self.records.len() as u128 + 1));
        let (kinds, scope) = (Kinds::default(), Scope::DistrictAll(district()));
        let fields = draft.fields(&kinds.get(&draft.what)).unwrap();
        self.put(id.record(), Kind::Activity, scope, fields);
    }

    /// Two salons split, one not, one およそ, one in the rain; months of 見守り; a course; a log without a group.
    fn busy() -> Self {
        let mut world = Self::new();
        for (date, bands) in [("2026-04-07", [12, 3]), ("2026-06-02", [900, 104])] {
            let mut log = salon(date);
            log.counts.bands = [("senior".to_owned(), bands[0]), ("child".to_owned(), bands[1])].into();
            (log.content, log.note) = (["gym".to_owned()].into(), "やまださんの家".to_owned());
            world.log(&log);
        }
        let mut total = salon("2026-07-07");
        (total.counts.total, total.about) = (Some(20), true);
        world.log(&total);
        let mut rain = salon("2026-06-09");
        rain.held = Held::Rain;
        world.log(&rain);
        for month in ["2026-04", "2026-05"] {
            let mut watch =
                Draft::new("mimamori", Some(district()), When::Month(Month::parse(month).unwrap()));
            watch.group = Some(group("sumire"));
            watch.counts.quantities = [("households".to_owned(), 30)].into();
            watch.counts.helpers = Some(8);
            world.log(&watch);
        }
        let mut course = Draft::new("koza", Some(district()), When::Day(day("2026-05-20")));
        (course.counts.total, course.place) = (Some(15), Some(hall()));
        world.log(&course);
        world
    }

    fn year(&self, key: &str, memo: bool) -> GroupYear {
        let asked = Asked { group: group(key), year: year(), today: day("2026-11-24"), memo };
        group_year(&View::new(&self.records), asked)
    }

    fn sheets(&self, key: &str, memo: bool) -> Vec<Sheet> {
        let (view, year) = (View::new(&self.records), self.year(key, memo));
        let group = view.group(group(key)).unwrap();
        let least = [(Condition::Times, 36), (Condition::HeadsMonth, 10)].into();
        let grant = Grant { name: "ふれあい助成金".to_owned(), least, ..Grant::default() };
        let reached = reach(view.kinds(), &grant, &group, &year);
        let paper = GroupPaper {
            group: &group,
            year: &year,
            grant: Some(&grant),
            reached: &reached,
            made: day("2026-11-24"),
            notice: Some("見本データ"),
        };
        group_sheets(&view, paper)
    }
}

fn salon(date: &str) -> Draft {
    let mut draft = Draft::new("salon", Some(district()), When::Day(day(date)));
    (draft.group, draft.place) = (Some(group("tsukushi")), Some(hall()));
    draft.counts.helpers = Some(5);
    draft
}

fn row(sheet: &Sheet, first: &str) -> Vec<String> {
    let row =
        sheet.rows.iter().find(|row| row.cells.first().is_some_and(|cell| cell.value.letters() == first));
    row.unwrap().cells.iter().map(|cell| cell.value.letters()).collect()
}

fn csv(sheets: &[Sheet]) -> String {
    String::from_utf8(to_csv(sheets)).unwrap()
}

/// Every row fills its sheet's columns, no more and no less.
fn whole(sheet: &Sheet) {
    let placed = places(sheet);
    for row in 0..sheet.rows.len() {
        let filled: usize = placed.iter().filter(|at| at.row == row).map(|at| at.last - at.column + 1).sum();
        assert_eq!(filled, sheet.columns.len(), "row {row} of {}", sheet.name);
    }
}

#[test]
fn a_group_s_months_and_dates_add_up_to_the_same() {
    let world = World::busy();
    let sheets = world.sheets("tsukushi", false);
    let [months, dates] = sheets.as_slice() else { panic!("{sheets:?}") };
    sheets.iter().for_each(whole);
    assert_eq!(row(months, "合計"), ["合計", "3", "約1,039", "約912", "約107", "15", "1"]);
    assert_eq!(row(months, "6月"), ["6月", "1", "1004", "900", "104", "5", "1"]);
    assert_eq!(row(months, "8月"), ["8月", "0", "0", "0", "0", "0", "0"]);
    assert_eq!(row(months, "12月")[1..], [const { String::new() }; 6], "not yet");
    assert_eq!(row(months, "7月"), ["7月", "1", "約20", "", "", "5", "0"], "nobody knows the bands");
    assert_eq!(row(months, "月平均"), ["月平均", "0.4", "148.4", "", "", "2.1", ""]);
    assert_eq!(row(dates, "合計　3回")[1..5], ["約1,039", "約912", "約107", "15"]);
    assert_eq!(row(dates, "6月2日（火）").last().unwrap(), "体操");
    assert_eq!(row(dates, "7月7日（火）")[1..3], ["約20", ""]);
    assert_eq!(row(dates, "6月9日（火）"), ["6月9日（火）", "雨"]);
    let text = csv(&sheets);
    assert!(
        text.contains("年36回まで あと33回（いま3回）、参加 月平均10人以上：いま148.4人（とどいています）"),
        "{text}"
    );
    assert!(text.contains("合計を7か月（4月〜10月）で割り"), "{text}");
    assert!(text.contains("内訳の記録がある2回の合計"));
    assert!(text.ends_with("見本データ\r\n"));
}

#[test]
fn a_month_s_totals_are_months() {
    let sheets = World::busy().sheets("sumire", false);
    sheets.iter().for_each(whole);
    assert_eq!(row(&sheets[0], "合計"), ["合計", "2", "16", "60"]);
    assert_eq!(row(&sheets[1], "4月の合計")[1..3], ["8", "30"]);
    assert!(csv(&sheets).contains("合計　2か月"));
}

#[test]
fn a_memo_leaves_only_where_it_is_asked_for_and_a_formula_never() {
    let world = World::busy();
    let without = csv(&world.sheets("tsukushi", false));
    assert!(!without.contains("やまだ") && !without.contains("メモ"));
    assert!(csv(&world.sheets("tsukushi", true)).contains("やまださんの家"));
    let district = district_year(&View::new(&world.records), district(), year());
    let paper = DistrictPaper {
        district: "ひなた地区",
        year: year(),
        kinds: &district,
        made: day("2026-11-24"),
        notice: None,
    };
    let sheet = district_sheet(&View::new(&world.records), paper).unwrap();
    let text = csv(std::slice::from_ref(&sheet));
    assert!(text.contains("\"'=つくし,サロン\"") && !text.contains("やまだ"), "{text}");
}

#[test]
fn an_empty_year_has_no_paper() {
    let world = World::new();
    assert!(world.sheets("tsukushi", false).is_empty());
    let view = View::new(&world.records);
    assert!(district_year(&view, district(), year()).is_empty());
    let paper =
        DistrictPaper { district: "x", year: year(), kinds: &[], made: day("2026-11-24"), notice: None };
    assert!(district_sheet(&view, paper).is_none());
    assert!(plaza_year(&view, plaza(), year()).is_empty());
}

#[test]
fn a_district_s_kinds_have_a_sum_and_what_names_no_group_is_told() {
    let mut world = World::busy();
    let mut other = salon("2026-05-12");
    (other.group, other.counts.total) = (Some(group("sumire")), Some(9));
    world.log(&other);
    let view = View::new(&world.records);
    let kinds = district_year(&view, district(), year());
    let paper = DistrictPaper {
        district: "ひなた地区",
        year: year(),
        kinds: &kinds,
        made: day("2026-11-24"),
        notice: None,
    };
    let sheet = district_sheet(&view, paper).unwrap();
    whole(&sheet);
    assert_eq!(
        row(&sheet, "=つくし,サロン"),
        ["=つくし,サロン", "3回", "約1,039", "15", "", "ひなた会館", "1"]
    );
    assert_eq!(row(&sheet, "計　2団体"), ["計　2団体", "4回", "約1,048", "20", "", "", "1"]);
    assert_eq!(row(&sheet, "（団体の記録なし）")[1..3], ["1回", "15"]);
    assert!(sheet.rows.iter().any(|row| row.cells.iter().any(|cell| cell.value.letters() == "60軒")));
}

#[test]
fn a_plaza_s_list_is_flat_and_begins_with_its_heads() {
    let mut world = World::busy();
    let mut foreign = Draft::new("koza", Some(district()), When::Day(day("2026-05-21")));
    foreign.support = [OfficeId::of(derived(&["other"]))].into();
    world.log(&foreign);
    let view = View::new(&world.records);
    let events = plaza_year(&view, plaza(), year());
    let made = day("2026-11-24");
    let paper = PlazaPaper { office: "ひなた", year: year(), events: &events, made, notice: None };
    let sheet = plaza_sheet(&view, paper);
    whole(&sheet);
    assert_eq!(sheet.rows.len(), 2, "another office's is not this one's");
    let text = csv(&[sheet]);
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("\u{feff}年度,年月日,曜日,"));
    assert_eq!(
        lines.next().unwrap(),
        "2026,2026-05-20,水,,講座・教室,講座・教室,ひなた地区,ひなた会館,実施,15,,,"
    );
}

#[test]
fn a_roster_has_twenty_empty_lines_and_says_where_it_stays() {
    let paper = RosterPaper {
        name: "つくしサロン",
        place: Some("ひなた会館"),
        day: Some(day("2026-12-01")),
        notice: None,
    };
    let sheet = roster_sheet(paper);
    whole(&sheet);
    let empty = sheet.rows.iter().filter(|row| {
        row.cells.iter().skip(1).all(|cell| cell.value == Value::Empty) && row.cells.len() == 4
    });
    assert_eq!(empty.count(), ROSTER_ROWS);
    let text = csv(&[sheet]);
    assert!(
        text.contains("令和8年12月1日（火）　　つくしサロン　　ひなた会館")
            && text.contains("名簿は団体で保管")
    );
}

#[test]
fn months_are_told_in_spans() {
    let months = |list: &[&str]| month_spans(list.iter().map(|text| Month::parse(text).unwrap()));
    assert_eq!(months(&["2026-04", "2026-05", "2026-07", "2026-12", "2027-01"]), "4月〜5月、7月、12月〜1月");
    assert_eq!(months(&[]), "");
}

/// What people and others may type into any field.
const HOSTILE: [&str; 9] = [
    "=HYPERLINK(\"https://x.example\",\"a\")",
    "+81 90",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "一\u{7}二\u{1b}[31m\u{0}三",
    "👨‍👩‍👧‍👦 会",
    "髙﨑・渡邉・吉\u{e0100}・𠮷野",
    "\"引用\", 改\r\n行",
];

#[test]
fn whatever_stands_in_any_field_every_paper_leaves_as_plain_text() {
    for said in HOSTILE {
        let mut world = World::busy();
        for record in &mut world.records {
            for field in ["name", "note", "kana", "title"] {
                if record.fields.contains_key(field) {
                    record.fields.insert(field.to_owned(), json!(said));
                }
            }
        }
        let view = View::new(&world.records);
        let (kinds, made) = (district_year(&view, district(), year()), day("2026-11-24"));
        let events = plaza_year(&view, plaza(), year());
        let mut sheets = world.sheets("tsukushi", true);
        let of_district =
            DistrictPaper { district: said, year: year(), kinds: &kinds, made, notice: Some(said) };
        sheets.extend(district_sheet(&view, of_district));
        sheets.push(plaza_sheet(
            &view,
            PlazaPaper { office: said, year: year(), events: &events, made, notice: Some(said) },
        ));
        sheets.push(roster_sheet(RosterPaper {
            name: said,
            place: Some(said),
            day: Some(made),
            notice: Some(said),
        }));
        let table = crate::import::separated::table(&csv(&sheets));
        let cells: Vec<&String> =
            table.sheets.iter().flat_map(|sheet| &sheet.lines).flat_map(|line| &line.cells).collect();
        assert!(cells.len() > 60, "{}", cells.len());
        for cell in &cells {
            let first = cell.chars().next();
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !first.is_some_and(|first| "=+-@＝＋－＠".contains(first)), "{cell:?}");
            assert!(cell.chars().all(|letter| letter == '\n' || !letter.is_control()), "{cell:?}");
        }
        let stays = crate::paper::clean(said);
        let stays = stays.trim();
        assert!(
            cells.iter().filter(|cell| cell.contains(stays)).count() > 3,
            "{said:?} stands there letter by letter"
        );
    }
}
