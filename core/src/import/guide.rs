//! What is known of a plan before its table is read: names of levels and columns, the closed list of bodies, the years.

use crate::calendar::FiscalYear;
use crate::plan::body::Body;
use crate::plan::{Layout, Period, Plan};
use crate::sorted::SortedMap;

/// A plan's own words, from the plan itself or a description given with the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guide {
    /// From the top; the last is the measures'.
    pub levels: Vec<String>,
    /// Columns that measures stand in: key and title.
    pub headings: Vec<(String, String)>,
    /// 令和3年度実施計画; none where the plan has no items by year.
    pub item_heading: Option<String>,
    /// 実施した取組結果.
    pub result_heading: Option<String>,
    /// 実施主体.
    pub body_heading: Option<String>,
    /// The closed list.
    pub bodies: Vec<GuideBody>,
    /// The plan's years.
    pub period: Period,
    /// Headings of year columns that tell no era.
    pub columns: Vec<String>,
    /// The year of the items where the table does not say.
    pub items_year: Option<FiscalYear>,
}

/// A body of the closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideBody {
    /// As the plan prints it.
    pub name: String,
    /// 区役所, 団体 …
    pub class: Option<String>,
}

impl Guide {
    /// The words of a plan's layout. Bodies stand in the plan's order.
    pub fn of_plan(plan: &Plan, layout: Option<&str>, bodies: &[Body]) -> Self {
        let (key, layout) = pick(&plan.layouts, layout);
        let mut headings: Vec<_> = plan.headings.iter().collect();
        headings.retain(|(_, heading)| heading.layout.as_deref().is_none_or(|of| Some(of) == key));
        crate::sorted::sort_by_key(&mut headings, |(_, heading)| heading.order);
        let body = |found: &Body| GuideBody { name: found.name.clone(), class: found.class.clone() };
        let known = |id: &crate::id::BodyId| bodies.iter().find(|body| body.id == *id);
        Self {
            levels: layout.levels.clone(),
            headings: headings.iter().map(|(key, heading)| ((*key).clone(), heading.title.clone())).collect(),
            item_heading: layout.item_heading.clone(),
            result_heading: layout.result_heading.clone(),
            body_heading: layout.body_heading.clone(),
            bodies: plan.bodies.iter().filter_map(known).map(body).collect(),
            period: plan.period,
            columns: plan.columns.clone(),
            items_year: plan.items_year,
        }
    }

    /// How many levels are headings; the level below them is the measures'.
    pub(super) fn depth(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }

    /// The headings that a table of this plan has, for whoever brought another.
    pub(super) fn headings_text(&self) -> String {
        let of_levels = self.levels.iter().map(String::as_str);
        let columns = [&self.item_heading, &self.result_heading, &self.body_heading];
        let all: Vec<&str> = of_levels.chain(columns.into_iter().flatten().map(String::as_str)).collect();
        all.join("、")
    }
}

/// The layout that was named, else the one with items by year, else the first.
fn pick<'a>(layouts: &'a SortedMap<String, Layout>, named: Option<&str>) -> (Option<&'a str>, Layout) {
    let named = named.and_then(|named| layouts.iter().find(|(key, _)| key.as_str() == named));
    let with_items = || layouts.iter().find(|(_, layout)| layout.item_heading.is_some());
    let found = named.or_else(with_items).or_else(|| layouts.iter().next());
    found.map_or_else(Default::default, |(key, layout)| (Some(key.as_str()), layout.clone()))
}
