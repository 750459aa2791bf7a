//! The Excel books through LibreOffice: every plan's table with wild results, and a 記入依頼, are opened, saved anew and
//! printed; the cells stay what they were, the paper has all of them, and what comes back is the same plan and the same results.
//! LibreOffice (soffice) must be there; TSUNAGARI_PICTURES keeps what was made.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tsunagari_core::book::Book;
use tsunagari_core::book::table::{Choice, Told, tables};
use tsunagari_core::calendar::Day;
use tsunagari_core::import::{Choices, Table};
use tsunagari_core::inquiry::{self, Heads, Inquiry};
use tsunagari_core::paper::{Place, Sheet, Style, Value, clean, lines, places};
use tsunagari_core::plan::result::{State, Teller, Word, YearResult};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::record::Record;
use tsunagari_export::to_xlsx;
use tsunagari_import::{bring_table, record};
use tsunagari_server::import::ground::of_samples;
use tsunagari_server::sample::wards;
use tsunagari_tests::pdf::{self, letters};
use tsunagari_tests::place::Folder;
use tsunagari_tests::proof::Proof;
use tsunagari_tests::said::said;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait::Watch;

/// The program, and what brings it where it is missing.
const OFFICE: &str = "soffice";
const BRING: &str = "sudo apt-get install -y --no-install-recommends libreoffice-calc-nogui fonts-noto-cjk";
/// What people type that a sheet could take for something else.
const WILD: [&str; 8] = [
    "=1+1",
    "+81-45-000-0000",
    "-3か所",
    "@SUM(A1)",
    "髙﨑 𠮷田 邊󠄂 葛󠄀",
    "👩‍🦳🎏 にぎやか",
    "a\u{7}b\u{0}\tc\r\nd",
    "＝全角 <b>&amp; \"引用\" '12",
];
/// Lines of a row of Excel's; a longer text goes on over pages, and is looked for piece by piece.
const ROW_LINES: usize = 25;
/// Letters of such a piece: shorter than a line of the narrowest column with a long text.
const PIECE: usize = 6;
/// At the foot of each page.
const FOOT: &str = "つながり帳　令和8年11月24日に印刷";
/// The longest result, in characters.
const LONG: usize = 2_000;

fn main() -> Outcome<()> {
    if Command::new(OFFICE).arg("--version").output().is_err() {
        return Err(Trouble::new(format!("LibreOffice is missing: {BRING}")));
    }
    let kept = std::env::var_os("TSUNAGARI_PICTURES").map(PathBuf::from);
    let own = Folder::new("xlsx")?;
    let folder = kept.as_deref().unwrap_or_else(|| own.path());
    let wards = wards().map_err(Trouble::at("the sample"))?;
    let (watch, mut books, mut pages_of_all) = (Watch::begun(), 0, 0);
    for ward in &wards {
        let records: Vec<Record> = ward.rows().iter().map(record).collect();
        let book = Book::read(&records);
        for plan in &ward.plans {
            let facts = book.plans.get(&plan.id);
            let year = facts.and_then(|plan| plan.items_year.or(plan.period.first));
            let choice = Choice { plan: plan.id, year, under: None, results: true };
            let sheets = tables(&book, &choice, &said(FOOT), &wild);
            let name = plan.file.replace('/', "-").replace(".toml", "");
            pages_of_all += through(folder, &name, &sheets)?.pages;
            books += 1;
        }
    }
    println!(
        "{books} books of {} wards, {pages_of_all} pages: every cell as it was, and on paper",
        wards.len()
    );
    let (plans, results) = (same_plans(folder)?, same_results(folder)?);
    // What came back otherwise has ended the run before.
    let proof = Proof {
        what: "Excel books through LibreOffice, every cell as it was and on paper",
        count: books,
        violations: 0,
        took: watch.passed(),
        figures: format!("pages={pages_of_all} plans_come_back={plans} results_come_back={results}"),
    };
    println!("{}", proof.kept("xlsx")?);
    Ok(())
}

