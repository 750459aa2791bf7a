//! A plan file (TOML, `server/sample/README.md`) read into records, or the file, table and key where it cannot be.

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
#[derive(Debug, Error)]
#[error("{file}: {place}: {problem}")]
pub struct PlanFileError {
    file: String,
    place: String,
    problem: Problem,
}

/// What is wrong with a row.
#[derive(Debug, Error)]
pub(super) enum Problem {
    #[error("{0}")]
    Toml(String),
    #[error("this key stands twice")]
    Twice,
    #[error("there is no [[{table}]] {key}")]
    NoSuch { table: &'static str, key: String },
    #[error("the plan's closed list has no body {0}")]
    NotItsBody(String),
    #[error("{0}")]
    Title(#[from] TextFault),
    #[error("{field} cannot be {value}")]
    Word { field: &'static str, value: String },
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("a key is small letters, digits and _, a letter first")]
    Key,
    #[error("its lineage leads back to itself")]
    Circle,
    #[error("{0}")]
    Misfit(#[from] Misfit),
    #[error("the year {0} lies outside the plan")]
    Year(i64),
}

impl PlanFileError {
    pub(super) fn new(file: &str, table: &str, key: &str, problem: Problem) -> Self {
        Self { file: file.to_owned(), place: format!("[[{table}]] {key}"), problem }
    }

    /// A table that every file has.
    pub(crate) fn missing(file: &str, table: &'static str) -> Self {
        Self { file: file.to_owned(), place: format!("[{table}]"), problem: Problem::Missing(table) }
    }

    /// What the TOML reader says names line, column and key itself.
    pub(crate) fn toml(file: &str, error: &toml::de::Error) -> Self {
        Self { file: file.to_owned(), place: "TOML".to_owned(), problem: Problem::Toml(error.to_string()) }
    }
}

/// Reads the text of a plan file; `file` names it in errors.
pub fn read(file: &str, text: &str, org: &OrgFile) -> Result<PlanRows, PlanFileError> {
    let plan: PlanFile = toml::from_str(text).map_err(|error| PlanFileError::toml(file, &error))?;
    rows::rows(file, &plan, org)
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
