//! What a wrong file says about itself: the file, the table, the key and the fault.

use super::*;

const ORG: &str = r#"
[org]
slug = "x"
name = "見本区"
[[body]]
key = "区社協"
[[body]]
key = "区役所"
"#;

const PLAN: &str = r#"
[plan]
key = "1"
title = "見本の計画"
first_year = 2026
last_year = 2030
bodies = ["区社協"]
[[layout]]
key = "page"
levels = ["基本目標", "取組"]
[[heading]]
key = "b"
layout = "page"
title = "計画期間中に取り組むこと"
[[node]]
key = "1"
layout = "page"
level = 1
[[measure]]
key = "1-1"
node = "1"
heading = "b"
title = "居場所の支援"
bodies = ["区社協"]
cells = { 2026 = "◎" }
[[item]]
key = "1-1-1"
measure = "1-1"
title = "立ち上げの支援"
[[target]]
key = "t"
measure = "1-1"
kind = "places"
number = 6
counts = "opened"
over = "plan"
[[relation]]
kind = "関連"
from = "measure/1-1"
to = "node/1"
[[rule]]
key = "r"
title = "居場所"
kinds = ["ibasho"]
measures = ["1-1"]
"#;

fn read_with(from: &str, to: &str) -> Result<PlanRows, PlanFileError> {
    assert!(PLAN.contains(from), "the fault {from} must be put somewhere");
    let org = OrgFile::read("x/org.toml", ORG).unwrap();
    read("x/1.toml", &PLAN.replacen(from, to, 1), &org)
}

#[test]
fn a_good_file_is_read() {
    let plan = read_with("", "").unwrap();
    assert_eq!((plan.key.as_str(), plan.rows.len()), ("1", 5));
}

#[test]
fn a_fault_names_file_table_and_key() {
    let cases = [
        (
            "node = \"1\"\nheading",
            "node = \"2\"\nheading",
            "x/1.toml：[[measure]] 1-1：[[node]] 2 がありません",
        ),
        (
            "heading = \"b\"\ntitle = \"居",
            "heading = \"c\"\ntitle = \"居",
            "[[measure]] 1-1：[[heading]] c がありません",
        ),
        ("measure = \"1-1\"\ntitle", "measure = \"9\"\ntitle", "[[item]] 1-1-1：[[measure]] 9 がありません"),
        ("measures = [\"1-1\"]", "measures = [\"9\"]", "[[rule]] r：[[measure]] 9 がありません"),
        ("to = \"node/1\"", "to = \"node/9\"", "[[relation]] measure/1-1：[[row]] node/9 がありません"),
        ("to = \"node/1\"", "", "[[relation]] measure/1-1：to がありません"),
        ("kind = \"関連\"", "kind = \"関係\"", "[[relation]] measure/1-1：kind に「関係」は使えません"),
        (
            "bodies = [\"区社協\"]\ncells",
            "bodies = [\"区役所\"]\ncells",
            "[[measure]] 1-1：実施主体「区役所」は",
        ),
        (
            "bodies = [\"区社協\"]\n[[layout]]",
            "bodies = [\"町会\"]\n[[layout]]",
            "[[plan]] 1：[[body]] 町会 がありません",
        ),
        ("2026 = \"◎\"", "2031 = \"◎\"", "[[measure]] 1-1：2031年度は、この計画の期間の外です"),
        ("2026 = \"◎\"", "soon = \"◎\"", "[[measure]] 1-1：cells に「soon」は使えません"),
        ("2026 = \"◎\"", "2026 = \" \"", "[[measure]] 1-1：cells に「 」は使えません"),
        ("title = \"立ち上げの支援\"", "title = \" \"", "[[item]] 1-1-1：題名が空です"),
        ("kinds = [\"ibasho\"]", "kinds = [\"house\"]", "[[rule]] r：kinds に「house」は使えません"),
        ("key = \"r\"", "key = \"r-1\"", "[[rule]] r-1：key は小文字"),
        ("counts = \"opened\"", "", "[[target]] t：counts がありません"),
        ("counts = \"opened\"", "counts = \"new\"", "[[target]] t：counts に「new」は使えません"),
        ("number = 6", "number = 0", "[[target]] t：目標が0です"),
        (
            "title = \"立ち上げの支援\"",
            "title = \"立ち上げの支援\"\nyear = 2031",
            "[[item]] 1-1-1：年度が、この計画の期間の外です",
        ),
        ("kind = \"places\"", "kind = \"levy\"", "[[target]] t：kind に「levy」は使えません"),
        ("layout = \"page\"\nlevel", "level", "[[node]] 1：layout がありません"),
        (
            "[[rule]]",
            "[[node]]\nkey = \"1\"\nlevel = 1\nlayout = \"page\"\n[[rule]]",
            "[[node]] 1：同じ key が二つ",
        ),
        (
            "[[rule]]",
            "[[scale]]\nname = \"学校\"\nnumber = 3\nunit = \"校\"\n[[rule]]",
            "[[scale]] 学校：item がありません",
        ),
        ("level = 1", "level = 2", "[[node]] 1：階層（level）が"),
        (
            "node = \"1\"\nheading",
            "node = \"1\"\nrole_class = \"地区の支援\"\nheading",
            "[[measure]] 1-1：役割区分が",
        ),
        (
            "kind = \"関連\"\nfrom = \"measure/1-1\"\nto = \"node/1\"",
            "kind = \"継承\"\nfrom = \"measure/1-1\"\nto = \"measure/1-1\"",
            "[[measure]] 1-1：継承・改訂をたどると",
        ),
        ("title = \"見本の計画\"", "ward_plan = \"0\"", "[[plan]] 1：district と ward_plan は"),
        ("title = \"見本の計画\"", "district = \"hinata\"", "[[plan]] 1：[[district]] hinata がありません"),
        (
            "[[rule]]",
            "[[block]]\nmeasure = \"9\"\nkind = \"issue\"\ntext = \"場\"\n[[rule]]",
            "[[block]] 場：[[measure]] 9 がありません",
        ),
        ("level = 1", "levle = 1", "x/1.toml：[[node]] 1：level がありません"),
        ("level = 1", "level = 1\nlevle = 1", "[[node]] 1：19行目の「levle」という項目はありません"),
        ("level = 1", "level = \"一\"", "[[node]] 1：18行目の level に「\"一\"」は使えません"),
        ("level = 1", "level = 1.5", "[[node]] 1：18行目の level に「1.5」は使えません"),
        ("level = 1", "level = 1\nnumber = 1.5", "[[node]] 1：19行目の number に「1.5」は使えません"),
        ("level = 1", "level = 1\nlevel = 2", "x/1.toml：TOML：19行目が読めません（"),
        ("key = \"1-1-1\"", "", "[[item]] （26行目）：key がありません"),
        ("[[rule]]", "[[rules]]", "x/1.toml：TOML：41行目の「rules」という項目はありません"),
        ("[[rule]]", "[rule]", "x/1.toml：TOML：41行目の rule に「"),
        ("[plan]", "[plans]", "x/1.toml：[plan]：plan がありません"),
    ];
    for (from, to, said) in cases {
        let error = read_with(from, to).expect_err(said).to_string();
        assert!(error.contains(said), "{said}\n{error}");
        assert!(error.starts_with("x/1.toml："), "{error}");
    }
}

