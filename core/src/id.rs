//! Ids, each its own type, with no way from one to another; never a bare Uuid or String in a signature.

use serde::Serialize;
use thiserror::Error;
use uuid::Uuid;

use crate::json::{serde_through_json, text_from_json};

/// The text was not a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps random (v4) or derived (v5) bits which the caller brings.
            pub const fn from_uuid(id: Uuid) -> Self { Self(id) }
            /// The bits.
            pub const fn uuid(self) -> Uuid { self.0 }
            /// Reads the hyphenated form.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result { self.0.fmt(f) }
        }

        impl core::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> { Self::parse(text) }
        }

        text_from_json!($name);
        serde_through_json!($name);
    )+};
}

ids! {
    /// A change, random, made on a device and never used twice.
    ///
    /// Ids of different things do not mix: each is a type of its own.
    ChangeId
    /// A record of any kind. The typed ids below name records of one kind; see their `record()`.
    RecordId
    /// A phone, tablet or PC that has joined, as the server knows it.
    DeviceId
    /// The time between two restores of the server; bases and cursors carry it.
    EpochId
}

macro_rules! record_ids {
    ($($(#[$doc:meta])* $name:ident)+) => {
        ids! { $($(#[$doc])* $name)+ }
        $(impl $name {
            /// The record that this id names.
            pub const fn record(self) -> RecordId { RecordId(self.0) }
            /// The same bits, once a record's kind has been seen to fit.
            pub const fn of(record: RecordId) -> Self { Self(record.0) }
        })+
    };
}

record_ids! {
    /// 区 (ward): the whole that plans, people and districts belong to.
    OrgId
    /// 地区.
    DistrictId
    /// 実施主体: a body of a plan's closed list.
    BodyId
    /// 事業所・課: an office of a body.
    OfficeId
    /// 計画.
    PlanId
    /// A goal, pillar or other heading of a plan.
    NodeId
    /// 取組.
    MeasureId
    /// One fiscal year's 実施計画 of a measure.
    ItemId
    /// 目標.
    TargetId
    /// 実績数.
    FigureId
    /// 実施した取組結果: a line of an office, the merged one of a body, or its copy for all.
    ResultId
    /// 年度のしめ of a plan.
    CloseId
    /// 活動団体.
    GroupId
    /// A group's regular meeting: place, rule, time.
    SessionId
    /// 活動の場所.
    PlaceId
    /// 人 (呼び名).
    PersonId
    /// 記録: one thing that was done, or a month's total.
    ActivityId
}

/// Everything derived is derived under this name, so that no other program's ids meet ours.
const NAMESPACE: Uuid = Uuid::from_u128(0x7473_756e_6167_5172_8169_63c3_686f_0001);

impl RecordId {
    /// Whether it was made of what the record is, and not by chance: two who make it alike make one record.
    pub fn is_derived(self) -> bool {
        self.0.get_version_num() == DERIVED
    }
}

/// The version of a [`derived`] id.
const DERIVED: usize = 5;

/// A record's id from what it is (UUID v5): the same parts give the same id on every device.
///
/// Parts are joined with U+001F, which no name may hold.
pub fn derived(parts: &[&str]) -> RecordId {
    RecordId(Uuid::new_v5(&NAMESPACE, parts.join("\u{1f}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_depend_on_every_part_and_on_their_borders() {
        let id = derived(&["session", "2026-11-24", "1"]);
        assert_eq!(id, derived(&["session", "2026-11-24", "1"]));
        assert_ne!(id, derived(&["session", "2026-11-24", "2"]));
        assert_ne!(derived(&["a", "bc"]), derived(&["ab", "c"]));
    }

    #[test]
    fn an_id_is_read_back_from_its_text_and_nothing_else() {
        let id = derived(&["x"]);
        assert_eq!(RecordId::parse(&id.to_string()), Ok(id));
        assert_eq!(RecordId::parse("つむぎ"), Err(NotAnId));
    }
}
