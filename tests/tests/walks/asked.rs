//! 記入依頼: a body that does not sign in gets a book, writes into it and sends it back with its rows in another order; what it
//! wrote goes in once, however often the file is read.

use std::fs;
use std::path::{Path, PathBuf};

use tsunagari_core::import::Table;
use tsunagari_import::{sheet_file, table};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};

use crate::town::{Phone, Town};

/// A body of the sample's plan that has no office.
const BODY: &str = "総務課";
const DONE: &str = "・防災の訓練を3地区で行った。";
const WHY: &str = "会場改修のため。令和9年度に実施予定";
/// Where the sheet has 実施した取組結果 and 実施なしの理由, counted from 0.
const RESULT: usize = 3;
const NOT_DONE: usize = 4;

fn a_book_goes_out_and_comes_back(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let folder = Folder::new("files")?;
    let admin = Phone::new(engine)?;
    admin.joins_as(&town, "admin", "区の人")?;
    admin.loads(&town, "staff/table", "記入依頼")?;
    admin.browser.choose("年度", "令和8年度")?;
    admin.browser.choose("だれに依頼しますか", BODY)?;
    admin.is_pictured("asked-offered")?;
    let out = admin.saves_book(&folder)?;
    admin.bars_nobody("a book to be filled in")?;
    admin.is_pictured("asked-sent")?;

    let back = folder.path().join("返信.xlsx");
    let rows = filled(&out, &back)?;
    admin.loads(&town, "staff/results", "返ってきた記入依頼を読みこむ")?;
    admin.keeps_program()?;
    town.network.fault(Fault::Unreachable);
    admin.browser.press("返ってきた記入依頼を読みこむ")?;
    admin.takes_back(&back)?;
    admin.browser.until_text(&format!("新しい {rows}行をまとめて入れる"))?;
    admin.browser.until_text("行の順が変わっていましたが、行番号で読みました")?;
    admin.browser.until_text(&format!("実施なし（{WHY}）"))?;
    admin.bars_nobody("a book that came back")?;
    admin.is_pictured("asked-back")?;
    admin.browser.press("をまとめて入れる")?;
    admin.browser.until_text(&format!("{rows}行を入れました"))?;
    admin.browser.until_text(&format!("うち前と同じ {rows}"))?;
    admin.is_pictured("asked-in")?;
    admin.browser.press("読みこんだファイルを閉じる")?;
    admin.takes_back(&back)?;
    admin.browser.until_text(&format!("うち前と同じ {rows}"))?;
    admin.browser.until_no_text("をまとめて入れる")?;
    admin.opens_result(&[BODY, "実施なし"])?;
    admin.bars_nobody("a result that was not done")?;
    admin.is_pictured("not-done")?;
    admin.loads(&town, "staff/table", "記入依頼")?;
    admin.browser.choose("年度", "令和8年度")?;
    admin.is_pictured("table-not-done")?;
    admin.presses_print("印刷する（A4）")?;
    admin.prints("table-not-done")?;
    town.network.fault(Fault::None);
    admin.opens_today(&town)?;
    admin.has_sent()
}

/// Fills the book in, its rows the other way round: the first done, the others not; how many rows it has.
fn filled(from: &Path, to: &Path) -> Outcome<usize> {
    let bytes = fs::read(from).map_err(Trouble::at(from.display()))?;
    let Table { sheets } = table(&bytes).map_err(|why| Trouble::new(format!("{why:?}")))?;
    let lines = sheets.into_iter().flat_map(|sheet| sheet.lines);
    let mut lines: Vec<Vec<String>> = lines.map(|line| line.cells).collect();
    let head = lines.iter().position(|line| line.iter().any(|cell| cell.contains("行番号")));
    let head = head.ok_or_else(|| Trouble::new(format!("no head: {lines:?}")))?;
    let mut rows: Vec<Vec<String>> = lines
        .split_off(head + 1)
        .into_iter()
        .filter(|line| line.iter().any(|cell| cell.contains('/')))
        .collect();
    for (n, row) in rows.iter_mut().enumerate() {
        let (at, text) = if n == 0 { (RESULT, DONE) } else { (NOT_DONE, WHY) };
        let cell = row.get_mut(at).ok_or_else(|| Trouble::new("a row is too short"))?;
        text.clone_into(cell);
    }
    let count = rows.len();
    lines.extend(rows.into_iter().rev());
    let book = sheet_file::xlsx(&lines).map_err(|why| Trouble::new(format!("{why:?}")))?;
    fs::write(to, book).map_err(Trouble::at(to.display()))?;
    if count > 1 { Ok(count) } else { Err(Trouble::new(format!("{count} rows prove little"))) }
}

impl Phone {
    fn saves_book(&self, folder: &Folder) -> Outcome<PathBuf> {
        self.downloads(folder, "記入依頼のExcelを作る", "を保存しました", "xlsx")
    }

    fn takes_back(&self, file: &Path) -> Outcome<()> {
        self.chooses_file("ファイルを選ぶ", file)
    }
}

in_engines! {
    a_book_goes_out_and_comes_back: chromium_takes_a_book_back in Chromium;
}
