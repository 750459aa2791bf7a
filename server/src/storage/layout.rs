//! The layouts of both databases, step by step from the first on; no row and no question lives here.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A step: its number, what it does, its SQL. A step that was once in use is never changed.
type Step = (i64, &'static str, &'static str);

const SQLITE: [Step; 1] = [(1, "start", include_str!("../../migrations/0001_start.sql"))];
const POSTGRES: [Step; 1] = [(1, "start", include_str!("../../migrations/postgres/0001_start.sql"))];

/// All steps of a SQLite file.
pub(super) fn sqlite() -> Migrator {
    migrator(&SQLITE)
}

/// All steps of a PostgreSQL database.
pub(super) fn postgres() -> Migrator {
    migrator(&POSTGRES)
}

/// Each step is a transaction, and its text's checksum is kept with it: another text under a known number is refused.
/// Named here and not gathered by sqlx's macro, which would bring both databases' drivers a second time to compile with.
fn migrator(steps: &[Step]) -> Migrator {
    let step = |(number, name, text): &Step| {
        Migration::new(*number, (*name).into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    Migrator::with_migrations(steps.iter().map(step).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// A file of a step that is not listed would never be carried out.
    #[test]
    fn every_step_in_the_folder_is_listed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        for (folder, steps) in [(folder.clone(), &SQLITE[..]), (folder.join("postgres"), &POSTGRES[..])] {
            let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
            let mut found: Vec<_> = names.filter_map(|name| name.into_string().ok()).collect();
            found.retain(|name| name.ends_with(".sql"));
            found.sort();
            let listed: Vec<_> =
                steps.iter().map(|(number, name, _)| format!("{number:04}_{name}.sql")).collect();
            assert_eq!(found, listed);
        }
    }
}
