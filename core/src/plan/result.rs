//! 実施した取組結果: what an office, its body and in the end the ward tell of one year's item; no drafting, no rights, no closing.
//!
//! An office writes a line; an admin writes what a body's lines come to; the server copies that for all once it is
//! 確定. Text and state are one field, judged as a whole, so that nobody confirms a text that they have not seen.

use serde::Serialize;
use serde_json::Value;

use super::field::{self, Writer};
use crate::calendar::{Day, FiscalYear, WallTime};
use crate::from_json;
use crate::id::{
    BodyId, DistrictId, FigureId, ItemId, MeasureId, OfficeId, PlaceId, PlanId, ResultId, derived,
};
use crate::json::{FromJson as _, serde_through_json, word_from_json};
use crate::record::{DAY, Fields, Record};
use crate::sorted::SortedSet;
use crate::text::{RESULT_CHARS, Title, is_clean};

/// Bullets that a result should have at most; more is said, not refused.
pub const BULLETS: usize = 3;

/// Who tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Teller {
    /// An office, for itself.
    Office(OfficeId),
    /// A body, all its offices together; none where nobody knows whose the item is.
    Body(Option<BodyId>),
}

/// How far a text has come. Where there is none it is 未記入.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// 下書き.
    Draft,
    /// 提出.
    Submitted,
    /// 差戻し.
    Returned,
    /// 確定.
    Confirmed,
}

word_from_json!(State {
    "draft" => Draft,
    "submitted" => Submitted,
    "returned" => Returned,
    "confirmed" => Confirmed,
});

/// What is told, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The text; of 実施なし its reason.
    pub text: String,
    /// How far it has come.
    pub state: State,
    /// 実施なし.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub not_done: bool,
    /// Why it was sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

from_json! { Word { text or String::new(), state, not_done or false, why } }

impl Word {
    /// A text that is being written.
    pub const fn draft(text: String) -> Self {
        Self { text, state: State::Draft, not_done: false, why: None }
    }

    /// As the table prints it: 「・実施なし（会場改修のため）」.
    pub fn printed(&self) -> String {
        if self.not_done { format!("・実施なし（{}）", self.text) } else { self.text.clone() }
    }
}

/// Whether a value of the field `word` is one: short enough, and with a text where it is handed on.
pub(crate) fn is_word(value: &Value) -> bool {
    let Some(word) = Word::from_json(value.clone()) else { return false };
    let clean = |text: &str| is_clean(text, RESULT_CHARS, true);
    let known = ["text", "state", "not_done", "why"];
    let only = value.as_object().is_some_and(|all| all.keys().all(|key| known.contains(&key.as_str())));
    let told = !word.text.trim().is_empty() || word.state == State::Draft || word.state == State::Returned;
    only && told && clean(&word.text) && word.why.as_deref().is_none_or(clean)
}

/// 見込み or 確定 of the numbers: February's table and May's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// 見込み.
    Expected,
    /// 確定.
    Final,
}

impl Stage {
    /// As stored.
    pub const KEYS: [&str; 2] = ["expected", "final"];

    /// Reads the stored word.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "expected" => Some(Self::Expected),
            "final" => Some(Self::Final),
            _ => None,
        }
    }

    /// As stored.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Final => "final",
        }
    }

    /// As printed.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Expected => "見込み",
            Self::Final => "確定",
        }
    }
}

/// A draft as it was when a person took it: its text and what each number of it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drafted {
    /// When, by the device's clock; shown, never compared.
    pub at: WallTime,
    /// The text. Where the person's is another, they have written it.
    pub text: String,
    /// What its numbers came from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<Source>,
}

