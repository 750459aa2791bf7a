//! Each fault of a table by itself.

use super::*;
use crate::calendar::FiscalYear;
use crate::plan::Period;

mod onto;

const HEAD: &str = "行動計画\t取組\t令和3年度実施計画\t実施した取組結果\t実施主体\n";

const BODIES: &[(&str, &str)] = &[
    ("高齢・障害支援課", "区役所"),
    ("福祉保健課", "区役所"),
    ("総務課", "区役所"),
    ("区社協", "団体"),
    ("地域ケアプラザ", "団体"),
];

fn guide() -> Guide {
    let own = |text: &str| Some(text.to_owned());
    let body = |(name, class): &(&str, &str)| GuideBody { name: (*name).to_owned(), class: own(class) };
    let year = |year| FiscalYear::new(year).ok();
    Guide {
        levels: ["推進の柱", "重点項目", "行動計画", "取組"].map(str::to_owned).to_vec(),
        item_heading: own("令和3年度実施計画"),
        result_heading: own("実施した取組結果"),
        body_heading: own("実施主体"),
        bodies: BODIES.iter().map(body).collect(),
        period: Period { first: year(2021), last: year(2025) },
        ..Guide::default()
    }
}

fn read_with(rows: &str, choices: &Choices) -> Reading {
    read(&separated::table(&format!("{HEAD}{rows}")), &guide(), choices).unwrap()
}

fn reading(rows: &str) -> Reading {
    read_with(rows, &Choices::default())
}

fn names(bodies: &[usize]) -> Vec<&'static str> {
    bodies.iter().map(|body| BODIES[*body].0).collect()
}

/// Items as `text: bodies`, with ？ and who it might be where nobody is known.
fn items(reading: &Reading) -> Vec<String> {
    let line = |item: &ItemRead| {
        let mark = if item.bodies.is_empty() { "？" } else { "" };
        let who = if item.bodies.is_empty() { &item.maybe } else { &item.bodies };
        format!("{}: {mark}{}", item.title, names(who).join(" "))
    };
    reading.items.iter().map(line).collect()
}

fn kinds(reading: &Reading) -> Vec<&'static str> {
    let mut kinds: Vec<_> = reading.repairs.iter().map(|repair| repair.kind.code()).collect();
    kinds.dedup();
    kinds
}

fn asked(reading: &Reading) -> Vec<&'static str> {
    reading.questions.iter().map(|question| question.kind.code()).collect()
}

#[test]
fn a_plain_table_needs_no_repair_and_no_question() {
    let reading =
        reading("1 参加\t講座を開きます。\t・講座\t\t福祉保健課\n\t\t・冊子\t\t区社協 地域ケアプラザ\n");
    assert_eq!(items(&reading), ["講座: 福祉保健課", "冊子: 区社協 地域ケアプラザ"]);
    assert_eq!(reading.path(reading.measures[0].node), ["？", "？", "1 参加"]);
    assert_eq!(reading.measures.len(), 1);
    assert_eq!(kinds(&reading), [""; 0]);
    assert_eq!(asked(&reading), ["lost_heading", "lost_heading"]);
    assert_eq!(reading.year, FiscalYear::new(2021).ok());
}

#[test]
fn cells_are_typed_by_what_they_say_when_columns_shift() {
    let left = "講座を開きます。\t・講座\t\t福祉保健課\n・冊子\t\t\t区社協\n";
    let right = "\t\t講座を開きます。\t・講座\t\t\t福祉保健課\n\t\t\t・冊子\t\t区社協\n";
    for rows in [left, right] {
        let reading = reading(&format!("推進の柱1\n重点項目1：あ\n1 参加\n{rows}"));
        assert_eq!(items(&reading), ["講座: 福祉保健課", "冊子: 区社協"]);
        assert_eq!(kinds(&reading), ["shift"]);
        assert_eq!(asked(&reading), [""; 0]);
    }
}

