//! What きょう tells below its cards: how far own groups have come this year, and their district's month so far. It comes
//! with the second part of the app.

use leptos::prelude::*;
use tsunagari_core::calendar::{Day, Month};
use tsunagari_core::group::Group;
use tsunagari_core::id::DistrictId;
use tsunagari_core::kind::Unit;
use tsunagari_core::org::Session;
use tsunagari_core::query::group_year::{Asked, group_year};
use tsunagari_core::query::totals;
use tsunagari_core::view::View;

use super::Scene;
use super::group::reached;
use crate::pages::today::{MonthCard, MonthRow};
use crate::route::Route;
use crate::words::group::{now_text, reach_text};
use crate::words::{Text, group, kinds, today as words};

/// Own groups that are told of: more would bury the district's month.
const GROUPS_MOST: usize = 4;

/// A card for each own group, then the district's.
pub fn month_cards(scene: Scene, view: &View<'_>, session: &Session, today: Day) -> Vec<MonthCard> {
    let board = scene.replica.board;
    let (registry, logs) = (board.registry.get(), board.year.get());
    let year = View::of(&[&registry, &logs]);
    let groups = session.groups.iter().filter_map(|id| view.group(*id));
    let groups = groups.filter(|group| group.lives_on(today)).take(GROUPS_MOST);
    let cards = groups.map(|group| group_card(scene, &year, &group, today));
    let district = view.home(session).map(|id| district_card(scene, view, id, today.month()));
    cards.chain(district).collect()
}

fn group_card(scene: Scene, view: &View<'_>, of: &Group, today: Day) -> MonthCard {
    let asked = Asked { group: of.id, year: today.fiscal_year(), today, memo: false };
    let year = group_year(view, asked);
    let reached = reached(view, of, &year);
    let rows = if reached.is_empty() {
        let kind = |it: &tsunagari_core::query::group_year::KindYear| {
            let kind = view.kinds().get(&it.what);
            let (times, unit) = it.times(&kind);
            let name = kinds::named(kind.key, kind.short);
            MonthRow { name, value: group::counted(times, unit), more: Vec::new() }
        };
        year.kinds.iter().map(kind).collect()
    } else {
        let row = |it| MonthRow { name: reach_text(it), value: now_text(it), more: Vec::new() };
        reached.iter().map(row).collect()
    };
    MonthCard {
        title: group::open(&of.name),
        rows,
        way: Some((group::heading(), scene.path(Route::Group(of.id, None)))),
    }
}

fn district_card(scene: Scene, view: &View<'_>, district: DistrictId, month: Month) -> MonthCard {
    let name = view.district(district).map(|district| district.label()).unwrap_or_default();
    MonthCard {
        title: words::month_of(&name, &month.text()),
        rows: totals::lines(view, district, month).into_iter().map(row).collect(),
        way: Some((group::district(), scene.path(Route::District(district, None)))),
    }
}

fn row(line: totals::Line) -> MonthRow {
    let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let value = if line.unit == Unit::Days { words::days } else { words::times };
    let more: Vec<Text> = vec![words::last_month(short(line.before), line.unit.text())];
    MonthRow { name: kinds::named(&line.what, &line.name), value: value(short(line.now)), more }
}
