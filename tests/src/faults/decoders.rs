//! F25: what reads bytes from outside is given good ones that were spoilt by chance; it may refuse them, and never panic. What
//! once made one panic is kept in `tests/crashers/TARGET` and tried first.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::Crc;
use serde_json::{Value, json};
use tsunagari_core::change::Change;
use tsunagari_core::device::keys::{CellKey, CopyKey, FreshKey, PackKey, Turn};
use tsunagari_core::id::{ChangeId, EpochId, derived};
use tsunagari_core::record::Scope;
use tsunagari_core::session::Rule;
use tsunagari_core::sync::cell;
use tsunagari_core::sync::reply::{self, Reply};
use tsunagari_core::sync::wire::{
    ANSWER_TYPE, BUNDLE_TYPE, Bundle, Cursor, ENVELOPE, REQUEST_BYTES, SyncAnswer, SyncRequest,
};
use tsunagari_import::{Ground, own_file, table};
use tsunagari_server::import::ground::of_samples;
use tsunagari_server::secret::{Token, digits, hex, sha256};
use tsunagari_world::chance::Chance;

use crate::small::{Member, Small};
use crate::trouble::{Outcome, Trouble};
use crate::wait::timed;

/// The greatest input, in bytes: as much as a request may have.
const MOST: usize = REQUEST_BYTES;
/// Longer than this nothing may take to be read or refused (F25), in an optimised build.
pub const HANG: Duration = Duration::from_secs(1);
/// How often an input that took longer is tried anew.
const AGAIN: u32 = 4;
/// Pieces that readers of these languages have stumbled over.
const PIECES: [&str; 34] = [
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-",
    "1e999",
    "0.1",
    "\r\n",
    "\t",
    "\u{feff}",
    "'",
    "''",
    "\"\"\"",
    "[[",
    "]]",
    "<",
    "</",
    "&amp;",
    "&#x0;",
    "]]>",
    "18446744073709551616",
    "\u{3000}",
    "令和３年度",
    "◎",
    "\u{0}",
    "ﾃﾞ",
];

type Decode = Box<dyn Fn(&[u8])>;

/// A decoder, and good inputs for it.
pub struct Target {
    pub name: &'static str,
    seeds: Vec<Vec<u8>>,
    decode: Decode,
}

/// What trying came to.
#[derive(Debug)]
pub struct Tried {
    pub inputs: usize,
    pub kept: usize,
    pub slowest: Duration,
    /// Where the inputs lie that made it panic.
    pub crashers: Vec<PathBuf>,
}

impl Target {
    fn new(name: &'static str, seeds: Vec<Vec<u8>>, decode: impl Fn(&[u8]) + 'static) -> Self {
        Self { name, seeds, decode: Box::new(decode) }
    }

    /// All that is kept, then spoilt inputs of this seed as long as `on` says; the panics themselves are not printed.
    pub fn tried(&self, seed: u64, mut on: impl FnMut(usize) -> bool) -> Outcome<Tried> {
        let mut tried = Tried { inputs: 0, kept: 0, slowest: Duration::ZERO, crashers: Vec::new() };
        for kept in self.kept() {
            let input = fs::read(&kept).map_err(Trouble::at(kept.display()))?;
            tried.kept += 1;
            self.one(&input, &mut tried)?;
        }
        for input in &self.seeds {
            self.one(input, &mut tried)?;
        }
        let mut chance = Chance::new(seed);
        while on(tried.inputs) {
            let input = self.spoilt(&mut chance);
            self.one(&input, &mut tried)?;
        }
        Ok(tried)
    }

    fn one(&self, input: &[u8], tried: &mut Tried) -> Outcome<()> {
        let decode = || timed(|| catch_unwind(AssertUnwindSafe(|| (self.decode)(input))));
        let (ended, mut took) = decode();
        tried.inputs += 1;
        // Whether it is slow or the machine was busy with something else, the same input tells: it is slow every time.
        for _ in 0..AGAIN {
            if took <= HANG || ended.is_err() {
                break;
            }
            took = took.min(decode().1);
        }
        tried.slowest = tried.slowest.max(took);
        if ended.is_err() {
            let folder = self.folder();
            fs::create_dir_all(&folder).map_err(Trouble::at(folder.display()))?;
            let name: String = hex(&sha256(input)).chars().take(16).collect();
            let path = folder.join(name);
            fs::write(&path, input).map_err(Trouble::at(path.display()))?;
            tried.crashers.push(path);
        }
        Ok(())
    }

    fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("crashers").join(self.name)
    }

    fn kept(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.folder()).into_iter().flatten().flatten();
        let mut files: Vec<_> = files.map(|file| file.path()).collect();
        files.sort();
        files
    }

    fn spoilt(&self, chance: &mut Chance) -> Vec<u8> {
        let mut input = chance.pick(&self.seeds).cloned().unwrap_or_default();
        for _ in 0..=chance.below(8) {
            let (place, other) =
                (chance.index(input.len() + 1), chance.pick(&self.seeds).cloned().unwrap_or_default());
            match chance.below(9) {
                0 => {
                    if let Some(byte) = input.get_mut(place) {
                        *byte ^= 1 << chance.below(8);
                    }
                }
                1 => {
                    if let Some(byte) = input.get_mut(place) {
                        *byte = u8::try_from(chance.below(256)).unwrap_or(0);
                    }
                }
                2 => input.truncate(place),
                3 => drop(input.drain(place..(place + chance.index(40)).min(input.len()))),
                4 => put(&mut input, place, other.get(chance.index(other.len() + 1)..).unwrap_or_default()),
                5 => {
                    let some =
                        input.get(place..(place + 1 + chance.index(60)).min(input.len())).unwrap_or_default();
                    let many = some.repeat(1 + chance.index(80));
                    put(&mut input, place, &many);
                }
                6 => put(&mut input, place, &chance.bits().to_le_bytes()),
                7 => put(&mut input, place, chance.below(u64::MAX).to_string().as_bytes()),
                _ => put(&mut input, place, chance.pick(&PIECES).copied().unwrap_or_default().as_bytes()),
            }
        }
        input.truncate(MOST);
        input
    }
}

fn put(input: &mut Vec<u8>, place: usize, piece: &[u8]) {
    let place = place.min(input.len());
    input.splice(place..place, piece.iter().copied());
}

/// Every decoder that reads what comes from outside.
pub fn targets() -> Outcome<Vec<Target>> {
    let small = Small::made(1, 1)?;
    let member = small.members.first().ok_or_else(|| Trouble::new("nobody joined"))?.clone();
    let ground = smallest()?;
    Ok(vec![
        change(&member)?,
        request(&small, &member)?,
        answer(&small, &member),
        cells(&small),
        separated(),
        book(),
        plan(ground)?,
        code(&member),
        keys(),
    ])
}

fn log(member: &Member) -> Change {
    member.log(ChangeId::from_uuid(derived(&["c"]).uuid()), derived(&["r"]), 18)
}

/// A change that reads is written and read as the same.
fn change(member: &Member) -> Outcome<Target> {
    let bytes = log(member).to_bytes().map_err(|_| Trouble::new("a log"))?;
    let more = bytes.replace("\"heads\":18", "\"heads\":null,\"note\":\"あ👵🏻\",\"list\":[1,{\"a\":2.5}]");
    Ok(Target::new("change", vec![bytes.into_bytes(), more.into_bytes()], |bytes| {
        if let Ok(change) = serde_json::from_slice::<Change>(bytes)
            && let Ok(written) = change.to_bytes()
        {
            let again = serde_json::from_str::<Change>(&written);
            assert!(
                again.is_ok_and(|again| same(&json!(again), &json!(change))),
                "a change reads otherwise than it was written"
            );
        }
    }))
}

/// Whether two are the same JSON. A number that no integer can hold may be off in its last digit: it is read fast, not exactly.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            let (one, other) = (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(0.0));
            (one - other).abs() <= one.abs() * 1e-14
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let there =
                |(name, value): (&String, &Value)| other.get(name).is_some_and(|other| same(value, other));
            one.len() == other.len() && one.iter().all(there)
        }
        _ => one == other,
    }
}

fn request(small: &Small, member: &Member) -> Outcome<Target> {
    let cursor = Cursor { epoch: small.epoch, version: 3 };
    let whole = json!({ "protocol": 1, "build": "x", "changes": [log(member), log(member)], "feed": true,
        "cursors": { "org/all": cursor, member.scope().to_string(): cursor } });
    Ok(Target::new("request", vec![whole.to_string().into_bytes(), b"{\"protocol\":1}".to_vec()], |bytes| {
        drop(serde_json::from_slice::<SyncRequest>(bytes).map(|request| {
            let changes = request.changes.iter().map(|raw| serde_json::from_str::<Change>(raw.get()).is_ok());
            changes.count()
        }));
    }))
}

