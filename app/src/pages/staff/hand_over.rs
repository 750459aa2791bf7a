//! 引き継ぎ: a post of a group from one person to another, on a day; who is yet to join gets a link and a number in the same step.

use leptos::prelude::*;
use tsunagari_core::id::{DistrictId, GroupId, PersonId};
use tsunagari_core::intent::{HandOver, Intent, POSTS};
use tsunagari_core::org::Role;
use tsunagari_core::person::Person;
use tsunagari_core::record::Kind;
use tsunagari_core::sorted::SortedSet;

use super::choice::Choice;
use super::day_field::{DayField, day};
use super::devices::failed;
use super::made::Made;
use super::records_of;
use crate::pages::ask::{ask, told};
use crate::parts::{Tick, While};
use crate::replica::Replica;
use crate::replica::office::{Invite, Inviting};
use crate::words::{Text, staff as words};

/// The form, in the group's own entry.
#[component]
pub fn HandOverForm(
    district: DistrictId,
    group: GroupId,
    name: String,
    close: Callback<()>,
) -> impl IntoView {
    let replica = Replica::here();
    let people: Vec<Person> =
        records_of(Kind::Person).with_untracked(|all| all.iter().map(Person::read).collect());
    let people: Vec<Person> = people.into_iter().filter(|person| !person.left).collect();
    let members: Vec<&Person> = people.iter().filter(|person| person.groups.contains(&group)).collect();
    let head = members.iter().find(|person| person.posts.contains_key(&group));
    let post = RwSignal::new(
        head.and_then(|it| it.posts.get(&group).cloned()).unwrap_or_else(|| POSTS[0].to_owned()),
    );
    let from = RwSignal::new(head.map(|it| it.id.to_string()).unwrap_or_default());
    let to = RwSignal::new(String::new());
    let first = RwSignal::new(replica.board.today.get_untracked().to_string());
    let stays = RwSignal::new(false);
    let said = RwSignal::new(None::<Text>);
    let made = RwSignal::new(None::<Invite>);
    let busy = RwSignal::new(false);
    let with_post = |person: &Person| {
        let post = person.posts.get(&group).map(|post| format!("（{post}）")).unwrap_or_default();
        (person.id.to_string(), Text::from(format!("{}{post}", person.name)))
    };
    let none = (String::new(), words::nobody_yet());
    let froms = std::iter::once(none).chain(members.into_iter().map(with_post)).collect::<Vec<_>>();
    let none = (String::new(), words::yet_to_join());
    let here = people.iter().filter(|person| person.district == Some(district));
    let tos = std::iter::once(none)
        .chain(here.map(|person| (person.id.to_string(), person.name.clone().into())))
        .collect::<Vec<_>>();
    let mut posts: Vec<String> = POSTS.iter().map(|post| (*post).to_owned()).collect();
    if !posts.contains(&post.get_untracked()) {
        posts.push(post.get_untracked());
    }
    let posts = posts.into_iter().map(|post| (post.clone(), post.into())).collect::<Vec<(String, Text)>>();
    let opened =
        StoredValue::new(replica.held(&people.iter().map(|person| person.id.record()).collect::<Vec<_>>()));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(Some(day)) = day(&first.get_untracked()) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let to = PersonId::parse(&to.get_untracked()).ok();
        let from = PersonId::parse(&from.get_untracked()).ok();
        let asked =
            HandOver { group, post: post.get_untracked(), from, to, day, stays: stays.get_untracked() };
        leptos::task::spawn_local(async move {
            match ask(replica, Intent::HandOver(asked), &opened.get_value()).await {
                Ok(_) if to.is_some() => close.run(()),
                Ok(_) => said.set(Some(invite(replica, district, made).await)),
                Err(not) => said.set(Some(told(&not))),
            }
            let _gone = busy.try_set(false); // the form may be closed by now
        });
    };
    let whom = words::invite_for(&name);
    view! {
        <form class="stack" on:submit=save>
            <h3>{words::hand_over_of(&name)}</h3>
            <Choice id="hand-post" words=words::post() value=post choices=posts on_choose=Callback::new(move |key| post.set(key))/>
            <Choice id="hand-from" words=words::from_whom() value=from choices=froms on_choose=Callback::new(move |key| from.set(key))/>
            <Choice id="hand-to" words=words::to_whom() value=to choices=tos on_choose=Callback::new(move |key| to.set(key))/>
            <DayField id="hand-day" words=words::from_when() value=first/>
            <While holds=move || !from.with(String::is_empty)>
                <Tick words=words::stays() hint=words::stays_told() on=stays name="stays" on_change=Callback::new(move |on| stays.set(on))/>
            </While>
            <While holds=move || to.with(String::is_empty)><p class="small">{words::yet_to_join_told()}</p></While>
            {move || made.get().map(|invite| view! { <Made whom=whom.clone() invite/> })}
            <p role="status">{move || said.get().map(Text::view)}</p>
            <div class="pair">
                <button type="button" class="btn calm" on:click=move |_| close.run(())>
                    {move || if made.read().is_some() { words::done() } else { words::cancel() }.view()}
                </button>
                <While holds=move || made.read().is_none()><button type="submit" class="btn main">{words::hand_over()}</button></While>
            </div>
        </form>
    }
}

/// A number for one person of the district; words for what came of it.
async fn invite(replica: Replica, district: DistrictId, made: RwSignal<Option<Invite>>) -> Text {
    let inviting = Inviting {
        role: Role::Volunteer,
        districts: Some(SortedSet::from([district])),
        office: None,
        uses: 1,
    };
    match replica.invite(&inviting).await {
        Ok(invite) => {
            made.set(Some(invite));
            words::handed_over()
        }
        Err(no) if no.is_no_network() => words::handed_over_offline(),
        Err(no) => failed(&no),
    }
}
