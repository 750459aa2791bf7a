//! The made-up ward's results: last year closed and told by the product's own rules, this year begun; no other ward has any.

use tsunagari_core::plan::close::Close;
use tsunagari_core::plan::result::{State, YearResult};
use tsunagari_core::record::{Kind, Record};

use crate::platform;
use crate::sample::activities::SLUG;
use crate::sample::seed::seed;
use crate::storage::Storage;
use crate::storage::memory::Memory;

#[tokio::test]
async fn the_made_up_ward_closed_its_last_year_and_no_real_ward_has_a_result() {
    let storage = Storage::Memory(Memory::default());
    let epoch = tsunagari_core::id::EpochId::from_uuid(platform::random_uuid());
    let now = platform::now();
    storage.write(move |tx| Box::pin(async move { tx.begin_epoch(epoch, now).await })).await.unwrap();
    seed(&storage, Some("2026-11-24")).await.unwrap();
    for org in storage.read(|tx| tx.orgs()).await.unwrap() {
        let of = |kind: Kind| {
            let id = org.id;
            storage.read(move |tx| tx.of_kind(id, kind, None))
        };
        let (results, closes) = (of(Kind::Result).await.unwrap(), of(Kind::Close).await.unwrap());
        if org.slug != SLUG {
            assert!(results.is_empty() && closes.is_empty(), "{}", org.slug);
            continue;
        }
        let closes: Vec<Close> = closes.iter().map(Close::read).collect();
        assert_eq!(closes.iter().map(|close| close.year.unwrap().year()).collect::<Vec<_>>(), [2025]);
        let told: Vec<(&Record, YearResult)> =
            results.iter().map(|row| (row, YearResult::read(row))).collect();
        let of_year = |year: i32| told.iter().filter(move |(_, result)| result.year.unwrap().year() == year);
        let merged = of_year(2025).filter(|(_, result)| result.copy.is_none() && result.office.is_none());
        let copies = of_year(2025).filter(|(_, result)| result.copy.is_some()).count();
        assert!(copies > 10, "{copies}");
        assert_eq!(merged.clone().count(), copies, "each settled one is copied for all");
        assert_eq!(closes[0].story()[0].confirmed, copies as u64);
        assert!(of_year(2025).all(|(_, result)| result.state() == Some(State::Confirmed)));
        let none = merged.filter(|(_, result)| result.word.as_ref().unwrap().not_done).count();
        assert!((3..=9).contains(&none), "{none}");
        let now: Vec<_> = of_year(2026).filter_map(|(_, result)| result.state()).collect();
        assert!(now.contains(&State::Submitted) && now.len() <= 4, "{now:?}");
        assert!(of_year(2026).all(|(_, result)| result.office.is_some()));
    }
}
