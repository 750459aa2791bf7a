//! The book's shared strings; the kana that Excel keeps beside a word are not part of it.

use quick_xml::events::Event;

use super::super::Refused;
use super::{Events, letter, next};

/// Shared strings of a book, at most.
const STRINGS_MOST: usize = 400_000;

/// All shared strings, in their order.
pub(super) fn read(events: &mut Events<'_>) -> Result<Vec<String>, Refused> {
    let mut strings = Vec::new();
    let mut buffer = Vec::new();
    let mut text = String::new();
    let (mut in_text, mut in_kana) = (false, false);
    loop {
        if strings.len() > STRINGS_MOST {
            return Err(Refused::Inflated);
        }
        match next(events, &mut buffer)? {
            Event::Start(start) => match start.local_name().as_ref() {
                "si" => text.clear(),
                "t" => in_text = true,
                "rPh" => in_kana = true,
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "si" => strings.push(core::mem::take(&mut text)),
                "t" => in_text = false,
                "rPh" => in_kana = false,
                _ => {}
            },
            Event::Empty(start) if start.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::Text(part) if in_text && !in_kana => text.push_str(&part.xml10_content()),
            Event::CData(part) if in_text && !in_kana => text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) if in_text && !in_kana => text.extend(letter(&part)),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}