/// What a book came to.
struct Through {
    bytes: Vec<u8>,
    pages: usize,
}

/// Makes the book, has it saved anew and printed, and compares.
fn through(folder: &Path, name: &str, sheets: &[Sheet]) -> Outcome<Through> {
    let made = to_xlsx(sheets, today()?).map_err(Trouble::at(name))?;
    let first = folder.join(format!("{name}.xlsx"));
    fs::write(&first, &made.bytes).map_err(Trouble::at(first.display()))?;
    let again = folder.join("again");
    convert(&first, "xlsx:Calc MS Excel 2007 XML", &again)?;
    convert(&first, "pdf", folder)?;
    let saved = again.join(format!("{name}.xlsx"));
    let bytes = fs::read(&saved).map_err(Trouble::at(saved.display()))?;
    let table = |bytes: &[u8]| {
        tsunagari_import::table(bytes).map_err(|refused| Trouble::new(format!("{name}: {refused:?}")))
    };
    let (before, after) = (table(&made.bytes)?, table(&bytes)?);
    same(name, &before, &after)?;
    let paper = folder.join(format!("{name}.pdf"));
    let pages = pdf::pages(&fs::read(&paper).map_err(Trouble::at(paper.display()))?)?;
    on_paper(name, sheets, &pages)?;
    let cells: usize = before.sheets.iter().flat_map(|sheet| &sheet.lines).map(|line| line.cells.len()).sum();
    let merges: usize = before.sheets.iter().map(|sheet| sheet.merges.len()).sum();
    println!("{name}: {} sheets, {cells} cells, {merges} merged, {} pages", before.sheets.len(), pages.len());
    Ok(Through { bytes, pages: pages.len() })
}

fn convert(file: &Path, to: &str, into: &Path) -> Outcome<()> {
    let home = Folder::new("office")?;
    let mut command = Command::new(OFFICE);
    command.arg(format!("-env:UserInstallation=file://{}", home.path().display()));
    command.args(["--headless", "--convert-to", to, "--outdir"]).arg(into).arg(file);
    let ended = command.output().map_err(Trouble::at(OFFICE))?;
    if ended.status.success() {
        return Ok(());
    }
    Err(Trouble::new(format!("{OFFICE} {}: {}", file.display(), String::from_utf8_lossy(&ended.stderr))))
}

/// The same sheets, cells and merges.
fn same(name: &str, before: &Table, after: &Table) -> Outcome<()> {
    if before.sheets.len() != after.sheets.len() {
        return Err(Trouble::new(format!(
            "{name}: {} sheets became {}",
            before.sheets.len(),
            after.sheets.len()
        )));
    }
    for (one, other) in before.sheets.iter().zip(&after.sheets) {
        let lines = |sheet: &tsunagari_core::import::Sheet| -> Vec<(u32, Vec<String>)> {
            sheet.lines.iter().map(|line| (line.number, line.cells.clone())).collect()
        };
        for (one, other) in lines(one).into_iter().zip(lines(other)) {
            if one != other {
                return Err(Trouble::new(format!("{name}: {one:?}\nbecame {other:?}")));
            }
        }
        let sorted = |merges: &[tsunagari_core::import::Merge]| {
            let mut all: Vec<_> = merges.iter().map(|at| (at.top, at.left, at.bottom, at.right)).collect();
            all.sort_unstable();
            all
        };
        if one.lines.len() != other.lines.len()
            || one.name != other.name
            || sorted(&one.merges) != sorted(&other.merges)
        {
            return Err(Trouble::new(format!("{name}: the sheet {} became another", one.name)));
        }
    }
    Ok(())
}

