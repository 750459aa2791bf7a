//! Which page an address means and which address a page has; knows no page and no browser.
//!
//! The router is our own: in a hello with two pages `leptos_router` weighs 58 kB more (brotli -q 11: 97.4 against
//! 38.9 kB), a quarter of all that a first visit may download, for what is here one match each way.

use tsunagari_core::calendar::{Day, FiscalYear, Month};
use tsunagari_core::id::{ActivityId, DistrictId, GroupId, PlanId, RecordId, SessionId};

/// A page, and the ward (区) whose page it is: `/` is nobody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub slug: Option<String>,
    pub route: Route,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The wards to choose from.
    Wards,
    Join,
    Today,
    /// ほかの活動: which kind is to be logged.
    Choose,
    Log(Aim),
    /// 会の実績 of a fiscal year; without one, of this.
    Group(GroupId, Option<FiscalYear>),
    /// 地区の1年のまとめ, likewise.
    District(DistrictId, Option<FiscalYear>),
    /// 1か月分をまとめて記録.
    Batch(Option<GroupId>, Option<Month>),
    Records,
    /// The logs behind a number, as it is written (`read/narrowed.rs`).
    Behind(String),
    Record(ActivityId),
    Plan,
    /// Anything of the plan: a heading, a measure, an item.
    InPlan(RecordId),
    /// What counts for which measure of a plan.
    Rules(PlanId),
    Settings,
    Install,
    /// A room of the staff's page and what else its address says, as it is written; nothing for their home. Which rooms
    /// there are, the third part of the program alone knows (`screens/staff`).
    Staff(String),
    /// No page has this address.
    Lost,
}

/// What a log form is opened for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// A group's regular meeting on a day, or on the next that is due.
    Session(SessionId, Option<Day>),
    Group(GroupId),
    /// A kind of activity, by its key, without a group.
    Kind(String),
    /// A log that is there already.
    Edit(ActivityId),
}

impl Address {
    /// The page of a ward.
    pub fn of(slug: &str, route: Route) -> Self {
        Self { slug: Some(slug.to_owned()), route }
    }

    /// Reads a path without query and fragment.
    pub fn parse(path: &str) -> Self {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let lost = |slug| Self { slug, route: Route::Lost };
        match (parts.next(), parts.next()) {
            (None, _) => Self { slug: None, route: Route::Wards },
            (Some("o"), Some(slug)) => {
                let rest: Vec<&str> = parts.collect();
                Self { slug: Some(slug.to_owned()), route: Route::parse(&rest).unwrap_or(Route::Lost) }
            }
            _ => lost(None),
        }
    }

    /// The path that leads here.
    pub fn path(&self) -> String {
        match &self.slug {
            Some(slug) => format!("/o/{slug}/{}", self.route.tail()),
            None => "/".to_owned(),
        }
    }
}

impl Route {
    /// Whether its page is in the part of the program that saving a log takes.
    pub const fn is_of_first_part(&self) -> bool {
        matches!(self, Self::Wards | Self::Join | Self::Today | Self::Choose | Self::Log(_))
    }

    fn parse(parts: &[&str]) -> Option<Self> {
        Some(match parts {
            [] => Self::Today,
            ["join"] => Self::Join,
            ["log"] => Self::Choose,
            ["log", "session", id] => Self::Log(Aim::Session(SessionId::parse(id).ok()?, None)),
            ["log", "session", id, day] => {
                Self::Log(Aim::Session(SessionId::parse(id).ok()?, Some(Day::parse(day).ok()?)))
            }
            ["log", "group", id] => Self::Log(Aim::Group(GroupId::parse(id).ok()?)),
            ["log", "kind", key] => Self::Log(Aim::Kind((*key).to_owned())),
            ["month"] => Self::Batch(None, None),
            ["month", group] => Self::Batch(Some(GroupId::parse(group).ok()?), None),
            ["month", group, month] => {
                Self::Batch(Some(GroupId::parse(group).ok()?), Some(Month::parse(month).ok()?))
            }
            ["group", id] => Self::Group(GroupId::parse(id).ok()?, None),
            ["group", id, year] => Self::Group(GroupId::parse(id).ok()?, Some(year_of(year)?)),
            ["district", id] => Self::District(DistrictId::parse(id).ok()?, None),
            ["district", id, year] => Self::District(DistrictId::parse(id).ok()?, Some(year_of(year)?)),
            ["records"] => Self::Records,
            ["records", "of", behind @ ..] => Self::Behind(behind.join("/")),
            ["records", id] => Self::Record(ActivityId::parse(id).ok()?),
            ["records", id, "edit"] => Self::Log(Aim::Edit(ActivityId::parse(id).ok()?)),
            ["plan"] => Self::Plan,
            ["plan", id, "rules"] => Self::Rules(PlanId::parse(id).ok()?),
            ["plan", id] => Self::InPlan(RecordId::parse(id).ok()?),
            ["settings"] => Self::Settings,
            ["install"] => Self::Install,
            ["staff", room @ ..] => Self::Staff(room.join("/")),
            _ => return None,
        })
    }

