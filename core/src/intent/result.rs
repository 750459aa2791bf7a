//! Writing results: a line of an office up to 提出, sending back, 確定 of what a body's lines come to, and closing a year.
//! What a draft says is made elsewhere.

use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;

use super::{Desk, Refusal, Wish, difference};
use crate::calendar::{Day, FiscalYear};
use crate::change::Act;
use crate::id::{ItemId, PlanId, ResultId};
use crate::plan::close::{Close, Trace, Turn, close_id, close_of};
use crate::plan::result::{Drafted, Stage, State, Teller, Word, YearResult, result_id};
use crate::plan::year_item::YearItem;
use crate::record::{Kind, Record, Scope};
use crate::text::Told;

/// Results that one act may write.
pub const RESULTS_MOST: usize = 2_000;

/// What may be done to results.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// Saves what was written, each as a 下書き or handed in.
    Write(Vec<Form>),
    /// 差戻し, with a reason. Those that are not on this device are passed over.
    Return {
        /// Lines or merged results.
        results: Vec<ResultId>,
        /// Why.
        why: String,
    },
    /// 確定: what each body tells, and with it the lines that were handed in.
    Confirm(Vec<Merged>),
    /// 年度をしめる.
    Close {
        /// The plan.
        plan: PlanId,
        /// The year.
        year: FiscalYear,
        /// Results that are 確定.
        confirmed: u64,
        /// Items that have none.
        open: u64,
    },
    /// もう一度ひらく.
    Reopen {
        /// The plan.
        plan: PlanId,
        /// The year.
        year: FiscalYear,
        /// Why.
        why: String,
    },
}

/// What a person left in the form of one result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The year's item.
    pub item: ItemId,
    /// Who tells it.
    pub teller: Teller,
    /// The text; of 実施なし its reason.
    pub text: String,
    /// 実施なし.
    pub not_done: bool,
    /// この文で提出する.
    pub submit: bool,
    /// 基準日.
    pub as_of: Option<Day>,
    /// 見込み or 確定.
    pub stage: Option<Stage>,
    /// The draft that it was written from.
    pub drafted: Option<Drafted>,
}

/// What a body tells of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Its text.
    pub form: Form,
    /// The lines of its offices.
    pub lines: Vec<ResultId>,
}

/// Why nothing came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ResultFault {
    /// The item is not on this device, or is of no year.
    #[error("no such item")]
    Item(ItemId),
    /// The year was closed.
    #[error("the year is closed")]
    Closed(FiscalYear),
    /// Nothing is written, and it was to be handed on.
    #[error("nothing is written")]
    Empty(ItemId),
    /// 実施なし without a reason, 差戻し or reopening without one.
    #[error("why")]
    NoReason,
    /// An office's line that is 確定 already.
    #[error("settled")]
    Settled(ItemId),
    /// More than one act may write.
    #[error("at most {0}")]
    TooMany(usize),
    /// It is closed, or open, already.
    #[error("done already")]
    Done,
}

const fn fault(fault: ResultFault) -> Refusal {
    Refusal::Result(fault)
}

