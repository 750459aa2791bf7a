//! Ways to read a plan besides its tree, as rows that lead somewhere: by body, year and target, a district's part, and the
//! districts' plans beside the ward's.

use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::id::{DistrictId, ItemId, MeasureId, NodeId, PlanId, RecordId, derived};
use tsunagari_core::plan::district_plan::{Tie, ties};
use tsunagari_core::plan::target::Target;
use tsunagari_core::plan::{Period, Plan};
use tsunagari_core::query::ways::{Because, OfYear, Row as At, Rows};
use tsunagari_core::sorted::{SortedSet, sort_by_key};

use super::book::{Book, text};
use super::sheet::{call, named};

/// A way to read a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Way {
    /// 目次.
    #[default]
    Contents,
    /// 団体から.
    Bodies,
    /// 年度から.
    Years,
    /// 目標から.
    Targets,
    /// わたしの地区の分.
    District,
    /// 区の計画と地区の計画.
    Beside,
}

impl Way {
    /// In the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Contents, Self::Bodies, Self::Years, Self::Targets, Self::District, Self::Beside];

    const fn key(self) -> &'static str {
        match self {
            Self::Contents => "contents",
            Self::Bodies => "bodies",
            Self::Years => "years",
            Self::Targets => "targets",
            Self::District => "district",
            Self::Beside => "beside",
        }
    }

    /// What the address of a plan read this way names. All other addresses in a plan are ids of its rows, and this is one
    /// of the same form, so that the part of the app which knows addresses need not know the ways.
    pub fn page(self, plan: PlanId) -> RecordId {
        if self == Self::Contents {
            return plan.record();
        }
        derived(&["way", self.key(), &plan.to_string()])
    }

    /// The plan, and the way to read it, that an address names.
    pub fn of_page(book: &Book, page: RecordId) -> Option<(PlanId, Self)> {
        let plans = book.plans.keys().copied();
        plans.flat_map(|plan| Self::ALL.map(|way| (plan, way))).find(|(plan, way)| way.page(*plan) == page)
    }

    /// Whether a plan has anything to be read this way.
    pub fn fits(self, book: &Book, plan: &Plan) -> bool {
        match self {
            Self::Contents => true,
            Self::Bodies => !plan.bodies.is_empty() || of_plan(book, plan).by_body().len() > 1,
            Self::Years => {
                let all = of_plan(book, plan).by_year();
                let told = |year: &OfYear| !year.cells.is_empty() || !year.items.is_empty();
                told(&all.unknown) || all.years.values().any(told)
            }
            Self::Targets => book.targets.iter().any(|target| target.plan == Some(plan.id)),
            Self::District => plan.district.is_none() && !book.districts.is_empty(),
            Self::Beside => plan.ward_plan.is_some() || !districts_plans(book, plan.id).is_empty(),
        }
    }
}

/// A row of a plan as a line that leads to its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the address of its page names.
    pub to: RecordId,
    /// As printed; none where unknown.
    pub title: Option<String>,
    /// Where it stands: the nearest heading, or an item's measure.
    pub under: Option<String>,
    /// A body's part, or a year's cell, as printed.
    pub mark: Option<String>,
    /// What an arrow in that cell points back to.
    pub holds: Option<String>,
    /// An item of a year's 実施計画.
    pub item: bool,
    /// Whether the body is known, or only possible.
    pub sure: bool,
    /// The years in which it is in force, where these are not all of its plan's.
    pub force: Period,
}

/// What a body does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfBody {
    /// Its name; none gathers the rows whose body nobody knows.
    pub name: Option<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// What is a district's.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PartOf {
    /// Its own plans beside this one, with their measures.
    pub own: Vec<(PlanId, String, Vec<Row>)>,
    /// Measures of the ward's plan with every reason.
    pub measures: Vec<(Row, SortedSet<Because>)>,
    /// Targets that it has a share in, with the row that they are printed at.
    pub targets: Vec<(Option<Row>, Target)>,
}

/// A measure of the ward with the districts' answers to it, or a district's measure that answers none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// The ward's.
    pub ward: Option<Row>,
    /// The districts', each with its district's name.
    pub answers: Vec<(String, Row)>,
}

/// How the districts stand to a measure of the ward's plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Districts whose plan answers it, with the measures that do.
    pub answered: Vec<(String, Vec<Row>)>,
    /// Districts with a plan that does not speak of it.
    pub silent: Vec<String>,
    /// Districts whose plan is not here.
    pub unplanned: Vec<String>,
}

