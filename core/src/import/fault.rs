//! Why a table cannot be read at all, in words for whoever brought it.

use thiserror::Error;

use super::table::{CELL_CHARS, CELLS_MOST, COLUMNS_MOST, ROWS_MOST};
use crate::calendar::FiscalYear;

/// Nothing of the table was taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// Not one row of a plan was found.
    #[error("計画の表として読めません。見出しの行（{0}）と、その下に項目のある表を選んでください")]
    NotATable(String),
    /// More lines than a plan has.
    #[error("行が多すぎます（{ROWS_MOST}行まで）")]
    Rows,
    /// More columns than a plan has.
    #[error("{line}行目：列が多すぎます（{COLUMNS_MOST}列まで）")]
    Columns {
        /// Where.
        line: u32,
    },
    /// More cells than a plan has, most of them empty.
    #[error(
        "ますが多すぎます（空のますも入れて{CELLS_MOST}個まで）。表の右と下の空のますを消してから選んでください"
    )]
    Cells,
    /// A cell that is a book.
    #[error("{line}行目：一つのますの文が長すぎます（{CELL_CHARS}字まで）")]
    Cell {
        /// Where.
        line: u32,
    },
    /// A title that not even its detail can hold the rest of.
    #[error("{line}行目：題名が長すぎます（{}字まで）", super::long::TEXT_CHARS)]
    Title {
        /// Where.
        line: u32,
    },
    /// All cells together.
    #[error("文が多すぎます（全部で16 MiBまで）")]
    Text,
    /// The table is of a year that the plan does not have.
    #[error("{line}行目：{}は、この計画の期間（{}）の外です", year.text(), period)]
    Year {
        /// Where it stands.
        line: u32,
        /// The year.
        year: FiscalYear,
        /// The plan's years.
        period: String,
    },
}
