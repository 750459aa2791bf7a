//! A change as a device makes it and never alters, what became of it, and the limits that hold before it is saved.

use serde::Serialize;
use thiserror::Error;

use crate::calendar::WallTime;
use crate::from_json;
use crate::id::{ChangeId, DeviceId, EpochId, PersonId, RecordId};
use crate::json::{FromJson, Object, Value, serde_through_json};
use crate::record::{FIELD_NAME_BYTES, FieldName, Fields, Kind, Scope, Version};

/// The protocol that this build speaks.
pub const PROTOCOL: u32 = 1;
/// The oldest protocol that a server of this build still accepts.
pub const OLDEST_PROTOCOL: u32 = 1;
/// A change's JSON, in bytes.
pub const CHANGE_BYTES: usize = 128 * 1024;
/// Fields that one change may set.
pub const CHANGE_FIELDS: usize = 256;

/// The version of the record that the person saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Base {
    /// The epoch in which the version was given out; none for a record the device had never seen on the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epoch: Option<EpochId>,
    /// 0 when new.
    pub version: Version,
}

from_json! { Base { epoch, version } }

impl Base {
    /// For a record that the server has not shown to this device.
    pub const NEW: Self = Self { epoch: None, version: 0 };
}

/// What a change does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Sets fields; null clears one. Creates the record where there is none.
    Set(Fields),
    /// Removes the record; it stays in the feed, marked.
    Remove,
    /// Takes a removal back.
    Restore,
}

/// One thing that a person did to one record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Random; never used for other bytes.
    pub id: ChangeId,
    /// The protocol it was written in.
    pub protocol: u32,
    /// The device that made it, by its own word; the server knows better from the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The record.
    pub record: RecordId,
    /// The record's kind.
    pub kind: Kind,
    /// The record's scope.
    pub scope: Scope,
    /// What the person had before them.
    pub base: Base,
    /// This device's change of the same record before this one, while that was not yet on the mirror. What it set
    /// was seen too, and where it was refused this one is refused with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<ChangeId>,
    /// What to do.
    #[serde(flatten)]
    pub act: Act,
    /// By the device's clock; shown, never compared.
    pub written_at: WallTime,
    /// The person, by the device's word, fixed when the change was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

from_json! {
    Change { id, protocol, device, record, kind, scope, base, after, act from act, written_at, by }
}
serde_through_json!(Base Change Outcome Refused);

/// What a change does stands among its other fields, under the act's own name.
fn act(object: &mut Object) -> Option<Act> {
    match (object.pick("set"), object.pick("remove"), object.pick("restore")) {
        (Some(fields), None, None) => Fields::from_json(fields).map(Act::Set),
        (None, Some(Value::Null), None) => Some(Act::Remove),
        (None, None, Some(Value::Null)) => Some(Act::Restore),
        _ => None,
    }
}

/// Why a change cannot even be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Oversize {
    /// More than [`CHANGE_BYTES`].
    #[error("a change is at most {CHANGE_BYTES} bytes")]
    Bytes,
    /// More than [`CHANGE_FIELDS`].
    #[error("a change sets at most {CHANGE_FIELDS} fields")]
    Fields,
    /// A name of more than [`FIELD_NAME_BYTES`].
    #[error("a field's name is at most {FIELD_NAME_BYTES} bytes")]
    Name,
}

impl Change {
    /// The exact bytes that the queue keeps and the wire carries.
    pub fn to_bytes(&self) -> Result<String, Oversize> {
        if let Act::Set(fields) = &self.act {
            if fields.len() > CHANGE_FIELDS {
                return Err(Oversize::Fields);
            }
            if fields.keys().any(|name| name.len() > FIELD_NAME_BYTES) {
                return Err(Oversize::Name);
            }
        }
        let bytes = serde_json::to_string(self).map_err(|_| Oversize::Bytes)?;
        if bytes.len() > CHANGE_BYTES { Err(Oversize::Bytes) } else { Ok(bytes) }
    }
}

/// What became of a change: one for each, given once, repeated for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "outcome")]
pub enum Outcome {
    /// In the record, whole.
    Applied {
        /// The record's version after it.
        version: Version,
    },
    /// In the record, but for these fields, whose values wait beside those that stand.
    Parallel {
        /// The record's version after it.
        version: Version,
        /// The fields that somebody else had changed; `removed` where the record had been removed meanwhile.
        fields: Vec<FieldName>,
    },
    /// Not in the record; the author sees why.
    Refused {
        /// Why.
        reason: Refused,
    },
}