/// What one number of a draft came from: it opens to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Source {
    /// As it stands in the text: 「計229回」.
    pub shown: String,
    /// The fiscal year whose records were counted, where it is not the item's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<FiscalYear>,
    /// Logs that count for this measure …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<MeasureId>,
    /// … of these kinds, …
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub kinds: SortedSet<String>,
    /// … at which this office was there or which it made, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeId>,
    /// … that said 中止.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub cancelled: bool,
    /// Districts that it names or counts.
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub districts: SortedSet<DistrictId>,
    /// 実績数.
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub figures: SortedSet<FigureId>,
    /// Places.
    #[serde(skip_serializing_if = "SortedSet::is_empty")]
    pub places: SortedSet<PlaceId>,
}

from_json! {
    Drafted { at, text, from or Vec::new() }
    Source {
        shown,
        year,
        measure,
        kinds or SortedSet::new(),
        office,
        cancelled or false,
        districts or SortedSet::new(),
        figures or SortedSet::new(),
        places or SortedSet::new(),
    }
}
serde_through_json!(State Word Drafted Source);

/// What is told of one year's item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearResult {
    /// Its record.
    pub id: ResultId,
    /// The plan.
    pub plan: Option<PlanId>,
    /// The year's item.
    pub item: Option<ItemId>,
    /// Whose line it is; none of what a body's lines come to.
    pub office: Option<OfficeId>,
    /// The body.
    pub body: Option<BodyId>,
    /// The fiscal year.
    pub year: Option<FiscalYear>,
    /// Text and state; none is 未記入.
    pub word: Option<Word>,
    /// 基準日: the last day that its numbers count.
    pub as_of: Option<Day>,
    /// 見込み or 確定.
    pub stage: Option<Stage>,
    /// The draft that it was written from.
    pub drafted: Option<Drafted>,
    /// Of the copy for all: the merged result that it is of, and the item as the plan said it then.
    pub copy: Option<Copied>,
}

/// What a copy for all says beside the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The merged result.
    pub of: ResultId,
    /// 実施計画 as it stood when the copy was made: later edits of the plan do not move it.
    pub title: Option<Title>,
    /// Who did it, by name, likewise.
    pub body: Option<String>,
}

/// The one record of who tells of an item.
pub fn result_id(item: ItemId, teller: Teller) -> ResultId {
    let (item, none) = (item.to_string(), "none".to_owned());
    ResultId::of(match teller {
        Teller::Office(office) => derived(&["result", &item, "office", &office.to_string()]),
        Teller::Body(body) => {
            derived(&["result", &item, "body", &body.map_or(none, |body| body.to_string())])
        }
    })
}

/// The copy for all of a merged result, or of a figure that it uses.
pub fn copy_id(of: crate::id::RecordId) -> crate::id::RecordId {
    derived(&["copy", &of.to_string()])
}

impl YearResult {
    /// One that nobody has written yet.
    pub fn blank(plan: Option<PlanId>, item: ItemId, year: FiscalYear, teller: Teller) -> Self {
        let (office, body) = match teller {
            Teller::Office(office) => (Some(office), None),
            Teller::Body(body) => (None, body),
        };
        let (id, item) = (result_id(item, teller), Some(item));
        let year = Some(year);
        Self {
            id,
            plan,
            item,
            office,
            body,
            year,
            word: None,
            as_of: None,
            stage: None,
            drafted: None,
            copy: None,
        }
    }

    /// Reads the noun out of its record.
    pub fn read(record: &Record) -> Self {
        let entry = |field: &str| record.fields.get(field).cloned();
        let day = |field: &str| record.text(field).and_then(|text| Day::parse(text).ok());
        let copied = |of| Copied { of, title: field::title(record), body: field::text(record, "body_name") };
        Self {
            id: ResultId::of(record.id),
            plan: record.link("plan").map(PlanId::of),
            item: record.link("item").map(ItemId::of),
            office: record.link("office").map(OfficeId::of),
            body: record.link("body").map(BodyId::of),
            year: day(DAY).map(Day::fiscal_year),
            word: entry("word").and_then(Word::from_json),
            as_of: day("as_of"),
            stage: record.text("stage").and_then(Stage::parse),
            drafted: entry("drafted").and_then(Drafted::from_json),
            copy: record.link("of").map(ResultId::of).map(copied),
        }
    }