#[test]
fn tags_notes_spaces_and_names_are_repaired_and_listed() {
    let rows = "<p>1 参加の 推進</p>\t講座を開きます。\t<ul> 講座 </ul>\t令和3年度末記入予定\t高年齢・障害支援課 地域ケアブラザ\n";
    let reading = reading(rows);
    assert_eq!(items(&reading), ["講座: 高齢・障害支援課 地域ケアプラザ"]);
    assert_eq!(kinds(&reading), ["tags", "note", "space", "name"]);
    assert_eq!(reading.result_state.as_deref(), Some("記入予定"));
    assert_eq!(reading.items[0].result, None);
    let name = reading.repairs.iter().find(|repair| repair.before == "地域ケアブラザ").unwrap();
    assert_eq!((name.after.as_str(), name.at.line, name.at.column), ("地域ケアプラザ", 2, 5));
    let back = Choices { taken_back: [name.id.clone()].into(), ..Choices::default() };
    let without = read_with(rows, &back);
    assert_eq!(items(&without), ["講座: 高齢・障害支援課"]);
    assert!(without.items[0].asks[0].contains("地域ケアブラザ"), "{:?}", without.items[0].asks);
}

#[test]
fn lost_bodies_are_asked_and_taken_only_when_accepted() {
    let rows = "1 参加\t講座を開きます。\t・一\t\t総務課\n\t\t・二\n\t相談に応じます。\t・三\n\t\t・四\t\t区社協\n\t冊子を配ります。\t・五\n";
    let first = reading(rows);
    assert_eq!(items(&first), ["一: 総務課", "二: ？総務課", "三: ？区社協", "四: 区社協", "五: ？"]);
    assert_eq!(asked(&first)[2..], ["lost_bodies"; 3]);
    assert_eq!(first.questions[4].proposal, None, "no row beside it says anything");
    let yes = first.questions.iter().find(|question| question.at.line == 3).unwrap();
    let accepted = Choices { accepted: [yes.id.clone()].into(), ..Choices::default() };
    let second = read_with(rows, &accepted);
    assert_eq!(items(&second)[1], "二: 総務課");
    assert!(second.items[1].asks.is_empty());
}

#[test]
fn glued_rows_are_split_only_where_the_cut_is_known() {
    let beside = "1 参加\t講座を開きます。\t・一\t\t総務課 区社協\n\t\t・二\t\t福祉保健課 区社協\n";
    let glued = reading(&format!("{beside}\t\t・三 ・四\t\t総務課 区社協 福祉保健課 区社協\n"));
    assert_eq!(items(&glued)[2..], ["三: 総務課 区社協", "四: 福祉保健課 区社協"]);
    assert!(kinds(&glued).contains(&"split"));
    let unknown = reading("1 参加\t講座を開きます。\t・三 ・四\t\t総務課 区社協 福祉保健課 区社協\n");
    assert_eq!(items(&unknown), ["三: ？総務課 区社協 福祉保健課", "四: ？総務課 区社協 福祉保健課"]);
    let each = reading("1 参加\t講座を開きます。\t・三 ・四\t\t総務課 区社協\n");
    assert_eq!(items(&each), ["三: ？総務課", "四: ？区社協"]);
    let all = reading("1 参加\t講座を開きます。\t・二\t\t総務課 区社協\n\t\t・三 ・四\t\t総務課 区社協\n");
    assert_eq!(items(&all)[1..], ["三: 総務課 区社協", "四: 総務課 区社協"]);
}

#[test]
fn headings_are_rebuilt_from_their_numbers() {
    let rows = "推進の柱1\n重点項目1：あ\n1 一\t講座を開きます。\t・a\t\t区社協\n2 二\t講座を行います。\t・b\t\t区社協\n\
        1 三\t冊子を作ります。\t・c\t\t区社協\n1 三\t\t・d\t\t区社協\n推進の柱1\n重点項目 2 : い\n2 四\t相談を受けます。\t・e\t\t区社協\n";
    let reading = reading(rows);
    let path = |item: usize| reading.path(reading.measures[reading.items[item].measure].node).join("／");
    assert_eq!(path(1), "1／1 あ／2 二");
    assert_eq!(path(2), "1／2 い／1 三", "the title came late");
    assert_eq!(path(3), path(2), "a page that goes on");
    assert_eq!(path(4), "1／2 い／2 四");
    assert_eq!(reading.items[2].measure, reading.items[3].measure);
    assert_eq!(asked(&reading), [""; 0], "what came late is no question any more");
    assert!(kinds(&reading).ends_with(&["continued", "late"]));
    let late = reading.repairs.iter().find(|repair| repair.kind == RepairKind::Late).unwrap();
    let back = Choices { taken_back: [late.id.clone()].into(), ..Choices::default() };
    assert!(asked(&read_with(rows, &back)).contains(&"lost_heading"));
}

