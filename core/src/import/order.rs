//! What the order of lines tells: lines of one text put together, bodies under their item, rows that slipped down.

use super::cell::{Kind, kind};
use super::fix::{Fixes, Place, QuestionKind as Q, RepairKind as R};
use super::guide::{Guide, GuideBody};
use super::header::{Header, Headings};
use super::name::Names;
use super::owner::Row;
use super::reading::Reading;
use super::table::Line;
use super::title::{is_sentence, joined_lines, page_title};
use super::words;

/// Puts the lines of a text without columns together: a text that goes on below is one, and bodies go to the item above.
pub(super) fn unfold(
    lines: &[Line],
    sheet: usize,
    guide: &Guide,
    names: &Names,
    fixes: &mut Fixes<'_>,
) -> Vec<Line> {
    let headings = Headings::new(guide);
    let mut out: Vec<Line> = Vec::new();
    // Lines of prose that may be one text.
    let mut open: Vec<&Line> = Vec::new();
    for line in lines {
        let text =
            line.cells.iter().map(|cell| cell.trim()).find(|text| !text.is_empty()).unwrap_or_default();
        let kind = kind(text, guide, names);
        if kind == Kind::Prose && page_title(text).is_none() && !is_header(text, &headings) {
            open.push(line);
            if is_sentence(text) {
                close(&mut out, &mut open, sheet, guide, names, fixes);
            }
            continue;
        }
        close(&mut out, &mut open, sheet, guide, names, fixes);
        match (kind, out.last_mut()) {
            (Kind::Blank, _) => {}
            (Kind::Bodies(_), Some(above)) if is_item(above, guide, names) => {
                above.cells.push(text.to_owned());
            }
            _ => out.push(Line { cells: vec![text.to_owned()], ..line.clone() }),
        }
    }
    close(&mut out, &mut open, sheet, guide, names, fixes);
    out
}

fn is_header(text: &str, headings: &Headings) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    Header::read(&words, headings).is_some()
}

fn is_item(line: &Line, guide: &Guide, names: &Names) -> bool {
    let [text] = line.cells.as_slice() else { return false };
    matches!(kind(text, guide, names), Kind::Bullets(_))
}

/// Lines that end as a sentence are a measure; others go on with the item above them.
fn close(
    out: &mut Vec<Line>,
    open: &mut Vec<&Line>,
    sheet: usize,
    guide: &Guide,
    names: &Names,
    fixes: &mut Fixes<'_>,
) {
    let lines = core::mem::take(open);
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let text = |line: &Line| line.cells.join("").trim().to_owned();
    let whole = joined_lines(&lines.iter().map(|line| text(line)).collect::<Vec<_>>().join("\n"));
    let at = Place { sheet, line: first.number, column: 0 };
    let sentence = is_sentence(&text(last));
    if let Some(above) = out.last_mut().filter(|above| !sentence && is_item(above, guide, names)) {
        let item = above.cells.join("");
        let joined = joined_lines(&format!("{item}\n{whole}"));
        if fixes.repair(R::Joined, at, &whole, &joined) {
            above.cells = vec![joined];
            return;
        }
    } else if lines.len() == 1
        || fixes.repair(
            R::Joined,
            at,
            &lines.iter().map(|line| text(line)).collect::<Vec<_>>().join("／"),
            &whole,
        )
    {
        out.push(Line { cells: vec![whole], ..(*first).clone() });
        return;
    }
    out.extend(lines.into_iter().map(|line| Line { cells: vec![text(line)], ..line.clone() }));
}

/// Where the bodies of a measure's rows run from the ward's own offices to others and then begin anew, the rows from
/// there on may be of the next measure, whose text came too low.
pub(super) fn next_measure(reading: &mut Reading, rows: &[Row], guide: &Guide, fixes: &mut Fixes<'_>) {
    let mut from = 0;
    while let Some(first) = rows.get(from) {
        let rest = rows.get(from..).unwrap_or_default();
        let of_one = rest.iter().take_while(|row| row.measure == first.measure).count().max(1);
        if let Some(measure) = first.measure {
            let of_one = rest.get(..of_one).unwrap_or_default();
            let next = measure + 1;
            let node = |index: usize| reading.measures.get(index).map(|measure| measure.node);
            if node(next).is_some() && node(next) == node(measure) {
                for row in slipped(of_one, guide) {
                    ask(reading, row, next, fixes);
                }
            }
        }
        from += of_one;
    }
}

fn ask(reading: &mut Reading, row: &Row, next: usize, fixes: &mut Fixes<'_>) {
    let proposal = reading.measures.get(next).and_then(|measure| measure.title.clone());
    let moves = fixes.ask(Q::NextMeasure, row.at, words::NEXT.to_owned(), proposal);
    for item in &row.items {
        let Some(item) = reading.items.get_mut(*item) else { continue };
        if moves {
            item.measure = next;
        } else {
            item.asks.push(words::NEXT.to_owned());
        }
    }
}

/// The rows from which the order begins anew.
fn slipped<'a>(rows: &'a [Row], guide: &Guide) -> &'a [Row] {
    let class = |body: &usize| guide.bodies.get(*body).map(class);
    let Some(own) = class(&0) else { return &[] };
    // Seen so far: the ward's own, then others.
    let (mut of_ward, mut of_others) = (false, false);
    for (index, row) in rows.iter().enumerate() {
        let Some(lead) = row.bodies.first().and_then(class) else { continue };
        if lead != own {
            of_others = of_ward;
        } else if of_others {
            return rows.get(index..).unwrap_or_default();
        } else {
            of_ward = true;
        }
    }
    &[]
}

/// A body's class; where nobody said it, the ward's own are known by how their names end.
fn class(body: &GuideBody) -> &str {
    let of_ward = || ["課", "担当", "係", "事務所"].iter().any(|end| body.name.ends_with(end));
    body.class.as_deref().unwrap_or_else(|| if of_ward() { "区役所" } else { "" })
}
