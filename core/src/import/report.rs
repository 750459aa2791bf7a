//! What an import would do, as the program that reads files tells it to a page; and how the page asks the server for it.

use serde::Serialize;

use super::Choices;
use crate::calendar::FiscalYear;
use crate::from_json;
use crate::id::RecordId;
use crate::json::serde_through_json;
use crate::record::Kind;
use crate::sorted::SortedSet;

/// A request's length, in bytes: a file of the greatest size as text, and what was decided about it.
pub const REQUEST_BYTES: usize = 8 * 1024 * 1024;

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Whether the file is a whole plan as it was exported, and no ward's table.
    pub whole: bool,
    /// The fiscal year of its items.
    pub year: Option<FiscalYear>,
    /// Records that would be written; 0 where the plan says all of it already.
    pub writes: usize,
    /// How many rows of each kind are what.
    pub counts: Vec<Count>,
    /// Rows that are new or changed.
    pub rows: Vec<RowTold>,
    /// Rows of the plan that the file does not have.
    pub gone: Vec<GoneTold>,
    /// What was repaired, or taken back.
    pub repairs: Vec<FixTold>,
    /// What looks misread.
    pub suggestions: Vec<FixTold>,
    /// What must be asked.
    pub questions: Vec<QuestionTold>,
}

/// Rows of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// 見出し, 取組, 項目 …
    pub kind: Kind,
    /// The plan has no such row.
    pub new: usize,
    /// It says something else.
    pub changed: usize,
    /// It says the same.
    pub same: usize,
}

/// A row that is new or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowTold {
    /// What it is.
    pub kind: Kind,
    /// The titles above it.
    pub path: String,
    /// What it says.
    pub text: String,
    /// Who does it.
    pub bodies: Vec<String>,
    /// What it said before, with who did it; none for a new row.
    pub before: Option<Before>,
}

/// What a changed row said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Before {
    /// Its text.
    pub text: String,
    /// Who did it.
    pub bodies: Vec<String>,
}

/// A row of the plan that the file does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoneTold {
    /// Its record.
    pub id: RecordId,
    /// What it is.
    pub kind: Kind,
    /// What it says.
    pub text: String,
}

/// A repair or a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixTold {
    /// By which it is taken back or accepted.
    pub id: String,
    /// `name`, `shift`, …
    pub what: String,
    /// The line of the file.
    pub line: u32,
    /// As it stands in the file.
    pub before: String,
    /// As it is read.
    pub after: String,
    /// Whether it was made.
    pub made: bool,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionTold {
    /// By which its proposal is accepted.
    pub id: String,
    /// The line of the file.
    pub line: u32,
    /// The question.
    pub text: String,
    /// What it might be.
    pub proposal: Option<String>,
    /// Whether that was accepted.
    pub accepted: bool,
}

/// What the program answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// What the import would do.
    Report(Box<Report>),
    /// Why nothing of the file is taken.
    Refused(String),
}

impl crate::json::FromJson for Told {
    fn from_json(json: crate::json::Value) -> Option<Self> {
        let mut object = crate::json::Object::of(json)?;
        match object.pick("report") {
            Some(report) => Report::from_json(report).map(|report| Self::Report(Box::new(report))),
            None => object.take("refused").map(Self::Refused),
        }
    }
}

/// What was decided about a file, beside the file itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// The kind of page that the table is; none where the program is to find out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// Ids of repairs that are not to be made.
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub taken_back: SortedSet<String>,
    /// Ids of suggestions to be made and of questions whose proposal is right.
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub accepted: SortedSet<String>,
    /// Rows to remove, of those that the file does not have.
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub remove: SortedSet<RecordId>,
}

impl Decided {
    /// What reading the table is told of it.
    pub fn choices(&self) -> Choices {
        Choices { taken_back: self.taken_back.clone(), accepted: self.accepted.clone() }
    }
}

/// What the server is asked: a file, and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The file's bytes in base64.
    pub file: String,
    /// What was decided.
    pub decided: Decided,
}

/// What the server did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// That the answer is ours.
    pub envelope: String,
    /// Records written; 0 where the plan said all of it already.
    pub written: usize,
}

from_json! {
    Report { whole or false, year or None, writes, counts, rows, gone, repairs, suggestions, questions }
    Count { kind, new, changed, same }
    RowTold { kind, path, text, bodies, before or None }
    Before { text, bodies }
    GoneTold { id, kind, text }
    FixTold { id, what, line, before, after, made }
    QuestionTold { id, line, text, proposal or None, accepted }
    Decided {
        layout or None,
        taken_back or SortedSet::new(),
        accepted or SortedSet::new(),
        remove or SortedSet::new(),
    }
    Request { file, decided or Decided::default() }
    Done { envelope, written }
}
serde_through_json!(Request);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn what_was_decided_is_read_back_and_may_be_nothing() {
        let decided = Decided {
            layout: None,
            taken_back: ["name:3.4".to_owned()].into(),
            accepted: ["word:5.1".to_owned()].into(),
            remove: [crate::id::derived(&["x"])].into(),
        };
        let request = Request { file: "AA==".to_owned(), decided };
        let text = serde_json::to_string(&request).unwrap();
        assert_eq!(json::read::<Request>(text.as_bytes()), Some(request));
        let bare = json::read::<Request>(b"{\"file\":\"\"}").unwrap();
        assert_eq!(bare.decided, Decided::default());
        assert_eq!(json::read::<Request>(b"{\"decided\":{}}"), None);
    }

    #[test]
    fn a_refusal_is_told_from_a_report() {
        let refused = Told::Refused("だめ".to_owned());
        let text = serde_json::to_string(&refused).unwrap();
        assert_eq!(json::read::<Told>(text.as_bytes()), Some(refused));
    }
}