#[test]
fn an_item_that_slipped_goes_to_the_measure_that_begins_like_it() {
    let rows = "1 参加\t子育ての声を拾います。\t・把握\t\t総務課\n\t\t・自立支援協議会の開催\t\t福祉保健課\n\
        \t自立支援協議会を開きます。\t地域の特性を調べます。\t・聞き取り\t\t区社協\n";
    let first = reading(rows);
    let titles = |reading: &Reading| -> Vec<String> {
        let of = |item: &ItemRead| reading.measures[item.measure].title.clone().unwrap();
        reading.items.iter().map(of).collect()
    };
    assert_eq!(
        titles(&first),
        ["子育ての声を拾います。", "自立支援協議会を開きます。", "地域の特性を調べます。"]
    );
    let moved = first.repairs.iter().find(|repair| repair.kind == RepairKind::Moved).unwrap();
    let back = Choices { taken_back: [moved.id.clone()].into(), ..Choices::default() };
    let second = read_with(rows, &back);
    assert_eq!(titles(&second)[1], "子育ての声を拾います。");
    assert!(asked(&second).contains(&"empty"));
}

#[test]
fn rows_where_bodies_begin_anew_may_be_of_the_next_measure() {
    let rows = "1 参加\t講座を開きます。\t・一\t\t総務課\n\t\t・二\t\t区社協\n\t\t・三\t\t福祉保健課\n\t相談に応じます。\t・四\t\t区社協\n";
    let first = reading(rows);
    assert_eq!(asked(&first)[2..], ["next_measure"]);
    assert_eq!(first.items[2].measure, 0, "it stays where it is printed");
    let yes = Choices { accepted: [first.questions[2].id.clone()].into(), ..Choices::default() };
    assert_eq!(read_with(rows, &yes).items[2].measure, 1);
    let mut bare = guide();
    bare.bodies.iter_mut().for_each(|body| body.class = None);
    let without = read(&separated::table(&format!("{HEAD}{rows}")), &bare, &Choices::default()).unwrap();
    assert_eq!(asked(&without), asked(&first), "the ward's offices are known by their names too");
}

#[test]
fn a_body_outside_the_list_is_asked_and_kept() {
    let reading = reading("1 参加\t講座を開きます。\t・一\t\t区社協 ゆめ会\n\t\t・二\t\tゆめ会\n");
    assert_eq!(items(&reading), ["一: 区社協", "二: ？"]);
    assert_eq!(asked(&reading)[2..], ["unknown_body", "unknown_body"]);
    assert!(reading.items.iter().all(|item| item.asks[0].contains("ゆめ会")));
    let tail = self::reading("1 参加\t講座を開きます。\t・一\t\t区社協\n\t\t\t\t総務課 区社協\n");
    assert_eq!((names(&tail.items[0].maybe), asked(&tail)[2]), (vec!["総務課"], "bodies_alone"));
}

#[test]
fn prose_is_only_suggested() {
    let rows = "1 参加\t講座を開きます。\t・C○連絡会\t\t区社協\n\t\t・紹介（会報\t\t区社協\n\t\t・支援支援の会\t\t区社協\n";
    let first = reading(rows);
    assert_eq!(items(&first)[0], "C○連絡会: 区社協");
    assert_eq!(first.suggestions.len(), 3);
    assert!(first.suggestions.iter().all(|suggestion| !suggestion.made));
    let yes = Choices {
        accepted: first.suggestions.iter().map(|suggestion| suggestion.id.clone()).collect(),
        ..Choices::default()
    };
    let second = read_with(rows, &yes);
    assert_eq!(items(&second), ["Co連絡会: 区社協", "紹介（会報）: 区社協", "支援の会: 区社協"]);
}

