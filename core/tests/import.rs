//! The raw text of document 003 read against the plan's own file, row by row; skipped aloud where the text is not there.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what it measured")]

mod gold {
    //! The plan's file, as far as this test compares it: plain `key = value` lines.

    /// A table of the file.
    #[derive(Debug, Clone)]
    pub(crate) struct Table {
        pub(crate) name: String,
        rows: Vec<(String, String)>,
    }

    impl Table {
        pub(crate) fn text(&self, key: &str) -> Option<String> {
            let value = self.rows.iter().find(|(name, _)| name == key).map(|(_, value)| value)?;
            Some(value.trim_matches('"').to_owned())
        }

        pub(crate) fn list(&self, key: &str) -> Vec<String> {
            let value = self.rows.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
            let quoted = value.unwrap_or_default().split('"').skip(1).step_by(2);
            quoted.map(str::to_owned).collect()
        }
    }

    pub(crate) fn read(text: &str) -> Vec<Table> {
        let mut tables: Vec<Table> = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if let Some(name) = line.strip_prefix('[') {
                let name = name.trim_matches(['[', ']']).to_owned();
                tables.push(Table { name, rows: Vec::new() });
            } else if let (Some((key, value)), Some(table)) = (line.split_once(" = "), tables.last_mut()) {
                let mut value = value.to_owned();
                while value.starts_with('[') && !value.ends_with(']') {
                    value.push_str(lines.next().unwrap_or("]").trim());
                }
                table.rows.push((key.to_owned(), value));
            }
        }
        tables
    }
}

use std::fs;
use std::path::{Path, PathBuf};

use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::import::{Choices, Guide, GuideBody, Reading, read, separated};
use tsunagari_core::plan::Period;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The text of the document, from beside the project or the project's folder.
fn raw() -> Option<String> {
    let name = "shared/seeds/003_3cc7a37281752458.txt";
    let beside = root().ancestors().map(|above| above.join(name)).find(|path| path.exists())?;
    Some(fs::read_to_string(beside).unwrap())
}

/// What staff give with the file: levels, headings and the closed list; here from the plan's file.
fn guide(plan: &[gold::Table], org: &[gold::Table]) -> Guide {
    let table = |name: &str| plan.iter().find(|table| table.name == name).unwrap();
    let layout = table("layout");
    let class = |name: &String| {
        let body = org.iter().find(|body| body.name == "body" && body.text("key").as_ref() == Some(name));
        body.and_then(|body| body.text("class"))
    };
    let bodies = table("plan").list("bodies").into_iter();
    Guide {
        levels: layout.list("levels"),
        item_heading: layout.text("item_heading"),
        result_heading: layout.text("result_heading"),
        body_heading: layout.text("body_heading"),
        bodies: bodies.map(|name| GuideBody { class: class(&name), name }).collect(),
        period: Period { first: FiscalYear::new(2021).ok(), last: None },
        ..Guide::default()
    }
}

/// The numbers of a heading and its parents: 1-2-1.
fn numbers(reading: &Reading, node: Option<usize>) -> String {
    let mut numbers = Vec::new();
    let mut next = node;
    while let Some(node) = next.and_then(|index| reading.nodes.get(index)) {
        numbers.push(node.number.clone().unwrap_or_default());
        next = node.parent;
    }
    numbers.reverse();
    numbers.join("-")
}

/// Measures by the keys of the plan's file: the heading's numbers and which of its measures it is.
fn measure_keys(reading: &Reading) -> Vec<String> {
    let mut seen: Vec<Option<usize>> = Vec::new();
    let key = |measure: &tsunagari_core::import::MeasureRead| {
        seen.push(measure.node);
        let nth = seen.iter().filter(|node| **node == measure.node).count();
        format!("{}-{nth:02}", numbers(reading, measure.node))
    };
    reading.measures.iter().map(key).collect()
}

/// An item as both sides tell it: line, which of the line's, measure, bodies, and whether it is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    line: u32,
    nth: usize,
    measure: String,
    bodies: Vec<String>,
    asked: bool,
}

fn told_by_file(plan: &[gold::Table]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for item in plan.iter().filter(|table| table.name == "item") {
        let line = item.text("line").unwrap().parse().unwrap();
        let nth = told.iter().filter(|told| told.line == line).count();
        let (measure, asked) = (item.text("measure").unwrap(), item.text("ask").is_some());
        told.push(Told { line, nth, measure, bodies: item.list("bodies"), asked });
    }
    told
}

