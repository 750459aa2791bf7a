//! Why a file is not taken, in words for whoever brought it.

use thiserror::Error;
use tsunagari_core::import::{COLUMNS_MOST, Fault, ROWS_MOST};
use tsunagari_core::plan::whole::Misfit;

use super::plan_file::{PlanFileError, fits_not};
use super::{FILE_BYTES, INFLATED_BYTES};

const MIB: usize = 1024 * 1024;

/// Nothing of the file was taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// Too many bytes.
    #[error("ファイルが大きすぎます（{} MiBまで）", FILE_BYTES / MIB)]
    File,
    /// Too many bytes once inflated, declared or in fact.
    #[error("ファイルの中身が大きすぎます（ひろげて{} MiBまで）", INFLATED_BYTES / MIB as u64)]
    Inflated,
    /// Letters of no known code.
    #[error("文字コードがわかりません。UTF-8 か Shift_JIS の CSV にしてください")]
    Letters,
    /// No text at all.
    #[error("表のファイルではありません。Excel（.xlsx）か CSV を選んでください")]
    NoText,
    /// A book of before 2007, or one with a password.
    #[error(
        "古いExcelの形式（.xls）か、パスワードのついたファイルです。パスワードをはずし、.xlsx で保存し直してください"
    )]
    OldExcel,
    /// A zip that is no book.
    #[error("Excelのブック（.xlsx）ではありません。zipの中のファイルは、取り出してから選んでください")]
    NoBook,
    /// A book that is damaged or made up.
    #[error("Excelのファイルがこわれています（{0}）。Excelで開いて保存し直してください")]
    Broken(&'static str),
    /// A formula that was never computed.
    #[error("{cell}：式の値がありません。Excelで開いて保存し直してください")]
    Formula {
        /// Where, as Excel names it.
        cell: String,
    },
    /// A formula whose value is an error.
    #[error("{cell}：式の値が「{value}」です。直してから選んでください")]
    FormulaFault {
        /// Where.
        cell: String,
        /// #REF! and the like.
        value: String,
    },
    /// Text far from the table.
    #[error("{cell}：表から遠い場所に文があります（{COLUMNS_MOST}列まで）。消してから選んでください")]
    Far {
        /// Where.
        cell: String,
    },
    /// A line of an exported plan that cannot be read back.
    #[error("{line}行目：「{what}」が読めません")]
    Line {
        /// Where.
        line: u32,
        /// Which column.
        what: &'static str,
    },
    /// More lines than a plan has.
    #[error("行が多すぎます（{ROWS_MOST}行まで）")]
    Rows,
    /// A plan's file without its plan.
    #[error("計画の行がありません")]
    NoPlan,
    /// A plan's file with rows of another plan, or laid beside another.
    #[error("ほかの計画の行があります")]
    OtherPlan,
    /// A plan's own file that is wrong somewhere.
    #[error(transparent)]
    Own(#[from] PlanFileError),
    /// A row of a whole plan's file that does not fit into the plan.
    #[error("「{text}」：{}", fits_not(*.misfit))]
    Misfit {
        /// What it says.
        text: String,
        /// How it does not fit.
        misfit: Misfit,
    },
    /// The table cannot be read onto the plan.
    #[error(transparent)]
    Table(#[from] Fault),
}
