//! 会の実績, put together: a group's year out of the year's logs, its gauge, its paper.

use leptos::prelude::*;
use tsunagari_core::activity::Held;
use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::grant::{Grant, grants};
use tsunagari_core::group::Group;
use tsunagari_core::id::GroupId;
use tsunagari_core::kind::{ActivityKind, Unit};
use tsunagari_core::org::Session;
use tsunagari_core::paper::Sheet;
use tsunagari_core::query::gauge::{Reach, Share, asked_of, reach};
use tsunagari_core::query::group_year::{Asked, Date, GroupYear, KindYear, group_year, unlogged};
use tsunagari_core::query::totals::Tally;
use tsunagari_core::record::Kind;
use tsunagari_core::report::{GroupPaper, RosterPaper, group_sheets, month_spans, roster_sheet, with_commas};
use tsunagari_core::rights::may_apply;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::view::View;

use super::Scene;
use super::year::{YearLogs, year_logs, years};
use crate::pages::group::{
    DateRow, GrantChoice, GrantModel, GroupAsks, GroupModel, GroupPage, KindModel, MonthLine, MonthTable,
    OffRow, Roster,
};
use crate::read::narrowed::Narrowed;
use crate::route::{Address, Route};
use crate::words::{Text, group as words, kinds};

/// Days that are named among those which nobody logged.
const NAMED: usize = 4;

#[component]
pub fn GroupScreen(id: GroupId, year: Option<FiscalYear>) -> impl IntoView {
    let scene = Scene::here();
    let board = scene.replica.board;
    let shown = Memo::new(move |_| year.unwrap_or_else(|| board.today.get().fiscal_year()));
    let of = Memo::new(move |_| (scene.replica.of_groups(&SortedSet::from([id])).0, shown.get()));
    let logs = year_logs(scene, of);
    let model = Memo::new(move |_| {
        look(scene, logs, |view, session, today| {
            let asked = Asked { group: id, year: shown.get(), today, memo: false };
            let read = logs.with(Option::is_some);
            model(scene, view, session, asked, read)
        })
    });
    let sheets = move |memo: bool| {
        untrack(|| {
            look(scene, logs, |view, _, today| {
                sheets(view, Asked { group: id, year: shown.get(), today, memo })
            })
        })
    };
    let asks = GroupAsks {
        back: Callback::new(move |()| scene.navigation.back(&Address::of(&scene.slug(), Route::Today))),
        year: Callback::new(move |year| {
            scene.navigation.replace(&Address::of(&scene.slug(), Route::Group(id, Some(year))));
        }),
        sheets: Callback::new(sheets),
        roster: Callback::new(move |day| untrack(|| look(scene, logs, |view, _, _| roster(view, id, day)))),
    };
    view! { <GroupPage model=model asks=asks /> }
}

/// Looks at the registry with a year's logs.
pub(super) fn look<T>(
    scene: Scene,
    logs: YearLogs,
    look: impl FnOnce(&View<'_>, Option<&Session>, Day) -> T,
) -> T {
    let board = scene.replica.board;
    let (registry, logs) = (board.registry.get(), logs.get().unwrap_or_default());
    let view = View::of(&[&registry, &logs]);
    let today = board.today.get();
    board.session.with(|session| look(&view, session.as_ref(), today))
}

/// How far a group's year has come by its grant.
pub(super) fn reached(view: &View<'_>, group: &Group, year: &GroupYear) -> Vec<Reach> {
    let grant = grant_of(view, group);
    grant.map(|grant| reach(view.kinds(), &grant, group, year)).unwrap_or_default()
}

fn grant_of(view: &View<'_>, group: &Group) -> Option<Grant> {
    asked_of(&grants(view.live(&Kind::Org).next()), group)
}

/// The line of a ward that is made up.
pub(super) fn notice<'a>(view: &View<'a>) -> Option<&'a str> {
    view.live(&Kind::Org).find_map(|org| org.text("notice"))
}

fn sheets(view: &View<'_>, asked: Asked) -> Vec<Sheet> {
    let Some(group) = view.group(asked.group) else { return Vec::new() };
    let year = group_year(view, asked);
    let (grant, reached) = (grant_of(view, &group), reached(view, &group, &year));
    let paper = GroupPaper {
        group: &group,
        year: &year,
        grant: grant.as_ref(),
        reached: &reached,
        made: asked.today,
        notice: notice(view),
    };
    group_sheets(view, paper)
}