    fn tail(&self) -> String {
        match self {
            Self::Wards | Self::Today => String::new(),
            Self::Join => "join".to_owned(),
            Self::Choose => "log".to_owned(),
            Self::Log(Aim::Session(id, None)) => format!("log/session/{id}"),
            Self::Log(Aim::Session(id, Some(day))) => format!("log/session/{id}/{day}"),
            Self::Log(Aim::Group(id)) => format!("log/group/{id}"),
            Self::Log(Aim::Kind(key)) => format!("log/kind/{key}"),
            Self::Log(Aim::Edit(id)) => format!("records/{id}/edit"),
            Self::Batch(Some(group), Some(month)) => format!("month/{group}/{month}"),
            Self::Batch(Some(group), None) => format!("month/{group}"),
            Self::Batch(None, _) => "month".to_owned(),
            Self::Group(id, None) => format!("group/{id}"),
            Self::Group(id, Some(year)) => format!("group/{id}/{}", year.year()),
            Self::District(id, None) => format!("district/{id}"),
            Self::District(id, Some(year)) => format!("district/{id}/{}", year.year()),
            Self::Records => "records".to_owned(),
            Self::Behind(text) => format!("records/of/{text}"),
            Self::Record(id) => format!("records/{id}"),
            Self::Plan => "plan".to_owned(),
            Self::InPlan(id) => format!("plan/{id}"),
            Self::Rules(id) => format!("plan/{id}/rules"),
            Self::Settings => "settings".to_owned(),
            Self::Install => "install".to_owned(),
            Self::Staff(room) if room.is_empty() => "staff".to_owned(),
            Self::Staff(room) => format!("staff/{room}"),
            Self::Lost => "lost".to_owned(),
        }
    }

    /// Which of the four rooms a page lies in: きょう, 記録, 計画, 設定.
    pub const fn room(&self) -> Option<usize> {
        match self {
            Self::Today | Self::Choose | Self::Group(..) | Self::District(..) => Some(0),
            Self::Records | Self::Behind(_) | Self::Record(_) => Some(1),
            Self::Plan | Self::InPlan(_) | Self::Rules(_) => Some(2),
            Self::Settings | Self::Install | Self::Staff(_) => Some(3),
            // A form has its own act at the thumb.
            Self::Batch(..) | Self::Log(_) | Self::Wards | Self::Join | Self::Lost => None,
        }
    }
}

/// 2026, of four digits.
fn year_of(text: &str) -> Option<FiscalYear> {
    let year = FiscalYear::new(text.parse().ok()?).ok()?;
    (year.year().to_string() == text).then_some(year)
}

#[cfg(test)]
mod tests {
    use tsunagari_core::id::derived;

    use super::*;

    #[test]
    fn every_page_is_found_at_its_own_address() {
        let id = derived(&["x"]);
        let day = Day::new(2026, 11, 24).unwrap();
        let mut routes = vec![
            Route::Join,
            Route::Today,
            Route::Choose,
            Route::Log(Aim::Session(SessionId::of(id), None)),
            Route::Log(Aim::Session(SessionId::of(id), Some(day))),
            Route::Log(Aim::Group(GroupId::of(id))),
            Route::Log(Aim::Kind("greeting".to_owned())),
            Route::Log(Aim::Edit(ActivityId::of(id))),
            Route::Group(GroupId::of(id), None),
            Route::Group(GroupId::of(id), Some(day.fiscal_year())),
            Route::District(DistrictId::of(id), None),
            Route::District(DistrictId::of(id), Some(day.fiscal_year())),
            Route::Batch(None, None),
            Route::Batch(Some(GroupId::of(id)), None),
            Route::Batch(Some(GroupId::of(id)), Some(day.month())),
            Route::Records,
            Route::Behind("x/2026-04/2026-11".to_owned()),
            Route::Record(ActivityId::of(id)),
            Route::Plan,
            Route::InPlan(id),
            Route::Rules(PlanId::of(id)),
            Route::Settings,
            Route::Install,
        ];
        routes.extend(["", "people", "results/1/2026"].map(|room| Route::Staff(room.to_owned())));
        for route in routes {
            let address = Address::of("tsumugi", route);
            assert_eq!(Address::parse(&address.path()), address);
        }
        assert_eq!(Address::parse("/"), Address { slug: None, route: Route::Wards });
    }

    #[test]
    fn what_has_no_page_is_lost_and_keeps_its_ward() {
        for path in
            ["/o/tsumugi/x", "/o/tsumugi/group/1", "/o/tsumugi/records/1", "/o/tsumugi/log/session/not-an-id"]
        {
            assert_eq!(Address::parse(path), Address::of("tsumugi", Route::Lost));
        }
        assert_eq!(Address::parse("/elsewhere").slug, None);
    }
}