fn of_plan<'a>(book: &'a Book, plan: &'a Plan) -> Rows<'a> {
    Rows::of(plan, book.measures.values(), book.items.values(), &book.targets)
}

fn heading(book: &Book, node: Option<NodeId>) -> Option<String> {
    let node = book.nodes.get(&node?)?;
    Some(call(node.number.as_deref(), node.mark.as_deref(), text(node.title.as_ref())))
}

fn measure(book: &Book, id: MeasureId) -> Row {
    let measure = book.measures.get(&id);
    Row {
        to: id.record(),
        title: measure.and_then(named),
        under: heading(book, measure.and_then(|measure| measure.node)),
        mark: None,
        holds: None,
        item: false,
        sure: true,
        force: measure.map(|measure| measure.force).unwrap_or_default(),
    }
}

fn item(book: &Book, id: ItemId) -> Row {
    let item = book.items.get(&id);
    let of = item.and_then(|item| item.measure).and_then(|id| book.measures.get(&id));
    Row {
        title: item.and_then(|item| text(item.title.as_ref()).or_else(|| item.detail.clone())),
        under: of.and_then(named),
        item: true,
        ..measure(book, MeasureId::of(id.record()))
    }
}

fn row(book: &Book, at: At) -> Row {
    match at {
        At::Measure(id) => measure(book, id),
        At::Item(id) => item(book, id),
    }
}

/// 団体から.
pub fn by_body(book: &Book, plan: &Plan) -> Vec<OfBody> {
    let all = of_plan(book, plan).by_body();
    all.into_iter()
        .map(|of| OfBody {
            name: of.body.map(|id| book.bodies.get(&id).cloned().unwrap_or_default()),
            rows: of
                .works
                .into_iter()
                .map(|work| Row { mark: work.role, sure: work.sure, ..row(book, work.row) })
                .collect(),
        })
        .collect()
}

/// 年度から, the years in order and what is in none last.
pub fn by_year(book: &Book, plan: &Plan) -> Vec<(Option<FiscalYear>, Vec<Row>)> {
    let all = of_plan(book, plan).by_year();
    let rows = |year: OfYear| -> Vec<Row> {
        let cells = year.cells.into_iter();
        let cells = cells.map(|cell| Row {
            mark: Some(cell.printed),
            holds: cell.holds,
            ..measure(book, cell.measure)
        });
        cells.chain(year.items.into_iter().map(|id| item(book, id))).collect()
    };
    let mut years: Vec<_> = all.years.into_iter().map(|(year, of)| (Some(year), rows(of))).collect();
    let unknown = rows(all.unknown);
    if !unknown.is_empty() {
        years.push((None, unknown));
    }
    years
}

/// 目標から.
pub fn by_target(book: &Book, plan: &Plan) -> Vec<(Option<Row>, Target)> {
    of_plan(book, plan).targets().iter().map(|target| printed_at(book, target)).collect()
}

fn printed_at(book: &Book, target: &Target) -> (Option<Row>, Target) {
    let row = target.item.filter(|id| book.items.contains_key(id)).map(|id| item(book, id));
    (row.or_else(|| target.measure.map(|id| measure(book, id))), target.clone())
}

/// わたしの地区の分: of the ward's plan, and the district's own beside it.
pub fn part_of(book: &Book, plan: &Plan, district: DistrictId) -> PartOf {
    let Some(district) = book.districts.get(&district) else { return PartOf::default() };
    let part = of_plan(book, plan).part_of(district, &ties(&book.plans, book.measures.values()));
    let own = districts_plans(book, plan.id).into_iter().filter(|own| own.district == Some(district.id));
    let targets = book.targets.iter().filter(|target| part.targets.contains(&target.id));
    PartOf {
        own: own
            .map(|own| {
                let rows = of_plan(book, own).measures().iter().map(|it| measure(book, it.id)).collect();
                (own.id, text(own.title.as_ref()).unwrap_or_else(|| district.label()), rows)
            })
            .collect(),
        measures: part.measures.into_iter().map(|(id, why)| (measure(book, id), why)).collect(),
        targets: targets.map(|target| printed_at(book, target)).collect(),
    }
}