fn roster(view: &View<'_>, id: GroupId, day: Option<Day>) -> Vec<Sheet> {
    let Some(group) = view.group(id) else { return Vec::new() };
    let place = group.place.and_then(|id| view.place(id)).map(|place| place.name);
    let paper = RosterPaper { name: &group.name, place: place.as_deref(), day, notice: notice(view) };
    vec![roster_sheet(paper)]
}

fn model(
    scene: Scene,
    view: &View<'_>,
    session: Option<&Session>,
    asked: Asked,
    read: bool,
) -> Option<GroupModel> {
    let group = view.group(asked.group).filter(|_| session.is_some())?;
    let year = group_year(view, asked);
    let district =
        group.district.and_then(|id| view.district(id)).map(|district| Text::from(district.label()));
    let ended = group.until.map(|day| crate::words::staff::ended_on(&day.both_text()));
    let next = view.sessions().filter(|session| session.group == Some(group.id));
    let yesterday = asked.today.plus(-1);
    let next = next.filter_map(|session| session.next_after(yesterday)).map(|meeting| meeting.day).min();
    let chosen = asked.year;
    let mut all = years(asked.today.fiscal_year());
    if !all.contains(&chosen) {
        all.push(chosen);
    }
    Some(GroupModel {
        sample: notice(view).is_some(),
        lines: district.into_iter().chain(ended).collect(),
        year: chosen,
        years: all.into_iter().map(|year| (year, year.text())).collect(),
        reading: !read,
        grant: grant_model(view, session, &group, &year, read),
        unlogged: missing(scene, view, session, asked).filter(|_| read),
        kinds: year.kinds.iter().map(|it| kind_model(scene, view, group.id, it)).collect(),
        roster: Roster { day: next, open: true },
        name: group.name,
    })
}

fn grant_model(
    view: &View<'_>,
    session: Option<&Session>,
    group: &Group,
    year: &GroupYear,
    read: bool,
) -> GrantModel {
    let org = view.live(&Kind::Org).next();
    let grant = grant_of(view, group);
    let may = session.zip(view.get(group.id.record())).is_some_and(|(it, record)| may_apply(it, record));
    let months = grant.as_ref().filter(|grant| !grant.months.is_empty()).map(|grant| {
        let counted = year.year.months().filter(|month| grant.counts_month(month.number()));
        words::grant_months(&month_spans(counted))
    });
    let named = grant.as_ref().filter(|grant| !grant.kinds.is_empty()).map(|grant| {
        let names = grant.kinds.iter().map(|key| view.kinds().get(key).name.to_owned());
        words::grant_kinds(&names.collect::<Vec<_>>().join("・"))
    });
    let told = grant.as_ref().and_then(|grant| grant.words.clone()).map(Text::from);
    GrantModel {
        name: grant.as_ref().map(|grant| grant.name.clone()).filter(|name| !name.is_empty()).map(Text::from),
        more: months.into_iter().chain(named).chain(told).collect(),
        reached: if read { reached(view, group, year) } else { Vec::new() },
        choice: may.then(|| GrantChoice {
            group: group.id,
            list: grants(org),
            chosen: group.grant_of.clone(),
            times: group.grant,
        }),
    }
}

/// Meetings that nobody logged, and where they are logged: for the group's own people.
fn missing(
    scene: Scene,
    view: &View<'_>,
    session: Option<&Session>,
    asked: Asked,
) -> Option<(Text, Text, String)> {
    session.filter(|session| session.groups.contains(&asked.group))?;
    let days: Vec<Day> = unlogged(view, asked).into_iter().map(|(_, day)| day).collect();
    let last = days.last()?;
    let named =
        days.iter().rev().take(NAMED).map(|day| day.text_with_weekday()).collect::<Vec<_>>().join("、");
    let line = match days.len().saturating_sub(NAMED) {
        0 => words::unlogged_days(&named),
        more => words::unlogged_more(&named, more),
    };
    let href = scene.path(Route::Batch(Some(asked.group), Some(last.month())));
    Some((words::unlogged(days.len()), line, href))
}