fn answer(small: &Small, member: &Member) -> Target {
    let cursor = Cursor { epoch: small.epoch, version: 3 };
    let record = json!({ "id": derived(&["r"]), "kind": "activity", "scope": member.scope(), "version": 3, "born": 2,
        "made": { "by": member.session.person, "at": 1 }, "edited": { "at": 2 }, "fields": { "heads": 3, "note": "あ" },
        "parallel": [{ "field": "heads", "value": 4, "change": derived(&["c"]), "version": 3 }] });
    let whole = json!({ "envelope": ENVELOPE, "oldest_protocol": 1, "epoch": small.epoch, "time": 1, "more": true,
        "outcomes": [{ "id": derived(&["c"]), "outcome": "applied", "version": 3 },
            { "outcome": "refused", "reason": { "value": { "field": "heads" } } }],
        "feeds": [{ "scope": member.scope(), "records": [record], "next": cursor, "more": false }],
        "session": member.session });
    Target::new("answer", vec![whole.to_string().into_bytes()], |body| {
        let reply = Reply { status: 200, content_type: ANSWER_TYPE, retry_after: None, body };
        if let Ok(answer) = reply::answer(&reply) {
            let written = serde_json::to_vec(&answer).unwrap_or_default();
            let again = serde_json::from_slice::<SyncAnswer>(&written);
            assert!(
                again.is_ok_and(|again| same(&json!(again), &json!(answer))),
                "an answer reads otherwise than it was written"
            );
        }
    })
}

fn cells(small: &Small) -> Target {
    let line = format!(
        "{}\n",
        json!({ "id": derived(&["r"]), "kind": "group", "scope": "org/all", "version": 1, "born": 1,
        "made": { "at": 1 }, "edited": { "at": 1 }, "fields": { "name": "会", "day": "2026-11-24" } })
    );
    let text = line.repeat(3).into_bytes();
    let head = json!({ "class": "registry", "index": 0, "born_from": 1, "born_to": 3, "version": 3, "count": 3,
        "bytes": text.len() });
    let bundle = json!({ "envelope": ENVELOPE, "scope": "org/all", "cursor": Cursor { epoch: small.epoch, version: 3 },
        "cells": [head] });
    let bundle = serde_json::from_value::<Bundle>(bundle).ok();
    let whole = bundle.map(|bundle| cell::join(&bundle, std::slice::from_ref(&text)));
    Target::new("cells", whole.into_iter().chain([text]).collect(), |body| {
        let reply = Reply { status: 200, content_type: BUNDLE_TYPE, retry_after: None, body };
        if let Ok(cells) = reply::cells(&reply) {
            cells.cells.iter().for_each(|cell| lines(cell));
        }
        lines(body);
    })
}

fn lines(cell: &[u8]) {
    cell::lines(cell).count();
    for text in cell::texts(cell) {
        let _ = (cell::day_of(text), cell::id_of(text), cell::names(text, "会"));
    }
}

fn separated() -> Target {
    let plain = "取組,内容,実施主体,令和3年度,4\r\n\"あいさつ\n運動\",\"a\"\"b\",区,◎,→\r\n,,,,\r\n";
    let tabs = plain.replace(',', "\t");
    let japan: Vec<u8> = b"\x8e\xe6\x91\x67,\x93\xe0\x97\x65\r\n\x82\xa0,\x82\xa2\r\n".to_vec();
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    Target::new("csv", vec![plain.into(), format!("\u{feff}{tabs}").into(), japan, wide], |bytes| {
        drop(table(bytes));
    })
}

/// The parts of a book, spoilt one by one inside a zip that is whole; the zip itself is spoilt by [`Target::spoilt`].
fn book() -> Target {
    let whole = zip(&PARTS.map(|(name, text)| (name, text.as_bytes().to_vec())));
    let seeds = vec![whole, PARTS.map(|(_, text)| text).join("\u{1}").into_bytes()];
    Target::new("xlsx", seeds, |bytes| {
        drop(table(bytes));
        // The same bytes as the parts of a whole book: what the zip's sums would keep out comes to the XML's reader.
        let texts: Vec<&[u8]> = bytes.split(|byte| *byte == 1).collect();
        let parts: Vec<(&str, Vec<u8>)> = PARTS
            .iter()
            .enumerate()
            .map(|(n, (name, text))| {
                (*name, texts.get(n).map_or_else(|| text.as_bytes().to_vec(), |text| text.to_vec()))
            })
            .collect();
        drop(table(&zip(&parts)));
    })
}

