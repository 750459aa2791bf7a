//! 参加番号とリンク: making one for a district or an office, showing it large, ending those that are alive.

use leptos::prelude::*;
use tsunagari_core::id::{DistrictId, OfficeId};
use tsunagari_core::office::Office;
use tsunagari_core::org::Role;
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::text::count;

use super::choice::Choice;
use super::devices::{NotLoaded, failed};
use super::made::Made;
use super::{is_admin, my_districts, office_choices, records_of};
use crate::parts::TextField;
use crate::replica::Replica;
use crate::replica::office::{Invite, Inviting, LiveInvite, No};
use crate::words::{Text, staff as words};

/// Uses of a volunteers' number unless somebody says otherwise.
const USES_USUAL: &str = "30";
/// The most.
const USES_MAX: u64 = 50;

/// The room.
#[component]
pub fn Invites() -> impl IntoView {
    let replica = Replica::here();
    let made = RwSignal::new(None::<(Text, Invite)>);
    let alive = RwSignal::new(None::<Result<Vec<LiveInvite>, No>>);
    let load = move || leptos::task::spawn_local(async move { alive.set(Some(replica.invites().await)) });
    load();
    let on_made = Callback::new(move |(whom, invite): (Text, Invite)| {
        made.set(Some((whom, invite)));
        load();
    });
    view! {
        {move || made.get().map(|(whom, invite)| view! { <Made whom invite/> })}
        <New on_made/>
        <section class="card">
            <h2>{words::alive()}</h2>
            {move || match alive.get() {
                None => ().into_any(),
                Some(Err(no)) => view! {
                    <NotLoaded no offline=words::invites_offline() again=Callback::new(move |()| load())/>
                }.into_any(),
                Some(Ok(all)) if all.is_empty() => view! { <p>{words::alive_none()}</p> }.into_any(),
                Some(Ok(all)) => view! {
                    <ul class="entries">
                        {all.into_iter().map(|invite| view! { <Alive invite ended=Callback::new(move |()| load())/> }).collect_view()}
                    </ul>
                }.into_any(),
            }}
        </section>
    }
}

#[component]
fn New(on_made: Callback<(Text, Invite)>) -> impl IntoView {
    let replica = Replica::here();
    let districts = my_districts();
    let offices = records_of(Kind::Office);
    let admin = is_admin();
    let role = RwSignal::new("volunteer".to_owned());
    let district = RwSignal::new(String::new());
    // Before one is chosen it is the first.
    let chosen = Memo::new(move |_| {
        DistrictId::parse(&district.get())
            .ok()
            .or_else(|| districts.with(|all| all.first().map(|(id, _)| *id)))
    });
    let office = RwSignal::new(String::new());
    let uses = RwSignal::new(USES_USUAL.to_owned());
    let wrong = RwSignal::new(None::<Text>);
    let said = RwSignal::new(None::<Text>);
    let busy = RwSignal::new(false);
    let volunteer = Memo::new(move |_| role.with(|role| role == "volunteer"));
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let count =
            count(&uses.get_untracked(), USES_MAX).ok().flatten().and_then(|count| u32::try_from(count).ok());
        let Some(count) = count.filter(|count| *count > 0) else {
            return wrong.set(Some(words::uses_wrong()));
        };
        wrong.set(None);
        if busy.get_untracked() {
            return;
        }
        let place = chosen.get_untracked();
        let (inviting, whom) = if volunteer.get_untracked() {
            let name = districts.with_untracked(|all| {
                all.iter().find(|(id, _)| Some(*id) == place).map(|(_, name)| name.clone())
            });
            (
                Inviting {
                    role: Role::Volunteer,
                    districts: place.map(|id| SortedSet::from([id])),
                    office: None,
                    uses: count,
                },
                name.unwrap_or_default(),
            )
        } else {
            let id = OfficeId::parse(&office.get_untracked()).ok();
            let name = offices.with_untracked(|all| {
                all.iter()
                    .find(|record| id.is_some_and(|id| id.record() == record.id))
                    .map(|record| Office::read(record).name)
            });
            (
                Inviting { role: Role::Staff, districts: None, office: id, uses: count },
                name.unwrap_or_default(),
            )
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match replica.invite(&inviting).await {
                Ok(invite) => on_made.run((words::invite_for(&whom), invite)),
                Err(no) if no.is_no_network() => said.set(Some(words::invites_offline())),
                Err(no) => said.set(Some(failed(&no))),
            }
            busy.set(false);
        });
    };
    view! {
        <form class="card stack" on:submit=make>
            <h2>{words::new_invite()}</h2>
            {admin.then(|| view! {
                <Choice id="invite-role" words=words::for_role() value=role
                    choices=vec![("volunteer".to_owned(), words::role_volunteer()), ("staff".to_owned(), words::role_staff())]
                    on_choose=Callback::new(move |key| role.set(key))/>
            })}
            {move || if volunteer.get() {
                let choices = districts.get().into_iter().map(|(id, name)| (id.to_string(), name.into())).collect();
                let value = Signal::derive(move || chosen.get().map(|id| id.to_string()).unwrap_or_default());
                view! { <Choice id="invite-district" words=words::for_district() value choices
                    on_choose=Callback::new(move |key| district.set(key))/> }.into_any()
            } else {
                let choices = std::iter::once((String::new(), words::no_place()));
                let choices = choices.chain(offices.with(|all| office_choices(all))).collect();
                view! { <Choice id="invite-office" words=words::for_office() value=office choices
                    on_choose=Callback::new(move |key| office.set(key))/> }.into_any()
            }}
            <TextField id="invite-uses" words=words::how_many() hint=words::how_many_hint() value=uses wrong=wrong inputmode="numeric"
                on_type=Callback::new(move |typed| uses.set(typed))/>
            <button type="submit" class="btn main full">
                {move || if busy.get() { words::making() } else { words::make() }.view()}
            </button>
            <p role="status">{move || said.get().map(Text::view)}</p>
        </form>
    }
}

#[component]
fn Alive(invite: LiveInvite, ended: Callback<()>) -> impl IntoView {
    let replica = Replica::here();
    let districts = my_districts();
    let district = invite
        .districts
        .as_ref()
        .filter(|_| invite.role == Role::Volunteer)
        .and_then(|all| all.first().copied());
    let whom = move || {
        let named = districts
            .with(|all| all.iter().find(|(id, _)| Some(*id) == district).map(|(_, name)| name.clone()));
        named.map_or_else(|| words::role_staff().view(), leptos::prelude::IntoAny::into_any)
    };
    let said = RwSignal::new(None::<Text>);
    let id = invite.id;
    let end = move |_| {
        leptos::task::spawn_local(async move {
            match replica.end_invite(id).await {
                Ok(()) => ended.run(()),
                Err(no) if no.is_no_network() => said.set(Some(words::invites_offline())),
                Err(no) => said.set(Some(failed(&no))),
            }
        });
    };
    let until = format!("{} {}", invite.ends_at.day().text(), invite.ends_at.clock_text());
    view! {
        <li>
            <div class="entry">
                <b>{whom}</b>
                <p class="facts num"><span>{words::uses_left(invite.uses.saturating_sub(invite.used), invite.uses)}</span><span>{words::expires(&until)}</span></p>
                <div class="ways"><button type="button" class="quiet" on:click=end>{words::end_invite()}</button></div>
                <p role="status">{move || said.get().map(Text::view)}</p>
            </div>
        </li>
    }
}
