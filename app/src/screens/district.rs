//! 地区の1年のまとめ, put together: a district's groups by kind, and the paper of it.

use leptos::prelude::*;
use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::id::DistrictId;
use tsunagari_core::kind::{ActivityKind, Quantity, Unit};
use tsunagari_core::paper::Sheet;
use tsunagari_core::query::district_year::{KindRows, district_year, predecessors};
use tsunagari_core::query::totals::Tally;
use tsunagari_core::record::Scope;
use tsunagari_core::report::{DistrictPaper, district_sheet, with_commas};
use tsunagari_core::view::View;

use super::Scene;
use super::group::{look, notice};
use super::year::{year_logs, years};
use crate::pages::district::{DistrictAsks, DistrictModel, DistrictPage, GroupLine, KindLines};
use crate::read::narrowed::Narrowed;
use crate::route::{Address, Route};
use crate::words::{Text, group as words, kinds};

#[component]
pub fn DistrictScreen(id: DistrictId, year: Option<FiscalYear>) -> impl IntoView {
    let scene = Scene::here();
    let board = scene.replica.board;
    let shown = Memo::new(move |_| year.unwrap_or_else(|| board.today.get().fiscal_year()));
    let of = Memo::new(move |_| {
        let here = board.registry.with(|all| predecessors(&View::of(&[all]), id));
        (here.into_iter().map(Scope::DistrictAll).collect(), shown.get())
    });
    let logs = year_logs(scene, of);
    let model = Memo::new(move |_| {
        let read = logs.with(Option::is_some);
        look(scene, logs, |view, session, today| {
            let may = session.is_some_and(|session| session.districts.contains(&id));
            may.then(|| model(scene, view, id, shown.get(), today, read)).flatten()
        })
    });
    let sheets =
        move |_: bool| untrack(|| look(scene, logs, |view, _, today| sheets(view, id, shown.get(), today)));
    let asks = DistrictAsks {
        back: Callback::new(move |()| scene.navigation.back(&Address::of(&scene.slug(), Route::Today))),
        year: Callback::new(move |year| {
            scene.navigation.replace(&Address::of(&scene.slug(), Route::District(id, Some(year))));
        }),
        sheets: Callback::new(sheets),
    };
    view! { <DistrictPage model=model asks=asks /> }
}

fn sheets(view: &View<'_>, id: DistrictId, year: FiscalYear, made: Day) -> Vec<Sheet> {
    let Some(district) = view.district(id) else { return Vec::new() };
    let kinds = district_year(view, id, year);
    let label = district.label();
    let paper = DistrictPaper { district: &label, year, kinds: &kinds, made, notice: notice(view) };
    district_sheet(view, paper).into_iter().collect()
}

fn model(
    scene: Scene,
    view: &View<'_>,
    id: DistrictId,
    year: FiscalYear,
    today: Day,
    read: bool,
) -> Option<DistrictModel> {
    let district = view.district(id)?;
    let mut all = years(today.fiscal_year());
    if !all.contains(&year) {
        all.push(year);
    }
    Some(DistrictModel {
        sample: notice(view).is_some(),
        name: district.label(),
        year,
        years: all.into_iter().map(|year| (year, year.text())).collect(),
        reading: !read,
        kinds: district_year(view, id, year).iter().map(|it| kind_lines(scene, view, id, year, it)).collect(),
    })
}

fn kind_lines(scene: Scene, view: &View<'_>, id: DistrictId, year: FiscalYear, rows: &KindRows) -> KindLines {
    let kind = view.kinds().get(&rows.what);
    let lines = rows.rows.iter().map(|row| {
        let group = row.group.and_then(|id| view.group(id));
        let name = group.as_ref().map_or_else(words::no_group, |group| group.name.as_str().into());
        let logs = group.as_ref().filter(|_| row.sum.times > 0).map(|group| {
            let (kinds, groups, districts) = ([rows.what.clone()].into(), [group.id].into(), [id].into());
            let all = Narrowed::new(None, year.first().month(), year.last().month());
            scene.path(Route::Behind(Narrowed { kinds, groups, districts, ..all }.text()))
        });
        let href = group.map(|group| scene.path(Route::Group(group.id, Some(year))));
        GroupLine { name, href, numbers: numbers(&kind, &row.sum), logs }
    });
    let groups = rows.rows.iter().filter(|row| row.group.is_some()).count();
    let sum = (rows.rows.len() > 1).then(|| (words::sum_of(groups), numbers(&kind, &rows.sum)));
    KindLines {
        name: kinds::named(kind.key, kind.name),
        came: match (kind.counts_heads, reached(&kind)) {
            (true, _) => Some(words::heads()),
            (false, reached) => reached.map(|it| kinds::named(it.key, it.label)),
        },
        lines: lines.collect(),
        sum,
    }
}

/// What a kind reaches.
fn reached<'k>(kind: &ActivityKind<'k>) -> Option<&'k Quantity> {
    kind.quantities.iter().find(|it| !it.part)
}

/// 回, 参加, 担い手; what the kind reaches where it counts nobody who came, nothing where it reaches nothing either.
fn numbers(kind: &ActivityKind<'_>, sum: &Tally) -> Vec<Text> {
    let unit = if sum.months > 0 && sum.months == sum.times { "か月" } else { kind.unit.text() };
    let times = if kind.unit == Unit::Days { sum.counted(Unit::Days) } else { sum.times };
    let about = if sum.about > 0 { "約" } else { "" };
    let came = match (kind.counts_heads, reached(kind)) {
        (true, _) => Some(format!("{about}{}", with_commas(sum.heads))),
        (false, reached) => reached.map(|it| {
            let number = sum.quantities.get(it.key);
            number.map_or_else(String::new, |number| format!("{about}{}{}", with_commas(*number), it.unit))
        }),
    };
    let helpers = with_commas(sum.helpers).into();
    [Some(words::counted(times, unit)), came.map(Text::from), Some(helpers)].into_iter().flatten().collect()
}
