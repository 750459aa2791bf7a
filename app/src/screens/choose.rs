//! ほかの活動: my groups, for staff all others by district, then the kinds.

use leptos::prelude::*;
use tsunagari_core::district::District;
use tsunagari_core::group::Group;
use tsunagari_core::org::{Role, Session};
use tsunagari_core::sorted::sort_by_key;
use tsunagari_core::view::View;

use super::Scene;
use crate::pages::choose::{ChooseModel, ChoosePage, ChooseRow, ChooseSection};
use crate::pages::kind_icon::kind_icon;
use crate::route::{Address, Aim, Route};
use crate::words::{Text, kinds, today as words};

#[component]
pub fn ChooseScreen() -> impl IntoView {
    let scene = Scene::here();
    let model = Memo::new(move |_| scene.look(|view, session, _| model(scene, view, session)));
    let back = Callback::new(move |()| scene.navigation.back(&Address::of(&scene.slug(), Route::Today)));
    view! { <ChoosePage model=model on_back=back /> }
}

fn model(scene: Scene, view: &View<'_>, session: Option<&Session>) -> ChooseModel {
    let staff = session.is_some_and(|session| session.role >= Role::Staff);
    let mine = session.map(|session| session.groups.clone()).unwrap_or_default();
    let mut groups: Vec<Group> = view.groups().filter(|group| staff || mine.contains(&group.id)).collect();
    sort_by_key(&mut groups, |group| (group.kana.clone(), group.name.clone()));
    let row = |group: &Group| ChooseRow {
        href: scene.path(Route::Log(Aim::Group(group.id))),
        icon: kind_icon(group.what.as_deref().unwrap_or_default()),
        name: group.name.clone().into(),
        hint: None,
    };
    // Staff log for every group: their own first, the others district by district.
    let mut districts: Vec<District> = view.districts().collect();
    sort_by_key(&mut districts, |district| (district.number, district.id));
    let section = |title: Text, holds: &dyn Fn(&Group) -> bool| ChooseSection {
        title,
        rows: groups.iter().filter(|group| holds(group)).map(row).collect(),
    };
    let others = |group: &Group| !mine.contains(&group.id);
    let listed = |group: &Group| districts.iter().any(|district| group.district == Some(district.id));
    let mut sections = vec![section(words::my_groups(), &|group| !others(group))];
    sections.extend(districts.iter().map(|district| {
        let of_it = |group: &Group| others(group) && group.district == Some(district.id);
        section(district.label().into(), &of_it)
    }));
    sections.push(section(words::more_groups(), &|group| others(group) && !listed(group)));
    let all = view.kinds().all().filter(|kind| staff || !kind.staff_only());
    let all = all.map(|kind| ChooseRow {
        href: scene.path(Route::Log(Aim::Kind(kind.key.to_owned()))),
        icon: kind_icon(kind.key),
        name: kinds::named(kind.key, kind.name),
        hint: None,
    });
    sections.push(ChooseSection { title: words::other(), rows: all.collect() });
    ChooseModel {
        sample: scene.sample(),
        sections: sections.into_iter().filter(|it| !it.rows.is_empty()).collect(),
    }
}