    /// The noun as fields.
    pub fn fields(&self) -> Fields {
        let mut to = Writer::default();
        to.link("plan", self.plan.map(PlanId::record));
        to.link("item", self.item.map(ItemId::record));
        to.link("office", self.office.map(OfficeId::record));
        to.link("body", self.body.map(BodyId::record));
        let day = |day: Day| day.to_string();
        to.text(DAY, self.year.map(|year| day(year.first())).as_deref());
        if let Some(word) = self.word.as_ref().and_then(|word| serde_json::to_value(word).ok()) {
            to.value("word", word);
        }
        to.text("as_of", self.as_of.map(day).as_deref());
        to.text("stage", self.stage.map(Stage::key));
        if let Some(drafted) = self.drafted.as_ref().and_then(|from| serde_json::to_value(from).ok()) {
            to.value("drafted", drafted);
        }
        if let Some(copy) = &self.copy {
            to.link("of", Some(copy.of.record()));
            to.text("title", copy.title.as_ref().map(Title::as_str));
            to.text("body_name", copy.body.as_deref());
        }
        to.fields()
    }

    /// Who tells it.
    pub fn teller(&self) -> Teller {
        self.office.map_or(Teller::Body(self.body), Teller::Office)
    }

    /// How far it has come; none is 未記入.
    pub fn state(&self) -> Option<State> {
        self.word.as_ref().map(|word| word.state)
    }

    /// Whether a person wrote the text: drafts are made anew until then.
    pub fn by_hand(&self) -> bool {
        let drafted = self.drafted.as_ref().map(|drafted| drafted.text.as_str());
        self.word.as_ref().is_some_and(|word| word.not_done || Some(word.text.as_str()) != drafted)
    }
}

