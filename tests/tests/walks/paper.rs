//! What is printed, read back from the paper: the year's table of a real plan and every paper of staff's, in the browsers that
//! print by their driver; in WebKit, laid with the rules of print and measured in the page.

use std::cmp::Reverse;

use serde_json::{Value, json};
use tsunagari_core::book::Book;
use tsunagari_core::book::table::{Choice, tables};
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::paper::{Sheet, Style, places};
use tsunagari_core::record::Record;
use tsunagari_import::record;
use tsunagari_server::sample::wards;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::pdf::{self, Page, letters};
use tsunagari_tests::said::said;
use tsunagari_tests::trouble::{Outcome, Trouble};

use crate::town::{Phone, Town};

/// A4 in millimetres, standing and lying.
const STANDING: (i32, i32) = (210, 297);
pub(crate) const LYING: (i32, i32) = (297, 210);
/// A4 within the margins of `@page`, standing, in CSS pixels: 186 mm by 273 mm.
pub(crate) const INNER: (u32, u32) = (703, 1031);
/// The papers that are one page each.
const PAPERS: [&str; 5] = ["回覧板", "記録票", "参加のポスター", "使い方カード", "扱う情報一覧"];

/// The pages as `parts/paper.rs` has laid them: heads, rows of cells, foot.
pub(crate) const LEAVES: &str = "
const words = (it) => it.textContent;
return [...document.querySelectorAll('.leaves .a4')].map((it) => ({
  heads: [...it.querySelectorAll('thead td, thead th')].map(words),
  rows: [...it.querySelectorAll('tbody tr')].map((row) => [...row.cells].map(words)),
  foot: [...it.querySelectorAll('footer > *')].map(words),
}));";
/// The papers that stand on the page, each with all its words.
const SHEETS: &str = "return [...document.querySelectorAll('.sheet')].map((it) => \
    [...it.querySelectorAll('h2, h3, p, th, td, li, dt, dd')].filter((it) => !it.querySelector('p, li')).map((it) => it.textContent))";
/// What stands in `@media print` is made to hold on the screen.
const AS_PRINTED: &str = "
for (const sheet of document.styleSheets)
  for (const rule of [...sheet.cssRules])
    if (rule.media?.mediaText === 'print')
      for (const inner of rule.cssRules)
        if (inner.selectorText) sheet.insertRule(inner.cssText, sheet.cssRules.length);
document.documentElement.style.fontSize = '16px';
scrollTo(0, 0);";
/// What does not lie within its page: taller than A4, or cut off at a side.
const OUTSIDE: &str = "
const [selector, height] = arguments;
const pages = [...document.querySelectorAll(selector)];
const out = [];
if (!pages.length) out.push('no page');
for (const [n, page] of pages.entries()) {
  const box = page.getBoundingClientRect();
  const room = page.querySelector('.room') ?? page;
  if (box.height > height + 1) out.push(`page ${n + 1} is ${box.height} px high of ${height}`);
  if (room.scrollHeight > room.clientHeight + 1) out.push(`page ${n + 1} holds ${room.scrollHeight} px of ${room.clientHeight}`);
  for (const it of page.querySelectorAll('*')) {
    const own = it.getBoundingClientRect();
    if (own.width && (own.right > box.right + 1 || own.left < box.left - 1 || it.scrollWidth > it.clientWidth + 1 && it.clientWidth))
      out.push(`page ${n + 1}: ${it.outerHTML.slice(0, 120)}`);
  }
}
return out.slice(0, 5);";

fn the_table_of_a_real_plan_lies_on_whole_pages(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.opens_table_of_003(&town)?;
    phone.presses_print("印刷する（A4）")?;
    if engine == Engine::WebKit {
        phone.browser.run("dispatchEvent(new Event('beforeprint'))", &[])?;
        phone.lies_within("table of 003", ".leaves .a4", (INNER.1, INNER.0))?;
    }
    // Once it is printed, it is taken away again.
    let leaves = phone.browser.run(LEAVES, &[])?;
    let leaves = leaves.as_array().cloned().unwrap_or_default();
    if engine != Engine::WebKit {
        let pages = phone.prints("table of 003")?;
        check_leaves(&leaves, &pages, LYING)?;
        no_row_is_cut(&the_table()?, &pages)?;
    }
    let told = leaves.first().and_then(|leaf| leaf.get("heads")).map(ToString::to_string).unwrap_or_default();
    expect(told.contains("令和3年度（2021年度）"), || format!("both eras: {told}"))
}