impl Outcome {
    /// Takes it out of the object among whose fields it stands.
    pub fn of(object: &mut Object) -> Option<Self> {
        Some(match object.take::<String>("outcome")?.as_str() {
            "applied" => Self::Applied { version: object.take("version")? },
            "parallel" => Self::Parallel { version: object.take("version")?, fields: object.take("fields")? },
            "refused" => Self::Refused { reason: object.take("reason")? },
            _ => return None,
        })
    }

    /// The record's version after it, unless refused.
    pub const fn version(&self) -> Option<Version> {
        match self {
            Self::Applied { version } | Self::Parallel { version, .. } => Some(*version),
            Self::Refused { .. } => None,
        }
    }
}

/// Why the server refused a change. Words for the author are the app's; a reason of a newer server is kept as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Refused {
    /// Not readable as a change.
    Malformed,
    /// Over a limit of [`Oversize`].
    Oversize,
    /// The id was used for other bytes.
    OtherBytes,
    /// The protocol is no longer, or not yet, accepted.
    Protocol,
    /// The session does not read this scope.
    Scope,
    /// The session reads the scope, but may not do this.
    Role,
    /// The kind is not known here.
    Kind,
    /// The kind may not live in this scope, or the record is of another kind or scope.
    Place,
    /// A field is not known here.
    UnknownField {
        /// Its name.
        field: FieldName,
    },
    /// A value is out of its range.
    Value {
        /// The field's name.
        field: FieldName,
    },
    /// The change that this one stands on was refused.
    Parent,
    /// It would make a circle of parents.
    Cycle,
    /// Something newer than this build knows.
    Other,
}

impl FromJson for Outcome {
    fn from_json(json: Value) -> Option<Self> {
        Self::of(&mut Object::of(json)?)
    }
}

impl FromJson for Refused {
    fn from_json(json: Value) -> Option<Self> {
        let mut object = Object::of(json)?;
        Some(match object.take::<String>("code")?.as_str() {
            "malformed" => Self::Malformed,
            "oversize" => Self::Oversize,
            "other_bytes" => Self::OtherBytes,
            "protocol" => Self::Protocol,
            "scope" => Self::Scope,
            "role" => Self::Role,
            "kind" => Self::Kind,
            "place" => Self::Place,
            "unknown_field" => Self::UnknownField { field: object.take("field")? },
            "value" => Self::Value { field: object.take("field")? },
            "parent" => Self::Parent,
            "cycle" => Self::Cycle,
            _ => Self::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::derived;
    use serde_json::json;
    use uuid::Uuid;

    fn change(act: Act) -> Change {
        Change {
            id: ChangeId::from_uuid(Uuid::from_u128(7)),
            protocol: PROTOCOL,
            device: None,
            record: derived(&["log"]),
            kind: Kind::Activity,
            scope: Scope::OrgAll,
            base: Base::NEW,
            after: None,
            act,
            written_at: WallTime::from_millis(0),
            by: None,
        }
    }

    #[test]
    fn a_change_reads_back_as_it_was_written() {
        for act in [Act::Set([("note".to_owned(), json!("歌"))].into()), Act::Remove, Act::Restore] {
            let change = change(act);
            let bytes = change.to_bytes().unwrap();
            assert_eq!(serde_json::from_str::<Change>(&bytes).unwrap(), change);
        }
    }

    #[test]
    fn a_change_over_a_limit_is_refused_before_it_is_saved() {
        let many = (0..=CHANGE_FIELDS).map(|i| (format!("head.{i}"), json!(1))).collect();
        assert_eq!(change(Act::Set(many)).to_bytes(), Err(Oversize::Fields));
        let long = [("n".repeat(FIELD_NAME_BYTES + 1), json!(1))].into();
        assert_eq!(change(Act::Set(long)).to_bytes(), Err(Oversize::Name));
        let big = [("note".to_owned(), json!("あ".repeat(CHANGE_BYTES / 3)))].into();
        assert_eq!(change(Act::Set(big)).to_bytes(), Err(Oversize::Bytes));
    }
}