const PARTS: [(&str, &str); 4] = [
    (
        "xl/workbook.xml",
        r#"<workbook xmlns:r="r"><sheets><sheet name="一" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
    (
        "xl/sharedStrings.xml",
        r#"<sst><si><t>取組</t></si><si><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></si></sst>"#,
    ),
    (
        "xl/worksheets/sheet1.xml",
        r#"<worksheet><cols><col min="1" max="2" width="9"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>あ&#10;い</t></is></c></row><row r="3" hidden="1"><c r="C3"><v>44927.5</v></c><c r="XFD3" t="b"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>"#,
    ),
];

/// A zip whose files are not packed.
fn zip(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut file, mut list) = (Vec::new(), Vec::new());
    let long = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    for (name, bytes) in parts {
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut facts = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        facts.extend(crc.sum().to_le_bytes());
        facts.extend([long(bytes.len()), long(bytes.len())].concat());
        facts.extend([short(name.len()), [0, 0]].concat());
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&facts);
        list.extend([0; 10]);
        list.extend(long(file.len()));
        list.extend(name.bytes());
        file.extend(b"PK\x03\x04");
        file.extend(facts);
        file.extend(name.bytes());
        file.extend(bytes);
    }
    let (from, count) = (file.len(), short(parts.len()));
    file.extend(&list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend([long(list.len()), long(from)].concat());
    file.extend([0, 0]);
    file
}

/// The sample's plan whose file is shortest.
fn smallest() -> Outcome<Ground> {
    let grounds = of_samples(None).map_err(Trouble::at("the sample"))?;
    let sized = grounds.into_iter().filter_map(|ground| Some((own_file::toml(&ground).ok()?.len(), ground)));
    let least = sized.min_by_key(|(length, _)| *length);
    least.map(|(_, ground)| ground).ok_or_else(|| Trouble::new("no plan"))
}

fn plan(ground: Ground) -> Outcome<Target> {
    let whole = own_file::toml(&ground).map_err(Trouble::at("a plan's file"))?;
    // A few tables of it: a reader is not slower for being tried on little.
    let end = whole.match_indices("\n[[").nth(30).map_or(whole.len(), |(at, _)| at);
    let few = whole.get(..end).unwrap_or(&whole).to_owned();
    Ok(Target::new("plan", vec![few.into_bytes()], move |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            drop(own_file::rows(text, &ground));
        }
    }))
}

fn code(member: &Member) -> Target {
    let seeds = [
        "1234-5678",
        "１２３４－５６７８",
        " 12 34 56 78 ",
        &member.token,
        "month 2thu 4fri in odd",
        "week mon,tue",
    ];
    Target::new("code", seeds.map(|text| text.as_bytes().to_vec()).to_vec(), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        drop((digits(&text), Token::parse(&text)));
        drop(Rule::parse(&text).map(|rule| rule.told()));
    })
}

fn keys() -> Target {
    let epoch = EpochId::from_uuid(derived(&["epoch"]).uuid());
    let id = derived(&["r"]);
    let seeds = [
        json!(Cursor { epoch, version: u64::MAX }).to_string(),
        "org/all".to_owned(),
        format!("district/{id}/staff"),
        Turn { count: 7, change: ChangeId::from_uuid(id.uuid()) }.to_string(),
        format!("org/all/0/log/{id}"),
        format!("district/{id}/all/12/registry/00003"),
    ];
    Target::new("cursor", seeds.map(String::into_bytes).to_vec(), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(cursor) = serde_json::from_str::<Cursor>(&text) {
            let again = serde_json::from_str::<Cursor>(&json!(cursor).to_string());
            assert!(again.is_ok_and(|again| again == cursor), "a cursor reads otherwise than it was written");
        }
        if let Ok(scope) = Scope::parse(&text) {
            assert!(Scope::parse(&scope.to_string()).is_ok_and(|again| again == scope), "{scope}");
        }
        drop((Turn::parse(&text), FreshKey::parse(&text), CellKey::parse(&text)));
        let _ = (CopyKey::parse(&text), PackKey::parse(&text));
    })
}
