//! A plan file (TOML, `server/sample/README.md`) read into records, or the file, table and key where it cannot be, in words.

mod format;
mod rows;

use tsunagari_core::sorted::SortedSet;

use thiserror::Error;
use tsunagari_core::id::{PlanId, RecordId};
use tsunagari_core::plan::lineage::Lineage;
use tsunagari_core::plan::relation::Relation;
use tsunagari_core::plan::whole::Misfit;
use tsunagari_core::text::TextFault;

use super::Row;
use super::org_file::OrgFile;
use super::tables;
pub(crate) use format::Plan as Head;
use format::PlanFile;

/// A plan as records.
#[derive(Debug, Clone)]
pub struct PlanRows {
    /// The plan.
    pub id: PlanId,
    /// Its key, `5`.
    pub key: String,
    /// The file it was read from.
    pub file: String,
    /// Its records, in the order of the file.
    pub rows: Vec<Row>,
    /// Its rows by name, `measure/1-b1`.
    names: SortedSet<String>,
    /// Rows of other plans that it names.
    elsewhere: Vec<Elsewhere>,
    /// What its headings and measures say of other rows.
    ties: Vec<(RecordId, Vec<Relation>)>,
}

/// A row of another plan of the ward.
#[derive(Debug, Clone)]
struct Elsewhere {
    from: String,
    plan: String,
    row: String,
}

/// Where a file is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}：{place}：{problem}")]
pub struct PlanFileError {
    file: String,
    place: String,
    problem: Problem,
}

/// What is wrong with a row, in words for whoever wrote the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Problem {
    #[error("{line}行目が読めません（{why}）")]
    Toml { line: usize, why: String },
    #[error("{line}行目の {field} に「{value}」は使えません")]
    Value { line: usize, field: &'static str, value: String },
    #[error("{line}行目の「{field}」という項目はありません")]
    Unknown { line: usize, field: String },
    #[error("同じ key が二つあります")]
    Twice,
    #[error("[[{table}]] {key} がありません")]
    NoSuch { table: &'static str, key: String },
    #[error("実施主体「{0}」は、この計画の一覧にありません")]
    NotItsBody(String),
    #[error("{}", titled(*.0))]
    Title(TextFault),
    #[error("{field} に「{value}」は使えません")]
    Word { field: &'static str, value: String },
    #[error("{0} がありません")]
    Missing(&'static str),
    #[error("key は小文字の英字で始まる英数字と _ です")]
    Key,
    #[error("継承・改訂をたどると、自分にもどります")]
    Circle,
    #[error("{}", fits_not(*.0))]
    Misfit(Misfit),
    #[error("{0}年度は、この計画の期間の外です")]
    Year(i64),
}

impl PlanFileError {
    pub(crate) fn new(file: &str, table: &str, key: &str, problem: Problem) -> Self {
        Self { file: file.to_owned(), place: format!("[[{table}]] {key}"), problem }
    }

    /// A table that every file has.
    pub(crate) fn missing(file: &str, table: &'static str) -> Self {
        Self { file: file.to_owned(), place: format!("[{table}]"), problem: Problem::Missing(table) }
    }

    /// What is wrong with the file as a whole.
    pub(crate) fn whole(file: &str, problem: Problem) -> Self {
        Self { file: file.to_owned(), place: "TOML".to_owned(), problem }
    }
}

/// Reads the text of a plan file; `file` names it in errors.
pub fn read(file: &str, text: &str, org: &OrgFile) -> Result<PlanRows, PlanFileError> {
    rows::rows(file, &tables::read(file, text)?, org, None)
}

/// Reads a file's tables as they are written, before its ward is known; `rows_of` says what they mean.
pub(crate) fn written(file: &str, text: &str) -> Result<PlanFile, PlanFileError> {
    tables::read(file, text)
}

/// The same as `read`, of a plan that may have its id already.
pub(crate) fn rows_of(
    file: &str,
    plan: &PlanFile,
    org: &OrgFile,
    id: Option<PlanId>,
) -> Result<PlanRows, PlanFileError> {
    rows::rows(file, plan, org, id)
}

/// The key of a row's nth block or scale.
pub(crate) fn place(nth: usize) -> String {
    format!("n{nth:02}")
}

fn titled(fault: TextFault) -> String {
    match fault {
        TextFault::Empty => "題名が空です".to_owned(),
        TextFault::TooLong { chars, limit } => format!("題名が長すぎます（{chars}字。{limit}字まで）"),
    }
}

pub(crate) const fn fits_not(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::OtherPlan => "この計画の行ではありません",
        Misfit::HangsLoose => "上の行が、この計画にありません",
        Misfit::Circle => "見出しの親子が輪になっています",
        Misfit::NoLayout => "体裁（layout）が、この計画にありません",
        Misfit::Level => "階層（level）が、体裁の階層と合いません",
        Misfit::OtherHeading => "欄（heading）が、この体裁の欄ではありません",
        Misfit::RoleClass => "役割区分が、体裁の一覧にありません",
        Misfit::NotItsBody => "実施主体が、この計画の一覧にありません",
        Misfit::Year => "年度が、この計画の期間の外です",
        Misfit::Nought => "目標が0です",
        Misfit::OwnLineage => "継承・改訂をたどると、自分にもどります",
        Misfit::Elsewhere => "横断・再掲の相手が、この計画にありません",
        Misfit::NoOther => "相手の行（to）がありません",
        Misfit::WardPlan => "district と ward_plan は、地区別計画だけに、二つそろえて書きます",
    }
}

/// Checks what the plans of a ward say about one another.
pub fn check_between(plans: &[PlanRows]) -> Result<(), PlanFileError> {
    for plan in plans {
        for there in &plan.elsewhere {
            let other = plans.iter().find(|other| other.key == there.plan);
            if !other.is_some_and(|other| other.names.contains(&there.row)) {
                let key = format!("{} of plan {}", there.row, there.plan);
                let problem = Problem::NoSuch { table: "row", key };
                return Err(PlanFileError::new(&plan.file, "relation", &there.from, problem));
            }
        }
    }
    let ties = plans.iter().flat_map(|plan| plan.ties.iter().map(|(row, ties)| (*row, ties.as_slice())));
    if let (Some(row), Some(plan)) = (Lineage::of(ties).circle(), plans.first()) {
        return Err(PlanFileError::new(&plan.file, "relation", &row.to_string(), Problem::Circle));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
