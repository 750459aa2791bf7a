//! きょう: my groups' sessions by name, today's first and filled; what is unsent; the district's month.

use leptos::prelude::*;

use crate::parts::{
    BigCard, Empty, Icon, Notice, NoticeTone, SampleBanner, SendState, StateCard, TopBar, Weight,
};
use crate::words::{Text, frame, today};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TodayModel {
    /// ひなた地区, or the ward for those of the whole of it.
    pub place: Text,
    /// 11月24日（火）; 令和8年度（2026年度）.
    pub lines: Vec<Text>,
    pub sample: bool,
    /// Today's first; then those whose turn is nearest.
    pub sessions: Vec<SessionCard>,
    /// Ways on: ほかの活動, 1か月分をまとめて記録; empty for those who only look.
    pub other: String,
    pub batch: String,
    pub settings: String,
    pub months: Vec<MonthCard>,
    pub notices: Vec<TodayNotice>,
}

/// A group's regular meeting, or a group without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCard {
    pub href: String,
    pub icon: Icon,
    pub name: Text,
    pub facts: Vec<Text>,
    pub weight: Weight,
}

/// A district's month so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthCard {
    pub title: Text,
    pub rows: Vec<MonthRow>,
    /// Where more is told, with the words of the way.
    pub way: Option<(Text, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthRow {
    pub name: Text,
    /// 6日, 11回.
    pub value: Text,
    /// （先月 7日）, 参加 延べ 173人.
    pub more: Vec<Text>,
}

/// Something to know today: a new fiscal year, 確認待ち, a result in the ward's report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodayNotice {
    pub tone: NoticeTone,
    pub title: Text,
    pub lines: Vec<Text>,
    /// Where it leads, with the words of the way.
    pub way: Option<(Text, String)>,
}

#[component]
pub fn TodayPage(
    model: Memo<TodayModel>,
    #[prop(into)] state: Signal<SendState>,
    on_state: Callback<SendState>,
) -> impl IntoView {
    let place = Signal::derive(move || model.read().place.clone());
    let lines = Signal::derive(move || model.read().lines.clone());
    let at_first = model.with_untracked(|it| it.notices.clone());
    view! {
        <TopBar title=place lines=lines called=Some(frame::today())>
            <StateCard state=state on_act=on_state />
        </TopBar>
        <main class="content" id="content">
            {move || {
                let it = model.get();
                let (above, below) = placed(it.notices, &at_first);
                view! {
                    {it.sample.then(|| view! { <SampleBanner /> })}
                    {above.into_iter().map(notice).collect_view()}
                    {sessions(it.sessions, it.settings)}
                    {below.into_iter().map(notice).collect_view()}
                    <Ways other=it.other batch=it.batch />
                    {it.months.into_iter().map(month).collect_view()}
                }
            }}
        </main>
    }
}

/// What stands above the cards, and what below: one that comes while somebody looks would move the card from under the
/// finger. Only what went wrong goes above all the same.
fn placed(notices: Vec<TodayNotice>, at_first: &[TodayNotice]) -> (Vec<TodayNotice>, Vec<TodayNotice>) {
    let was_there = |it: &TodayNotice| at_first.iter().any(|one| one.title == it.title);
    notices.into_iter().partition(|it| it.tone == NoticeTone::Bad || was_there(it))
}

fn notice(it: TodayNotice) -> impl IntoView {
    let way = it.way.map(|(words, href)| view! { <a class="chip" href=href>{words}</a> });
    view! {
        <Notice tone=it.tone title=it.title lines=it.lines>
            {way}
        </Notice>
    }
}

fn sessions(cards: Vec<SessionCard>, settings: String) -> AnyView {
    if cards.is_empty() && settings.is_empty() {
        return ().into_any();
    }
    if cards.is_empty() {
        return view! {
            <section class="card">
                <Empty icon=Icon::People title=today::no_group() way=today::no_group_way()>
                    <a class="btn" href=settings>
                        {today::choose_groups()}
                    </a>
                </Empty>
            </section>
        }
        .into_any();
    }
    let card = |it: SessionCard| {
        view! {
            <li>
                <BigCard href=it.href icon=it.icon title=it.name facts=it.facts weight=it.weight />
            </li>
        }
    };
    view! {
        <h2 class="unseen">{today::sessions()}</h2>
        <ul class="stack">{cards.into_iter().map(card).collect_view()}</ul>
    }
    .into_any()
}

#[component]
fn Ways(other: String, batch: String) -> impl IntoView {
    let way = |href: String, words: Text| {
        (!href.is_empty()).then(|| view! { <a class="chip" href=href><span>{words}</span></a> })
    };
    view! {
        <div class="chips">
            {way(batch, today::month_batch())} {way(other, today::other())}
        </div>
    }
}

fn month(it: MonthCard) -> impl IntoView {
    let empty = it.rows.is_empty();
    let way = it.way.map(|(words, href)| view! { <a class="chip" href=href>{words}</a> });
    let row = |row: MonthRow| {
        view! {
            <div>
                <dt>{row.name}</dt>
                <dd>
                    {row.value}
                    {row.more.into_iter().map(|more| view! { <span class="small nb">{more}</span> }).collect_view()}
                </dd>
            </div>
        }
    };
    view! {
        <section class="card">
            <h2>{it.title}</h2>
            <dl class="month num">{it.rows.into_iter().map(row).collect_view()}</dl>
            {empty.then(|| view! { <p class="small">{today::month_empty()}</p> })}
            {way}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_while_somebody_looks_moves_no_card() {
        let one = |tone, title: &str| TodayNotice { tone, title: title.into(), lines: vec![], way: None };
        let (first, late) = (one(NoticeTone::Told, "確認待ち"), one(NoticeTone::Wait, "時計"));
        let bad = one(NoticeTone::Bad, "消えました");
        let (above, below) =
            placed(vec![bad.clone(), late.clone(), first.clone()], std::slice::from_ref(&first));
        assert_eq!((above, below), (vec![bad, first], vec![late]));
    }
}
