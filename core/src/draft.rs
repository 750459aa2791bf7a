//! Drafting 実施した取組結果 from ledgers, figures, targets and places by the rules R1–R16: no sentence is invented, every
//! number says what it came from, and what cannot be drafted says why. Nothing is saved here, no word of a screen.

mod again;
pub mod behind;
pub mod check;
mod coverage;
mod figures;
mod held;
pub mod kept;
pub mod merge;
mod opened;
mod pen;
mod sheet;
mod started;
mod support;
mod tally;
#[cfg(test)]
mod tests;

pub use pen::grouped;
pub(crate) use pen::{few, sensitive};

use crate::calendar::{Day, FiscalYear};
use crate::district::District;
use crate::id::{BodyId, DistrictId, GroupId, ItemId, MeasureId, PlaceId, PlanId};
use crate::kind::Kinds;
use crate::office::Office;
use crate::place::Place;
use crate::plan::close::close_of;
use crate::plan::figure::{self, Figure};
use crate::plan::measure::Measure;
use crate::plan::result::{Source, Stage, Teller};
use crate::plan::target::{Goal, Target};
use crate::plan::year_item::YearItem;
use crate::plan::{Plan, relation::RelationKind};
use crate::query::ledger::Ledgers;
use crate::query::serves::Serving;
use crate::record::{Kind, Scope};
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::view::View;
use pen::Pen;
use sheet::Sheets;
use tally::{Owners, Tally};

/// What a draft came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The text, a bullet a line; empty where nothing can be said.
    pub text: String,
    /// What its numbers came from, in their order.
    pub from: Vec<Source>,
    /// What was not possible, and what staff should know beside the text.
    pub notes: Vec<Note>,
}

/// What is told beside a draft, to staff alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// No rule of the plan counts any log for the item's measure, and no figure was entered.
    NoRule,
    /// Nothing was logged in these months by those who tell.
    NoLogs,
    /// The measure has several items, and nothing says which of them the logs belong to.
    WhichItem,
    /// The item is support, and nobody logged a visit or ticked 同席・支援.
    NoSupport,
    /// 全地区, and the ward has no list of districts.
    NoDistricts,
    /// These groups have logged nothing in the year (未報告).
    Silent(Vec<GroupId>),
    /// 前年度は記録方法が異なる: its numbers are not set beside these.
    NotCompared,
    /// A figure says no 出典, and was left out.
    NoSource,
}

/// Which drafts may say something else after logs changed: those of some measures, of some scopes or of all; or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due(Option<SortedMap<MeasureId, Option<SortedSet<Scope>>>>);

impl Due {
    /// Whether it is none.
    pub fn is_none(&self) -> bool {
        self.0.as_ref().is_some_and(SortedMap::is_empty)
    }
}

/// What drafts are made from, read once for all of a year's items.
#[derive(Debug, Clone)]
pub struct Drafter {
    kinds: Kinds,
    year: FiscalYear,
    as_of: Day,
    items: Vec<YearItem>,
    measures: SortedMap<MeasureId, Measure>,
    targets: Vec<Target>,
    figures: Vec<Figure>,
    places: SortedMap<PlaceId, Place>,
    groups: SortedMap<GroupId, (String, Option<Day>, Option<String>)>,
    districts: SortedMap<DistrictId, District>,
    offices: Vec<Office>,
    plans: SortedMap<PlanId, Plan>,
    /// The plans whose year before was closed.
    closed: SortedSet<PlanId>,
    /// Of an item that repeats another, what that one is called.
    repeated: SortedMap<ItemId, String>,
    serving: Serving,
    sheets: Sheets,
    ruled: SortedSet<MeasureId>,
    /// Whose a log of a measure with several items is, by kind and group; none where nobody can say.
    owners: SortedMap<MeasureId, Owners>,
}

impl Drafter {
    /// Reads the plans, figures, targets and places of a view, and the ledgers of a year up to a day and of the year before.
    pub fn new(view: &View<'_>, ledgers: &Ledgers, year: FiscalYear, as_of: Day) -> Self {
        let mut drafter = Self::without_logs(view, year, as_of);
        drafter.take(ledgers);
        drafter
    }

