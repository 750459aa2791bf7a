//! What a page may ask, and what becomes of it: wishes for changes, or a refusal in words. Nothing is saved here.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use uuid::Uuid;

use crate::activity::{Draft, DraftFault};
use crate::calendar::{Day, WallTime};
use crate::change::Act;
use crate::district::District;
use crate::grant::Grant;
use crate::group::Group;
use crate::id::{
    ActivityId, DistrictId, GroupId, MeasureId, OfficeId, PersonId, PlaceId, PlanId, RecordId, SessionId,
};
use crate::office::Office;
use crate::org::Session;
use crate::place::Place;
use crate::plan::rule::Rule;
use crate::record::{FieldName, Fields, Kind, REMOVED, Record, Scope};
use crate::schema;
use crate::session::GroupSession;
use crate::sorted::SortedSet;
use crate::text::TextFault;
use crate::view::View;

mod doubt;
pub mod figure;
mod grant;
mod hand_over;
mod log;
pub mod plan;
mod registry;
pub mod result;
mod rule;
mod support;
#[cfg(test)]
mod tests;
mod ward;

pub use doubt::{Doubt, doubts};
pub use grant::GrantFault;
pub use hand_over::{HandOver, POSTS};
pub use rule::{RULE_MEASURES, RULES, RuleFault};
pub use ward::{DISTRICTS_MAX, OFFICES_MAX, WardFault};

/// What a page asks.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// 記録する. Where the meeting is logged already it is refused with that log, unless the draft says 別の回.
    Log(Draft),
    /// 1か月分をまとめて記録: rows without a number are passed over, a row that is logged already is an edit, one
    /// that is unchanged makes nothing.
    Month(Vec<MonthRow>),
    /// Edits a log; only what differs is changed. Staff may say why.
    Edit {
        /// The log.
        log: ActivityId,
        /// The form.
        draft: Draft,
        /// Why staff corrected it; kept for staff alone.
        reason: Option<String>,
    },
    /// 削除する, and 取り消す of what was just saved.
    Remove(RecordId),
    /// 元に戻す.
    Restore(RecordId),
    /// どちらか選ぶ: one of the values that wait side by side.
    Choose {
        /// The record.
        record: RecordId,
        /// The field.
        field: FieldName,
        /// The value chosen; null where nothing is right.
        value: Value,
    },
    /// わたしの会がない: names a group and belongs to it at once; staff settle it.
    NameGroup {
        /// Its district.
        district: DistrictId,
        /// Its name, as typed.
        name: String,
        /// The kind that it does.
        what: Option<String>,
    },
    /// Joins and leaves groups.
    Belong {
        /// To join.
        join: SortedSet<GroupId>,
        /// To leave.
        leave: SortedSet<GroupId>,
    },
    /// Another 呼び名.
    CallMe(String),
    /// 確認: staff know the person, or do not.
    Confirm {
        /// The person.
        person: PersonId,
        /// Whether they are known.
        known: bool,
    },
    /// Staff make or edit a group; settling one that was named at joining.
    Group {
        /// The group to edit; none makes one.
        id: Option<GroupId>,
        /// Its district.
        district: DistrictId,
        /// The form; its own id is not looked at.
        form: Group,
    },
    /// Staff make or edit a session.
    Session {
        /// The session to edit; none makes one.
        id: Option<SessionId>,
        /// Its district.
        district: DistrictId,
        /// The form; its own id is not looked at.
        form: GroupSession,
    },
    /// An admin makes or mends a district of the ward.
    District {
        /// The district to mend; none makes one.
        id: Option<DistrictId>,
        /// The form; its own id is not looked at.
        form: District,
    },
    /// An admin makes or mends an office of a body.
    Office {
        /// The office to mend; none makes one.
        id: Option<OfficeId>,
        /// The form; its own id is not looked at.
        form: Office,
    },
    /// Staff make or edit a place. The address of a private house without consent goes to staff's own record.
    Place {
        /// The place to edit; none makes one.
        id: Option<PlaceId>,
        /// The form; its own id is not looked at.
        form: Place,
    },
    /// 同席・支援した: the session's own office was there or supported it, or was not.
    Support {
        /// The log.
        log: ActivityId,
        /// Whether.
        yes: bool,
    },
    /// 別の回です: a log that looks like another one is one of its own.
    Another(ActivityId),
    /// 引き継ぎ: a post of a group goes from one person to another.
    HandOver(HandOver),
    /// An admin edits a plan.
    Plan(plan::Asked),
    /// Staff make, change or take away a rule of a plan.
    Rule {
        /// The plan.
        plan: PlanId,
        /// The rule's key; none makes one.
        key: Option<String>,
        /// What it says; none takes it away.
        form: Option<Rule>,
    },
    /// Staff make, change or take away a grant of the ward's list.
    Grant {
        /// Its key; none makes one.
        key: Option<String>,
        /// What it asks for; none takes it away.
        form: Option<Grant>,
    },
    /// Which grant a group applies for.
    Apply {
        /// The group.
        group: GroupId,
        /// The grant's key.
        grant: Option<String>,
        /// The number of times a year that was agreed with the group.
        times: Option<u64>,
    },
    /// 実績数: rows of numbers with their 出典, all or none.
    Figures(Vec<figure::FigureForm>),
    /// 実施した取組結果: writing, handing in, sending back, 確定; 年度をしめる.
    Result(result::Asked),
    /// この記録を数える取組: a person's word on one measure, against the rules where they say otherwise.
    Serve {
        /// The log.
        log: ActivityId,
        /// The measure.
        measure: MeasureId,
        /// Whether the log counts for it.
        yes: bool,
    },
}

