//! The sample's files hold what `server/sample/README.md` says, whole, and no sentence of the documents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tsunagari_core::calendar::{FiscalYear, WallTime};
use tsunagari_core::change::CHANGE_FIELDS;
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::block::{Block, BlockKind};
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::plan::node::Node;
use tsunagari_core::plan::relation::RelationKind;
use tsunagari_core::plan::schedule::Cell;
use tsunagari_core::plan::target::{Goal, Over, Per, PlacesCounted, Set, Target};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::record::{FIELD_NAME_BYTES, Hand, Kind, Record};
use tsunagari_core::schema::check_field;
use tsunagari_core::text::Title;

use super::*;

mod documents;
mod handout;
mod made_up;
mod table;
mod told;
mod ways;

/// Titles of the sample fit two lines of a phone.
const SAMPLE_TITLE_CHARS_MAX: usize = 24;

/// The README's own words for what it counts.
const COUNTED: [&str; 12] =
    ["見出し", "取組", "項目", "ます", "実施主体", "目標", "規模", "関係", "要約", "図など", "問い", "規則"];

/// A plan of the sample as nouns.
struct Read {
    plan: Plan,
    nodes: Vec<Node>,
    measures: Vec<Measure>,
    items: Vec<YearItem>,
    targets: Vec<Target>,
}

fn record(row: &Row) -> Record {
    let hand = Hand { by: None, at: WallTime::from_millis(0) };
    Record {
        id: row.id,
        kind: row.kind.clone(),
        scope: row.scope,
        version: 1,
        born: 1,
        made: hand,
        edited: hand,
        fields: row.fields.clone(),
        parallel: Vec::new(),
    }
}

fn of<T>(rows: &[Row], kind: &Kind, read: impl Fn(&Record) -> T) -> Vec<T> {
    rows.iter().filter(|row| row.kind == *kind).map(|row| read(&record(row))).collect()
}

fn nouns(rows: &PlanRows) -> Read {
    let rows = &rows.rows;
    Read {
        plan: of(rows, &Kind::Plan, Plan::read).remove(0),
        nodes: of(rows, &Kind::Node, Node::read),
        measures: of(rows, &Kind::Measure, Measure::read),
        items: of(rows, &Kind::Item, YearItem::read),
        targets: of(rows, &Kind::Target, Target::read),
    }
}

fn plans() -> BTreeMap<String, Read> {
    let wards = wards().unwrap();
    let all = wards.iter().flat_map(|ward| &ward.plans);
    all.map(|plan| (plan.file.trim_end_matches(".toml").to_owned(), nouns(plan))).collect()
}

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/README.md")).unwrap()
}

/// What is told anywhere in a plan.
fn blocks(read: &Read) -> Vec<&Block> {
    let of_rows = read.nodes.iter().map(|node| &node.blocks);
    let of_rows = of_rows.chain(read.measures.iter().map(|measure| &measure.blocks));
    let all = of_rows.chain(read.items.iter().map(|item| &item.blocks)).chain([&read.plan.blocks]);
    all.flat_map(|blocks| blocks.values()).collect()
}

/// What people are asked anywhere in a plan.
fn asks(read: &Read) -> usize {
    let rows = read.nodes.iter().map(|node| &node.ask).chain(read.measures.iter().map(|row| &row.ask));
    let rows = rows.chain(read.items.iter().map(|item| &item.ask)).chain([&read.plan.ask]);
    let of_blocks = blocks(read).into_iter().map(|block| &block.ask);
    rows.chain(of_blocks).filter(|ask| ask.is_some()).count()
}

fn counts(read: &Read) -> [usize; 12] {
    let cells = |measure: &Measure| measure.schedule.years.len() + measure.schedule.undated.len();
    let relations = read.nodes.iter().map(|node| node.relations.len()).sum::<usize>()
        + read.measures.iter().map(|measure| measure.relations.len()).sum::<usize>()
        + read.items.iter().map(|item| item.relations.len()).sum::<usize>();
    let scales = read.items.iter().map(|item| item.scales.len()).sum::<usize>();
    let (told, others): (Vec<_>, Vec<_>) = blocks(read).into_iter().partition(|block| block.summary);
    [
        read.nodes.len(),
        read.measures.len(),
        read.items.len(),
        read.measures.iter().map(cells).sum(),
        read.plan.bodies.len(),
        read.targets.len(),
        scales,
        relations,
        told.len(),
        others.len(),
        asks(read),
        read.plan.rules.len(),
    ]
}