fn every_paper_of_staff_lies_on_its_page(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins_as(&town, "admin", "区の人")?;
    for paper in PAPERS {
        phone.opens_paper(&town, paper)?;
        if !matches!(paper, "回覧板" | "参加のポスター") {
            phone.fits(paper)?;
            continue;
        }
        for (n, district) in phone.districts()?.into_iter().enumerate() {
            if n > 0 && engine == Engine::WebKit {
                // Once the rules of print hold on the screen, there is nothing to choose by.
                phone.opens_paper(&town, paper)?;
            }
            phone.browser.choose("どの地区ですか", &district)?;
            phone.browser.until(&format!(
                "document.querySelector('.sheet').innerText.includes('{district}') || {}",
                paper != "回覧板"
            ))?;
            phone.fits(&format!("{paper} {district}"))?;
        }
    }
    Ok(())
}

fn a_group_s_year_and_its_roster_lie_on_whole_pages(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    for (button, most) in [("実績表を印刷する", 3), ("受付名簿（白紙）を印刷する", 1)] {
        phone.opens_today(&town)?;
        phone.opens_group()?;
        phone.presses_print(button)?;
        if engine == Engine::WebKit {
            phone.lies_within(button, ".leaves .a4", INNER)?;
            continue;
        }
        let leaves = phone.browser.run(LEAVES, &[])?;
        let leaves = leaves.as_array().cloned().unwrap_or_default();
        let pages = phone.prints(button)?;
        check_leaves(&leaves, &pages, STANDING)?;
        expect(pages.len() <= most, || format!("{button}: {} pages", pages.len()))?;
    }
    Ok(())
}

/// The table of document 003 for its year, before anybody has cut it into pages.
fn the_table() -> Outcome<Sheet> {
    let wards = wards().map_err(Trouble::at("the sample"))?;
    let rows = wards.iter().flat_map(|ward| ward.rows());
    let records: Vec<Record> = rows.map(|row| record(&row)).collect();
    let book = Book::read(&records);
    let plan = book.plans.values().find(|plan| plan.key == "003").map(|plan| plan.id);
    let plan = plan.ok_or_else(|| Trouble::new("the sample has no plan 003"))?;
    let choice = Choice { plan, year: FiscalYear::new(2021).ok(), under: None, results: true };
    let mut sheets = tables(&book, &choice, &said(""), &|_| Vec::new());
    expect(sheets.len() == 1, || format!("{} tables", sheets.len()))?;
    sheets.pop().ok_or_else(|| Trouble::new("no table"))
}

/// All that a row says by itself lies on one page, whole.
fn no_row_is_cut(sheet: &Sheet, pages: &[Page]) -> Outcome<()> {
    let placed = places(sheet);
    for row in sheet.repeated..sheet.rows.len() {
        let own = placed.iter().filter(|place| place.row == row && place.bottom == row);
        let own: Vec<String> = own.map(|place| letters(&place.cell.value.letters())).collect();
        let whole = |page: &&Page| own.iter().all(|words| page.text.contains(words.as_str()));
        expect(pages.iter().any(|page| whole(&page)), || format!("row {row} is on no page whole: {own:?}"))?;
    }
    let heads = placed.iter().filter(|place| place.cell.style == Style::Head);
    for head in heads.map(|place| letters(&place.cell.value.letters())) {
        expect(pages.iter().all(|page| page.text.contains(&head)), || {
            format!("{head} is not on every page")
        })?;
    }
    expect(sheet.rows.len() > 100, || format!("a table of {} rows proves little", sheet.rows.len()))
}

/// Page by page: the paper says what was laid, under its heads, with its number.
pub(crate) fn check_leaves(leaves: &[Value], pages: &[Page], size: (i32, i32)) -> Outcome<()> {
    expect(leaves.len() == pages.len() && !pages.is_empty(), || {
        format!("{} pages were laid, {} printed", leaves.len(), pages.len())
    })?;
    for (n, (leaf, page)) in leaves.iter().zip(pages).enumerate() {
        expect(page.size == size, || format!("page {} is {:?} mm", n + 1, page.size))?;
        let mut words = Vec::new();
        gather(leaf, &mut words);
        words.push(format!("{} / {}ページ", n + 1, pages.len()));
        let missing = words.iter().find(|words| !page.text.contains(&letters(words)));
        expect(missing.is_none(), || format!("page {} lacks {missing:?}:\n{}", n + 1, page.text))?;
    }
    Ok(())
}

fn gather(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(words) => into.push(words.clone()),
        Value::Array(all) => all.iter().for_each(|it| gather(it, into)),
        Value::Object(all) => all.values().for_each(|it| gather(it, into)),
        _ => {}
    }
}

pub(crate) fn expect(holds: bool, else_say: impl FnOnce() -> String) -> Outcome<()> {
    if holds { Ok(()) } else { Err(Trouble::new(else_say())) }
}

impl Phone {
    /// Joins the ward of document 003 as its office and chooses the table of its year.
    pub(crate) fn opens_table_of_003(&self, town: &Town) -> Outcome<()> {
        self.joins_by(&town.server.invite_to("izumi", "admin")?, "区の人")?;
        self.browser.goto(&format!("{}/o/izumi/staff/table", town.network.origin()))?;
        self.browser.until_text("表と印刷")?;
        self.browser.until("document.getElementById('table-plan') && !document.getElementById('first')")?;
        self.browser.choose("計画", "第4期")?;
        self.browser.choose("年度", "令和3年度")
    }

