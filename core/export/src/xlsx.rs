//! The book: each sheet's cells at their places, merged, framed, of the sheet's widths, on A4, its first rows on every page.
//! Text is only ever text.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use thiserror::Error;
use tsunagari_core::calendar::Day;
use tsunagari_core::import::OWN_NOTE;
use tsunagari_core::paper::{
    CELL_UNITS, COLUMNS_MOST, Place, ROWS_MOST, Sheet, Style, Value, clean, cut_at, places,
};
use tsunagari_core::sorted::SortedMap;

use crate::height::parts;
use crate::look::look;
use crate::name;

/// A4 as Excel numbers it.
const A4: u8 = 9;
/// Left and right, top and bottom, header and footer, in inches.
const MARGINS: (f64, f64, f64) = (0.4, 0.5, 0.25);
/// A foot's length; Excel's limit is 255 with its own marks.
const FOOT_UNITS: usize = 200;

/// A book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many cells were cut to what Excel holds; each says so at its end.
    pub cut: usize,
}

/// No book was made.
#[derive(Debug, Error)]
pub enum Fault {
    /// More than any table that comes back.
    #[error("「{0}」の行か列が多すぎます（{ROWS_MOST}行、{COLUMNS_MOST}列まで）")]
    Large(String),
    /// The library could not.
    #[error("Excelのファイルを作れませんでした（{0}）")]
    Book(#[from] XlsxError),
}

/// Makes a book of the sheets, as of a day.
pub fn to_xlsx(sheets: &[Sheet], day: Day) -> Result<Made, Fault> {
    let mut book = Workbook::new();
    let date = |part: u32| u8::try_from(part).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(1900);
    let made = ExcelDateTime::from_ymd(year, date(day.month_number()), date(day.day_of_month()))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let mut names = Vec::new();
    let mut cut = 0;
    for sheet in sheets {
        let laid = Laid::of(sheet);
        if laid.rows() > ROWS_MOST || sheet.columns.len() > COLUMNS_MOST {
            return Err(Fault::Large(sheet.name.clone()));
        }
        let name = name::free(&sheet.name, &names);
        cut += write(sheet, &laid, book.add_worksheet().set_name(&name)?)?;
        names.push(name);
    }
    Ok(Made { bytes: book.save_to_buffer()?, cut })
}

/// Where the sheet's rows lie among Excel's, of which a high one takes several.
struct Laid {
    heights: Vec<f64>,
    /// The first of Excel's rows for each row, and where the next one would begin.
    first: Vec<usize>,
}

impl Laid {
    fn of(sheet: &Sheet) -> Self {
        let (mut heights, mut first) = (Vec::new(), vec![0]);
        for parts in parts(sheet) {
            heights.extend(parts);
            first.push(heights.len());
        }
        Self { heights, first }
    }

    fn rows(&self) -> usize {
        self.heights.len()
    }

    /// The first of Excel's rows for a row.
    fn top(&self, row: usize) -> u32 {
        let at = self.first.get(row).copied().unwrap_or_else(|| self.rows());
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// The last one.
    fn bottom(&self, row: usize) -> u32 {
        self.top(row + 1).saturating_sub(1)
    }
}

fn write(sheet: &Sheet, laid: &Laid, to: &mut Worksheet) -> Result<usize, XlsxError> {
    paper(sheet, laid, to)?;
    for (column, told) in (0..).zip(&sheet.columns) {
        to.set_column_width(column, f64::from(told.width))?;
        if told.hidden {
            to.set_column_hidden(column)?;
        }
    }
    for (row, height) in (0..).zip(&laid.heights) {
        to.set_row_height(row, *height)?;
    }
    let mut looks: SortedMap<Style, Format> = SortedMap::new();
    let mut cut = 0;
    for place in places(sheet) {
        let style = place.cell.style;
        if looks.get(&style).is_none() {
            looks.insert(style, look(style));
        }
        if let Some(format) = looks.get(&style) {
            cut += cell(to, place, laid, format)?;
        }
    }
    if let Some(notice) = &sheet.notice {
        let below = laid.top(sheet.rows.len());
        to.write_string_with_format(
            below,
            0,
            format!("{OWN_NOTE}{}", clean(notice)),
            &look(Style::Note).unset_text_wrap(),
        )?;
    }
    Ok(cut)
}

/// How many of its letters did not fit: 1 or none.
fn cell(to: &mut Worksheet, place: Place<'_>, laid: &Laid, format: &Format) -> Result<usize, XlsxError> {
    let column = |column: usize| u16::try_from(column).unwrap_or(u16::MAX);
    let (top, left) = (laid.top(place.row), column(place.column));
    let (bottom, right) = (laid.bottom(place.bottom), column(place.last));
    if (top, left) != (bottom, right) {
        to.merge_range(top, left, bottom, right, "", format)?;
    }
    let mut cut = 0;
    match &place.cell.value {
        Value::Empty => to.write_blank(top, left, format)?,
        // Whole numbers up to here are exact in the one kind of number that a sheet has.
        Value::Number(number) => match u32::try_from(*number) {
            Ok(number) => to.write_number_with_format(top, left, number, format)?,
            Err(_) => to.write_string_with_format(top, left, number.to_string(), format)?,
        },
        Value::Text(text) => {
            let mut text = clean(text);
            if let Some(short) = cut_at(&text, CELL_UNITS) {
                text = short;
                cut = 1;
            }
            to.write_string_with_format(top, left, text, format)?
        }
    };
    Ok(cut)
}

fn paper(sheet: &Sheet, laid: &Laid, to: &mut Worksheet) -> Result<(), XlsxError> {
    let (side, end, band) = MARGINS;
    to.set_paper_size(A4).set_margins(side, side, end, end + band, band, band).set_print_fit_to_pages(1, 0);
    if sheet.lies {
        to.set_landscape();
    }
    if let Some(last) = sheet.repeated.checked_sub(1).map(|last| laid.bottom(last)) {
        to.set_repeat_rows(0, last)?;
        to.set_freeze_panes(last + 1, 0)?;
    }
    let foot: Vec<&str> =
        [Some(sheet.foot.as_str()), sheet.notice.as_deref()].into_iter().flatten().collect();
    let foot = clean(&foot.join("\n"));
    let foot = cut_at(&foot, FOOT_UNITS).unwrap_or(foot).replace('&', "&&");
    to.set_footer(format!("&L&8 {foot}&R&8 &P / &N"));
    Ok(())
}