    /// The same before any ledger was taken.
    pub fn without_logs(view: &View<'_>, year: FiscalYear, as_of: Day) -> Self {
        let mut items: Vec<YearItem> =
            view.live(&Kind::Item).map(YearItem::read).filter(|item| item.year == Some(year)).collect();
        sort_by_key(&mut items, |item| (item.plan, item.order, item.id));
        let measures = items.iter().filter_map(|item| view.get(item.measure?.record())).map(Measure::read);
        let plans: SortedMap<PlanId, Plan> =
            view.live(&Kind::Plan).map(Plan::read).map(|plan| (plan.id, plan)).collect();
        let ruled = plans.values().flat_map(|plan| plan.rules.values()).flat_map(|rule| rule.measures.iter());
        let group = |group: crate::group::Group| (group.id, (group.name, group.since, group.what));
        let districts: SortedMap<DistrictId, District> =
            view.districts().map(|district| (district.id, district)).collect();
        let area = |mut office: Office| {
            let said: Vec<_> = districts.values().filter(|district| office.looks_after(district)).collect();
            office.districts.extend(said.into_iter().map(|district| district.id));
            office
        };
        let last = year.previous();
        let closed = |plan: &&PlanId| {
            last.and_then(|last| close_of(view, **plan, last)).is_some_and(|close| close.closed)
        };
        let repeated = items.iter().filter_map(|item| Some((item.id, again::called(view, item)?)));
        Self {
            kinds: view.kinds().clone(),
            year,
            as_of,
            measures: measures.map(|measure| (measure.id, measure)).collect(),
            targets: view.live(&Kind::Target).map(Target::read).collect(),
            figures: figure::figures(view),
            places: view.places().map(|place| (place.id, place)).collect(),
            groups: view.groups().map(group).collect(),
            offices: view.offices().map(area).collect(),
            districts: districts.clone(),
            closed: plans.keys().filter(closed).copied().collect(),
            repeated: repeated.collect(),
            serving: Serving::new(view),
            sheets: Sheets::default(),
            ruled: ruled.copied().collect(),
            owners: SortedMap::new(),
            plans,
            items,
        }
    }

    /// Takes the ledgers in place of those before, and says of which items, told by whom, another draft may be due.
    pub fn take(&mut self, ledgers: &Ledgers) -> Due {
        let until = self.as_of.min(self.year.last()).month();
        let Some(touched) = self.sheets.take(ledgers, &self.serving, self.year, until) else {
            self.owners = self.share_out();
            return Due(None);
        };
        let mut due = SortedMap::new();
        for (measure, scopes) in touched {
            let owners = self.share_out_of(measure);
            // Where logs went over to another item, whoever tells of either tells something else.
            let same = self.owners.get(&measure) == Some(&owners);
            self.owners.insert(measure, owners);
            due.insert(measure, same.then_some(scopes));
        }
        Due(Some(due))
    }

    /// Whether what changed is among what a draft of an item is made from, for whoever tells it.
    pub fn is_due(&self, due: &Due, item: &YearItem, teller: Teller) -> bool {
        let Due(Some(due)) = due else { return true };
        match item.measure.and_then(|measure| due.get(&measure)) {
            Some(Some(scopes)) => {
                let reach = self.reach(item, teller);
                scopes.iter().any(|scope| reach.holds(*scope))
            }
            Some(None) => true,
            None => false,
        }
    }

    /// The year's items, in the order of their plans.
    pub fn items(&self) -> &[YearItem] {
        &self.items
    }

    /// Every item with everybody who tells of it and what is drafted for them.
    pub fn all(&self) -> Vec<(ItemId, Teller, Draft)> {
        let each = |item: &YearItem| {
            let drafts =
                self.tellers(item).into_iter().map(|teller| (item.id, teller, self.of(item, teller)));
            drafts.collect::<Vec<_>>()
        };
        self.items.iter().flat_map(each).collect()
    }

    /// Who tells of an item: the offices of its bodies, and each body as a whole.
    pub fn tellers(&self, item: &YearItem) -> Vec<Teller> {
        let bodies = self.bodies(item);
        if bodies.is_empty() {
            return vec![Teller::Body(None)];
        }
        let of = |body: &BodyId| {
            let offices = self.offices.iter().filter(|office| office.body == Some(*body));
            let offices = offices.map(|office| Teller::Office(office.id));
            offices.chain([Teller::Body(Some(*body))]).collect::<Vec<_>>()
        };
        bodies.iter().flat_map(of).collect()
    }