#[test]
fn a_row_of_a_plan_that_is_not_there_is_a_fault_between_plans() {
    let plan = read_with("to = \"node/1\"", "to = \"node/1\"\nto_plan = \"0\"").unwrap();
    let error = check_between(&[plan]).unwrap_err().to_string();
    assert_eq!(error, "x/1.toml：[[relation]] measure/1-1：[[row]] node/1 of plan 0 がありません");
}

#[test]
fn a_row_that_comes_from_itself_through_other_plans_is_a_fault() {
    let from = |plan: &str| {
        format!("kind = \"継承\"\nfrom = \"measure/1-1\"\nto = \"measure/1-1\"\nto_plan = \"{plan}\"")
    };
    let tie = "kind = \"関連\"\nfrom = \"measure/1-1\"\nto = \"node/1\"";
    let org = OrgFile::read("x/org.toml", ORG).unwrap();
    let plan = |key: &str, before: &str| {
        let text = PLAN
            .replace(tie, &from(before))
            .replace("key = \"1\"\ntitle = \"見", &format!("key = \"{key}\"\ntitle = \"見"));
        read("x/1.toml", &text, &org).unwrap()
    };
    let error = check_between(&[plan("1", "2"), plan("2", "1")]).unwrap_err().to_string();
    assert!(error.ends_with("自分にもどります"), "{error}");
    assert!(
        check_between(&[
            plan("1", "2"),
            plan("2", "0"),
            plan("0", "0b"),
            read_with("key = \"1\"\ntitle = \"見", "key = \"0b\"\ntitle = \"見").unwrap()
        ])
        .is_ok()
    );
}

#[test]
fn what_came_from_a_plan_of_which_no_row_is_known_names_the_plan() {
    let tie = "kind = \"関連\"\nfrom = \"measure/1-1\"\nto = \"node/1\"";
    let plan = read_with(tie, "kind = \"継承\"\nfrom = \"measure/1-1\"\nto_plan = \"0\"").unwrap();
    let former = read_with("key = \"1\"\ntitle = \"見", "key = \"0\"\ntitle = \"見").unwrap();
    let id = former.id;
    assert!(plan.ties.iter().flat_map(|(_, ties)| ties).any(|tie| tie.to == Some(id.record())));
    assert!(check_between(std::slice::from_ref(&plan)).is_err());
    assert!(check_between(&[plan, former]).is_ok());
}

#[test]
fn an_office_of_a_body_that_is_not_there_is_a_fault() {
    let text = format!("{ORG}[[office]]\nkey = \"a\"\nbody = \"町会\"\nname = \"a\"\nwhat = \"plaza\"\n");
    let error = OrgFile::read("x/org.toml", &text).unwrap_err().to_string();
    assert_eq!(error, "x/org.toml：[[office]] a：[[body]] 町会 がありません");
}
