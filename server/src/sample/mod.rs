//! The sample wards that ship in the binary: their files read into records, and the made-up ward's work.

pub mod activities;
mod figures;
mod logs;
mod noise;
mod results;
pub mod seed;
mod units;
mod ward_wide;

use org_file::OrgFile;
use plan_file::{PlanFileError, PlanRows};
pub use tsunagari_import::{Row, org_file, plan_file};

/// A ward with its plans.
#[derive(Debug)]
pub struct Ward {
    /// The ward, its bodies, offices and districts.
    pub org: OrgFile,
    /// Its plans.
    pub plans: Vec<PlanRows>,
}

impl Ward {
    /// All records of the ward: the org's first, then plan by plan.
    pub fn rows(&self) -> Vec<Row> {
        self.org
            .rows()
            .into_iter()
            .chain(self.plans.iter().flat_map(|plan| plan.rows.iter().cloned()))
            .collect()
    }
}

/// A ward's files: name and text of `org.toml`, then of each plan.
struct Files {
    org: (&'static str, &'static str),
    plans: &'static [(&'static str, &'static str)],
}

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../sample/", $name)))
    };
}

const FILES: &[Files] = &[
    Files { org: file!("izumi/org.toml"), plans: &[file!("izumi/000.toml"), file!("izumi/003.toml")] },
    Files { org: file!("midori/org.toml"), plans: &[file!("midori/1.toml"), file!("midori/2.toml")] },
    Files { org: file!("kita/org.toml"), plans: &[file!("kita/002.toml")] },
    Files { org: file!("totsuka/org.toml"), plans: &[file!("totsuka/004.toml")] },
    Files {
        org: file!("tsumugi/org.toml"),
        plans: &[
            file!("tsumugi/4.toml"),
            file!("tsumugi/5.toml"),
            file!("tsumugi/5-hinata.toml"),
            file!("tsumugi/5-komorebi.toml"),
        ],
    },
];

/// Reads the wards of the sample.
pub fn wards() -> Result<Vec<Ward>, PlanFileError> {
    FILES.iter().map(ward).collect()
}

fn ward(files: &Files) -> Result<Ward, PlanFileError> {
    let org = OrgFile::read(files.org.0, files.org.1)?;
    let plans = files.plans.iter().map(|(name, text)| plan_file::read(name, text, &org));
    let plans = plans.collect::<Result<Vec<_>, _>>()?;
    plan_file::check_between(&plans)?;
    Ok(Ward { org, plans })
}

#[cfg(test)]
mod tests;