/// A line of the month's sheet, as the person left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthRow {
    /// The log that the line showed; none for an empty line.
    pub log: Option<ActivityId>,
    /// The form.
    pub draft: Draft,
}

/// One thing to be done to one record, before the replica makes a change of it: it adds id, time, person and what the
/// change stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Its scope.
    pub scope: Scope,
    /// What to do.
    pub act: Act,
    /// The record as the person saw it; none for a new one.
    pub seen: Option<Record>,
}

impl Wish {
    /// Something new.
    pub const fn new(record: RecordId, kind: Kind, scope: Scope, act: Act) -> Self {
        Self { record, kind, scope, act, seen: None }
    }

    /// Something done to a record on the screen.
    pub fn on(seen: &Record, act: Act) -> Self {
        Self { record: seen.id, kind: seen.kind.clone(), scope: seen.scope, act, seen: Some(seen.clone()) }
    }
}

/// Why nothing came of an intent: what the person can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Refusal {
    /// Something looks odd; 「このまま記録する」 is the same draft with `sure`.
    #[error("to be asked")]
    Ask(Vec<Doubt>),
    /// This meeting was logged already: 見る, or 別の回として記録.
    #[error("already logged")]
    AlreadyLogged {
        /// The log.
        log: ActivityId,
        /// By whom.
        by: Option<PersonId>,
        /// When, by their clock.
        at: WallTime,
    },
    /// A number is over its limit.
    #[error("{field}: at most {limit}")]
    TooMany {
        /// The field.
        field: FieldName,
        /// The limit.
        limit: u64,
        /// The day of the row, where there were several.
        day: Option<Day>,
    },
    /// A note or name is empty or too long.
    #[error("{field}: too long or empty")]
    Text {
        /// The field.
        field: FieldName,
        /// Its length, in characters.
        chars: usize,
        /// The limit; 0 where something must be written.
        limit: usize,
    },
    /// The kind is logged by the day, not by the month.
    #[error("logged by the day")]
    NoMonth,
    /// A district has to be chosen.
    #[error("which district")]
    NoDistrict,
    /// The place was closed that day.
    #[error("closed on {closed}")]
    PlaceClosed {
        /// The place.
        place: PlaceId,
        /// Its last day.
        closed: Day,
    },
    /// Whoever belongs to no office cannot say that it supported anything.
    #[error("no office")]
    NoOffice,
    /// The record is not on this device.
    #[error("not here")]
    NotHere(RecordId),
    /// A plan's edit.
    #[error("{0}")]
    #[serde(skip)]
    Plan(plan::Why),
    /// A district or an office that cannot be.
    #[error("{0}")]
    #[serde(skip)]
    Ward(ward::WardFault),
    /// A grant that cannot be.
    #[error("{0}")]
    #[serde(skip)]
    Grant(GrantFault),
    /// A rule of a plan, or a word against it, that cannot be.
    #[error("{0}")]
    #[serde(skip)]
    Rule(RuleFault),
    /// A result, or the close of a year, that cannot be.
    #[error("{0}")]
    #[serde(skip)]
    Result(result::ResultFault),
    /// 実績数 that cannot be.
    #[error("{0}")]
    #[serde(skip)]
    Figure(figure::FigureFault),
}

impl Refusal {
    fn of_draft(fault: DraftFault, day: Option<Day>) -> Self {
        match fault {
            DraftFault::TooMany { field, limit } => Self::TooMany { field, limit, day },
            DraftFault::Note(fault) => Self::of_text("note", fault),
            DraftFault::NoMonth => Self::NoMonth,
            DraftFault::NoDistrict => Self::NoDistrict,
        }
    }

    fn of_text(field: &str, fault: TextFault) -> Self {
        let (chars, limit) = match fault {
            TextFault::Empty => (0, 0),
            TextFault::TooLong { chars, limit } => (chars, limit),
        };
        Self::Text { field: field.to_owned(), chars, limit }
    }
}

/// What comes of an intent.
pub type Proposal = Result<Vec<Wish>, Refusal>;

/// What an intent is judged by.
pub struct Desk<'a> {
    /// Now, by the device's clock.
    pub now: WallTime,
    /// What is on the screen.
    pub view: &'a View<'a>,
    /// The records as they were when the form was opened, where it was open for a while: what came since was not seen.
    pub opened: &'a [Record],
    /// Who asks.
    pub session: &'a Session,
}

