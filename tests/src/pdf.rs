//! A PDF as whoever holds the paper sees it: its pages, how large they are, and the letters on each. Nothing of how a browser
//! came to it.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use unicode_normalization::UnicodeNormalization as _;

use crate::trouble::{Outcome, Trouble};

/// A point of a PDF, in millimetres.
const POINT_MM: f32 = 25.4 / 72.0;
/// Letters that a Japanese font draws as 「・」.
const DOTS: [char; 3] = ['\u{2027}', '\u{b7}', '\u{2022}'];
/// Parts of letters that a font draws as the letter itself, and that no norm makes the letter of Japan.
const RADICALS: [(char, char); 24] = [
    ('戶', '戸'),
    ('黑', '黒'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺬', '示'),
    ('⺼', '月'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻆', '角'),
    ('⻉', '貝'),
    ('⻋', '車'),
    ('⻑', '長'),
    ('⻔', '門'),
    ('⻘', '青'),
    ('⻝', '食'),
    ('⻢', '馬'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '魚'),
    ('⻦', '鳥'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻫', '斉'),
    ('⻭', '歯'),
];
/// How deep drawings within drawings are followed.
const DEPTH_MAX: usize = 8;

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Width and height in whole millimetres.
    pub size: (i32, i32),
    /// All its letters in the order of drawing, as [`letters`] makes them.
    pub text: String,
}

/// The pages from the first.
pub fn pages(pdf: &[u8]) -> Outcome<Vec<Page>> {
    let document = Document::load_mem(pdf).map_err(Trouble::at("the PDF"))?;
    let page = |(number, id): (u32, ObjectId)| {
        read(&document, id).map_err(Trouble::at(format!("page {number} of the PDF")))
    };
    document.get_pages().into_iter().map(page).collect()
}

/// As which a font for Japanese draws `…`.
const MIDDLE_DOTS: char = '⋯';

/// Letters alone, as they are compared: a font draws two letters that look alike by one shape, and lines end anywhere.
pub fn letters(text: &str) -> String {
    let one = |letter: char| match RADICALS.iter().find(|(radical, _)| *radical == letter) {
        Some((_, whole)) => *whole,
        None if DOTS.contains(&letter) => '・',
        None => letter,
    };
    let drawn = |letter: &char| !letter.is_whitespace() && !letter.is_control() && !is_selector(*letter);
    let text = text.replace(MIDDLE_DOTS, "…");
    text.nfkc().filter(drawn).map(one).collect()
}

/// What chooses among the shapes of the letter before it, or joins two.
fn is_selector(letter: char) -> bool {
    matches!(letter, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn read(document: &Document, id: ObjectId) -> lopdf::Result<Page> {
    let page = document.get_dictionary(id)?;
    let resources = inherited(document, page, b"Resources")?;
    let mut text = String::new();
    let content = document.get_page_content(id);
    gather(document, resources.as_dict()?, &content, DEPTH_MAX, &mut text)?;
    let edges = inherited(document, page, b"MediaBox")?.as_array()?;
    let edges: Vec<f32> = edges.iter().map(Object::as_float).collect::<lopdf::Result<_>>()?;
    let mm = |from: usize, to: usize| {
        let points = edges.get(to).zip(edges.get(from)).map_or(0.0, |(to, from)| to - from);
        (points * POINT_MM).round() as i32
    };
    Ok(Page { size: (mm(0, 2), mm(1, 3)), text: letters(&text) })
}

/// A page may take what it has from what it stands under.
fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &[u8]) -> lopdf::Result<&'a Object> {
    let mut node = page;
    loop {
        if let Ok(found) = node.get(key) {
            return document.dereference(found).map(|(_, found)| found);
        }
        node = document.get_dictionary(node.get(b"Parent")?.as_reference()?)?;
    }
}

/// What a stream draws, and the drawings that it calls.
fn gather(
    document: &Document,
    resources: &Dictionary,
    content: &[u8],
    depth: usize,
    text: &mut String,
) -> lopdf::Result<()> {
    let mut fonts: BTreeMap<Vec<u8>, Font> = BTreeMap::new();
    let mut now: Vec<u8> = Vec::new();
    for operation in Content::decode(content)?.operations {
        match (operation.operator.as_str(), operation.operands.as_slice()) {
            ("Tf", [name, ..]) => {
                now = name.as_name()?.to_vec();
                if !fonts.contains_key(&now) {
                    fonts.insert(
                        now.clone(),
                        Font::read(document, under(document, resources, b"Font", &now)?)?,
                    );
                }
            }
            ("Tj" | "TJ" | "'" | "\"", said) => {
                if let Some(font) = fonts.get(&now) {
                    said.iter().for_each(|said| font.say(said, text));
                }
            }
            ("Do", [name]) if depth > 0 => {
                let drawing = under(document, resources, b"XObject", name.as_name()?)?.as_stream()?;
                if drawing.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form") {
                    let own = drawing.dict.get(b"Resources").and_then(|own| document.dereference(own));
                    let own = own.ok().and_then(|(_, own)| own.as_dict().ok()).unwrap_or(resources);
                    gather(document, own, &plain(drawing)?, depth - 1, text)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn under<'a>(
    document: &'a Document,
    resources: &'a Dictionary,
    shelf: &[u8],
    name: &[u8],
) -> lopdf::Result<&'a Object> {
    let shelf = document.dereference(resources.get(shelf)?)?.1.as_dict()?;
    document.dereference(shelf.get(name)?).map(|(_, found)| found)
}

fn plain(stream: &Stream) -> lopdf::Result<Vec<u8>> {
    if stream.dict.has(b"Filter") { stream.decompressed_content() } else { Ok(stream.content.clone()) }
}

/// What the codes of a font stand for, by the table that it brings along.
struct Font {
    /// Bytes of a code.
    wide: usize,
    letters: BTreeMap<u32, String>,
}

impl Font {
    fn read(document: &Document, font: &Object) -> lopdf::Result<Self> {
        let font = font.as_dict()?;
        let composed = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0");
        let mut letters = BTreeMap::new();
        if let Ok(table) = font.get(b"ToUnicode") {
            let table = plain(document.dereference(table)?.1.as_stream()?)?;
            for operation in Content::decode(&table)?.operations {
                match operation.operator.as_str() {
                    "endbfchar" => operation.operands.chunks(2).for_each(|row| one(row, &mut letters)),
                    "endbfrange" => operation.operands.chunks(3).for_each(|row| many(row, &mut letters)),
                    _ => {}
                }
            }
        }
        Ok(Self { wide: if composed { 2 } else { 1 }, letters })
    }

    fn say(&self, said: &Object, text: &mut String) {
        match said {
            Object::String(codes, _) => {
                for code in codes.chunks(self.wide) {
                    // A code that no table knows is a letter that nobody can read back.
                    text.push_str(self.letters.get(&number(code)).map_or("\u{fffd}", String::as_str));
                }
            }
            Object::Array(all) => all.iter().for_each(|said| self.say(said, text)),
            _ => {}
        }
    }
}

fn one(row: &[Object], letters: &mut BTreeMap<u32, String>) {
    if let [Object::String(code, _), Object::String(said, _)] = row {
        letters.insert(number(code), utf16(said));
    }
}

fn many(row: &[Object], letters: &mut BTreeMap<u32, String>) {
    let [Object::String(from, _), Object::String(to, _), said] = row else { return };
    let codes = number(from)..=number(to);
    match said {
        Object::String(said, _) => {
            let first = utf16(said);
            for (more, code) in (0_u32..).zip(codes) {
                let last = first.chars().last().and_then(|last| char::from_u32(u32::from(last) + more));
                let before = first.chars().count().saturating_sub(1);
                letters.insert(code, first.chars().take(before).chain(last).collect());
            }
        }
        Object::Array(all) => {
            for (code, said) in codes.zip(all) {
                if let Object::String(said, _) = said {
                    letters.insert(code, utf16(said));
                }
            }
        }
        _ => {}
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| u16::try_from(number(pair)).unwrap_or(0));
    char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
}
