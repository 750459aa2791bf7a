//! The tables of a plan file as they are written; what they mean is in `rows`.

use serde::Deserialize;
use tsunagari_core::plan::block::BlockKind;
use tsunagari_core::sorted::{SortedMap, SortedSet};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanFile {
    pub(super) plan: Plan,
    #[serde(default)]
    pub(super) layout: Vec<Layout>,
    #[serde(default)]
    pub(super) heading: Vec<Heading>,
    #[serde(default)]
    pub(super) node: Vec<Node>,
    #[serde(default)]
    pub(super) block: Vec<Block>,
    #[serde(default)]
    pub(super) measure: Vec<Measure>,
    #[serde(default)]
    pub(super) item: Vec<Item>,
    #[serde(default)]
    pub(super) scale: Vec<Scale>,
    #[serde(default)]
    pub(super) target: Vec<Target>,
    #[serde(default)]
    pub(super) relation: Vec<Relation>,
    #[serde(default)]
    pub(super) rule: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    pub(super) key: String,
    pub(super) title: Option<String>,
    pub(super) term: Option<String>,
    pub(super) section: Option<String>,
    pub(super) edition: Option<String>,
    pub(super) status: Option<String>,
    pub(super) first_year: Option<i32>,
    pub(super) last_year: Option<i32>,
    #[serde(default)]
    pub(super) columns: Vec<String>,
    pub(super) items_year: Option<i32>,
    pub(super) result_state: Option<String>,
    pub(super) bodies: Vec<String>,
    pub(super) previous: Option<String>,
    pub(super) previous_reason: Option<String>,
    pub(super) district: Option<String>,
    pub(super) ward_plan: Option<String>,
    pub(super) district_plans: Option<u64>,
    pub(super) ask: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Layout {
    pub(super) key: String,
    pub(super) title: Option<String>,
    pub(super) levels: Vec<String>,
    pub(super) schedule_heading: Option<String>,
    pub(super) item_heading: Option<String>,
    pub(super) result_heading: Option<String>,
    pub(super) body_heading: Option<String>,
    pub(super) relation_heading: Option<String>,
    #[serde(default)]
    pub(super) role_classes: Vec<String>,
    #[serde(default)]
    pub(super) table: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    pub(super) key: String,
    pub(super) layout: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) expected: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Node {
    pub(super) key: String,
    /// Its place, where that is not its place in the file.
    pub(super) order: Option<u64>,
    pub(super) parent: Option<String>,
    pub(super) layout: Option<String>,
    pub(super) level: u64,
    pub(super) number: Option<String>,
    pub(super) mark: Option<String>,
    pub(super) title: Option<String>,
    pub(super) subtitle: Option<String>,
    pub(super) tag: Option<String>,
    pub(super) wg: Option<String>,
    pub(super) ask: Option<String>,
    pub(super) since: Option<i32>,
    pub(super) until: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Block {
    /// Its key in the row, where that is not its place in the file.
    pub(super) place: Option<String>,
    pub(super) node: Option<String>,
    pub(super) measure: Option<String>,
    pub(super) item: Option<String>,
    pub(super) kind: BlockKind,
    pub(super) heading: Option<String>,
    pub(super) mark: Option<String>,
    pub(super) text: String,
    #[serde(default)]
    pub(super) summary: bool,
    pub(super) source: Option<String>,
    pub(super) value: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) year: Option<i32>,
    pub(super) ask: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Measure {
    pub(super) key: String,
    /// Its place, where that is not its place in the file.
    pub(super) order: Option<u64>,
    pub(super) node: Option<String>,
    pub(super) heading: Option<String>,
    pub(super) number: Option<String>,
    pub(super) mark: Option<String>,
    pub(super) title: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) role_class: Option<String>,
    #[serde(default)]
    pub(super) bodies: Vec<String>,
    #[serde(default)]
    pub(super) roles: SortedMap<String, String>,
    #[serde(default)]
    pub(super) maybe: Vec<String>,
    pub(super) ask: Option<String>,
    pub(super) wg: Option<String>,
    #[serde(default)]
    pub(super) cells: SortedMap<String, String>,
    #[serde(default)]
    pub(super) undated: Vec<String>,
    pub(super) since: Option<i32>,
    pub(super) until: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) key: String,
    /// Its place, where that is not its place in the file.
    pub(super) order: Option<u64>,
    pub(super) measure: String,
    pub(super) year: Option<i32>,
    pub(super) title: String,
    pub(super) detail: Option<String>,
    #[serde(default)]
    pub(super) bodies: Vec<String>,
    #[serde(default)]
    pub(super) roles: SortedMap<String, String>,
    #[serde(default)]
    pub(super) maybe: Vec<String>,
    pub(super) ask: Option<String>,
    /// The line of the document, for whoever compares; no record has it.
    #[serde(rename = "line")]
    pub(super) _line: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    /// Its key in the row, where that is not its place in the file.
    pub(super) place: Option<String>,
    pub(super) measure: Option<String>,
    pub(super) item: Option<String>,
    pub(super) name: String,
    pub(super) number: u64,
    pub(super) unit: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    pub(super) key: String,
    pub(super) measure: Option<String>,
    pub(super) item: Option<String>,
    pub(super) district: Option<String>,
    /// None where nobody can say what it counts.
    pub(super) kind: Option<String>,
    pub(super) over: String,
    pub(super) printed: Option<String>,
    pub(super) set: Option<String>,
    pub(super) number: Option<u64>,
    pub(super) unit: Option<String>,
    pub(super) counts: Option<String>,
    #[serde(default)]
    pub(super) place_kinds: SortedSet<String>,
    pub(super) times: Option<u64>,
    pub(super) per: Option<String>,
    pub(super) places: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relation {
    pub(super) kind: String,
    pub(super) from: String,
    pub(super) to: Option<String>,
    pub(super) to_plan: Option<String>,
    pub(super) reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) key: String,
    pub(super) title: String,
    #[serde(default)]
    pub(super) kinds: SortedSet<String>,
    pub(super) group: Option<String>,
    pub(super) runner: Option<String>,
    #[serde(default)]
    pub(super) opened_within_plan: bool,
    pub(super) measures: Vec<String>,
}
