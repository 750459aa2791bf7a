//! F24, F26: a thousand malformed requests, heads that are no HTTP, and bombs by HTTP.

use tsunagari_tests::faults::malformed::{Malformed, no_heads};

const REQUESTS: usize = 1_000;

#[test]
fn malformed_requests_are_refused_clearly_and_the_server_neither_grows_nor_stops() {
    let mut malformed = Malformed::new(0x7473_756e).unwrap();
    no_heads(malformed.port()).unwrap();
    let sum = malformed.send(REQUESTS).unwrap();
    println!("{REQUESTS} requests: {}", sum.figures());
    assert!(sum.wrong.is_empty(), "{:#?}", sum.wrong);
    assert!(sum.refused() * 10 > REQUESTS * 5, "{} were refused", sum.refused());
}
