//! How one row of a plan stands to another, in the same plan or another; said on the row that the relation starts from.

use serde_json::Value;

use super::field::{Writer, text};
use crate::id::RecordId;
use crate::record::Record;

/// A relation of the record that carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// What it is.
    pub kind: RelationKind,
    /// The other row; none where a measure ends.
    pub to: Option<RecordId>,
    /// Why, where somebody said.
    pub reason: Option<String>,
}

macro_rules! relation_kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $printed:literal;)+) => {
        /// What a relation is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum RelationKind { $($(#[$doc])* $name,)+ }

        impl RelationKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            /// The name in a field.
            pub const fn code(self) -> &'static str { match self { $(Self::$name => $code),+ } }
            /// The plan's word.
            pub const fn printed(self) -> &'static str { match self { $(Self::$name => $printed),+ } }
        }
    };
}

relation_kinds! {
    /// 関連する取組事業.
    Related = "related", "関連";
    /// Goes on from a measure of the plan before.
    Continues = "continues", "継承";
    /// Goes on, changed.
    Revises = "revises", "改訂";
    /// One of several that a former measure was split into.
    Splits = "splits", "分割";
    /// Several former measures that were put together into this one.
    Merges = "merges", "統合";
    /// Ends: with its plan, or with the last year that the row names.
    Ends = "ends", "廃止";
    /// Runs through all of the other's measures.
    Crosses = "crosses", "横断";
    /// The same thing printed a second time; what is done counts once.
    Repeats = "repeats", "再掲";
    /// A measure of the ward's plan and one of a district's.
    District = "district", "区計画⇄地区別計画";
}

impl RelationKind {
    /// Reads the plan's word.
    pub fn parse(printed: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.printed() == printed)
    }

    /// Whether the row goes on from an earlier one, of a former plan or of its own.
    pub const fn lineage(self) -> bool {
        matches!(self, Self::Continues | Self::Revises | Self::Splits | Self::Merges)
    }
}

const SET: &str = "relation";
const WHY: &str = "why";

/// Reads the fields `relation.KIND.ID` and `relation.ends`, each with `why…`; kinds of a newer build are passed over.
pub(super) fn read(record: &Record) -> Vec<Relation> {
    let all = record.members(SET).filter(|(_, value)| **value == Value::Bool(true));
    all.filter_map(|(name, _)| {
        let (code, to) = match name.split_once('.') {
            Some((code, id)) => (code, Some(RecordId::parse(id).ok()?)),
            None => (name, None),
        };
        let kind = RelationKind::ALL.iter().copied().find(|kind| kind.code() == code)?;
        Some(Relation { kind, to, reason: text(record, &format!("{WHY}.{name}")) })
    })
    .collect()
}

pub(super) fn write(to: &mut Writer, relations: &[Relation]) {
    for relation in relations {
        let code = relation.kind.code();
        let name = relation.to.map_or_else(|| code.to_owned(), |id| format!("{code}.{id}"));
        to.value(&format!("{SET}.{name}"), Value::Bool(true));
        to.text(&format!("{WHY}.{name}"), relation.reason.as_deref());
    }
}
