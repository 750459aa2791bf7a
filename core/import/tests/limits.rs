//! What a large or hostile file costs: the most memory that was held at a time, and in an optimised build the time.

#![expect(
    unsafe_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an allocator that counts is the only witness; a test says what it measured"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{Cursor, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{BodyId, PlanId, derived};
use tsunagari_core::import::Choices;
use tsunagari_core::plan::body::Body;
use tsunagari_core::plan::{Layout as PageLayout, Plan};
use tsunagari_core::record::{Fields, Kind};
use tsunagari_import::{FILE_BYTES, Ground, Refused, Row, bring, given, record, report, sheet_file, table};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The most that one import may hold, in bytes.
const MEMORY_BYTES: usize = 64 * 1024 * 1024;
/// The longest that it may take where it is optimised, in milliseconds.
const TIME_MS: u128 = 1_000;
/// How much smaller all is where nothing is optimised, so that it takes seconds.
const SHARE: usize = if cfg!(debug_assertions) { 8 } else { 1 };
/// Pieces of 64 KiB of what would be half a GiB.
const PIECES: usize = if cfg!(debug_assertions) { 320 } else { 8_192 };
/// Rows of a large plan.
const ROWS: usize = 20_000 / SHARE;

struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Does the work and holds what it cost to the limits; the file itself was there before.
fn costs<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let before = HELD.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    #[expect(clippy::disallowed_methods, reason = "a test that measures time")]
    let start = Instant::now();
    let done = work();
    let (took, held) = (start.elapsed().as_millis(), MOST.load(Ordering::Relaxed) - before);
    println!("{name}: {took} ms, {:.1} MiB at most", held as f64 / 1024.0 / 1024.0);
    assert!(held <= MEMORY_BYTES, "{name}: {held} bytes");
    assert!(cfg!(debug_assertions) || took <= TIME_MS, "{name}: {took} ms");
    done
}

fn ground() -> Ground {
    let plan = PlanId::of(derived(&["plan"]));
    let mut noun = Plan::read(&record(&Row::public(plan.record(), Kind::Plan, Fields::new())));
    let own = |text: &str| Some(text.to_owned());
    let layout = PageLayout {
        levels: ["基本目標", "行動計画", "取組"].map(str::to_owned).to_vec(),
        item_heading: own("令和3年度実施計画"),
        result_heading: own("実施した取組結果"),
        body_heading: own("実施主体"),
        ..PageLayout::default()
    };
    noun.layouts.insert("page".to_owned(), layout);
    noun.period.first = FiscalYear::new(2021).ok();
    let names = ["福祉保健課", "高齢・障害支援課", "区社協", "地域ケアプラザ"];
    let bodies: Vec<Body> = (0..)
        .zip(names)
        .map(|(order, name)| Body {
            id: BodyId::of(derived(&["body", name])),
            name: name.to_owned(),
            class: None,
            order,
        })
        .collect();
    noun.bodies = bodies.iter().map(|body| body.id).collect();
    Ground::new("x", noun, bodies, Vec::new())
}

/// A plan's table of so many rows: a heading every fifty, a measure every five, an item in each.
fn lines() -> Vec<Vec<String>> {
    let head = ["基本目標", "行動計画", "取組", "令和3年度実施計画", "実施した取組結果", "実施主体"];
    let row = |at: usize| {
        let every = |n: usize, text: String| if at.is_multiple_of(n) { text } else { String::new() };
        vec![
            every(500, format!("{} 目標その{}", at / 500 + 1, at / 500 + 1)),
            every(50, format!("{} 行動計画その{}", at / 50 % 10 + 1, at / 50)),
            every(5, format!("地域の{}番めの居場所を支援します。", at / 5)),
            format!("・{at}番めの講座や見守りを、地区の方と一緒に行い、次の年につなぐ"),
            String::new(),
            ["福祉保健課", "高齢・障害支援課 区社協", "地域ケアプラザ"]
                .get(at % 3)
                .copied()
                .unwrap_or_default()
                .to_owned(),
        ]
    };
    std::iter::once(head.map(str::to_owned).to_vec()).chain((0..ROWS).map(row)).collect()
}