/// Every cell is on some page, whole; the heads of a sheet are on all of its pages.
fn on_paper(name: &str, sheets: &[Sheet], pages: &[pdf::Page]) -> Outcome<()> {
    let all: String = pages.iter().map(|page| page.text.as_str()).collect();
    for sheet in sheets {
        let hidden = |place: &Place<'_>| sheet.columns.get(place.column).is_some_and(|column| column.hidden);
        for place in places(sheet).into_iter().filter(|place| !hidden(place)) {
            let Value::Text(text) = &place.cell.value else { continue };
            let across = sheet.columns.iter().skip(place.column).take(place.last + 1 - place.column);
            if lines(text, across.map(|column| column.width).sum()) > ROW_LINES {
                let letters: Vec<char> = without_pictures(&clean(text)).chars().collect();
                let mut pieces = letters.chunks(PIECE).map(|piece| piece.iter().collect::<String>());
                if let Some(piece) = pieces.find(|piece| !all.contains(piece.as_str())) {
                    return Err(Trouble::new(format!("{name}: not on paper: {piece} of {text}")));
                }
                continue;
            }
            // A page may end within a cell that is higher than what is left of it: then lines of it stand on both.
            let torn = clean(text).lines().map(without_pictures).find(|line| !all.contains(line.as_str()));
            if let Some(line) = torn {
                return Err(Trouble::new(format!("{name}: not on paper: {line}")));
            }
        }
        let heads = places(sheet)
            .into_iter()
            .filter(|place| !hidden(place) && place.row < sheet.repeated && place.cell.style == Style::Head);
        let heads: Vec<String> = heads.map(|place| letters(&place.cell.value.letters())).collect();
        let under = pages.iter().filter(|page| heads.iter().all(|head| page.text.contains(head.as_str())));
        if !heads.is_empty() && sheets.len() == 1 && under.count() != pages.len() {
            return Err(Trouble::new(format!("{name}: a page without its heads")));
        }
    }
    Ok(())
}

/// Emoji are drawn by a font that few machines have: that they come back as cells is looked at elsewhere.
fn without_pictures(line: &str) -> String {
    letters(line).chars().filter(|letter| !('\u{1f000}'..='\u{1faff}').contains(letter)).collect()
}

/// The tables of items, saved by LibreOffice, change nothing in the plans that they are of: how many.
fn same_plans(folder: &Path) -> Outcome<usize> {
    let wards = wards().map_err(Trouble::at("the sample"))?;
    let grounds = of_samples(None).map_err(Trouble::at("the sample"))?;
    let mut compared = 0;
    for ward in &wards {
        let records: Vec<Record> = ward.rows().iter().map(record).collect();
        let book = Book::read(&records);
        for ground in grounds.iter().filter(|ground| book.plans.get(&ground.plan.id).is_some()) {
            let with_items = ground.plan.layouts.iter().find(|(_, layout)| layout.item_heading.is_some());
            let Some((layout, facts)) = with_items else { continue };
            let choice =
                Choice { plan: ground.plan.id, year: ground.plan.items_year, under: None, results: true };
            let mut sheets = tables(&book, &choice, &said(FOOT), &|_| Vec::new());
            let first = facts.levels.iter().rev().nth(1).cloned().unwrap_or_default();
            let head = |sheet: &Sheet| {
                places(sheet)
                    .iter()
                    .any(|at| at.cell.style == Style::Head && at.cell.value.letters() == first)
            };
            sheets.retain(head);
            let name = format!("plan-{}-{}", ward.org.org.slug, ground.plan.key);
            let saved = through(folder, &name, &sheets)?.bytes;
            let table =
                tsunagari_import::table(&saved).map_err(|refused| Trouble::new(format!("{refused:?}")))?;
            let brought = bring_table(&table, ground, Some(layout), &Choices::default())
                .map_err(|refused| Trouble::new(format!("{name}: {refused:?}")))?;
            if !brought.deeds.is_empty() || !brought.gone.is_empty() {
                return Err(Trouble::new(format!(
                    "{name}: {} rows came back otherwise",
                    brought.deeds.len() + brought.gone.len()
                )));
            }
            compared += 1;
        }
    }
    println!("{compared} tables of items, saved by LibreOffice, change nothing in their plans");
    Ok(compared)
}

