//! The results of a year as the room shows them: what was told, what is drafted, how far each has come. Nothing is drawn.

use std::cell::RefCell;
use std::rc::Rc;

use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::draft::check::Finding;
use tsunagari_core::draft::kept::Drafts;
use tsunagari_core::draft::merge::{Lines, Told};
use tsunagari_core::draft::{Draft, Drafter, Note};
use tsunagari_core::id::{ItemId, OfficeId};
use tsunagari_core::intent::result::{Form, Merged};
use tsunagari_core::plan::close::{Close, close_of};
use tsunagari_core::plan::measure::Measure;
use tsunagari_core::plan::result::{Drafted, Stage, State, Teller, Word, YearResult};
use tsunagari_core::plan::year_item::YearItem;
use tsunagari_core::query::ledger::Ledgers;
use tsunagari_core::record::{Kind, Record};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::view::View;

use crate::replica::now;
use crate::words::{Text, result as words};

/// Whose results are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// One office's lines.
    Office(OfficeId),
    /// What bodies tell.
    Bodies,
}

/// How far a result has come, as its chip says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    Unfilled,
    Draft,
    Returned,
    Submitted,
    Confirmed,
}

impl Standing {
    pub(super) const ALL: [Self; 5] =
        [Self::Unfilled, Self::Draft, Self::Returned, Self::Submitted, Self::Confirmed];

    pub(super) fn of(result: Option<&YearResult>) -> Self {
        match result.and_then(YearResult::state) {
            None => Self::Unfilled,
            Some(State::Draft) => Self::Draft,
            Some(State::Returned) => Self::Returned,
            Some(State::Submitted) => Self::Submitted,
            Some(State::Confirmed) => Self::Confirmed,
        }
    }

    pub(super) fn words(self) -> Text {
        match self {
            Self::Unfilled => words::unfilled(),
            Self::Draft => words::draft(),
            Self::Returned => words::returned(),
            Self::Submitted => words::submitted(),
            Self::Confirmed => words::confirmed(),
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) item: ItemId,
    pub(super) teller: Teller,
    /// The measure, as its plan calls it.
    pub(super) measure: String,
    /// 実施計画.
    pub(super) title: String,
    /// 実施主体.
    pub(super) who: String,
    pub(super) draft: Draft,
    pub(super) held: Option<YearResult>,
    /// Texts of others that wait beside it.
    pub(super) others: Vec<String>,
    /// What was told a year before: by whom, and the text.
    pub(super) before: Vec<(String, String)>,
    /// The lines of a body's offices.
    pub(super) lines: Vec<(String, Option<YearResult>)>,
    /// Whether each of its offices has handed in.
    pub(super) all_in: bool,
}

impl Entry {
    pub(super) fn standing(&self) -> Standing {
        Standing::of(self.held.as_ref())
    }

    /// Whether logs came after the text was saved.
    pub(super) fn grew(&self) -> bool {
        let then = self.held.as_ref().and_then(|held| held.drafted.as_ref());
        then.is_some_and(|then| then.text != self.draft.text) && !self.draft.text.is_empty()
    }

    /// The form as it would be handed in without a look: what was written, else the draft.
    pub(super) fn form(&self, as_of: Day, stage: Stage) -> Option<Form> {
        let word = self.held.as_ref().and_then(|held| held.word.clone());
        let word = word.unwrap_or_else(|| Word::draft(self.draft.text.clone()));
        let drafted = self.held.as_ref().and_then(|held| held.drafted.clone());
        (!word.text.trim().is_empty()).then(|| Form {
            item: self.item,
            teller: self.teller,
            text: word.text,
            not_done: word.not_done,
            submit: true,
            as_of: self.held.as_ref().and_then(|held| held.as_of).or(Some(as_of)),
            stage: self.held.as_ref().and_then(|held| held.stage).or(Some(stage)),
            drafted: drafted.or_else(|| Some(self.drafted())),
        })
    }