/// What the phone's table has a column for.
#[derive(Clone, Copy)]
enum Shown<'a> {
    Times,
    Heads,
    Helpers,
    Quantity(&'a str),
}

impl Shown<'_> {
    fn amount(self, kind: &ActivityKind<'_>, sum: &Tally) -> u64 {
        match self {
            Self::Times => sum.counted(kind.unit),
            Self::Heads => sum.heads,
            Self::Helpers => sum.helpers,
            Self::Quantity(key) => sum.quantities.get(key).copied().unwrap_or(0),
        }
    }

    fn text(self, kind: &ActivityKind<'_>, sum: &Tally) -> String {
        let about = sum.about > 0 && matches!(self, Self::Heads | Self::Quantity(_));
        let about = if about { "約" } else { "" };
        format!("{about}{}", with_commas(self.amount(kind, sum)))
    }
}

fn kind_model(scene: Scene, view: &View<'_>, group: GroupId, year: &KindYear) -> KindModel {
    let kind = view.kinds().get(&year.what);
    let months = year.months_counted();
    let spans = month_spans(year.months.iter().filter(|month| month.counts).map(|month| month.month));
    let notes = [
        (months > 0).then(|| words::average_told(months, &spans)),
        (kind.counts_heads).then(words::heads_told),
        (year.sum.about > 0).then(words::about_told),
        (year.sum.split > 0).then(words::more_on_paper),
    ];
    let record = |log| scene.path(Route::Record(log));
    let date = |date: &Date| DateRow {
        href: record(date.log),
        when: date.when.text(),
        line: date.counts.line(&kind, date.about),
        content: date.content.join("・"),
    };
    let why = |why: Held| why.reason().map(Text::from).unwrap_or_default();
    KindModel {
        name: kinds::named(kind.key, kind.name),
        table: table(scene, group, &kind, year),
        notes: notes.into_iter().flatten().collect(),
        dates: year.held.iter().map(date).collect(),
        off: year
            .not_held
            .iter()
            .map(|it| OffRow { href: record(it.log), when: it.when.text(), why: why(it.why) })
            .collect(),
    }
}

fn table(scene: Scene, group: GroupId, kind: &ActivityKind<'_>, year: &KindYear) -> MonthTable {
    let (_, unit) = year.times(kind);
    let times = match (kind.unit, unit) {
        (Unit::Days, _) => words::days(),
        (_, "か月") => words::month_totals(),
        _ => words::times(),
    };
    let quantity = kind.quantities.iter().find(|it| !it.part);
    let quantity = quantity.map(|it| (Text::from(it.label), Shown::Quantity(it.key)));
    let heads = kind.counts_heads.then(|| (words::heads(), Shown::Heads));
    let columns: Vec<(Text, Shown<'_>)> =
        [Some((times, Shown::Times)), heads, Some((words::helpers(), Shown::Helpers)), quantity]
            .into_iter()
            .flatten()
            .collect();
    let numbers = |sum: &Tally| columns.iter().map(|(_, it)| it.text(kind, sum)).collect();
    let months = year.months.iter().map(|month| {
        let ahead = !month.counts && month.sum == Tally::default();
        let numbers = if ahead { vec![String::new(); columns.len()] } else { numbers(&month.sum) };
        let logs = (month.sum.times > 0).then(|| {
            let (kinds, groups) = ([year.what.clone()].into(), [group].into());
            let all = Narrowed::new(None, month.month, month.month);
            scene.path(Route::Behind(Narrowed { kinds, groups, ..all }.text()))
        });
        let number = month.month.number();
        MonthLine { name: words::month_number(month.month.number()), number, numbers, logs }
    });
    let drawn =
        if kind.counts_heads { (words::heads(), Shown::Heads) } else { (words::times(), Shown::Times) };
    let drawn = (drawn.0, year.months.iter().map(|month| drawn.1.amount(kind, &month.sum)).collect());
    let share =
        |it: Shown<'_>| Share { sum: it.amount(kind, &year.sum), among: year.months_counted() }.text();
    MonthTable {
        drawn,
        months: months.collect(),
        sum: numbers(&year.sum),
        average: columns.iter().map(|(_, it)| share(*it)).collect(),
        heads: columns.into_iter().map(|(head, _)| head).collect(),
    }
}
