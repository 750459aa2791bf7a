//! Joining: what the code is for, then the form; or the guide, where joining here would not last.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::intent::Intent;
use tsunagari_core::sync::reply::Failure;

use super::Scene;
use crate::net::No;
use crate::pages::join::{Guide, GuidePageProps, JoinForm, JoinModel, JoinPage, JoinRefusal};
use crate::replica::join::{Code, Joining, NotJoined, Offer};
use crate::replica::phone::Window;
use crate::rest::Rest;
use crate::route::Route;
use crate::words::{Text, join as words, trouble};

#[component]
pub fn JoinScreen() -> impl IntoView {
    let (scene, rest) = (Scene::here(), Rest::here());
    let link = Link::read(&scene.navigation.fragment());
    let guide = match scene.replica.window() {
        Window::IosTab => Some(Guide::IosTab),
        Window::Line => Some(Guide::Line),
        Window::Installed | Window::Tab => None,
    };
    let here = RwSignal::new(guide.is_none());
    let number = link.number.clone();
    let link = StoredValue::new(link);
    let copy = Callback::new(move |number: String| {
        spawn_local(async move {
            if scene.replica.copy(&number).await {
                scene.say(words::copied());
            }
        });
    });
    let use_here = Callback::new(move |()| here.set(true));
    view! {
        {move || match guide.filter(|_| !here.get()) {
            Some(guide) => {
                let number = number.clone();
                let guide = GuidePageProps { guide, number, on_copy: copy, on_use_here: use_here };
                rest.drawn(move |pages| (pages.guide)(guide))
            }
            None => view! { <Form scene=scene link=link /> }.into_any(),
        }}
    }
}

/// What a link brings behind its `#`: SECRET.NUMBER.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Link {
    secret: Option<String>,
    number: Option<String>,
}

impl Link {
    fn read(fragment: &str) -> Self {
        let (secret, number) = fragment.split_once('.').unwrap_or((fragment, ""));
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Self { secret: some(secret), number: some(number) }
    }
}

#[component]
fn Form(scene: Scene, link: StoredValue<Link>) -> impl IntoView {
    let start = JoinModel { ward: scene.slug(), look: scene.path(Route::Plan), ..JoinModel::default() };
    let (model, busy) = (RwSignal::new(start), RwSignal::new(false));
    let refusal = RwSignal::new(None::<JoinRefusal>);
    let code = move |number: Option<String>| Code {
        org: scene.slug(),
        secret: link.get_value().secret,
        number: number.filter(|_| link.get_value().secret.is_none()),
    };
    let look = move |number: Option<String>| {
        busy.set(true);
        refusal.set(None);
        spawn_local(async move {
            match scene.replica.look(&code(number)).await {
                Ok(offer) => model.update(|model| take(model, offer)),
                Err(no) => refusal.set(Some(said(&no))),
            }
            busy.set(false);
        });
    };
    if link.get_value().secret.is_some() {
        look(None);
    }
    let join = Callback::new(move |form: JoinForm| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refusal.set(None);
        let Code { org, secret, number } = code(Some(form.number.clone()));
        let own = form.own_group.clone().filter(|name| !name.trim().is_empty());
        let joining =
            Joining { org, secret, number, name: form.name, district: form.district, groups: form.groups };
        let chosen = joining.district;
        spawn_local(async move {
            let name = joining.name.clone();
            match scene.replica.join(joining).await {
                Ok(session) => {
                    if let (Some(group), Some(district)) =
                        (own, chosen.or(session.districts.first().copied()))
                    {
                        let named = Intent::NameGroup { district, name: group, what: None };
                        let _ = scene.replica.submit(named, None, &[]).await; // named again under 設定
                    }
                    scene.say(words::joined(name.trim()));
                    scene.go(Route::Today);
                }
                Err(NotJoined::No(no)) => refusal.set(Some(match said(&no) {
                    JoinRefusal::Number(text) => JoinRefusal::Told(text),
                    other => other,
                })),
                Err(NotJoined::Store(_)) => refusal.set(Some(JoinRefusal::Told(trouble::storage_none()))),
            }
            busy.set(false);
        });
    });
    let on_number = Callback::new(move |number: String| look(Some(number)));
    view! { <JoinPage model=model busy=busy refusal=refusal on_number=on_number on_join=join /> }
}

fn take(model: &mut JoinModel, offer: Offer) {
    model.ward = offer.org.name;
    model.sample = offer.sample;
    model.link = true;
    model.districts = offer.districts.into_iter().map(|district| (district.id, district.name)).collect();
    model.groups = offer.groups.into_iter().map(|group| (group.id, group.district, group.name)).collect();
}

fn said(no: &No) -> JoinRefusal {
    match no.failure {
        Failure::Unreachable => JoinRefusal::Offline,
        Failure::NotOurs => JoinRefusal::Told(trouble::captive()),
        _ => {
            let kind = no.problem.as_ref().map(|problem| problem.kind.as_str()).unwrap_or_default();
            let told = || no.problem.as_ref().map(|problem| Text::from(problem.title.clone()));
            match kind.rsplit(':').next().unwrap_or_default() {
                "wrong-code" => JoinRefusal::Number(words::number_wrong()),
                "ended-code" => JoinRefusal::Number(words::number_expired()),
                "used-code" => JoinRefusal::Number(words::number_used()),
                "numbers-wait" => JoinRefusal::Number(words::number_wait()),
                _ => JoinRefusal::Number(told().unwrap_or_else(words::number_wrong)),
            }
        }
    }
}
