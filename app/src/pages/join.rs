//! Coming in: number, district, name, groups, one question at a time; or the guide where joining would not last.

mod guide;

use leptos::{ev, prelude::*};
use tsunagari_core::id::{DistrictId, GroupId};
use tsunagari_core::sorted::SortedSet;

use crate::parts::{
    ActBar, Icon, Notice, NoticeTone, SampleBanner, TextField, Tick, TickShape, TopBar, While,
};
use crate::words::{Text, frame, join, trouble};

pub use guide::{Guide, GuidePage, GuidePageProps};

/// The hyphen at which a phone number is not broken.
const UNBROKEN: &str = "\u{2011}";

/// Digits of a 参加番号.
pub const NUMBER_DIGITS: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JoinModel {
    pub ward: String,
    pub sample: bool,
    /// A link was opened: no number is asked for.
    pub link: bool,
    pub districts: Vec<(DistrictId, String)>,
    /// Groups with the district that they belong to.
    pub groups: Vec<(GroupId, DistrictId, String)>,
    /// The ward's care plaza or office, to ask, and its phone.
    pub help: Option<(String, String)>,
    /// Where one looks around without joining.
    pub look: String,
}

/// What a person filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JoinForm {
    /// Eight digits.
    pub number: String,
    pub district: Option<DistrictId>,
    pub name: String,
    pub groups: SortedSet<GroupId>,
    /// わたしの会がない: its name.
    pub own_group: Option<String>,
}

/// Why joining did not work, told where it can be set right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinRefusal {
    Number(Text),
    Offline,
    Told(Text),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Number,
    District,
    Name,
    Groups,
}

#[component]
pub fn JoinPage(
    model: RwSignal<JoinModel>,
    #[prop(into)] busy: Signal<bool>,
    refusal: RwSignal<Option<JoinRefusal>>,
    /// A number was typed: once it is known what it is for, the model says `link`, and the next question comes.
    on_number: Callback<String>,
    on_join: Callback<JoinForm>,
) -> impl IntoView {
    let form = RwSignal::new(JoinForm::default());
    let first = move || if model.read().link { Step::District } else { Step::Number };
    let chosen = RwSignal::new(None::<Step>);
    let step = Memo::new(move |_| chosen.get().unwrap_or_else(first));
    let asked = RwSignal::new(false);
    let wrong =
        Signal::derive(move || asked.get().then(|| fault(step.get(), &form.read(), &model.read())).flatten());
    let submit = move |press: ev::SubmitEvent| {
        press.prevent_default();
        let now = step.get_untracked();
        asked.set(true);
        if fault(now, &form.read_untracked(), &model.read_untracked()).is_some() {
            return;
        }
        asked.set(false);
        if now == Step::Number {
            return on_number.run(form.read_untracked().number.clone());
        }
        match next(now) {
            Some(next) => chosen.set(Some(next)),
            None => on_join.run(form.get_untracked()),
        }
    };
    let back = move |_| {
        asked.set(false);
        chosen.update(|step| *step = step.and_then(before));
    };
    let words =
        Signal::derive(move || if step.get() == Step::Groups { join::do_join() } else { frame::next() });
    let can_go_back = move || chosen.read().is_some_and(|step| step > first());
    view! {
        <TopBar title=join::heading() lines=Signal::derive(move || vec![Text::from(model.read().ward.clone())]) />
        <main class="whole">
            <form class="content join-form" id="content" on:submit=submit novalidate>
                {move || model.read().sample.then(|| view! { <SampleBanner /> })}
                <section class="card">
                    {move || match step.get() {
                        Step::Number => view! { <NumberStep form=form wrong=wrong refusal=refusal /> }.into_any(),
                        Step::District => view! { <DistrictStep model=model form=form /> }.into_any(),
                        Step::Name => view! { <NameStep form=form wrong=wrong /> }.into_any(),
                        Step::Groups => view! { <GroupStep model=model form=form /> }.into_any(),
                    }}
                    <p class="wrong" role="alert">
                        {move || {
                            let here = step.get() == Step::District || step.get() == Step::Groups;
                            here.then(|| wrong.get().map(Text::view))
                        }}
                    </p>
                    {move || refusal.get().map(told)}
                </section>
                <While holds=can_go_back>
                    <button type="button" class="quiet" on:click=back>
                        {frame::back()}
                    </button>
                </While>
                <While holds=move || step.get() == first()>
                    <Aside model=model />
                </While>
                <ActBar words=words busy=busy />
            </form>
        </main>
    }
}

