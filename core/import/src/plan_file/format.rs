//! The tables of a plan file as they are written; what they mean is in `rows`.

use tsunagari_core::plan::block::BlockKind;
use tsunagari_core::sorted::{SortedMap, SortedSet};

use crate::tables::from_table;

#[derive(Debug)]
pub(crate) struct PlanFile {
    pub(crate) plan: Plan,
    pub(super) layout: Vec<Layout>,
    pub(super) heading: Vec<Heading>,
    pub(super) node: Vec<Node>,
    pub(super) block: Vec<Block>,
    pub(super) measure: Vec<Measure>,
    pub(super) item: Vec<Item>,
    pub(super) scale: Vec<Scale>,
    pub(super) target: Vec<Target>,
    pub(super) relation: Vec<Relation>,
    pub(super) rule: Vec<Rule>,
}

#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) key: String,
    pub(super) title: Option<String>,
    pub(super) term: Option<String>,
    pub(super) section: Option<String>,
    pub(super) edition: Option<String>,
    pub(super) status: Option<String>,
    pub(super) first_year: Option<i32>,
    pub(super) last_year: Option<i32>,
    pub(super) columns: Vec<String>,
    pub(super) items_year: Option<i32>,
    pub(super) result_state: Option<String>,
    pub(crate) bodies: Vec<String>,
    pub(super) previous: Option<String>,
    pub(super) previous_reason: Option<String>,
    pub(crate) district: Option<String>,
    pub(super) ward_plan: Option<String>,
    pub(super) district_plans: Option<u64>,
    pub(super) ask: Option<String>,
}

#[derive(Debug)]
pub(super) struct Layout {
    pub(super) key: String,
    pub(super) title: Option<String>,
    pub(super) levels: Vec<String>,
    pub(super) schedule_heading: Option<String>,
    pub(super) item_heading: Option<String>,
    pub(super) result_heading: Option<String>,
    pub(super) body_heading: Option<String>,
    pub(super) relation_heading: Option<String>,
    pub(super) role_classes: Vec<String>,
    pub(super) table: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Heading {
    pub(super) key: String,
    pub(super) layout: String,
    pub(super) title: String,
    pub(super) expected: bool,
}

#[derive(Debug)]
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

#[derive(Debug)]
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
    pub(super) summary: bool,
    pub(super) source: Option<String>,
    pub(super) value: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) year: Option<i32>,
    pub(super) ask: Option<String>,
}

#[derive(Debug)]
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
    pub(super) bodies: Vec<String>,
    pub(super) roles: SortedMap<String, String>,
    pub(super) maybe: Vec<String>,
    pub(super) ask: Option<String>,
    pub(super) wg: Option<String>,
    pub(super) cells: SortedMap<String, String>,
    pub(super) undated: Vec<String>,
    pub(super) since: Option<i32>,
    pub(super) until: Option<i32>,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) key: String,
    /// Its place, where that is not its place in the file.
    pub(super) order: Option<u64>,
    pub(super) measure: String,
    pub(super) year: Option<i32>,
    pub(super) title: String,
    pub(super) detail: Option<String>,
    pub(super) bodies: Vec<String>,
    pub(super) roles: SortedMap<String, String>,
    pub(super) maybe: Vec<String>,
    pub(super) ask: Option<String>,
    /// The line of the document, for whoever compares; no record has it.
    pub(super) _line: Option<u64>,
}

#[derive(Debug)]
pub(super) struct Scale {
    /// Its key in the row, where that is not its place in the file.
    pub(super) place: Option<String>,
    pub(super) measure: Option<String>,
    pub(super) item: Option<String>,
    pub(super) name: String,
    pub(super) number: u64,
    pub(super) unit: String,
}

#[derive(Debug)]
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
    pub(super) place_kinds: SortedSet<String>,
    pub(super) times: Option<u64>,
    pub(super) per: Option<String>,
    pub(super) places: Option<u64>,
}

#[derive(Debug)]
pub(super) struct Relation {
    pub(super) kind: String,
    pub(super) from: String,
    pub(super) to: Option<String>,
    pub(super) to_plan: Option<String>,
    pub(super) reason: Option<String>,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) kinds: SortedSet<String>,
    pub(super) group: Option<String>,
    pub(super) runner: Option<String>,
    pub(super) opened_within_plan: bool,
    pub(super) measures: Vec<String>,
}

from_table! {
    PlanFile {
        plan; one,
        layout; each,
        heading; each,
        node; each,
        block; each,
        measure; each,
        item; each,
        scale; each,
        target; each,
        relation; each,
        rule; each,
    }
    Plan {
        key,
        title,
        term,
        section,
        edition,
        status,
        first_year,
        last_year,
        columns or Vec::new(),
        items_year,
        result_state,
        bodies,
        previous,
        previous_reason,
        district,
        ward_plan,
        district_plans,
        ask,
    }
    Layout {
        key,
        title,
        levels,
        schedule_heading,
        item_heading,
        result_heading,
        body_heading,
        relation_heading,
        role_classes or Vec::new(),
        table or Vec::new(),
    }
    Heading {
        key,
        layout,
        title,
        expected or false,
    }
    Node {
        key,
        order,
        parent,
        layout,
        level,
        number,
        mark,
        title,
        subtitle,
        tag,
        wg,
        ask,
        since,
        until,
    }
    Block {
        place,
        node,
        measure,
        item,
        kind,
        heading,
        mark,
        text,
        summary or false,
        source,
        value,
        unit,
        year,
        ask,
    }
    Measure {
        key,
        order,
        node,
        heading,
        number,
        mark,
        title,
        detail,
        role_class,
        bodies or Vec::new(),
        roles or SortedMap::new(),
        maybe or Vec::new(),
        ask,
        wg,
        cells or SortedMap::new(),
        undated or Vec::new(),
        since,
        until,
    }
    Item {
        key,
        order,
        measure,
        year,
        title,
        detail,
        bodies or Vec::new(),
        roles or SortedMap::new(),
        maybe or Vec::new(),
        ask,
        _line as "line",
    }
    Scale {
        place,
        measure,
        item,
        name,
        number,
        unit,
    }
    Target {
        key,
        measure,
        item,
        district,
        kind,
        over,
        printed,
        set,
        number,
        unit,
        counts,
        place_kinds or SortedSet::new(),
        times,
        per,
        places,
    }
    Relation {
        kind,
        from,
        to,
        to_plan,
        reason,
    }
    Rule {
        key,
        title,
        kinds or SortedSet::new(),
        group,
        runner,
        opened_within_plan or false,
        measures,
    }
}
