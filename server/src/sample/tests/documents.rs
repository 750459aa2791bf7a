//! The plans of 001, 002 and 004 against the documents themselves, where these lie beside the checkout: thing by thing.

use tsunagari_core::plan::measure::working_group;

use super::*;

/// The text of a document, by its number.
pub(super) fn document(number: &str) -> Option<String> {
    let Some(seeds) = seeds() else {
        eprintln!("SKIPPED: the documents are not beside this checkout, so {number} cannot be compared");
        return None;
    };
    let mut files = std::fs::read_dir(seeds).unwrap().map(|entry| entry.unwrap().path());
    let path = files.find(|path| path.to_string_lossy().contains(&format!("/{number}_"))).unwrap();
    Some(std::fs::read_to_string(path).unwrap())
}

fn read(name: &str) -> Read {
    plans().remove(name).unwrap()
}

fn of_kind(read: &Read, kind: BlockKind) -> Vec<&Block> {
    blocks(read).into_iter().filter(|block| block.kind == kind).collect()
}

/// Marks such as ⑦ at the head of a line, after ● or a circle where there is one.
fn circled(line: &str) -> Option<(bool, char)> {
    let line = line.trim_start();
    let full = line.starts_with('●');
    let rest = line.trim_start_matches(['●', '⃝']);
    let number = rest.chars().next().filter(|letter| ('①'..='⑳').contains(letter))?;
    Some((full, number))
}

#[test]
fn every_aim_of_document_001_has_its_heading() {
    let Some(text) = document("001") else { return };
    let read = read("midori/2");
    // A 小目標 is a numbered sentence; what is still to come is numbered too, but no sentence.
    let numbered = text.lines().filter(|line| line.ends_with('。')).filter_map(circled);
    let mut printed: BTreeMap<String, usize> = BTreeMap::new();
    for (_, number) in numbered {
        *printed.entry(number.to_string()).or_default() += 1;
    }
    let mut ours: BTreeMap<String, usize> = BTreeMap::new();
    for node in read.nodes.iter().filter(|node| node.level == 3) {
        *ours.entry(node.number.clone().unwrap()).or_default() += 1;
    }
    assert_eq!(ours, printed);
    assert_eq!(ours.values().sum::<usize>(), 15);
    assert_eq!(read.measures.len(), text.matches("活動内容等を記載").count());
    assert!(read.measures.iter().all(|measure| measure.title.is_none()), "what is to come is not invented");
}

#[test]
fn plan_001_is_a_draft_whose_rows_came_from_the_first_period() {
    let plans = plans();
    let (first, second) = (plans.get("midori/1").unwrap(), plans.get("midori/2").unwrap());
    assert_eq!(second.plan.status, Some(tsunagari_core::plan::Status::Draft));
    assert_eq!((second.plan.period.first, second.plan.period.last), (None, None));
    assert_eq!((second.plan.previous, second.plan.district_plans), (Some(first.plan.id), Some(11)));
    let level = |level| second.nodes.iter().filter(move |node| node.level == level).count();
    assert_eq!([1, 2, 3].map(level), [1, 5, 15]);
    let tags: Vec<_> = second.nodes.iter().filter_map(|node| node.tag.as_deref()).collect();
    assert_eq!(tags, ["つながり", "人材・担い手", "機会・場", "情報", "安心・安全・健康"]);
    for node in &second.nodes {
        let lineage: Vec<_> = node.relations.iter().filter(|relation| relation.kind.lineage()).collect();
        assert_eq!(lineage.len(), 1, "{:?}", node.title);
        assert!(lineage.iter().all(|tie| tie.to == Some(first.plan.id.record()) && tie.reason.is_some()));
    }
    let crosses = second.nodes.iter().filter(|node| {
        node.relations.iter().filter(|relation| relation.kind == RelationKind::Crosses).count() == 4
    });
    assert_eq!(crosses.map(|node| node.number.as_deref()).collect::<Vec<_>>(), [Some("1")]);
    let layout = second.plan.layouts.get("goal").unwrap();
    assert_eq!(layout.role_classes.len(), 4);
    let ward = wards().unwrap().into_iter().find(|ward| ward.org.org.slug == "midori").unwrap();
    assert_eq!((ward.org.org.district_count, ward.org.district.len()), (Some(11), 0));
}

