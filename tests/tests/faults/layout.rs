//! F18, SQL: every call to the disk while the layout is brought up to date, from every earlier layout.

use tsunagari_tests::faults::layout::Layouts;
use tsunagari_tests::faults::traced::CALLS;

#[test]
fn a_layout_that_is_brought_up_to_date_is_the_old_one_or_the_new_one_wherever_it_is_killed() {
    let layouts = Layouts::new().unwrap();
    let (mut runs, mut struck) = (0, 0);
    for from in 0..layouts.earlier() {
        for call in CALLS {
            for k in 1..=layouts.calls(from, call).unwrap() {
                let tried = layouts.kill(from, call, k).unwrap();
                assert!(tried.wrong.is_empty(), "from layout {from}, {call} {k}: {:#?}", tried.wrong);
                (runs, struck) = (runs + 1, struck + usize::from(tried.struck));
            }
        }
    }
    println!("{runs} calls in {} layouts, {struck} deaths", layouts.earlier());
    assert!(struck > 20 && struck + 3 >= runs, "{struck} of {runs}");
}