/// 地区別計画 beside a plan of the ward, in the order of the districts.
fn districts_plans(book: &Book, ward: PlanId) -> Vec<&Plan> {
    let mut plans: Vec<&Plan> =
        book.plans.values().filter(|plan| plan.ward_plan == Some(ward) && plan.district.is_some()).collect();
    let place = |plan: &Plan| {
        let district = plan.district.and_then(|id| book.districts.get(&id));
        district.and_then(|district| district.number).unwrap_or(u64::MAX)
    };
    sort_by_key(&mut plans, |plan| (place(plan), plan.key.clone()));
    plans
}

fn label(book: &Book, district: DistrictId) -> String {
    book.districts.get(&district).map(|district| district.label()).unwrap_or_default()
}

/// The ward's measures with the districts' answers, in the order of the ward's plan; what a district does besides, last.
/// Of a district's plan only its own.
pub fn beside(book: &Book, plan: &Plan) -> Vec<Beside> {
    let all = ties(&book.plans, book.measures.values());
    let ward = plan.ward_plan.and_then(|id| book.plans.get(&id)).unwrap_or(plan);
    let ours: Vec<&Plan> = if plan.district.is_some() { vec![plan] } else { districts_plans(book, plan.id) };
    let of_ours = |id: MeasureId| {
        let of = book.measures.get(&id).and_then(|measure| measure.plan);
        ours.iter().any(|plan| Some(plan.id) == of)
    };
    let answer = |tie: &Tie| (label(book, tie.district), measure(book, tie.answer));
    let mut rows: Vec<Beside> = Vec::new();
    for one in of_plan(book, ward).measures() {
        let answers = all.iter().filter(|tie| tie.ward == one.id && of_ours(tie.answer));
        let answers: Vec<_> = answers.map(answer).collect();
        if !answers.is_empty() {
            rows.push(Beside { ward: Some(measure(book, one.id)), answers });
        }
    }
    for own in ours {
        for one in of_plan(book, own).measures() {
            if !all.iter().any(|tie| tie.answer == one.id) {
                let name = own.district.map(|id| label(book, id)).unwrap_or_default();
                rows.push(Beside { ward: None, answers: vec![(name, measure(book, one.id))] });
            }
        }
    }
    rows
}

/// How many of the ward's measures no district answers; none of a district's plan.
pub fn unanswered(book: &Book, plan: &Plan) -> usize {
    if plan.district.is_some() {
        return 0;
    }
    let all = ties(&book.plans, book.measures.values());
    of_plan(book, plan).measures().iter().filter(|one| all.iter().all(|tie| tie.ward != one.id)).count()
}

/// How the districts stand to a measure of the ward's plan; none where no district's plan stands beside it.
pub fn answers(book: &Book, id: MeasureId) -> Option<Answers> {
    let plan = book.measures.get(&id)?.plan?;
    if book.plans.get(&plan)?.district.is_some() {
        return None;
    }
    let plans = districts_plans(book, plan);
    if plans.is_empty() {
        return None;
    }
    let all = ties(&book.plans, book.measures.values());
    let mut answers = Answers::default();
    let mut districts: Vec<_> = book.districts.values().collect();
    sort_by_key(&mut districts, |district| (district.number.unwrap_or(u64::MAX), district.id));
    for district in districts {
        let rows = all.iter().filter(|tie| tie.ward == id && tie.district == district.id);
        let rows: Vec<Row> = rows.map(|tie| measure(book, tie.answer)).collect();
        if !rows.is_empty() {
            answers.answered.push((district.label(), rows));
        } else if plans.iter().any(|plan| plan.district == Some(district.id)) {
            answers.silent.push(district.label());
        } else {
            answers.unplanned.push(district.label());
        }
    }
    Some(answers)
}

/// The ward's measures that a district's measure answers.
pub fn answered(book: &Book, id: MeasureId) -> Vec<Row> {
    let all = ties(&book.plans, book.measures.values());
    all.iter().filter(|tie| tie.answer == id).map(|tie| measure(book, tie.ward)).collect()
}

/// What the two above tell, so that no list tells it twice.
pub fn told_beside(book: &Book, id: MeasureId) -> Vec<RecordId> {
    let answers = answers(book, id).unwrap_or_default().answered.into_iter().flat_map(|(_, rows)| rows);
    answers.chain(answered(book, id)).map(|row| row.to).collect()
}
