//! The form of an office: name, what it is, of which body of the plans, its telephone.

use leptos::prelude::*;
use tsunagari_core::id::{BodyId, OfficeId, derived};
use tsunagari_core::intent::Intent;
use tsunagari_core::office::{Office, OfficeKind};
use tsunagari_core::record::Kind;

use super::choice::Choice;
use super::records_of;
use super::ward::{office_kind, why_not};
use crate::pages::ask::ask;
use crate::parts::TextField;
use crate::replica::Replica;
use crate::words::{Text, staff, ward as words};

/// Makes an office, or mends one.
#[component]
pub fn OfficeForm(
    #[prop(optional)] office: Option<Office>,
    #[prop(optional)] id: Option<OfficeId>,
    close: Callback<()>,
) -> impl IntoView {
    let replica = Replica::here();
    let fresh = || Office::named(OfficeId::of(derived(&[])), OfficeKind::Plaza, String::new());
    let before = office.unwrap_or_else(fresh);
    let name = RwSignal::new(before.name.clone());
    let what = RwSignal::new(before.what.key().to_owned());
    let body = RwSignal::new(before.body.map(|id| id.to_string()).unwrap_or_default());
    let phone = RwSignal::new(before.phone.clone().unwrap_or_default());
    let said = RwSignal::new(None::<Text>);
    let before = StoredValue::new(before);
    let shown = StoredValue::new(id.map(|id| replica.held(&[id.record()])).unwrap_or_default());
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let kind = what.get_untracked();
        let form = Office {
            name: name.get_untracked(),
            what: OfficeKind::read(Some(&kind)),
            body: BodyId::parse(&body.get_untracked()).ok(),
            phone: Some(phone.get_untracked()).filter(|typed| !typed.trim().is_empty()),
            ..before.get_value()
        };
        let shown = shown.get_value();
        leptos::task::spawn_local(async move {
            match ask(replica, Intent::Office { id, form }, &shown).await {
                Ok(_) => close.run(()),
                Err(not) => said.set(Some(why_not(&not))),
            }
        });
    };
    let kinds = OfficeKind::ALL.into_iter().map(|kind| (kind.key().to_owned(), office_kind(kind))).collect();
    let bodies: Vec<(String, Text)> = records_of(Kind::Body).with_untracked(|all| {
        let named = all.iter().filter_map(|body| Some((body.id.to_string(), body.text("name")?.to_owned())));
        named.map(|(id, name)| (id, name.into())).collect()
    });
    let none = bodies.is_empty();
    let bodies: Vec<_> = std::iter::once((String::new(), staff::no_place())).chain(bodies).collect();
    view! {
        <form class="stack" on:submit=save>
            <TextField id="office-name" words=words::office_name() value=name on_type=Callback::new(move |typed| name.set(typed))/>
            <Choice id="office-kind" words=words::office_kind() value=what choices=kinds on_choose=Callback::new(move |key| what.set(key))/>
            <Choice id="office-body" words=words::office_body() value=body choices=bodies on_choose=Callback::new(move |key| body.set(key))/>
            {none.then(|| view! { <p class="hint">{words::body_none()}</p> })}
            <TextField id="office-phone" words=words::phone() value=phone inputmode="tel" on_type=Callback::new(move |typed| phone.set(typed))/>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>{staff::cancel()}</button>
                <button type="submit" class="btn main">{staff::save()}</button>
            </div>
            <p class="wrong" role="status">{move || said.get().map(Text::view)}</p>
        </form>
    }
}