#[test]
fn every_plan_holds_what_the_readme_counts() {
    let readme = readme();
    let header = readme.lines().find(|line| line.starts_with("| | 見出し")).unwrap();
    let columns: Vec<_> = header.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(columns, COUNTED);
    for (name, read) in plans() {
        let line = readme.lines().find(|line| line.starts_with(&format!("| {name} | "))).unwrap();
        let said: Vec<usize> = line.split('|').filter_map(|cell| cell.trim().parse().ok()).collect();
        // A name such as 000 stands after its ward, so it is no number of its own.
        assert_eq!(said, counts(&read), "{name}");
    }
}

#[test]
fn the_same_file_gives_the_same_records_each_with_its_own_id() {
    for (ward, again) in wards().unwrap().iter().zip(&wards().unwrap()) {
        let rows = ward.rows();
        assert_eq!(rows, again.rows());
        let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), rows.len(), "{}", ward.org.org.slug);
    }
}

#[test]
fn every_reference_finds_its_record() {
    for ward in wards().unwrap() {
        let rows = ward.rows();
        let ids: BTreeMap<_, _> = rows.iter().map(|row| (row.id.to_string(), row.kind.clone())).collect();
        for row in &rows {
            for (field, value) in &row.fields {
                let named =
                    field.rsplit('.').next().filter(|name| ids.contains_key(*name) || name.len() == 36);
                let linked = value.as_str().filter(|text| tsunagari_core::id::RecordId::parse(text).is_ok());
                for id in named.into_iter().chain(linked) {
                    assert!(ids.contains_key(id), "{:?} {} names {id} in {field}", row.kind, row.id);
                }
            }
        }
        for read in ward.plans.iter().map(nouns) {
            let measures: tsunagari_core::sorted::SortedSet<_> =
                read.measures.iter().map(|measure| measure.id).collect();
            for rule in read.plan.rules.values() {
                assert!(!rule.measures.is_empty() && rule.measures.is_subset(&measures), "{}", rule.title);
            }
        }
    }
}

#[test]
fn every_field_is_one_that_a_change_could_have_set() {
    for row in wards().unwrap().iter().flat_map(Ward::rows) {
        assert!(row.fields.len() <= CHANGE_FIELDS, "{:?} {}", row.kind, row.id);
        for (field, value) in &row.fields {
            assert_eq!(check_field(&row.kind, field, value), Ok(()), "{:?} {field} {value}", row.kind);
            assert!(field.len() <= FIELD_NAME_BYTES, "{field}");
        }
    }
}

#[test]
fn every_bullet_of_document_003_has_its_item() {
    let Some(seeds) = seeds() else {
        eprintln!("SKIPPED: the documents are not beside this checkout, so their items cannot be counted");
        return;
    };
    let found = std::fs::read_dir(seeds).unwrap().map(|entry| entry.unwrap().path());
    let document = found.into_iter().find(|path| path.to_string_lossy().contains("/003_")).unwrap();
    let text = std::fs::read_to_string(document).unwrap();
    let mut bullets: BTreeMap<usize, usize> = BTreeMap::new();
    for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| row.contains('\t')) {
        // A bullet stands at the head of a cell or after a space; a list that lost its bullets is one item a row.
        let plain = row.replace('>', " ");
        let marks = plain.split(|c: char| c.is_whitespace()).filter(|word| word.starts_with('・')).count();
        let count = if marks == 0 && row.contains("<ul") { 1 } else { marks };
        if count > 0 {
            bullets.insert(line, count);
        }
    }
    let file: toml::Table = FILES
        .iter()
        .flat_map(|files| files.plans)
        .find(|(name, _)| *name == "izumi/003.toml")
        .unwrap()
        .1
        .parse()
        .unwrap();
    let mut items: BTreeMap<usize, usize> = BTreeMap::new();
    for item in file.get("item").and_then(|items| items.as_array()).unwrap() {
        let line = item.get("line").and_then(|line| line.as_integer()).unwrap();
        *items.entry(usize::try_from(line).unwrap()).or_default() += 1;
    }
    assert_eq!(items, bullets);
    assert_eq!(items.values().sum::<usize>(), 234);
}

#[test]
fn every_title_fits_a_phone() {
    for (name, read) in plans() {
        let titles = read.nodes.iter().filter_map(|node| node.title.as_ref());
        let titles = titles.chain(read.measures.iter().filter_map(|measure| measure.title.as_ref()));
        for title in titles.chain(read.items.iter().filter_map(|item| item.title.as_ref())) {
            let chars = title.as_str().chars().count();
            assert!(chars <= SAMPLE_TITLE_CHARS_MAX, "{name}: {title} has {chars}");
        }
    }
}