    /// The paper is laid; the browser's own window for it stays shut.
    pub(crate) fn presses_print(&self, button: &str) -> Outcome<()> {
        self.browser.run("window.print = () => { window.printed = true; }", &[])?;
        self.browser.press(button)?;
        self.browser.until("window.printed").map(|_| ())
    }

    pub(crate) fn prints(&self, name: &str) -> Outcome<Vec<Page>> {
        pdf::pages(&self.keeps(&format!("{name}.pdf"), self.browser.pdf()?)?)
    }

    /// For whoever wants to look: what was printed stays in the folder `TSUNAGARI_PICTURES`.
    fn keeps(&self, name: &str, bytes: Vec<u8>) -> Outcome<Vec<u8>> {
        if let Some(folder) = std::env::var_os("TSUNAGARI_PICTURES") {
            let file = std::path::Path::new(&folder).join(format!("{:?}-{name}", self.browser.engine()));
            std::fs::write(&file, &bytes).map_err(Trouble::at(file.display()))?;
        }
        Ok(bytes)
    }

    fn opens_paper(&self, town: &Town, paper: &str) -> Outcome<()> {
        self.loads(town, "staff/papers", "何を印刷しますか")?;
        self.browser.press(paper)?;
        self.browser.until("document.querySelector('.sheet')").map(|_| ())
    }

    /// All of them in one engine; in the others the first and that of the longest name, since they differ in words alone.
    fn districts(&self) -> Outcome<Vec<String>> {
        let found = self.browser.run(
            "return [...document.getElementById('papers-district').options].map((it) => it.text)",
            &[],
        )?;
        let named = found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        let mut all: Vec<String> = named.collect();
        if self.browser.engine() != Engine::Chromium
            && let Some((_, others)) = all.split_first_mut()
        {
            others.sort_by_key(|name| Reverse(name.chars().count()));
            all.truncate(2);
        }
        Ok(all)
    }

    /// As many pages as there are papers, with all that each says on its own.
    fn fits(&self, paper: &str) -> Outcome<()> {
        if self.browser.engine() == Engine::WebKit {
            return self.lies_within(paper, ".sheet", INNER);
        }
        let sheets = self.browser.run(SHEETS, &[])?;
        let sheets = sheets.as_array().cloned().unwrap_or_default();
        let pages = pdf::pages(&self.keeps(&format!("{paper}.pdf"), self.browser.pdf()?)?)?;
        expect(!sheets.is_empty() && sheets.len() == pages.len(), || {
            format!("{paper}: {} papers on {} pages", sheets.len(), pages.len())
        })?;
        for (sheet, page) in sheets.iter().zip(&pages) {
            expect(page.size == STANDING, || format!("{paper}: a page of {:?} mm", page.size))?;
            let mut words = Vec::new();
            gather(sheet, &mut words);
            let missing = words.iter().find(|words| !page.text.contains(&letters(words)));
            expect(missing.is_none(), || format!("{paper} lacks {missing:?}:\n{}", page.text))?;
        }
        Ok(())
    }

    /// In a browser whose driver does not print: as the rules of print lay it, at the width of A4.
    pub(crate) fn lies_within(&self, paper: &str, selector: &str, page: (u32, u32)) -> Outcome<()> {
        let size = self.browser.size(page.0, page.1)?;
        expect(size.0 == page.0, || format!("a window of {size:?}"))?;
        self.browser.run(AS_PRINTED, &[])?;
        if let Some(folder) = std::env::var_os("TSUNAGARI_PICTURES") {
            self.browser.screenshot(&std::path::Path::new(&folder).join(format!("WebKit-{paper}.png")))?;
        }
        let out = self.browser.run(OUTSIDE, &[json!(selector), json!(page.1)])?;
        let none = out.as_array().is_some_and(Vec::is_empty);
        expect(none, || format!("{paper} does not lie within its page: {out:#}"))
    }
}

in_engines! {
    the_table_of_a_real_plan_lies_on_whole_pages:
        chromium_prints_the_table_of_003 in Chromium,
        firefox_prints_the_table_of_003 in Firefox,
        webkit_lays_the_table_of_003 in WebKit;
    a_group_s_year_and_its_roster_lie_on_whole_pages:
        chromium_prints_a_group_s_year in Chromium,
        firefox_prints_a_group_s_year in Firefox,
        webkit_lays_a_group_s_year in WebKit;
    every_paper_of_staff_lies_on_its_page:
        chromium_prints_every_paper in Chromium,
        firefox_prints_every_paper in Firefox,
        webkit_lays_every_paper in WebKit;
}
