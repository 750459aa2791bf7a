//! Each way to read a plan leads to all of it: no body, cell, item or target of any document is left out.

use tsunagari_core::plan::district_plan::ties;
use tsunagari_core::query::ways::{Because, Rows};

use super::*;

fn rows(read: &Read) -> Rows<'_> {
    Rows::of(&read.plan, &read.measures, &read.items, &read.targets)
}

#[test]
fn every_body_of_every_plan_is_found_with_all_that_it_does() {
    for (name, read) in plans() {
        let all = rows(&read).by_body();
        let listed: Vec<_> = all.iter().filter_map(|of| of.body).collect();
        assert_eq!(listed, read.plan.bodies, "{name}");
        let owners =
            read.measures.iter().map(|row| &row.owners).chain(read.items.iter().map(|row| &row.owners));
        let known: usize = owners.map(|owners| owners.bodies.len()).sum();
        let found = all.iter().filter(|of| of.body.is_some()).flat_map(|of| &of.works);
        assert_eq!(found.filter(|work| work.sure).count(), known, "{name}");
    }
}

#[test]
fn every_cell_and_item_of_every_plan_is_under_one_year_or_under_none() {
    for (name, read) in plans() {
        let all = rows(&read).by_year();
        let years = || all.years.values().chain([&all.unknown]);
        let cells: usize = years().map(|year| year.cells.len()).sum();
        let items: usize = years().map(|year| year.items.len()).sum();
        let [_, _, all_items, all_cells, ..] = counts(&read);
        assert_eq!((cells, items), (all_cells, all_items), "{name}");
        let undated: usize = read.measures.iter().map(|measure| measure.schedule.undated.len()).sum();
        assert_eq!(all.unknown.cells.len(), undated, "{name}");
        assert_eq!(rows(&read).targets().len(), read.targets.len(), "{name}");
        assert_eq!(rows(&read).measures().len(), read.measures.len(), "{name}");
    }
}

#[test]
fn a_districts_part_is_what_its_plan_answers_and_what_every_district_does() {
    let wards = wards().unwrap();
    let ward = wards.iter().find(|ward| ward.org.org.slug == "tsumugi").unwrap();
    let all = ward.rows();
    let districts = of(&all, &Kind::District, tsunagari_core::district::District::read);
    let hinata = districts.iter().find(|district| district.name == "ひなた地区").unwrap();
    let plans = plans();
    let books = ["tsumugi/5", "tsumugi/5-hinata", "tsumugi/5-komorebi"].map(|name| plans.get(name).unwrap());
    let by_id = books.iter().map(|read| (read.plan.id, read.plan.clone())).collect();
    let ties = ties(&by_id, books.iter().flat_map(|read| &read.measures));
    let part = rows(plans.get("tsumugi/5").unwrap()).part_of(hinata, &ties);
    let because = |why| part.measures.iter().filter(|(_, all)| all.contains(&why)).count();
    assert_eq!((because(Because::Answered), because(Because::Everywhere)), (5, 1));
    assert_eq!(part.targets.len(), 5);
}