#[test]
fn results_and_other_columns_are_kept_apart() {
    let head = "行動計画\t取組\t令和3年度実施計画\t実施した取組結果\t実施主体\t備考\n";
    let rows = "1 参加\t講座を開きます。\t・一\t・2回開いた\t区社協\t会場未定\n\t\t・二\t開いた。\t区社協\n";
    let reading = read(&separated::table(&format!("{head}{rows}")), &guide(), &Choices::default()).unwrap();
    assert_eq!(reading.items[0].result.as_deref(), Some("・2回開いた"));
    assert_eq!(reading.items[0].detail.as_deref(), Some("備考：会場未定"));
    assert_eq!(reading.items[1].result.as_deref(), Some("開いた。"));
    assert_eq!(asked(&reading)[2..], ["column"]);
}

#[test]
fn targets_sizes_and_repeated_rows_are_told_apart() {
    let head = "行動計画\t取組\t令和3年度実施計画\t目標\t規模\t実施主体\n";
    let rows = "1 参加\t居場所の立ち上げ支援【目標：６か所】\t・声かけ\t全地区\t\t区社協\n\
        \t\t・クラブ16校の支援\t\t\t区社協\n\t\t・面談を月2回行う\t\t11か所\t総務課\n\
        \t冊子を配ります。\t・声かけ（再掲）\t\t\t区社協\n\t\t・面談を月2回行う\t\t\t区社協\n";
    let with =
        |choices: &Choices| read(&separated::table(&format!("{head}{rows}")), &guide(), choices).unwrap();
    let first = with(&Choices::default());
    assert_eq!(first.measures[0].title.as_deref(), Some("居場所の立ち上げ支援"));
    assert_eq!(first.measures[0].targets[0].printed, "【目標：６か所】");
    assert!(matches!(
        first.measures[0].targets[0].goal,
        Some(crate::plan::target::Goal::Places { number: 6, .. })
    ));
    assert!(matches!(first.items[0].targets[0].goal, Some(crate::plan::target::Goal::Coverage { .. })));
    assert_eq!((first.items[2].scales[0].number, first.items[2].scales[0].unit.as_str()), (11, "か所"));
    assert_eq!((first.items[3].title.as_str(), first.items[3].repeats), ("声かけ", Some(0)));
    assert_eq!(
        (first.items[4].repeats, first.items[4].targets.len()),
        (None, 0),
        "what is not marked is suggested"
    );
    let suggested: Vec<_> = first.suggestions.iter().map(|one| one.kind.code()).collect();
    assert_eq!(suggested, ["scale", "goal", "goal", "again"]);
    let all = first.suggestions.iter().map(|one| one.id.clone()).collect();
    let second = with(&Choices { accepted: all, ..Choices::default() });
    assert_eq!(second.items[1].scales[0].name, "クラブ");
    assert_eq!((second.items[2].targets[0].printed.as_str(), second.items[4].repeats), ("月2回", Some(2)));
    let back =
        first.repairs.iter().filter(|one| one.kind == RepairKind::Target).map(|one| one.id.clone()).collect();
    let third = with(&Choices { taken_back: back, ..Choices::default() });
    assert!(
        third.measures[0].title.as_deref().unwrap().ends_with("【目標：６か所】")
            && third.measures[0].targets.is_empty()
    );
}

#[test]
fn year_cells_of_several_lines_stay_cells() {
    let mut guide = guide();
    (guide.levels, guide.item_heading) = (["基本目標", "取組"].map(str::to_owned).to_vec(), None);
    let rows = "基本目標,取組,令和3年度,令和4年度,令和5年度\n1 参加,講座,\"・検討\n・準備\",実施,→\n,冊子,－,◎,区社協\n";
    let reading = read(&separated::table(rows), &guide, &Choices::default()).unwrap();
    let cells = |at: usize| reading.measures[at].cells.values().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(reading.measures.len(), 2);
    assert_eq!((cells(0), cells(1)), (vec!["・検討\n・準備", "実施", "→"], vec!["－", "◎", "区社協"]));
}