#[component]
fn NumberStep(
    form: RwSignal<JoinForm>,
    wrong: Signal<Option<Text>>,
    refusal: RwSignal<Option<JoinRefusal>>,
) -> impl IntoView {
    let told = Signal::derive(move || {
        wrong.get().or_else(|| match refusal.get() {
            Some(JoinRefusal::Number(words)) => Some(words),
            _ => None,
        })
    });
    view! {
        <TextField
            id="number"
            class="write code"
            inputmode="numeric"
            words=join::number()
            hint=join::number_hint()
            value=Signal::derive(move || grouped(&form.read().number))
            wrong=told
            on_type=Callback::new(move |typed: String| form.update(|form| form.number = digits(&typed)))
        />
        <p class="small">{join::needs_network()}</p>
    }
}

#[component]
fn DistrictStep(model: RwSignal<JoinModel>, form: RwSignal<JoinForm>) -> impl IntoView {
    let row = move |(id, name): (DistrictId, String)| {
        let on = Signal::derive(move || form.read().district == Some(id));
        let choose = Callback::new(move |_| {
            form.update(|form| {
                form.district = Some(id);
                form.groups.clear();
            });
        });
        view! { <Tick words=Text::from(name) shape=TickShape::One name="district" on=on on_change=choose /> }
    };
    view! {
        {move || model.read().link.then(|| view! { <p class="small">{join::link_ready()}</p> })}
        <fieldset>
            <legend class="label">{join::which_district()}</legend>
            {move || model.get().districts.into_iter().map(row).collect_view()}
            {move || model.read().districts.is_empty().then(|| view! { <p>{join::no_districts()}</p> })}
        </fieldset>
    }
}

#[component]
fn NameStep(form: RwSignal<JoinForm>, wrong: Signal<Option<Text>>) -> impl IntoView {
    view! {
        <TextField
            id="name"
            words=join::name()
            hint=join::name_hint()
            autocomplete="nickname"
            value=Signal::derive(move || form.read().name.clone())
            wrong=wrong
            on_type=Callback::new(move |typed: String| form.update(|form| form.name = typed))
        />
    }
}

#[component]
fn GroupStep(model: RwSignal<JoinModel>, form: RwSignal<JoinForm>) -> impl IntoView {
    let row = move |(id, name): (GroupId, String)| {
        let on = Signal::derive(move || form.read().groups.contains(&id));
        let turn = Callback::new(move |on: bool| {
            form.update(|form| {
                if on {
                    form.groups.insert(id)
                } else {
                    form.groups.remove(&id)
                };
            });
        });
        view! { <Tick words=Text::from(name) name="groups" on=on on_change=turn /> }
    };
    let here = move || {
        let district = form.read().district;
        let groups = model.get().groups.into_iter();
        groups
            .filter(|(_, of, _)| Some(*of) == district)
            .map(|(id, _, name)| (id, name))
            .map(row)
            .collect_view()
    };
    let own = Signal::derive(move || form.read().own_group.is_some());
    view! {
        <fieldset>
            <legend class="label">{join::groups()}</legend>
            <p class="small">{join::groups_hint()}</p>
            {here}
            <Tick
                words=join::no_group_of_mine()
                name="own-group"
                on=own
                on_change=Callback::new(move |on: bool| {
                    form.update(|form| form.own_group = on.then(String::new));
                })
            />
        </fieldset>
        <While holds=move || own.get()>
            <TextField
                id="own-group-name"
                words=join::group_name()
                hint=join::group_name_hint()
                value=Signal::derive(move || form.read().own_group.clone().unwrap_or_default())
                on_type=Callback::new(move |typed: String| form.update(|form| form.own_group = Some(typed)))
            />
        </While>
    }
}