/// A 記入依頼 that was filled in with wild texts and saved by LibreOffice tells the same: how many results.
fn same_results(folder: &Path) -> Outcome<usize> {
    let wards = wards().map_err(Trouble::at("the sample"))?;
    let mut told = 0;
    for ward in &wards {
        let records: Vec<Record> = ward.rows().iter().map(record).collect();
        let book = Book::read(&records);
        for plan in book.plans.values() {
            let Some(year) = plan.items_year else { continue };
            let owned = book.items.values().filter(|item| item.plan == Some(plan.id));
            let Some(body) = owned.flat_map(|item| item.owners.bodies.clone()).next() else { continue };
            told += one_inquiry(folder, &book, Inquiry { plan: plan.id, year, body }, &plan.key)?;
        }
    }
    println!("{told} results came back from LibreOffice letter by letter");
    if told == 0 { Err(Trouble::new("no result was told")) } else { Ok(told) }
}

fn one_inquiry(folder: &Path, book: &Book, inquiry: Inquiry, key: &str) -> Outcome<usize> {
    let mine = book.items.values().filter(|item| item.plan == Some(inquiry.plan));
    let mine = mine.filter(|item| item.owners.bodies.contains(&inquiry.body));
    let known: Vec<YearResult> = mine
        .enumerate()
        .map(|(n, item)| {
            let text = clean(&text(n));
            let word = Some(Word { state: State::Submitted, ..Word::draft(text) });
            YearResult {
                word,
                ..YearResult::blank(None, item.id, inquiry.year, Teller::Body(Some(inquiry.body)))
            }
        })
        .collect();
    let sheet = inquiry::sheet(book, &inquiry, &heads(), &known);
    let saved = through(folder, &format!("inquiry-{key}"), &[sheet])?.bytes;
    let table = tsunagari_import::table(&saved).map_err(|refused| Trouble::new(format!("{refused:?}")))?;
    let answer = inquiry::read(&table, book, &inquiry, &heads(), &[]);
    let came = |known: &&YearResult| {
        let text = known.word.as_ref().map(|word| word.text.trim().to_owned());
        answer
            .proposed
            .iter()
            .any(|one| Some(one.item) == known.item && Some(one.word.text.trim().to_owned()) == text)
    };
    if let Some(lost) = known.iter().find(|known| !came(known)) {
        return Err(Trouble::new(format!("{key}: a result came back otherwise: {:?}", lost.word)));
    }
    Ok(known.len())
}

/// A wild text for the nth.
fn text(n: usize) -> String {
    let wild = WILD.get(n % WILD.len()).copied().unwrap_or_default();
    if n % 10 == 9 {
        let sentences = (1..).map(|k| format!("その{k}の文です。"));
        let mut text = wild.to_owned();
        let free = |text: &str| LONG - text.chars().count();
        sentences
            .take_while(|next| {
                let fits = free(&text) >= next.chars().count();
                if fits {
                    text.push_str(next);
                }
                fits
            })
            .for_each(drop);
        text
    } else {
        format!("{wild}（{n}）")
    }
}

fn wild(item: &YearItem) -> Vec<Told> {
    let n = usize::try_from(item.order).unwrap_or(0);
    vec![Told { by: None, text: text(n), state: Some("見込み".to_owned()) }]
}

fn today() -> Outcome<Day> {
    Day::new(2026, 11, 24).map_err(|_| Trouble::new("no day"))
}

fn heads() -> Heads {
    let said = |text: &str| text.to_owned();
    Heads {
        title: said("記入依頼"),
        how: vec![said("黄色のますだけに書いてください。")],
        path: said("計画の見出し"),
        measure: said("取組"),
        item: said("実施計画"),
        result: said("実施した取組結果"),
        not_done: said("実施なしの理由"),
        id: said("行番号（変えないでください）"),
        foot: said("つながり帳"),
    }
}