    /// The draft as it is kept beside a text.
    pub(super) fn drafted(&self) -> Drafted {
        Drafted { at: now(), text: self.draft.text.clone(), from: self.draft.from.clone() }
    }

    /// With the lines that go with it.
    pub(super) fn merged(&self, form: Form) -> Merged {
        let lines = self.lines.iter().filter_map(|(_, line)| line.as_ref().map(|line| line.id));
        Merged { form, lines: lines.collect() }
    }
}

/// What was read for a year, and for the year before.
#[derive(Clone)]
pub(super) struct Loaded {
    pub(super) registry: Shelf,
    /// The logs of the board when it was read: others mean that drafts may have grown.
    pub(super) logs: Shelf,
    pub(super) results: Shelf,
    pub(super) year: FiscalYear,
    pub(super) as_of: Day,
    pub(super) drafts: Rc<RefCell<Drafts>>,
}

impl Loaded {
    /// Of what was read now; drafts of the same plans and day are kept but for those that the logs between changed.
    pub(super) fn new(
        [registry, logs, results]: [Shelf; 3],
        ledgers: &Ledgers,
        (year, as_of): (FiscalYear, Day),
        last: Option<&Self>,
    ) -> Self {
        let same =
            |last: &&Self| last.registry.is_same(&registry) && (last.year, last.as_of) == (year, as_of);
        let drafts = last.filter(same).map(|last| Rc::clone(&last.drafts)).unwrap_or_else(|| {
            let view = View::of(&[&registry]);
            Rc::new(RefCell::new(Drafts::new(Drafter::without_logs(&view, year, as_of))))
        });
        drafts.borrow_mut().take(ledgers);
        Self { registry, logs, results, year, as_of, drafts }
    }

    fn view(&self) -> View<'_> {
        View::of(&[&self.registry, &self.results])
    }

    /// Looks at the drafts of the year.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Drafts, &View<'_>) -> T) -> T {
        let view = self.view();
        look(&self.drafts.borrow(), &view)
    }

    /// What of a text does not add up (R16).
    pub(super) fn check(&self, item: ItemId, teller: Teller, text: &str) -> Vec<Finding> {
        self.look(|drafts, _| {
            let drafter = drafts.drafter();
            let Some(item) = drafter.items().iter().find(|of| of.id == item) else { return Vec::new() };
            let told = Told::new(self.results.iter().map(YearResult::read));
            let lines = match teller {
                Teller::Body(body) => drafter.lines(item, &told).into_iter().find(|lines| lines.body == body),
                Teller::Office(_) => None,
            };
            drafter.check(item, teller, text, lines.as_ref())
        })
    }

    /// Whether the year is closed in the plan of most of its items, and since when.
    pub(super) fn close(&self) -> Option<Close> {
        let view = self.view();
        let plan =
            view.live(&Kind::Item).map(YearItem::read).find(|item| item.year == Some(self.year))?.plan?;
        close_of(&view, plan, self.year)
    }

    /// The items with what whoever is looked at tells of them.
    pub(super) fn entries(&self, whose: Whose) -> Vec<Entry> {
        self.look(|drafts, view| {
            let told = Told::new(self.results.iter().map(YearResult::read));
            let closed = self.close().is_some_and(|close| close.closed);
            let drafter = drafts.drafter();
            let each = |item: &YearItem| entries_of(self, drafts, view, &told, item, whose, closed);
            drafter.items().iter().flat_map(each).collect()
        })
    }
}