fn told_by_reading(reading: &Reading, guide: &Guide) -> Vec<Told> {
    let keys = measure_keys(reading);
    let name = |body: &usize| guide.bodies[*body].name.clone();
    let told = reading.items.iter().map(|item| Told {
        line: item.at.line,
        nth: item.nth,
        measure: keys[item.measure].clone(),
        bodies: item.bodies.iter().map(name).collect(),
        asked: !item.asks.is_empty(),
    });
    told.collect()
}

#[test]
fn the_raw_text_of_003_becomes_the_right_tree() {
    let plan = gold::read(&file("server/sample/izumi/003.toml"));
    let guide = guide(&plan, &gold::read(&file("server/sample/izumi/org.toml")));
    let Some(raw) = raw() else {
        eprintln!("SKIPPED: the text of document 003 is not beside the project (shared/seeds)");
        return;
    };
    let reading = read(&separated::table(&raw), &guide, &Choices::default()).unwrap();
    let (wanted, found) = (told_by_file(&plan), told_by_reading(&reading, &guide));
    assert_eq!(found.len(), wanted.len(), "items");
    let mut wrong = Vec::new();
    let (mut rows, mut asked) = (Vec::new(), Vec::new());
    for (wanted, found) in wanted.iter().zip(&found) {
        // What the file leaves unknown must be asked and not known; what it asks for other reasons is settled by hand.
        let same = (wanted.line, wanted.nth, &wanted.measure, &wanted.bodies)
            == (found.line, found.nth, &found.measure, &found.bodies);
        if !same || (wanted.bodies.is_empty() && !found.asked) {
            wrong.push((wanted, found));
        }
        rows.push(found.line);
        asked.extend(found.asked.then_some(found.line));
    }
    rows.dedup();
    asked.dedup();
    eprintln!(
        "003: {} rows, {} right without a question, {} asked about, {} questions in all, {} wrong",
        rows.len(),
        rows.len() - asked.len(),
        asked.len(),
        reading.questions.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    let bare = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    let lines: Vec<String> = raw.lines().map(bare).collect();
    for item in &reading.items {
        let line = lines.get(item.at.line as usize - 1).unwrap();
        assert!(line.contains(&bare(&item.title)), "prose is kept letter by letter: {}", item.title);
    }
    let nodes: Vec<(String, bool)> = plan
        .iter()
        .filter(|table| table.name == "node")
        .map(|node| (node.text("key").unwrap(), node.text("title").is_some()))
        .collect();
    let number = |(index, node): (usize, &tsunagari_core::import::NodeRead)| {
        (numbers(&reading, Some(index)), node.title.is_some())
    };
    let mut found: Vec<_> = reading.nodes.iter().enumerate().map(number).collect();
    found.sort();
    let mut wanted = nodes;
    wanted.sort();
    assert_eq!(found, wanted, "headings, and which have lost their title");
    assert_eq!((rows.len(), wanted.len(), reading.measures.len()), (221, 26, 71));
    assert_eq!((asked.len(), reading.questions.len()), (40, 44), "questions");
    assert_eq!(reading.year, FiscalYear::new(2021).ok());
    assert_eq!((reading.term.as_deref(), reading.result_state.as_deref()), (Some("第4期"), Some("記入予定")));
}

#[test]
fn every_tenth_repair_of_003_is_taken_back_by_itself() {
    let plan = gold::read(&file("server/sample/izumi/003.toml"));
    let guide = guide(&plan, &gold::read(&file("server/sample/izumi/org.toml")));
    let Some(raw) = raw() else {
        eprintln!("SKIPPED: the text of document 003 is not beside the project (shared/seeds)");
        return;
    };
    let table = separated::table(&raw);
    let first = read(&table, &guide, &Choices::default()).unwrap();
    assert!(first.repairs.len() > 150 && first.repairs.iter().all(|repair| repair.made));
    for repair in first.repairs.iter().step_by(10) {
        let choices = Choices { taken_back: [repair.id.clone()].into(), ..Choices::default() };
        let without = read(&table, &guide, &choices).unwrap();
        let same = without.repairs.iter().find(|other| other.id == repair.id).unwrap();
        assert!(!same.made && same.before == repair.before, "{}", repair.id);
        assert_eq!(without.repairs.iter().filter(|other| !other.made).count(), 1, "{}", repair.id);
    }
}
