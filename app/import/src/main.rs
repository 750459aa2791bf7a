//! The import program: a file and a plan's records in, what the import would do out, both as JSON. It keeps nothing, asks
//! nobody and draws nothing; `public/aside.js` calls it beside the page.

use tsunagari_core::id::PlanId;
use tsunagari_core::import::TABLE;
use tsunagari_core::import::report::{Decided, Told};
use tsunagari_core::record::Record;
use tsunagari_core::{from_json, json};
use tsunagari_import::{Ground, Refused, bring, given, report, table};
use wasm_bindgen::prelude::*;

/// What the page asks beside the file.
struct Asked {
    /// The plan.
    plan: PlanId,
    /// The plan's records and the ward's bodies, as the phone has them.
    records: Vec<Record>,
    /// What was decided.
    decided: Decided,
}

from_json! { Asked { plan, records, decided } }

/// Reads the file beside the plan, or as the table that it is; none where the page asks what this build does not understand.
#[wasm_bindgen]
pub fn run(file: &[u8], asked: &str) -> Option<String> {
    if asked == TABLE {
        return match table(file) {
            Ok(table) => serde_json::to_string(&table).ok(),
            Err(refused) => serde_json::to_string(&refused.to_string()).ok(),
        };
    }
    let Asked { plan, records, decided } = json::read(asked.as_bytes())?;
    let ground = Ground::of_records(plan, records)?;
    let told = match told(file, &ground, &decided) {
        Ok(told) => told,
        Err(refused) => Told::Refused(refused.to_string()),
    };
    serde_json::to_string(&told).ok()
}

fn told(file: &[u8], ground: &Ground, decided: &Decided) -> Result<Told, Refused> {
    let brought = bring(&given(file)?, ground, decided.layout.as_deref(), &decided.choices())?;
    Ok(Told::Report(Box::new(report(&brought, ground))))
}

/// It only ever answers.
const fn main() {}