#[test]
fn plan_000_has_a_mark_of_unknown_year_at_each_promise_and_no_era() {
    let plans = plans();
    let read = plans.get("izumi/000").unwrap();
    assert_eq!(read.plan.columns, ["22", "23", "24", "25", "26", "27"]);
    assert_eq!((read.plan.period.first, read.plan.period.last), (None, None));
    let (hoped, promised): (Vec<_>, Vec<_>) =
        read.measures.iter().partition(|measure| read.plan.expected(measure.heading.as_deref()));
    assert_eq!((hoped.len(), promised.len()), (15, 18));
    assert!(hoped.iter().all(|measure| measure.schedule.is_empty()));
    let mark = Cell::Mark(vec!["実施".to_owned()]);
    for measure in &promised {
        assert!(measure.schedule.years.is_empty());
        assert_eq!(measure.schedule.undated, std::slice::from_ref(&mark), "{:?}", measure.title);
    }
    let known: Vec<_> = read.measures.iter().filter(|measure| !measure.owners.unknown()).collect();
    assert_eq!(
        known.iter().filter_map(|measure| measure.title.as_ref()).map(Title::as_str).collect::<Vec<_>>(),
        ["交流の場の提供"]
    );
    let goals: Vec<_> =
        read.targets.iter().map(|target| (target.goal.clone().unwrap(), target.over)).collect();
    let kinds = ["ibasho".to_owned()].into();
    let six = Goal::Places { number: 6, counts: PlacesCounted::Opened, kinds };
    assert_eq!(goals, [(Goal::Coverage { set: Set::Districts }, Over::Plan), (six, Over::Plan)]);
}

#[test]
fn plan_003_keeps_what_was_lost_as_unknown() {
    let plans = plans();
    let read = plans.get("izumi/003").unwrap();
    assert_eq!(read.plan.result_state.as_deref(), Some("記入予定"));
    let at = |level| read.nodes.iter().filter(move |node| node.level == level);
    assert_eq!([1, 2, 3].map(|level| at(level).count()), [3, 9, 14]);
    assert_eq!(at(2).filter(|node| node.title.is_none() && node.ask.is_some()).count(), 3);
    let unknown: Vec<_> = read.items.iter().filter(|item| item.owners.unknown()).collect();
    assert_eq!(unknown.len(), 41);
    assert!(unknown.iter().all(|item| item.ask.is_some()));
    let scales: Vec<_> = read
        .items
        .iter()
        .flat_map(|item| item.scales.values())
        .map(|s| (s.number, s.unit.as_str()))
        .collect();
    assert_eq!(scales, [(16, "校"), (11, "か所"), (8, "か所")]);
    let goals: Vec<_> = read.targets.iter().filter_map(|target| target.goal.clone()).collect();
    let often = |times, per, places| Goal::Frequency { times, per, places };
    assert_eq!(goals, [often(2, Per::Month, None), often(10, Per::Year, Some(10))]);
    let repeats = read.items.iter().flat_map(|item| &item.relations);
    assert_eq!(repeats.filter(|relation| relation.kind == RelationKind::Repeats).count(), 7);
}

#[test]
fn the_made_up_ward_says_so_and_has_its_districts() {
    let wards = wards().unwrap();
    let ward = wards.iter().find(|ward| ward.org.org.slug == "tsumugi").unwrap();
    assert_eq!(ward.org.org.notice.as_deref(), Some("見本データ：実在の地区・団体・人とは関係ありません"));
    let plazas: BTreeSet<_> =
        ward.org.district.iter().filter_map(|district| district.office.as_deref()).collect();
    assert_eq!((ward.org.district.len(), plazas.len()), (12, 6));
    let plaza = |office: &&org_file::Office| office.body == "地域ケアプラザ";
    assert_eq!(ward.org.office.iter().filter(plaza).count(), 6);
    let real = wards.iter().find(|ward| ward.org.org.slug == "izumi").unwrap();
    assert!(real.org.district.is_empty() && real.org.org.notice.is_none());
}

#[test]
fn no_text_of_the_sample_is_a_sentence_of_the_documents() {
    let Some(seeds) = seeds() else {
        eprintln!(
            "SKIPPED: the documents are not beside this checkout, so their sentences cannot be compared"
        );
        return;
    };
    let sentences = sentences(&seeds);
    assert!(sentences.len() > 100, "only {} sentences were found", sentences.len());
    for (name, read) in plans() {
        let nodes = read.nodes.iter().filter_map(|node| node.title.as_ref());
        let titles = nodes.chain(read.measures.iter().filter_map(|measure| measure.title.as_ref()));
        let titles =
            titles.chain(read.items.iter().filter_map(|item| item.title.as_ref())).map(Title::as_str);
        let blocks = blocks(&read).into_iter().map(|block| block.text.as_str());
        for text in titles.chain(blocks) {
            assert!(!sentences.contains(text), "{name}: {text}");
        }
    }
}

/// The folder of the documents beside this checkout, if it is there.
fn seeds() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.ancestors().map(|above| above.join("shared/seeds")).find(|folder| folder.is_dir())
}

