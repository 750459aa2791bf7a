//! What core says of a ward: months, targets, years of groups, districts and the plaza, drafts. Nothing is counted here.

use std::sync::Arc;

use tsunagari_core::activity::Activity;
use tsunagari_core::book::Book;
use tsunagari_core::calendar::{FiscalYear, Month};
use tsunagari_core::draft::{Drafter, check};
use tsunagari_core::id::{BodyId, DistrictId, GroupId, OfficeId, RecordId};
use tsunagari_core::kind::Kinds;
use tsunagari_core::plan::progress::{Coverage, Missing};
use tsunagari_core::plan::result::Teller;
use tsunagari_core::query::deed::{Deeds, Part, part_of};
use tsunagari_core::query::district_year::district_year;
use tsunagari_core::query::group_year::{Asked, group_year};
use tsunagari_core::query::ledger::{Ledger, Ledgers};
use tsunagari_core::query::plaza_year::plaza_year;
use tsunagari_core::query::serves::Serving;
use tsunagari_core::query::standing::{Ground, Reached, standing};
use tsunagari_core::query::summary::Summary;
use tsunagari_core::record::{Kind, Record, Scope};
use tsunagari_core::sorted::{SortedMap, SortedSet};
use tsunagari_core::view::View;
use tsunagari_server::storage::Storage;

use super::Numbers;
use super::ward::{DISTRICTS, GROUPS, Ward};
use crate::trouble::{Outcome, Trouble};

/// How many logs there are, and every number.
pub(super) async fn said(storage: &Storage, ward: &Ward) -> Outcome<(u64, Numbers)> {
    let org = ward.org;
    let read = storage.read(move |tx| {
        Box::pin(async move {
            let mut all = Vec::new();
            let kinds = [
                Kind::Org,
                Kind::Plan,
                Kind::Measure,
                Kind::Item,
                Kind::Target,
                Kind::District,
                Kind::Office,
                Kind::Body,
                Kind::Group,
                Kind::Place,
                Kind::Figure,
                Kind::Summary,
                Kind::Activity,
            ];
            for kind in kinds {
                all.extend(tx.of_kind(org, kind, None).await?);
            }
            Ok(all)
        })
    });
    let records = read.await.map_err(Trouble::at("the records"))?;
    let logs = records.iter().filter(|record| record.kind == Kind::Activity).count() as u64;
    let saying = Saying { ward, records: &records, numbers: Numbers::new() };
    Ok((logs, saying.all()))
}

struct Saying<'a> {
    ward: &'a Ward,
    records: &'a [Record],
    numbers: Numbers,
}