#[test]
fn no_file_costs_more_than_it_may() {
    // One after another: the allocator counts for all threads.
    let lines = lines();
    let (csv, xlsx) = (sheet_file::csv(&lines).into_bytes(), sheet_file::xlsx(&lines).unwrap());
    drop(lines);
    let empty = ground();
    for (name, file) in [("CSV", &csv), ("XLSX", &xlsx)] {
        let told = costs(&format!("{ROWS} rows, {name}"), || {
            let brought = bring(&given(file).unwrap(), &empty, None, &Choices::default()).unwrap();
            report(&brought, &empty)
        });
        assert_eq!(
            told.counts.iter().map(|count| count.new).sum::<usize>(),
            ROWS / 500 + ROWS / 50 + ROWS / 5 + ROWS
        );
    }
    let too_long = vec![b'a'; FILE_BYTES + 1];
    assert_eq!(costs("over 5 MiB", || table(&too_long)), Err(Refused::File));
    for (name, file) in [("says 20 MiB", bomb(None)), ("says 1 kB, is 20 MiB", bomb(Some(1_000)))] {
        assert!(costs(name, || table(&file)).is_err(), "{name}");
    }
    let far = book("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    assert!(matches!(costs("a far cell", || table(&far)), Err(Refused::Far { .. })));
    let merged = book(
        "</sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells><sheetData><row r=\"1\"><c><v>1</v></c></row>",
    );
    assert!(costs("a merge over everything", || table(&merged)).is_ok());
    for (name, make) in BOMBS {
        let file = make();
        let told = costs(name, || {
            let brought = bring(&given(&file)?, &empty, None, &Choices::default())?;
            report(&brought, &empty);
            Ok::<_, Refused>(())
        });
        assert!(told.is_err(), "{name}");
    }
}

/// What a file that means ill is called, and its bytes.
type Bomb = (&'static str, fn() -> Vec<u8>);

/// Small files that would like to be large, and large ones of which nothing comes: each is refused.
const BOMBS: [Bomb; 24] = [
    ("a sheet of half a GiB", || large("xl/worksheets/sheet1.xml")),
    ("texts of half a GiB", || large("xl/sharedStrings.xml")),
    ("a zip in a zip", || zipped(bomb(None))),
    ("a zip of zips", || {
        let inner = book("");
        finished((0..1_000).map(|n| (format!("{n}.zip"), [&inner])))
    }),
    ("sixty thousand files", || finished((0..60_000).map(|n| (n.to_string(), [""])))),
    ("ten thousand sheets", || {
        let sheets = "<sheet name=\"一\" r:id=\"rId1\"/>".repeat(10_000);
        let book = format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
        let all = [("xl/workbook.xml", book.as_str()), ("xl/_rels/workbook.xml.rels", RELS)];
        files(all.into_iter().chain([("xl/worksheets/sheet1.xml", SHEET)]))
    }),
    ("a million rows", || book(&"<row/>".repeat(1_000_000 / SHARE))),
    ("a million merges", || {
        zipped(format!(
            "<worksheet><sheetData/>{}</worksheet>",
            "<mergeCell ref=\"A1:B2\"/>".repeat(600_000 / SHARE)
        ))
    }),
    ("a thousand merges over everything", || {
        let merges = "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(1_000);
        zipped(format!(
            "<worksheet><sheetData><row r=\"1\"><c><v>1</v></c></row></sheetData>{merges}</worksheet>"
        ))
    }),
    ("a million elements deep", || zipped("<a>".repeat(1_000_000 / SHARE))),
    ("a name of ten MiB", || zipped(format!("<{}>", "a".repeat(10 * 1024 * 1024 / SHARE)))),
    ("cells that are nowhere", || {
        book("<row r=\"9999999999\"><c r=\"ZZZZZZZZ99999999999999999999\"><v>1</v></c></row>")
    }),
    ("one text in each of a hundred thousand cells", || {
        let strings = format!("<sst><si><t>{}</t></si></sst>", "あ".repeat(3_000));
        let row: String = (0..100).map(|_| "<c t=\"s\"><v>0</v></c>").collect();
        let rows = format!("<row>{row}</row>").repeat(1_000);
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let all = [("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", RELS)];
        files(
            all.into_iter()
                .chain([("xl/sharedStrings.xml", strings.as_str()), ("xl/worksheets/sheet1.xml", &sheet)]),
        )
    }),
    ("a book cut in two", || {
        let mut file = book("");
        file.truncate(file.len() / 2);
        file
    }),
    ("a line of five MiB", || vec![b'a'; FILE_BYTES]),
    ("a quote that never ends", || {
        let mut file = vec![b'a'; FILE_BYTES];
        file[0] = b'"';
        file
    }),
    ("five million columns", || vec![b','; FILE_BYTES]),
    ("five million lines", || vec![b'\n'; FILE_BYTES / SHARE]),
    ("a million short lines", || b"a,b\n".repeat(1_000_000 / SHARE)),
    ("two million lines that are no table", || b"a\n".repeat(2_000_000 / SHARE)),
    ("the last of a hundred cells in each line", || [&[b','; 99][..], b"a\n"].concat().repeat(25_000)),
    ("the same as a book", || book(&"<row><c r=\"CV1\"><v>1</v></c></row>".repeat(25_000))),
    ("the same in sixty sheets", || {
        let rows = "<row><c r=\"CV1\"><v>1</v></c></row>".repeat(8_000 / SHARE);
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let sheets = "<sheet name=\"一\" r:id=\"rId1\"/>".repeat(60);
        let book = format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
        let all = [("xl/workbook.xml", book.as_str()), ("xl/_rels/workbook.xml.rels", RELS)];
        files(all.into_iter().chain([("xl/worksheets/sheet1.xml", sheet.as_str())]))
    }),
    ("nothing but zeros", || vec![0; FILE_BYTES]),
];

const SHEET: &str = "<worksheet><sheetData/></worksheet>";
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="一" r:id="rId1"/></sheets></workbook>"#;
const RELS: &str =
    r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn book(rows: &str) -> Vec<u8> {
    zipped(format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
}

/// A book of this one sheet.
fn zipped(sheet: impl AsRef<[u8]>) -> Vec<u8> {
    let parts = [("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", RELS)];
    let parts = parts.map(|(name, text)| (name, text.as_bytes()));
    files(parts.into_iter().chain([("xl/worksheets/sheet1.xml", sheet.as_ref())]))
}

/// A book one part of which would be half a GiB.
fn large(part: &str) -> Vec<u8> {
    let ones = [b'1'; 64 * 1024];
    let small = [("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", RELS)];
    let small = small.map(|(name, text)| (name, vec![text.as_bytes()]));
    finished(small.into_iter().chain([(part, vec![ones.as_slice(); PIECES])]))
}

fn files<'a>(all: impl IntoIterator<Item = (&'a str, impl AsRef<[u8]>)>) -> Vec<u8> {
    finished(all.into_iter().map(|(name, text)| (name, [text])))
}

/// A zip of these files, each written piece by piece.
fn finished<P: AsRef<[u8]>>(
    all: impl IntoIterator<Item = (impl ToString, impl IntoIterator<Item = P>)>,
) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, pieces) in all {
        zip.start_file(name.to_string(), SimpleFileOptions::default()).unwrap();
        pieces.into_iter().for_each(|piece| zip.write_all(piece.as_ref()).unwrap());
    }
    zip.finish().unwrap().into_inner()
}

/// A sheet of 20 MiB that is a few kilobytes in the file; `declared` is what it says of itself.
fn bomb(declared: Option<u32>) -> Vec<u8> {
    let sheet = format!(
        "<worksheet><sheetData><row><c><v>{}</v></c></row></sheetData></worksheet>",
        "1".repeat(20 * 1024 * 1024)
    );
    let mut file = zipped(&sheet);
    let size = u32::try_from(sheet.len()).unwrap().to_le_bytes();
    let places: Vec<usize> =
        file.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
    for at in declared.map(|_| places).unwrap_or_default() {
        file.splice(at..at + 4, declared.unwrap_or_default().to_le_bytes());
    }
    file
}