/// Sentences: what ends in 。, or in a verb's ます or る, with the breaks of the page taken out.
fn sentences(folder: &Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let joined = text.replace("\n　", "").replace("\n ", "").replace('\u{3000}', "");
        for cell in joined.split(['\n', '\t', '・', '○', '■', '<', '>']) {
            for part in cell.split_inclusive('。') {
                let whole = part.ends_with('。') || part.ends_with("ます") || part.ends_with('る');
                let sentence = part.trim().trim_end_matches('。');
                if whole && sentence.chars().count() > 3 {
                    all.insert(sentence.to_owned());
                }
            }
        }
    }
    all
}

#[test]
fn the_made_up_ward_works_as_the_field_counts() {
    use std::collections::{BTreeMap, BTreeSet};
    use tsunagari_core::calendar::Day;
    use tsunagari_core::id::DistrictId;
    use tsunagari_core::record::Kind;

    let wards = super::wards().unwrap();
    let org = &wards.iter().find(|ward| ward.org.org.slug == super::activities::SLUG).unwrap().org;
    let today = Day::parse("2026-11-24").unwrap();
    let made = super::activities::activities(org, today);
    let logs: Vec<_> = made.iter().filter(|made| made.row.kind == Kind::Activity).collect();
    let in_year = |year: i32| {
        let in_year = |text: &str| {
            let day = Day::parse(text).or_else(|_| Day::parse(&format!("{text}-01"))).unwrap();
            day.fiscal_year().year() == year
        };
        let of = |made: &&&super::activities::Made| {
            let fields = &made.row.fields;
            fields.get("day").or(fields.get("month")).and_then(|day| day.as_str()).is_some_and(in_year)
        };
        logs.iter().filter(of).count()
    };
    assert!((3_800..5_200).contains(&in_year(2025)), "{}", in_year(2025));
    assert!(in_year(2026) > 2_000 && in_year(2026) < in_year(2025), "{}", in_year(2026));

    let ids: BTreeSet<_> = made.iter().map(|made| made.row.id).collect();
    let again = made.len() - ids.len();
    assert!(
        (5..60).contains(&again),
        "{again} logs are written by two people at once, and no other record twice"
    );
    let of_group = |key: &str| {
        let id = org.group_id(key).to_string();
        logs.iter()
            .filter(|made| made.row.fields.get("group").is_some_and(|group| *group == id.as_str()))
            .count()
    };
    assert!(of_group("akachan") > 100 && of_group("salon_koryukai") >= 2 && of_group("fukushi_kyoiku") > 20);
    let noted = |words: &str| {
        let says = |note: &serde_json::Value| note.as_str().is_some_and(|note| note.contains(words));
        logs.iter().filter(|made| made.row.fields.get("note").is_some_and(says)).count()
    };
    assert!(noted("見本") > 0, "some notes hold a name");
    let greeting: BTreeMap<DistrictId, usize> = logs
        .iter()
        .filter(|made| made.row.fields.get("what").is_some_and(|what| what == "aisatsu"))
        .filter_map(|made| made.row.scope.district())
        .fold(BTreeMap::new(), |mut count, district| {
            *count.entry(district).or_default() += 1;
            count
        });
    assert_eq!(greeting.len(), 11, "every district but どんぐり greets");
    assert!(!greeting.contains_key(&org.district_id("donguri")));

    let today_logged =
        logs.iter().filter(|made| made.row.fields.get("day").is_some_and(|day| day == "2026-11-24"));
    assert!(today_logged.count() == 0, "today's sessions wait to be logged");
    let again = super::activities::activities(org, today);
    assert!(made.iter().zip(&again).all(|(one, other)| one.row == other.row), "the same seed, the same ward");
}

#[test]
fn every_row_of_the_made_up_wards_work_is_taken_by_the_schema() {
    use tsunagari_core::calendar::Day;
    use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
    use tsunagari_core::id::ChangeId;
    use tsunagari_core::schema;

    let wards = super::wards().unwrap();
    let org = &wards.iter().find(|ward| ward.org.org.slug == super::activities::SLUG).unwrap().org;
    for made in super::activities::activities(org, Day::parse("2026-11-24").unwrap()) {
        let change = Change {
            id: ChangeId::from_uuid(made.row.id.uuid()),
            protocol: PROTOCOL,
            device: None,
            record: made.row.id,
            kind: made.row.kind.clone(),
            scope: made.row.scope,
            base: Base::NEW,
            after: None,
            act: Act::Set(made.row.fields.clone()),
            written_at: made.at,
            by: made.by,
        };
        assert_eq!(schema::check(&change, None), Ok(()), "{:?}", made.row);
    }
}