    /// What can be said of an item by whoever tells it.
    pub fn of(&self, item: &YearItem, teller: Teller) -> Draft {
        if let Some(draft) = again::draft(self, item) {
            return draft;
        }
        let mut pen = Pen::new();
        let tally = self.tally(item, teller, &mut pen);
        let figures = self.figures_of(item, teller, &mut pen);
        let written = coverage::write(self, item, &tally, &mut pen)
            || opened::write(self, item, teller, &mut pen)
            || started::write(self, item, &tally, &mut pen)
            || support::write(self, item, teller, &tally, &mut pen)
            || held::write(self, item, &tally, &mut pen);
        let told = figures::write(self, item, &figures, &mut pen);
        if !written && !told {
            self.explain(item, &mut pen);
            return pen.empty();
        }
        let coverage = self.silent(&tally, &mut pen).then(|| {
            let groups = format!("記録のある{}団体", tally.groups().iter().count());
            pen.number(groups, &self.source(item, &tally))
        });
        let stage =
            (self.stage() == Stage::Expected).then(|| format!("{}月末現在", self.as_of.month_number()));
        let said: Vec<String> = [stage, coverage].into_iter().flatten().collect();
        pen.finish(&said.join("、"))
    }

    /// 見込み before the year is over, 確定 after.
    pub fn stage(&self) -> Stage {
        if self.as_of < self.year.last() { Stage::Expected } else { Stage::Final }
    }

    fn bodies<'s>(&'s self, item: &'s YearItem) -> &'s [BodyId] {
        let own = &item.owners.bodies;
        let measure = item.measure.and_then(|id| self.measures.get(&id));
        if own.is_empty() { measure.map_or(own, |measure| &measure.owners.bodies) } else { own }
    }

    fn title(&self, item: &YearItem) -> String {
        let measure = || item.measure.and_then(|id| self.measures.get(&id)).and_then(|row| row.title.clone());
        item.title.clone().or_else(measure).map(|title| title.into_string()).unwrap_or_default()
    }

    fn target(&self, item: &YearItem, wanted: impl Fn(&Goal) -> bool) -> Option<&Target> {
        let own = |target: &&Target| {
            let on = target.item == Some(item.id) || target.item.is_none() && target.measure == item.measure;
            on && target.district.is_none() && target.goal.as_ref().is_some_and(&wanted)
        };
        self.targets.iter().find(own)
    }

    /// What a reader of one number opens: the logs of the item's measure.
    fn source(&self, item: &YearItem, tally: &Tally<'_>) -> Source {
        Source {
            measure: item.measure,
            kinds: tally.kinds().iter().map(|kind| (*kind).to_owned()).collect(),
            districts: if tally.reach.whole_ward { SortedSet::new() } else { tally.reach.districts.clone() },
            ..Source::default()
        }
    }

    /// Whether the year before of the item's plan, or of the plan before it, was closed.
    fn closed_before(&self, item: &YearItem) -> bool {
        let Some(plan) = item.plan else { return false };
        let former = self.plans.get(&plan).and_then(|plan| plan.previous);
        self.closed.contains(&plan) || former.is_some_and(|plan| self.closed.contains(&plan))
    }

    fn explain(&self, item: &YearItem, pen: &mut Pen) {
        let ruled = item.measure.is_some_and(|id| self.ruled.contains(&id));
        if !pen.told() {
            pen.note(if ruled { Note::NoLogs } else { Note::NoRule });
        }
    }

    /// Names to staff the groups of the same kinds that have logged nothing in the year (R12). Whether the numbers are those
    /// of a part of the groups alone, so that the text must say of how many; where all have told it says nothing of it.
    fn silent(&self, tally: &Tally<'_>, pen: &mut Pen) -> bool {
        let kinds = tally.kinds();
        let before: SortedSet<GroupId> = tally.before.iter().filter_map(|piece| piece.line.group).collect();
        let now = tally.groups();
        let of_kind = |id: &GroupId| {
            let what = self.groups.get(id).and_then(|(_, _, what)| what.as_ref());
            what.is_some_and(|what| kinds.contains(what.as_str()))
        };
        let silent: Vec<GroupId> =
            before.iter().filter(|id| !now.contains(*id) && of_kind(id)).copied().collect();
        let any = !silent.is_empty();
        if any {
            pen.note(Note::Silent(silent));
        }
        any && now.iter().next().is_some()
    }

    fn repeats(item: &YearItem) -> Option<crate::id::RecordId> {
        item.relations.iter().find(|tie| tie.kind == RelationKind::Repeats).and_then(|tie| tie.to)
    }
}
