//! ほかの活動: my groups, then the kinds.

use leptos::prelude::*;
use tsunagari_core::org::{Role, Session};
use tsunagari_core::view::View;

use super::Scene;
use crate::pages::choose::{ChooseModel, ChoosePage, ChooseRow, ChooseSection};
use crate::pages::kind_icon::kind_icon;
use crate::route::{Address, Aim, Route};
use crate::words::{kinds, today as words};

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
    let groups = view.groups().filter(|group| staff || mine.contains(&group.id));
    let groups = groups.map(|group| ChooseRow {
        href: scene.path(Route::Log(Aim::Group(group.id))),
        icon: kind_icon(group.what.as_deref().unwrap_or_default()),
        name: group.name.into(),
        hint: None,
    });
    let all = view.kinds().all().filter(|kind| staff || !kind.staff_only());
    let all = all.map(|kind| ChooseRow {
        href: scene.path(Route::Log(Aim::Kind(kind.key.to_owned()))),
        icon: kind_icon(kind.key),
        name: kinds::named(kind.key, kind.name),
        hint: None,
    });
    let sections = [
        ChooseSection { title: words::my_groups(), rows: groups.collect() },
        ChooseSection { title: words::other(), rows: all.collect() },
    ];
    ChooseModel {
        sample: scene.sample(),
        sections: sections.into_iter().filter(|it| !it.rows.is_empty()).collect(),
    }
}
