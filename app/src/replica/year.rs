//! A fiscal year's logs, read for what adds them up: the board's own logs are those of the last months.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::device::reading::Ask;
use tsunagari_core::id::{GroupId, RecordId};
use tsunagari_core::org::Session;
use tsunagari_core::query::group_year::lineage;
use tsunagari_core::record::{Class, Record, Scope};
use tsunagari_core::shelf::Shelf;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::view::View;

use super::Replica;

impl Replica {
    /// The logs of a year in some scopes that are to be kept, own unsent ones among them; removed ones too.
    pub async fn year(
        self,
        scopes: Vec<Scope>,
        year: FiscalYear,
        keep: impl Fn(&Record) -> bool,
    ) -> Vec<Record> {
        let days = Some((year.first().to_string(), year.last().to_string()));
        self.ask(Ask { scopes, others: None, class: Class::Log, days, limit: usize::MAX }, keep).await
    }

    /// Puts a log on the board that lies further back than its last months, with those of its month and district.
    pub async fn reach_log(self, id: RecordId) {
        let scopes = self.board.session.with_untracked(|session| session.as_ref().map(Session::scopes));
        if !self.held(&[id]).is_empty() {
            return;
        }
        let ask =
            Ask { scopes: scopes.unwrap_or_default(), others: None, class: Class::Log, days: None, limit: 1 };
        let Some(found) = self.ask(ask, |record| record.id == id).await.pop() else { return };
        let month = found.day().and_then(|day| Day::parse(&day).ok()).map(Day::month);
        self.reach(found.scope.district()).await;
        if let Some(month) = month {
            self.reach_back(month).await;
        }
    }

    /// The scopes in which logs of some groups lie, and those groups with what they were before.
    pub fn of_groups(self, groups: &SortedSet<GroupId>) -> (Vec<Scope>, SortedSet<GroupId>) {
        self.board.registry.with(|registry| {
            let view = View::of(&[registry]);
            let all: SortedSet<GroupId> = groups.iter().flat_map(|id| lineage(&view, *id)).collect();
            let scopes = all.iter().filter_map(|id| view.get(id.record())).map(|record| record.scope);
            let scopes: SortedSet<Scope> = scopes.collect();
            (scopes.into_iter().collect(), all)
        })
    }

    /// Keeps this year's logs of own groups at hand, for きょう. They are read once; what is saved or comes later is on the
    /// board, and is laid over them.
    pub fn look_after_year(self) {
        let board = self.board;
        let (asked, kept) = (StoredValue::new(None), StoredValue::new(None::<Shelf>));
        Effect::new(move |_| {
            board.logs.track();
            let groups = board.session.with(|session| session.as_ref().map(|session| session.groups.clone()));
            let year = board.today.get().fiscal_year();
            let (scopes, groups) = self.of_groups(&groups.unwrap_or_default());
            if groups.is_empty() {
                return;
            }
            let wanted = (self.beyond(), year, groups);
            let ours = move |record: &Record, groups: &SortedSet<GroupId>| {
                record.link("group").is_some_and(|id| groups.contains(&GroupId::of(id)))
            };
            let show = move |groups: &SortedSet<GroupId>| {
                let Some(kept) = kept.get_value() else { return };
                let of_year = |record: &Record| {
                    let day = record.day().and_then(|day| Day::parse(&day).ok());
                    day.is_some_and(|day| day.fiscal_year() == year)
                };
                let newer = board.logs.get_untracked().pointers();
                let known: SortedSet<RecordId> = newer.iter().map(|record| record.id).collect();
                let newer = newer.into_iter().filter(|record| of_year(record) && ours(record, groups));
                let older = kept.pointers().into_iter().filter(|record| !known.contains(&record.id));
                board.year.set(newer.chain(older).collect::<Vec<_>>().into());
            };
            if asked.with_value(|asked| asked.as_ref() == Some(&wanted)) {
                return show(&wanted.2);
            }
            asked.set_value(Some(wanted.clone()));
            kept.set_value(None);
            spawn_local(async move {
                let logs = self.year(scopes, year, |record| ours(record, &wanted.2)).await;
                // What was asked for later knows more.
                if asked.with_value(|asked| asked.as_ref() == Some(&wanted)) {
                    kept.set_value(Some(logs.into()));
                    show(&wanted.2);
                }
            });
        });
    }
}
