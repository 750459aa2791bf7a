//! つむぎ区's plans: they follow one another, show every kind of page of the documents, and take logs by their rules.

use tsunagari_core::plan::district_plan::ties;
use tsunagari_core::plan::rule::{Facts, serves};

use super::*;

#[test]
fn the_made_up_plans_follow_one_another() {
    let plans = plans();
    let (old, new) = (plans.get("tsumugi/4").unwrap(), plans.get("tsumugi/5").unwrap());
    assert_eq!(new.plan.previous, Some(old.plan.id));
    let before: BTreeSet<_> = old.measures.iter().map(|measure| measure.id.record()).collect();
    let lineage: Vec<_> = new
        .measures
        .iter()
        .flat_map(|measure| &measure.relations)
        .filter(|relation| relation.kind.lineage())
        .collect();
    assert!(lineage.iter().all(|relation| relation.to.is_some_and(|to| before.contains(&to))));
    let followed: BTreeSet<_> = lineage.iter().filter_map(|relation| relation.to).collect();
    let ended =
        |measure: &&Measure| measure.relations.iter().any(|relation| relation.kind == RelationKind::Ends);
    let ends: BTreeSet<_> = old.measures.iter().filter(ended).map(|measure| measure.id.record()).collect();
    assert_eq!(&followed | &ends, before, "each measure of the old plan goes on or ends");
    for read in [old, new] {
        assert!(read.plan.term.as_deref().is_some_and(|term| term.contains("（見本・架空）")));
        let (first, last) = (read.plan.period.first.unwrap(), read.plan.period.last.unwrap());
        let dated: Vec<_> = read.measures.iter().filter(|measure| !measure.schedule.is_empty()).collect();
        assert!(!dated.is_empty());
        for measure in dated {
            let years: Vec<_> = measure.schedule.years.keys().map(|year| year.year()).collect();
            assert_eq!(years, (first.year()..=last.year()).collect::<Vec<_>>());
            // ◎ is of 000's kind of page alone.
            let marks = measure.schedule.years.values().filter(|cell| cell.marked()).count();
            assert_eq!(marks, usize::from(measure.heading.as_deref() == Some("b")));
        }
        assert!(read.measures.iter().all(|measure| measure.node.is_some()));
        assert!(read.items.iter().all(|item| !item.owners.unknown() && item.year.is_some()));
    }
}

#[test]
fn the_made_up_ward_shows_every_kind_of_page_of_the_documents() {
    let plans = plans();
    let ours = &plans.get("tsumugi/5").unwrap().plan.layouts;
    for name in ["izumi/000", "midori/2", "kita/002", "izumi/003", "totsuka/004"] {
        for layout in plans.get(name).unwrap().plan.layouts.values() {
            let same = ours.values().find(|ours| ours.levels == layout.levels);
            let same = same.unwrap_or_else(|| panic!("{name}: no page with {:?}", layout.levels));
            let words = |layout: &tsunagari_core::plan::Layout| {
                let words = [&layout.schedule_heading, &layout.body_heading, &layout.relation_heading];
                (words.map(Clone::clone), layout.role_classes.clone())
            };
            assert_eq!(words(same), words(layout), "{name}");
        }
    }
    let tops = plans.get("tsumugi/5").unwrap().nodes.iter().filter(|node| node.parent.is_none());
    let shown: BTreeSet<_> = tops.filter_map(|node| node.layout.as_deref()).collect();
    assert_eq!(shown, ["aim", "ideal", "pillar", "project", "theme"].into());
}

#[test]
fn the_districts_plans_answer_measures_of_the_wards() {
    let plans = plans();
    let ward = plans.get("tsumugi/5").unwrap();
    let all = ["tsumugi/5", "tsumugi/5-hinata", "tsumugi/5-komorebi"].map(|name| plans.get(name).unwrap());
    let books = all.iter().map(|read| (read.plan.id, read.plan.clone())).collect();
    let ties = ties(&books, all.iter().flat_map(|read| &read.measures));
    let title =
        |id| ward.measures.iter().find(|measure| measure.id == id).unwrap().title.as_ref().unwrap().as_str();
    let mut answers: BTreeMap<&str, usize> = BTreeMap::new();
    for tie in &ties {
        *answers.entry(title(tie.ward)).or_default() += 1;
    }
    let told = [
        ("あいさつ運動の支援", 2),
        ("ご近所の顔合わせの支援", 1),
        ("地区社協の居場所の支援", 2),
        ("地域特性に合う支え合いの支援", 1),
        ("民家や空きスペースの集まれる場所", 1),
    ];
    assert_eq!(answers, told.into());
    let status: Vec<_> =
        all.iter().map(|read| read.plan.status.map(tsunagari_core::plan::Status::as_str)).collect();
    assert_eq!(status, [Some("決定"), Some("決定"), Some("案")]);
    for read in all.iter().skip(1) {
        assert_eq!(read.plan.ward_plan, Some(ward.plan.id));
    }
}

#[test]
fn a_log_of_the_sample_reaches_the_targets_by_the_rules() {
    let plans = plans();
    let read = plans.get("tsumugi/5").unwrap();
    let of = |goal: fn(&Goal) -> bool| {
        let target = read.targets.iter().find(|target| target.goal.as_ref().is_some_and(goal)).unwrap();
        target.measure.unwrap()
    };
    let every_district = of(|goal| matches!(goal, Goal::Coverage { .. }));
    let new_places = of(|goal| matches!(goal, Goal::Places { .. }));
    let log = |kind, opened| Facts { kind, group: None, runner: None, opened };
    let serves = |facts| serves(&read.plan.rules, read.plan.period, facts);
    assert!(serves(log("aisatsu", None)).contains(&every_district));
    assert!(serves(log("ibasho", read.plan.period.first)).contains(&new_places));
    assert!(!serves(log("ibasho", FiscalYear::new(2025).ok())).contains(&new_places));
    let titles = |facts| -> BTreeSet<&str> {
        let served = serves(facts);
        let of = read.measures.iter().filter(|measure| served.contains(&measure.id));
        of.filter_map(|measure| measure.title.as_ref()).map(Title::as_str).collect()
    };
    let cases: [(&str, &[&str]); 6] = [
        ("aisatsu", &["あいさつ運動の支援", "隣近所でのあいさつの推進"]),
        ("salon", &["身近な居場所の充実"]),
        ("service_b", &["介護予防・生活支援サービス補助", "高齢者の社会参加"]),
        ("kodomo_shokudo", &["交流の場の提供", "多世代が集える場の運営支援"]),
        ("seiso", &["知り合う取組みを身近な地域で実施"]),
        ("kaigi", &[]),
    ];
    for (kind, measures) in cases {
        assert_eq!(titles(log(kind, None)), measures.iter().copied().collect(), "{kind}");
    }
    let run = Facts { runner: Some("地区社協"), ..log("ibasho", None) };
    assert_eq!(
        titles(run),
        ["地区社協の居場所の支援", "居場所・活動拠点づくり", "身近な居場所の充実"].into()
    );
}