/// Looking around without joining, and whom to ask.
#[component]
fn Aside(model: RwSignal<JoinModel>) -> impl IntoView {
    view! {
        <div class="stack">
            <a class="btn calm full" href=move || model.read().look.clone()>
                <span>{join::look_around()}</span>
                <small>{join::look_around_hint()}</small>
            </a>
            {move || {
                model
                    .read()
                    .help
                    .clone()
                    .map(|(name, phone)| {
                        view! { <p class="small">{join::ask_plaza()} " " {join::plaza_phone(&name, &phone.replace('-', UNBROKEN))}</p> }
                    })
            }}
        </div>
    }
}

fn told(refusal: JoinRefusal) -> AnyView {
    match refusal {
        JoinRefusal::Number(_) => ().into_any(),
        JoinRefusal::Offline => {
            view! { <Notice tone=NoticeTone::Wait icon=Icon::Offline title=trouble::offline() lines=vec![join::needs_network()] urgent=true /> }
                .into_any()
        }
        JoinRefusal::Told(words) => view! { <Notice tone=NoticeTone::Bad title=words urgent=true /> }.into_any(),
    }
}

fn fault(step: Step, form: &JoinForm, model: &JoinModel) -> Option<Text> {
    match step {
        Step::Number if form.number.chars().any(|digit| !digit.is_ascii_digit()) => {
            Some(join::number_letters())
        }
        Step::Number if form.number.len() < NUMBER_DIGITS => {
            Some(join::number_short(NUMBER_DIGITS - form.number.len()))
        }
        Step::District if form.district.is_none() && !model.districts.is_empty() => {
            Some(join::which_district())
        }
        Step::Name if form.name.trim().is_empty() => Some(join::name_missing()),
        _ => None,
    }
}

const fn next(step: Step) -> Option<Step> {
    match step {
        Step::Number => Some(Step::District),
        Step::District => Some(Step::Name),
        Step::Name => Some(Step::Groups),
        Step::Groups => None,
    }
}

const fn before(step: Step) -> Option<Step> {
    match step {
        Step::Number => None,
        Step::District => Some(Step::Number),
        Step::Name => Some(Step::District),
        Step::Groups => Some(Step::Name),
    }
}

/// Half-width, without hyphens and blanks, eight at most; other letters stay and are told.
fn digits(typed: &str) -> String {
    let half = |letter: char| match letter {
        '０'..='９' => {
            char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')).unwrap_or(letter)
        }
        other => other,
    };
    let dash =
        |letter: &char| matches!(letter, '-' | '‐' | '−' | 'ー' | '－' | '–') || letter.is_whitespace();
    typed.chars().filter(|letter| !dash(letter)).map(half).take(NUMBER_DIGITS).collect()
}

/// 4-4, as on the paper.
fn grouped(number: &str) -> String {
    match number.char_indices().nth(4) {
        Some((cut, _)) => format!("{}-{}", &number[..cut], &number[cut..]),
        None => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        assert_eq!(digits("１２３４－５６７８"), "12345678");
        assert_eq!(digits(" 1234 5678 9"), "12345678");
        assert_eq!(grouped("12345"), "1234-5");
        assert_eq!(grouped("1234"), "1234");
    }

    #[test]
    fn each_step_says_what_is_missing() {
        let (mut form, model) = (JoinForm::default(), JoinModel::default());
        assert!(fault(Step::Number, &form, &model).is_some());
        form.number = "12a45678".to_owned();
        assert_eq!(fault(Step::Number, &form, &model), Some(join::number_letters()));
        form.number = "12345678".to_owned();
        assert!(fault(Step::Number, &form, &model).is_none());
        assert!(fault(Step::Name, &form, &model).is_some());
    }
}