#[test]
fn every_work_of_document_002_has_its_number_mark_and_five_cells() {
    let Some(text) = document("002") else { return };
    let read = read("kita/002");
    let works: Vec<_> = text.lines().filter(|line| line.contains(['●', '⃝'])).filter_map(circled).collect();
    let inside: Vec<&Measure> = read.measures.iter().filter(|measure| measure.node.is_some()).collect();
    let ours: Vec<_> = inside
        .iter()
        .map(|measure| {
            let number = measure.number.as_deref().unwrap().chars().next().unwrap();
            (measure.mark.as_deref() == Some("●"), number)
        })
        .collect();
    assert_eq!(ours, works);
    assert_eq!(works.len(), 7);
    let cells = |cell: &Cell| {
        inside.iter().flat_map(|measure| measure.schedule.years.values()).filter(|one| *one == cell).count()
    };
    assert_eq!(cells(&Cell::Continues), text.matches('→').count());
    assert_eq!(cells(&Cell::None), text.lines().filter(|line| line.starts_with('－')).count());
    for measure in &inside {
        let years: Vec<_> = measure.schedule.years.keys().map(|year| year.year()).collect();
        assert_eq!(years, [2019, 2020, 2021, 2022, 2023], "{:?}", measure.number);
    }
    // Each word of the cells stands in the document, whose lines break where they like.
    let flat: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let words = inside.iter().flat_map(|measure| measure.schedule.years.values()).map(Cell::printed);
    for word in words.flat_map(|cell| {
        cell.split(['\n', '（', '）', '、'])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    }) {
        assert!(flat.contains(&word), "{word}");
    }
    let policies = read.nodes.iter().filter(|node| node.level == 2).filter_map(|node| node.number.as_deref());
    for number in policies.collect::<Vec<_>>() {
        assert!(text.contains(number), "{number}");
    }
    for note in of_kind(&read, BlockKind::Glossary) {
        assert!(text.contains(note.mark.as_deref().unwrap()) && text.contains(&note.text));
    }
    assert_eq!(of_kind(&read, BlockKind::Glossary).len(), text.matches('※').count());
}

#[test]
fn plan_002_knows_its_working_groups_and_what_lies_outside_of_the_excerpt() {
    let read = read("kita/002");
    let level = |level| read.nodes.iter().filter(move |node| node.level == level).count();
    assert_eq!([1, 2].map(level), [4, 5]);
    let above = |measure: &Measure| {
        let mut way = Vec::new();
        let mut next = measure.node;
        while let Some(node) = next.and_then(|id| read.nodes.iter().find(|node| node.id == id)) {
            next = node.parent;
            way.push(node.clone());
        }
        way
    };
    let groups: Vec<_> = read
        .measures
        .iter()
        .filter_map(|measure| {
            Some((measure.number.clone()?, working_group(measure, &above(measure))?.to_owned()))
        })
        .collect();
    let groups: Vec<_> = groups.iter().map(|(number, group)| (number.as_str(), group.as_str())).collect();
    let second = ["⑦", "⑧", "⑩"].map(|number| (number, "第2WG"));
    let third = ["⑪", "⑫"].map(|number| (number, "第3WG"));
    assert_eq!(groups, [second.as_slice(), third.as_slice()].concat());
    let number = |id| read.measures.iter().find(|measure| Some(measure.id.record()) == id)?.number.as_deref();
    let related: Vec<_> = read
        .measures
        .iter()
        .flat_map(|measure| measure.relations.iter().map(move |tie| (measure.number.as_deref(), tie)))
        .filter(|(_, tie)| tie.kind == RelationKind::Related)
        .map(|(from, tie)| (from.unwrap(), number(tie.to).unwrap()))
        .collect();
    assert_eq!(related, [("⑦", "⑮"), ("⑧", "⑰"), ("⑪", "②"), ("⑫", "⑤")]);
    for measure in read.measures.iter().filter(|measure| measure.node.is_none()) {
        assert!(measure.ask.is_some() && measure.schedule.is_empty() && measure.owners.unknown());
    }
    assert_eq!((of_kind(&read, BlockKind::Photo).len(), of_kind(&read, BlockKind::Figure).len()), (3, 3));
    let sources: Vec<_> = blocks(&read).into_iter().filter_map(|block| block.source.as_deref()).collect();
    assert_eq!(sources, ["区社協調べ"]);
}

#[test]
fn every_work_of_document_004_has_its_leaders_in_order() {
    let Some(text) = document("004") else { return };
    let read = read("totsuka/004");
    let wards = wards().unwrap();
    let org = &wards.iter().find(|ward| ward.org.org.slug == "totsuka").unwrap().org;
    let name = |id| org.body.iter().find(|body| org.body_id(&body.key) == id).unwrap().key.clone();
    let ours: Vec<Vec<String>> = read
        .measures
        .iter()
        .map(|measure| measure.owners.bodies.iter().copied().map(name).collect())
        .collect();
    let printed: Vec<Vec<String>> = text
        .lines()
        .filter_map(|line| line.split_once("推進主体／"))
        .map(|(_, names)| names.trim().split('、').map(str::to_owned).collect())
        .collect();
    assert_eq!(ours, printed);
    assert_eq!((printed.len(), printed.concat().len()), (14, 30));
    let marked = blocks(&read).into_iter().filter(|block| block.mark.as_deref() == Some("■")).count();
    assert_eq!(marked, text.matches('■').count());
    let evidence = of_kind(&read, BlockKind::Evidence);
    let told: Vec<_> =
        evidence.iter().map(|block| (block.number(), block.year.map(FiscalYear::year))).collect();
    assert_eq!(told, [(Some("84.5％".to_owned()), Some(2019))]);
    assert!(text.contains("84.5％") && text.contains("令和元年度"));
    assert!(read.measures.iter().all(|measure| measure.schedule.is_empty()) && read.targets.is_empty());
}