/// The bullets of a text, one a line.
pub fn bullets(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::plan::tests::record;
    use crate::record::Kind;
    use crate::schema::{check_field, lives_in};

    fn item() -> ItemId {
        ItemId::of(derived(&["item"]))
    }

    fn office(name: &str) -> OfficeId {
        OfficeId::of(derived(&[name]))
    }

    fn year() -> FiscalYear {
        FiscalYear::new(2026).unwrap()
    }

    fn whole() -> YearResult {
        let figures = [FigureId::of(derived(&["figure"]))].into();
        let from = vec![Source { shown: "計229回".to_owned(), figures, ..Source::default() }];
        let text = "・居場所の運営を6か所で支援\n・二つめ".to_owned();
        let drafted = Drafted { at: WallTime::from_millis(7), text: text.clone(), from };
        YearResult {
            word: Some(Word {
                state: State::Returned,
                why: Some("数を確かめて".to_owned()),
                ..Word::draft(text)
            }),
            as_of: Day::parse("2027-01-31").ok(),
            stage: Some(Stage::Expected),
            drafted: Some(drafted),
            ..YearResult::blank(
                Some(PlanId::of(derived(&["p"]))),
                item(),
                year(),
                Teller::Office(office("a")),
            )
        }
    }

    #[test]
    fn what_is_written_is_accepted_and_reads_back() {
        let result = whole();
        let fields = result.fields();
        for (field, value) in &fields {
            assert_eq!(check_field(&Kind::Result, field, value), Ok(()), "{field} {value}");
        }
        let stored = record(result.id.record(), Kind::Result, fields);
        assert_eq!(YearResult::read(&stored), result);
        assert_eq!(stored.day().as_deref(), Some("2026-04-01"), "filed under its year");
        let blank = YearResult::read(&record(result.id.record(), Kind::Result, Fields::new()));
        assert_eq!((blank.state(), blank.year, blank.by_hand()), (None, None, false));
    }

    #[test]
    fn a_copy_keeps_what_the_plan_said_and_no_change_may_make_one() {
        let title = Title::parse("居場所の運営支援").ok();
        let copied = Copied { of: whole().id, title, body: Some("区社協".to_owned()) };
        let copy = YearResult { copy: Some(copied), ..whole() };
        let fields = copy.fields();
        let stored = record(copy.id.record(), Kind::Result, fields.clone());
        assert_eq!(YearResult::read(&stored), copy);
        for field in ["of", "title", "body_name"] {
            assert!(check_field(&Kind::Result, field, &fields[field]).is_err(), "{field}");
        }
    }

    #[test]
    fn each_teller_of_an_item_has_one_record() {
        let body = BodyId::of(derived(&["a"]));
        let ids = [
            result_id(item(), Teller::Office(office("a"))),
            result_id(item(), Teller::Office(office("b"))),
            result_id(item(), Teller::Body(Some(body))),
            result_id(item(), Teller::Body(None)),
            ResultId::of(copy_id(result_id(item(), Teller::Body(None)).record())),
        ];
        assert_eq!(ids.iter().collect::<SortedSet<_>>().len(), ids.len());
        assert_eq!(result_id(item(), Teller::Office(office("a"))), whole().id);
        assert_eq!(whole().teller(), Teller::Office(office("a")));
    }

    #[test]
    fn a_word_that_is_too_long_empty_or_strange_is_refused() {
        let long = |chars: usize| json!({"text": "あ".repeat(chars), "state": "draft"});
        assert!(is_word(&long(2_000)) && !is_word(&long(2_001)));
        for (word, good) in [
            (json!({"text": "", "state": "draft"}), true),
            (json!({"text": " ", "state": "submitted"}), false),
            (json!({"text": "", "state": "confirmed", "not_done": true}), false),
            (json!({"text": "会場改修のため", "state": "confirmed", "not_done": true}), true),
            (json!({"text": "一\n二", "state": "returned", "why": "数"}), true),
            (json!({"text": "一", "state": "done"}), false),
            (json!({"text": "一"}), false),
            (json!({"text": "\u{7}", "state": "draft"}), false),
            (json!({"text": "一", "state": "draft", "html": "x"}), false),
            (json!("一"), false),
        ] {
            assert_eq!(is_word(&word), good, "{word}");
        }
        assert!(check_field(&Kind::Result, "word", &long(2_001)).is_err());
        assert!(check_field(&Kind::Result, "word", &Value::Null).is_ok());
    }

    #[test]
    fn not_done_is_told_with_its_reason() {
        let word = Word {
            not_done: true, ..Word::draft("会場改修のため。令和9年度に実施予定".to_owned())
        };
        assert_eq!(word.printed(), "・実施なし（会場改修のため。令和9年度に実施予定）");
        assert_eq!(Word::draft("・一".to_owned()).printed(), "・一");
    }

    #[test]
    fn a_text_is_a_person_s_once_it_differs_from_its_draft() {
        let mut result = whole();
        assert!(!result.by_hand());
        result.word = result.word.map(|word| Word { text: "・直した".to_owned(), ..word });
        assert!(result.by_hand());
        result.drafted = None;
        assert!(result.by_hand(), "nothing was drafted");
        assert_eq!(bullets("・一\n\n・二\n"), 2);
    }

    #[test]
    fn results_are_logs_of_their_year_in_the_ward_s_scopes() {
        use crate::record::{Class, Scope};
        assert_eq!((Kind::Result.class(), Kind::Close.class()), (Class::Log, Class::Registry));
        assert!(lives_in(&Kind::Result, Scope::OrgStaff) && lives_in(&Kind::Result, Scope::OrgAll));
        let district = DistrictId::of(derived(&["hinata"]));
        assert!(!lives_in(&Kind::Result, Scope::DistrictAll(district)));
        assert!(!lives_in(&Kind::Close, Scope::OrgStaff));
    }
}