impl Desk<'_> {
    /// A record as the person saw it.
    fn seen(&self, id: RecordId) -> Option<&Record> {
        self.opened.iter().find(|record| record.id == id).or_else(|| self.view.get(id))
    }

    /// Makes wishes of an intent; none where nothing would change. `fresh` brings a random id each time it is called.
    /// Whether the session may is asked by the replica, of [`crate::rights`], and again by the server.
    pub fn propose(&self, intent: Intent, fresh: &mut dyn FnMut() -> Uuid) -> Proposal {
        let intent = match self.propose_own(intent, fresh) {
            Ok(proposal) => return proposal,
            Err(other) => other,
        };
        match *intent {
            Intent::Confirm { person, known } => self.confirm(person, known),
            Intent::Group { id, district, form } => self.group(id, district, form, fresh),
            Intent::Session { id, district, form } => self.session_form(id, district, form, fresh),
            Intent::Place { id, form } => self.place(id, form, fresh),
            Intent::District { id, form } => self.district(id, form, fresh),
            Intent::Office { id, form } => self.office(id, form, fresh),
            Intent::Support { log, yes } => self.support(log, yes),
            Intent::Another(log) => self.another(log),
            Intent::HandOver(asked) => self.pass_post(&asked),
            Intent::Plan(asked) => asked.propose(self, fresh),
            Intent::Rule { plan, key, form } => self.rule(plan, key, form, fresh),
            Intent::Grant { key, form } => self.grant(key, form, fresh),
            Intent::Result(asked) => self.result(asked, fresh),
            Intent::Figures(forms) => self.figures(&forms, fresh),
            // Proposed above.
            Intent::Log(_)
            | Intent::Month(_)
            | Intent::Edit { .. }
            | Intent::Remove(_)
            | Intent::Restore(_)
            | Intent::Choose { .. }
            | Intent::NameGroup { .. }
            | Intent::Belong { .. }
            | Intent::CallMe(_)
            | Intent::Apply { .. }
            | Intent::Serve { .. } => Ok(Vec::new()),
        }
    }

    /// The same for what every person asks, staff or not; another intent is handed back. The app's second part has no more.
    pub fn propose_own(
        &self,
        intent: Intent,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Proposal, Box<Intent>> {
        let intent = match self.propose_log(intent, fresh) {
            Ok(proposal) => return Ok(proposal),
            Err(other) => other,
        };
        Ok(match *intent {
            Intent::Month(rows) => self.month(rows, fresh),
            Intent::Restore(id) => self.on(id, Act::Restore),
            Intent::Choose { record, field, value } => self.choose(record, field, value),
            Intent::Belong { join, leave } => self.belong(&join, &leave),
            Intent::CallMe(name) => self.call_me(&name),
            Intent::Apply { group, grant, times } => self.apply_for(group, grant, times),
            Intent::Serve { log, measure, yes } => self.serve(log, measure, yes),
            other => return Err(Box::new(other)),
        })
    }

    /// The same for what whoever joins and logs may ask; another intent is handed back. The app's first part has no more.
    pub fn propose_log(
        &self,
        intent: Intent,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Proposal, Box<Intent>> {
        Ok(match intent {
            Intent::Log(draft) => self.log(draft, fresh),
            Intent::Edit { log, draft, reason } => self.edit(log, draft, reason.as_deref(), fresh),
            Intent::Remove(id) => self.on(id, Act::Remove),
            Intent::NameGroup { district, name, what } => self.name_group(district, &name, what, fresh),
            other => return Err(Box::new(other)),
        })
    }

    fn on(&self, id: RecordId, act: Act) -> Result<Vec<Wish>, Refusal> {
        let seen = self.view.get(id).ok_or(Refusal::NotHere(id))?;
        let done = seen.removed() == matches!(act, Act::Remove);
        Ok(if done { Vec::new() } else { vec![Wish::on(seen, act)] })
    }

    /// An edit of the field settles it, also one that says what stands already.
    fn choose(&self, record: RecordId, field: FieldName, value: Value) -> Result<Vec<Wish>, Refusal> {
        let seen = self.view.get(record).ok_or(Refusal::NotHere(record))?;
        let act = match (field.as_str(), value.is_null()) {
            (REMOVED, true) => Act::Restore,
            (REMOVED, false) => Act::Remove,
            _ => Act::Set([(field, value)].into()),
        };
        Ok(vec![Wish::on(seen, act)])
    }
}

/// What must be set for a record's known fields to become these: what differs, and null for what is gone. Fields of
/// a newer build, and those in `kept`, stay as they are.
pub fn difference(seen: &Record, wanted: Fields, kept: &[&str]) -> Fields {
    let known = |field: &str| schema::fields(&seen.kind).iter().any(|known| known.name.is(field));
    let gone = seen
        .fields
        .keys()
        .filter(|field| known(field) && !wanted.contains_key(*field) && !kept.contains(&field.as_str()));
    let gone: Fields = gone.map(|field| (field.clone(), Value::Null)).collect();
    wanted.into_iter().filter(|(field, value)| seen.fields.get(field) != Some(value)).chain(gone).collect()
}