impl Desk<'_> {
    pub(super) fn result(&self, asked: Asked, fresh: &mut dyn FnMut() -> Uuid) -> Result<Vec<Wish>, Refusal> {
        match asked {
            Asked::Write(forms) => self.write(forms),
            Asked::Return { results, why } => self.send_back(&results, &why),
            Asked::Confirm(merged) => self.settle(merged),
            Asked::Close { plan, year, confirmed, open } => {
                self.close(plan, year, Turn::Closed, None, (confirmed, open), fresh)
            }
            Asked::Reopen { plan, year, why } => {
                let why = why_of(&why)?;
                self.close(plan, year, Turn::Opened, Some(why), (0, 0), fresh)
            }
        }
    }

    fn write(&self, forms: Vec<Form>) -> Result<Vec<Wish>, Refusal> {
        if forms.len() > RESULTS_MOST {
            return Err(fault(ResultFault::TooMany(RESULTS_MOST)));
        }
        let mut wishes = Vec::new();
        for form in forms {
            let state = if form.submit { State::Submitted } else { State::Draft };
            wishes.extend(self.told(form, state)?);
        }
        Ok(wishes)
    }

    fn settle(&self, merged: Vec<Merged>) -> Result<Vec<Wish>, Refusal> {
        if merged.len() > RESULTS_MOST {
            return Err(fault(ResultFault::TooMany(RESULTS_MOST)));
        }
        let mut wishes = Vec::new();
        for Merged { form, lines } in merged {
            wishes.extend(self.told(form, State::Confirmed)?);
            for line in lines.into_iter().filter_map(|line| self.seen(line.record())) {
                wishes.extend(self.confirmed(line));
            }
        }
        Ok(wishes)
    }

    /// One result as its form left it.
    fn told(&self, form: Form, state: State) -> Result<Option<Wish>, Refusal> {
        let item =
            self.view.get(form.item.record()).filter(|item| item.kind == Kind::Item && !item.removed());
        let item = item.map(YearItem::read).ok_or(fault(ResultFault::Item(form.item)))?;
        let year = item.year.ok_or(fault(ResultFault::Item(form.item)))?;
        if item.plan.and_then(|plan| close_of(self.view, plan, year)).is_some_and(|close| close.closed) {
            return Err(fault(ResultFault::Closed(year)));
        }
        let told = Told::parse(&form.text).map_err(|fault| Refusal::of_text("word", fault))?;
        if told.is_empty() && form.not_done {
            return Err(fault(ResultFault::NoReason));
        }
        if told.is_empty() && state != State::Draft {
            return Err(fault(ResultFault::Empty(form.item)));
        }
        let seen =
            self.seen(result_id(form.item, form.teller).record()).filter(|seen| seen.kind == Kind::Result);
        let before = seen.map(YearResult::read);
        let office = matches!(form.teller, Teller::Office(_));
        if office && before.as_ref().and_then(YearResult::state) == Some(State::Confirmed) {
            return Err(fault(ResultFault::Settled(form.item)));
        }
        // An empty field with nothing behind it is 未記入.
        let word = Word { text: told.into_string(), state, not_done: form.not_done, why: None };
        let nothing = word.text.is_empty() && !word.not_done;
        let result = YearResult {
            word: (!nothing).then_some(word),
            as_of: form.as_of,
            stage: form.stage,
            drafted: form.drafted,
            ..YearResult::blank(item.plan, form.item, year, form.teller)
        };
        Ok(save(seen, &result))
    }

    fn confirmed(&self, line: &Record) -> Option<Wish> {
        let mut result = YearResult::read(line);
        let word = result.word.as_mut().filter(|word| word.state == State::Submitted)?;
        word.state = State::Confirmed;
        save(Some(line), &result)
    }

    fn send_back(&self, results: &[ResultId], why: &str) -> Result<Vec<Wish>, Refusal> {
        let why = why_of(why)?;
        let mut wishes = Vec::new();
        for seen in results.iter().filter_map(|id| self.seen(id.record())) {
            let mut result = YearResult::read(seen);
            let closed =
                result.plan.zip(result.year).and_then(|(plan, year)| close_of(self.view, plan, year));
            if let Some(year) = closed.filter(|close| close.closed).and_then(|close| close.year) {
                return Err(fault(ResultFault::Closed(year)));
            }
            let Some(word) = result.word.as_mut() else { continue };
            (word.state, word.why) = (State::Returned, Some(why.clone()));
            wishes.extend(save(Some(seen), &result));
        }
        Ok(wishes)
    }

    /// Two people who close at once say the same and leave two traces.
    fn close(
        &self,
        plan: PlanId,
        year: FiscalYear,
        act: Turn,
        why: Option<String>,
        (confirmed, open): (u64, u64),
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        let id = close_id(plan, year).record();
        let held = self.view.get(plan.record()).is_some_and(|record| record.kind == Kind::Plan);
        if !held {
            return Err(Refusal::NotHere(plan.record()));
        }
        let seen = self.seen(id);
        if seen.map(Close::read).is_some_and(|close| close.closed) == (act == Turn::Closed) {
            return Err(fault(ResultFault::Done));
        }
        let by = Some(self.session.person);
        let trace = Trace { act, by, at: self.now, why, confirmed, open };
        let key = format!("t{}", fresh().simple().to_string().get(12..).unwrap_or_default());
        let fields = [
            ("plan".to_owned(), json!(plan.to_string())),
            ("year".to_owned(), json!(year.year())),
            ("closed".to_owned(), if act == Turn::Closed { Value::Bool(true) } else { Value::Null }),
            (format!("trace.{key}"), json!(trace)),
        ];
        let differs = |(field, value): &(String, Value)| {
            seen.and_then(|seen| seen.fields.get(field)).unwrap_or(&Value::Null) != value
        };
        let act = Act::Set(fields.into_iter().filter(differs).collect());
        Ok(vec![seen.map_or_else(
            || Wish::new(id, Kind::Close, Scope::OrgAll, act.clone()),
            |seen| Wish::on(seen, act.clone()),
        )])
    }
}

/// A reason that must be there.
fn why_of(typed: &str) -> Result<String, Refusal> {
    let why = Told::parse(typed).map_err(|fault| Refusal::of_text("why", fault))?;
    if why.is_empty() { Err(fault(ResultFault::NoReason)) } else { Ok(why.into_string()) }
}

/// Makes the record, or edits what differs; nothing where nothing does.
fn save(seen: Option<&Record>, result: &YearResult) -> Option<Wish> {
    let fields = result.fields();
    let Some(seen) = seen else {
        let told = result.word.is_some();
        let wish = || Wish::new(result.id.record(), Kind::Result, Scope::OrgStaff, Act::Set(fields));
        return told.then(wish);
    };
    // What a draft came from changes with every log: alone it is no edit.
    let set = difference(seen, fields, &["drafted"]);
    let only_drafted = set.keys().all(|field| field == "drafted");
    (!only_drafted).then(|| Wish::on(seen, Act::Set(set)))
}
