//! F40: print, CSV and Excel books without a network, with no room left, and (in the campaign) of five thousand rows: no half
//! file, whole pages.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{ChangeId, derived};
use tsunagari_core::record::{Kind, Scope};
use tsunagari_server::command::serve;
use tsunagari_server::desk::write_own;
use tsunagari_server::platform;
use tsunagari_server::storage::Fault as Refused;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::pdf::Page;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};

use crate::paper::{INNER, LEAVES, LYING, check_leaves, expect};
use crate::town::{Phone, SALON, Town};

/// Logs of one group in the year, besides those of the sample.
const ROWS: usize = 5_000;
const BOOK: &str = "Excelで保存する";
const CSV: &str = "CSVで保存する";
const PRINT: &str = "印刷する（A4）";
const SAVED: &str = "を保存しました";

/// What a table came to on each way out.
struct Out {
    csv: Vec<u8>,
    book: Vec<Vec<String>>,
    pages: Vec<Page>,
}

/// The same on every way, with a network, without one, and with no room left (six cases).
pub(crate) fn a_table_goes_out_whole_without_a_network_and_without_room(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.opens_table_of_003(&town)?;
    let first = phone.takes_out()?;
    expect(first.csv.len() > 10_000 && first.book.len() > 100 && !first.pages.is_empty(), || {
        format!("{} bytes, {} rows, {} pages", first.csv.len(), first.book.len(), first.pages.len())
    })?;
    town.network.fault(Fault::Unreachable);
    let offline = phone.takes_out()?;
    let origin = format!("{}/", town.network.origin());
    phone.browser.cdp("Storage.overrideQuotaForOrigin", &json!({ "origin": origin, "quotaSize": 0 }))?;
    let full = phone.takes_out()?;
    for (what, out) in [("offline", offline), ("full", full)] {
        expect(out.csv == first.csv, || format!("{what}: another CSV, of {} bytes", out.csv.len()))?;
        expect(out.book == first.book, || format!("{what}: another book, of {} rows", out.book.len()))?;
        let text = |pages: &[Page]| pages.iter().map(|page| page.text.clone()).collect::<Vec<_>>();
        expect(text(&out.pages) == text(&first.pages), || format!("{what}: other pages"))?;
    }
    Ok(())
}

/// A group with five thousand logs in the year: every one is in the files, and the pages are whole (four cases).
pub(crate) fn five_thousand_rows_go_out_whole(engine: Engine) -> Outcome<()> {
    let mut town = Town::open()?;
    fill(&mut town)?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.opens_today(&town)?;
    phone.opens_group()?;
    let folder = Folder::new("files")?;
    phone.downloads(&folder, "Excelに保存", "ファイルに保存しました", "xlsx")?;
    town.network.fault(Fault::Unreachable);
    for room in [true, false] {
        if !room {
            let what = json!({ "origin": format!("{}/", town.network.origin()), "quotaSize": 0 });
            phone.browser.cdp("Storage.overrideQuotaForOrigin", &what)?;
        }
        let folder = Folder::new("files")?;
        let csv = read(&phone.downloads(&folder, "CSVに保存", "ファイルに保存しました", "csv")?)?;
        let lines = csv.split(|byte| *byte == b'\n').count();
        expect(lines > ROWS && csv.ends_with(b"\r\n"), || format!("{lines} lines with room: {room}"))?;
    }
    let folder = Folder::new("files")?;
    let book = phone.downloads(&folder, "Excelに保存", "ファイルに保存しました", "xlsx")?;
    let rows = table(&read(&book)?)?.len();
    expect(rows > ROWS, || format!("{rows} rows in the book"))?;
    phone.presses_print("実績表を印刷する")?;
    // A driver does not wait until so many pages are printed: as the rules of print lay them.
    let laid = phone.browser.run("return document.querySelectorAll('.leaves tbody tr').length", &[])?;
    expect(laid.as_u64().is_some_and(|rows| rows > ROWS as u64), || format!("{laid} rows on paper"))?;
    phone.lies_within("five thousand rows", ".leaves .a4", INNER)
}

/// Logs of the group on every day of the year so far, written by the server's own hand.
fn fill(town: &mut Town) -> Outcome<()> {
    town.server.stop()?;
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    let written = runtime.block_on(async {
        let (storage, _) = serve::open(town.server.data(), None).await.map_err(Trouble::at("the data"))?;
        let written = storage.write(|tx| {
            Box::pin(async move {
                let orgs = tx.orgs().await?;
                let org = orgs.iter().find(|org| org.slug == "tsumugi").ok_or(Refused::Not("the ward"))?.id;
                let district = tsunagari_core::id::DistrictId::of(derived(&["tsumugi", "district", "hinata"]));
                let scope = Scope::DistrictAll(district);
                let group = derived(&["sample", "tsumugi", "group", SALON]);
                for n in 0..ROWS {
                    let day = format!("2026-{:02}-{:02}", 4 + n % 7, 1 + n / 7 % 28);
                    let said = json!({ "what": "salon", "day": day, "group": group, "heads": n % 40 + 1, "helpers": 3 });
                    let name = n.to_string();
                    let change = Change {
                        id: ChangeId::from_uuid(derived(&["rows", "change", &name]).uuid()),
                        protocol: PROTOCOL,
                        device: None,
                        record: derived(&["rows", &name]),
                        kind: Kind::Activity,
                        scope,
                        base: Base::NEW,
                        after: None,
                        act: Act::Set(tsunagari_tests::small::fields(said)),
                        written_at: platform::now(),
                        by: None,
                    };
                    write_own(tx, org, platform::now(), &change).await?;
                }
                Ok(())
            })
        });
        let written = written.await;
        storage.close().await;
        written.map_err(Trouble::at("the rows"))
    });
    written?;
    town.server.again()
}

fn read(file: &PathBuf) -> Outcome<Vec<u8>> {
    fs::read(file).map_err(Trouble::at(file.display()))
}

/// A file's rows, as the app itself would read them.
fn table(bytes: &[u8]) -> Outcome<Vec<Vec<String>>> {
    let read = tsunagari_import::table(bytes).map_err(|why| Trouble::new(format!("{why:?}")))?;
    let lines = read.sheets.iter().flat_map(|sheet| &sheet.lines);
    Ok(lines.map(|line| line.cells.clone()).collect())
}

impl Phone {
    /// 表と印刷 is open: its table on every way.
    fn takes_out(&self) -> Outcome<Out> {
        let folder = Folder::new("files")?;
        let csv = read(&self.downloads(&folder, CSV, SAVED, "csv")?)?;
        let book = table(&read(&self.downloads(&folder, BOOK, SAVED, "xlsx")?)?)?;
        self.presses_print(PRINT)?;
        Ok(Out { csv, book, pages: self.pages()? })
    }

    /// What was laid, printed.
    fn pages(&self) -> Outcome<Vec<Page>> {
        let leaves = self.browser.run(LEAVES, &[])?;
        let leaves: Vec<Value> = leaves.as_array().cloned().unwrap_or_default();
        let pages = self.prints("export")?;
        check_leaves(&leaves, &pages, LYING)?;
        Ok(pages)
    }
}

in_engines! {
    a_table_goes_out_whole_without_a_network_and_without_room: chromium_takes_a_table_out_whole in Chromium;
}
