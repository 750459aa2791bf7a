//! How cells look in Excel: the same as on paper; decides nothing about their text.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};
use tsunagari_core::paper::Style;

/// Found on Windows and with Office on a Mac; others put their own in its place.
const FONT: &str = "游ゴシック";
/// Text, in points.
pub(super) const TEXT_POINTS: f64 = 10.0;
const TITLE_POINTS: f64 = 14.0;
const NOTE_POINTS: f64 = 9.0;
const LINE: Color = Color::RGB(0x0080_8080);
const HEAD: Color = Color::RGB(0x00E6_E6E6);
const HEADING: Color = Color::RGB(0x00F2_F2F2);
const INPUT: Color = Color::RGB(0x00FF_FAE0);

/// The look of a style.
pub(super) fn look(style: Style) -> Format {
    let plain = Format::new()
        .set_font_name(FONT)
        .set_font_family(3)
        .set_font_size(TEXT_POINTS)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let framed = || plain.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
    match style {
        Style::Title => plain.set_bold().set_font_size(TITLE_POINTS).set_align(FormatAlign::VerticalCenter),
        Style::Head => framed()
            .set_bold()
            .set_background_color(HEAD)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter),
        Style::Heading => framed().set_bold().set_background_color(HEADING),
        // Text for certain: what is typed into such a cell is no formula either.
        Style::Cell => framed().set_num_format("@"),
        Style::Number => framed().set_num_format("#,##0").set_align(FormatAlign::Right),
        Style::Note => plain.set_font_size(NOTE_POINTS),
        Style::Input => framed().set_num_format("@").set_background_color(INPUT).set_unlocked(),
    }
}
