//! F38: a minute of it.

use std::time::Duration;

use tsunagari_tests::faults::soak::Soak;

const STRETCH: Duration = Duration::from_secs(10);
/// Deaths of the server in each stretch: the first without one is what the memory of those after it is held to.
const DEATHS: [usize; 6] = [2, 3, 0, 0, 0, 1];

#[test]
fn a_minute_of_faults_and_all_drain_and_show_the_same_after_each_stretch() {
    let mut soak = Soak::begun(1, 20).unwrap();
    for deaths in DEATHS {
        let stretch = soak.stretch(STRETCH, deaths).unwrap();
        println!("{} saved, {}", stretch.saved, stretch.figures());
        assert!(stretch.wrong.is_empty(), "{:#?}", stretch.wrong);
        assert!(stretch.edits > 50 && stretch.cuts > 0 && stretch.phones_killed > 0, "{stretch:#?}");
    }
    assert_eq!(soak.over().unwrap(), Vec::<String>::new());
}
