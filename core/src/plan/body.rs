//! 実施主体: a body of a plan's closed list; its offices, with their telephones, are elsewhere.

use super::field::{self, Writer};
use crate::id::BodyId;
use crate::record::{Fields, Record};

/// A body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its record.
    pub id: BodyId,
    /// Its name, as the plan prints it.
    pub name: String,
    /// What sort of body it is: 区役所, 団体, 地域.
    pub class: Option<String>,
    /// Its place in the ward's list.
    pub order: u64,
}

impl Body {
    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: BodyId::of(record.id),
            name: field::text(record, "name").unwrap_or_default(),
            class: field::text(record, "class"),
            order: record.number("order").unwrap_or(u64::MAX),
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.text("name", Some(&self.name));
        to.text("class", self.class.as_deref());
        to.number("order", Some(self.order));
        to.fields()
    }
}
