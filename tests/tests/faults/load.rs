//! F27, F28: a thousand phones of an evening, and some hundreds that come back at once.

use std::time::Duration;

use tsunagari_tests::faults::load::{Crowd, evening};

#[test]
fn an_evening_of_a_thousand_phones_loses_nothing() {
    let crowd = Crowd { phones: 1_000, within: Duration::from_secs(20), at_once: 32, after_an_outage: false };
    let sum = evening(crowd).unwrap();
    println!("{}", sum.figures());
    assert!(sum.wrong.is_empty(), "{:#?}", sum.wrong);
    assert_eq!(sum.logs, 5_000);
    assert!(sum.statuses.get(&200).is_some_and(|count| *count >= 3_000), "each opened, loaded and sent");
}

#[test]
fn phones_that_come_back_at_once_after_an_outage_wait_as_they_are_told_and_lose_nothing() {
    let crowd = Crowd { phones: 300, within: Duration::from_secs(1), at_once: 128, after_an_outage: true };
    let sum = evening(crowd).unwrap();
    println!("{}", sum.figures());
    assert!(sum.wrong.is_empty(), "{:#?}", sum.wrong);
    assert_eq!(sum.logs, 1_500);
}