fn entries_of(
    loaded: &Loaded,
    drafts: &Drafts,
    view: &View<'_>,
    told: &Told,
    item: &YearItem,
    whose: Whose,
    closed: bool,
) -> Vec<Entry> {
    let blank = |teller, who: String, draft: Draft| {
        let held = told.of(item.id, teller).cloned();
        let id = tsunagari_core::plan::result::result_id(item.id, teller).record();
        let record = loaded.results.iter().find(|record| record.id == id);
        let copy = tsunagari_core::plan::result::copy_id(id);
        let copy = loaded.results.iter().find(|record| closed && record.id == copy).map(YearResult::read);
        Entry {
            item: item.id,
            teller,
            measure: measure_name(view, item),
            title: item.title.as_ref().map(ToString::to_string).unwrap_or_default(),
            who,
            draft,
            held: copy.or(held),
            others: record.map(others).unwrap_or_default(),
            before: before(loaded, view, item),
            lines: Vec::new(),
            all_in: true,
        }
    };
    let drafter = drafts.drafter();
    match whose {
        Whose::Office(office) => {
            let teller = Teller::Office(office);
            if !drafter.tellers(item).contains(&teller) {
                return Vec::new();
            }
            let who = view.office(office).map(|office| office.name).unwrap_or_default();
            vec![blank(teller, who, drafts.of(item.id, teller))]
        }
        Whose::Bodies => drafter
            .lines(item, told)
            .into_iter()
            .map(|lines| {
                let draft = drafter.merged(item, &lines, now()).0;
                let who = body_name(view, &lines);
                let all_in = lines.missing().next().is_none();
                let named = |(office, line): &(OfficeId, Option<YearResult>)| {
                    (view.office(*office).map(|office| office.name).unwrap_or_default(), line.clone())
                };
                let seen = lines.lines.iter().map(named).collect();
                Entry { lines: seen, all_in, ..blank(Teller::Body(lines.body), who, draft) }
            })
            .collect(),
    }
}

fn body_name(view: &View<'_>, lines: &Lines) -> String {
    let body = lines.body.and_then(|id| view.get(id.record()));
    body.and_then(|record| record.text("name")).unwrap_or_default().to_owned()
}

/// Texts that somebody else wrote at the same time.
fn others(record: &Record) -> Vec<String> {
    use tsunagari_core::json::FromJson as _;
    let words = record.parallel.iter().filter(|other| other.field == "word");
    words.filter_map(|other| Word::from_json(other.value.clone())).map(|word| word.printed()).collect()
}

fn measure_name(view: &View<'_>, item: &YearItem) -> String {
    let measure = item.measure.and_then(|id| view.get(id.record())).map(Measure::read);
    measure.and_then(|row| tsunagari_core::book::sheet::named(&row)).unwrap_or_default()
}

/// What was told of the same measure, or of those that it came from, a year before.
fn before(loaded: &Loaded, view: &View<'_>, item: &YearItem) -> Vec<(String, String)> {
    let Some((measure, year)) = item.measure.zip(loaded.year.previous()) else { return Vec::new() };
    let row = view.get(measure.record()).map(Measure::read);
    let from = row.into_iter().flat_map(|row| row.relations).filter(|tie| tie.kind.lineage());
    let measures: SortedSet<_> = from.filter_map(|tie| tie.to).chain([measure.record()]).collect();
    let of_measure = |result: &YearResult| {
        let item = result.item.and_then(|id| view.get(id.record())).map(YearItem::read);
        item.and_then(|item| item.measure).is_some_and(|id| measures.contains(&id.record()))
    };
    let copies = loaded.results.iter().map(YearResult::read).filter(|result| result.copy.is_some());
    let copies = copies.filter(|result| result.year == Some(year) && of_measure(result));
    copies
        .filter_map(|result| {
            let body = result.copy.and_then(|copy| copy.body).unwrap_or_default();
            Some((body, result.word?.printed()))
        })
        .collect()
}

/// A note beside a draft, in words.
pub(super) fn note(view: &View<'_>, note: &Note) -> Text {
    match note {
        Note::NoRule => words::no_rule(),
        Note::NoLogs => words::no_logs(),
        Note::WhichItem => words::which_item(),
        Note::NoSupport => words::no_support(),
        Note::NoDistricts => words::no_districts(),
        Note::Silent(groups) => {
            let names = groups.iter().filter_map(|id| view.group(*id)).map(|group| group.name);
            words::silent(&names.collect::<Vec<_>>().join("、"))
        }
        Note::NotCompared => words::not_compared(),
        Note::NoSource => words::no_source(),
    }
}