impl Saying<'_> {
    fn all(mut self) -> Numbers {
        let registry: Vec<&Record> =
            self.records.iter().filter(|record| record.kind != Kind::Activity).collect();
        let view = View::new(self.records);
        let ledgers = self.ledgers(view.kinds());
        self.months(&ledgers);
        self.targets(&registry, &ledgers);
        self.years(&view);
        self.drafts(&View::new(registry.iter().copied()), &ledgers);
        self.summaries();
        self.numbers
    }

    fn say(&mut self, name: String, number: u64) {
        if number > 0 {
            self.numbers.insert(name, number.to_string());
        }
    }

    fn ledgers(&self, kinds: &Kinds) -> Ledgers {
        let mut by: SortedMap<(Scope, Month), Vec<(&Record, Activity)>> = SortedMap::new();
        for record in self.records.iter().filter(|record| record.kind == Kind::Activity) {
            let log = Activity::read(record);
            if let Some(when) = log.when {
                by.of((record.scope, when.month())).push((record, log));
            }
        }
        by.into_iter().map(|(at, logs)| (at, Arc::new(Ledger::build(kinds, logs)))).collect()
    }

    fn months(&mut self, ledgers: &Ledgers) {
        let mut days: SortedMap<(String, Month, String), u32> = SortedMap::new();
        let mut sums: SortedMap<String, u64> = SortedMap::new();
        for ((scope, month), ledger) in ledgers {
            for line in &ledger.lines {
                let part = part_text(part_of(*scope));
                let name = |what: &str| format!("month/{part}/{month}/{}/{what}", line.what);
                *sums.of(name("times")) += line.times;
                *sums.of(name("heads")) += line.heads;
                *sums.of(name("helpers")) += line.helpers;
                *sums.of(name("off")) += line.cancelled_in_all();
                for (key, number) in &line.quantities {
                    *sums.of(name(key)) += number;
                }
                *days.of((part.clone(), *month, line.what.clone())) |= line.days;
            }
        }
        for (name, sum) in sums {
            self.say(name, sum);
        }
        for ((part, month, what), bits) in days {
            self.say(format!("month/{part}/{month}/{what}/days"), u64::from(bits.count_ones()));
        }
    }

    fn targets(&mut self, registry: &[&Record], ledgers: &Ledgers) {
        let book = Book::read(registry.iter().copied());
        let whole: SortedSet<Part> = DISTRICTS
            .map(|name| Some(DistrictId::of(self.ward.id(name))))
            .into_iter()
            .chain([None])
            .collect();
        let mut deeds = Deeds::new(Serving::new(&View::new(registry.iter().copied())), whole);
        deeds.take(ledgers);
        let ground = Ground { book: &book, deeds: &deeds, cut: None, today: self.ward.today };
        for target in &book.targets {
            let name = format!("target/{}", target.id);
            match standing(ground, target).reached {
                Reached::Number { done, .. } => self.say(name, done),
                Reached::Districts(Coverage::Of { reached, all }, Missing(missing)) => {
                    self.say(format!("{name}/reached"), reached as u64);
                    self.say(format!("{name}/all"), all as u64);
                    for district in &missing {
                        self.say(format!("{name}/missing/{district}"), 1);
                    }
                }
                Reached::Places { places, .. } => {
                    self.say(format!("{name}/counted"), places.counted.len() as u64);
                    self.say(format!("{name}/unknown"), places.unknown.len() as u64);
                }
                Reached::Often { spans, .. } => {
                    for (from, times) in spans {
                        self.say(format!("{name}/{from}"), times);
                    }
                }
                Reached::Each { places, .. } => {
                    for (place, times) in &places {
                        self.say(format!("{name}/at/{place}"), *times);
                    }
                }
                Reached::Districts(Coverage::NoList, _) | Reached::Untold(_) => {}
            }
        }
    }

    fn years(&mut self, view: &View<'_>) {
        let today = self.ward.today;
        for year in
            [FiscalYear::new(2025), FiscalYear::new(2026), FiscalYear::new(2027)].into_iter().flatten()
        {
            for name in GROUPS {
                let group = GroupId::of(self.ward.id(name));
                for kind in group_year(view, Asked { group, year, today, memo: false }).kinds {
                    let at = format!("group/{name}/{}/{}", year.year(), kind.what);
                    self.say(format!("{at}/times"), kind.sum.times);
                    self.say(format!("{at}/heads"), kind.sum.heads);
                    self.say(format!("{at}/helpers"), kind.sum.helpers);
                    self.say(format!("{at}/off"), kind.sum.cancelled);
                    for month in kind.months {
                        self.say(format!("{at}/{}", month.month), month.sum.times);
                    }
                }
            }
            for name in DISTRICTS {
                let district = DistrictId::of(self.ward.id(name));
                for kind in district_year(view, district, year) {
                    let at = format!("district/{name}/{}/{}", year.year(), kind.what);
                    self.say(format!("{at}/times"), kind.sum.times);
                    self.say(format!("{at}/heads"), kind.sum.heads);
                    self.say(format!("{at}/helpers"), kind.sum.helpers);
                    self.say(format!("{at}/off"), kind.sum.cancelled);
                }
            }
            let events = plaza_year(view, OfficeId::of(self.ward.id("plaza")), year);
            let held = events.iter().filter(|event| event.held.is_done());
            let at = format!("plaza/{}", year.year());
            self.say(format!("{at}/times"), held.clone().count() as u64);
            self.say(format!("{at}/heads"), held.filter_map(|event| event.heads).sum());
            self.say(format!("{at}/off"), events.iter().filter(|event| !event.held.is_done()).count() as u64);
        }
    }

    fn drafts(&mut self, view: &View<'_>, ledgers: &Ledgers) {
        let today = self.ward.today;
        let drafter = Drafter::new(view, ledgers, today.fiscal_year(), today);
        let Some(item) = drafter.items().iter().find(|item| item.id.record() == self.ward.id("item")) else {
            return;
        };
        let body = BodyId::of(self.ward.id("cp"));
        let draft = drafter.of(item, Teller::Body(Some(body)));
        let number = |text: &str| check::numbers(text).first().map_or(0, |(_, number, _)| *number);
        let (figures, logs): (Vec<_>, Vec<_>) =
            draft.from.iter().partition(|source| !source.figures.is_empty());
        let mut told: Vec<u64> = figures.iter().map(|source| number(&source.shown)).collect();
        told.sort_unstable();
        for (n, number) in told.into_iter().enumerate() {
            self.say(format!("draft/figure/{n}"), number);
        }
        for source in logs {
            let what = if source.cancelled {
                "off"
            } else if source.year.is_some() || source.shown.starts_with("担い手") {
                continue;
            } else if source.shown.ends_with('回') {
                "times"
            } else if source.shown.ends_with('人') {
                "heads"
            } else {
                continue;
            };
            self.say(format!("draft/{what}"), number(&source.shown));
        }
    }

    fn summaries(&mut self) {
        let all = self.records.iter().filter(|record| record.kind == Kind::Summary).filter_map(Summary::read);
        for summary in all.collect::<Vec<_>>() {
            let part = part_text(summary.district);
            for (measure, amount) in &summary.measures {
                let name = format!("summary/{part}/{}/{measure}", summary.month);
                self.numbers.insert(name, amount.text());
            }
        }
    }
}

fn part_text(part: Part) -> String {
    part.map_or_else(|| "ward".to_owned(), |district| RecordId::to_string(&district.record()))
}