#[test]
fn year_cells_go_under_their_years_and_merged_bodies_go_down() {
    let mut guide = guide();
    (guide.levels, guide.item_heading) = (["基本目標", "取組"].map(str::to_owned).to_vec(), None);
    let lines = [
        ["基本目標", "取組", "年次計画", "", "実施主体"],
        ["", "", "令和3年度", "2022年度", ""],
        ["1 参加", "講座", "検討\n準備", "◎", "区社協"],
        ["", "冊子", "－", "→", ""],
    ];
    let cells = |(number, cells): (u32, [&str; 5])| Line {
        number,
        hidden: false,
        cells: cells.map(str::to_owned).to_vec(),
    };
    let mut table = Table::of_lines((1..).zip(lines).map(cells).collect());
    table.sheets[0].merges = vec![Merge { top: 3, bottom: 4, left: 4, right: 4 }];
    let reading = read(&table, &guide, &Choices::default()).unwrap();
    let year = |year| FiscalYear::new(year).unwrap();
    assert_eq!(reading.measures.len(), 2);
    assert_eq!(reading.measures[0].cells.get(&year(2021)).map(String::as_str), Some("検討\n準備"));
    assert_eq!(reading.measures[1].cells.get(&year(2022)).map(String::as_str), Some("→"));
    assert_eq!(names(&reading.measures[1].bodies), ["区社協"], "the merged area holds for both");
    assert_eq!(asked(&reading), [""; 0]);
    guide.period.last = FiscalYear::new(2021).ok();
    let fault = read(&table, &guide, &Choices::default()).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "3行目：令和4年度（2022年度）は、この計画の期間（令和3年度〜令和3年度）の外です"
    );
}

#[test]
fn lines_of_a_pdf_are_put_together() {
    let text = "推進の柱1\n重点項目1：あ\n1 参加\n防災の意識を高めるための\n啓発を行います。\n・講座を\n開催\n総務課\n・冊子\n";
    let reading = read(&separated::table(text), &guide(), &Choices::default()).unwrap();
    assert_eq!(reading.measures[0].title.as_deref(), Some("防災の意識を高めるための啓発を行います。"));
    assert_eq!(items(&reading), ["講座を開催: 総務課", "冊子: ？総務課"]);
}

#[test]
fn hidden_rows_are_left_out_and_can_be_taken_in() {
    let mut table =
        separated::table(&format!("{HEAD}1 参加\t講座を開きます。\t・一\t\t区社協\n\t\t・二\t\t区社協\n"));
    table.sheets[0].lines[2].hidden = true;
    let first = read(&table, &guide(), &Choices::default()).unwrap();
    assert_eq!((items(&first).len(), kinds(&first)), (1, vec!["hidden"]));
    let back = Choices { taken_back: [first.repairs[0].id.clone()].into(), ..Choices::default() };
    assert_eq!(items(&read(&table, &guide(), &back).unwrap()).len(), 2);
}

#[test]
fn what_is_no_plan_is_refused_in_words() {
    let read = |text: &str| read(&separated::table(text), &guide(), &Choices::default());
    for text in ["", "a,b\n1,2\n", HEAD, "推進の柱1\n重点項目1：あ\n", "区社協\n総務課"] {
        let fault = read(text).unwrap_err();
        assert!(matches!(fault, Fault::NotATable(_)), "{text}: {fault}");
        assert!(fault.to_string().contains("行動計画、取組"), "{fault}");
    }
    let long = format!("{HEAD}1 参加\t{}。\t・一\t\t区社協\n", "あ".repeat(500));
    assert_eq!(read(&long).unwrap_err().to_string(), "2行目：題名が長すぎます（400字まで）");
    let year = HEAD.replace('3', "9") + "1 参加\t講座を開きます。\t・一\t\t区社協\n";
    assert!(matches!(read(&year), Err(Fault::Year { line: 2, .. })));
    let rows = HEAD.to_owned() + &"\t\t・一\t\t区社協\n".repeat(ROWS_MOST);
    assert_eq!(read(&rows), Err(Fault::Rows));
}
