//! F29: ten thousand wrong numbers, from one key and from a thousand; typed numbers wait after sixty, and links go on.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Value, json};
use tsunagari_server::join::WRONG_NUMBERS;
use tsunagari_tests::http1::{Request, Response};
use tsunagari_tests::proxy::held;
use tsunagari_tests::server::{Options, Server};
use tsunagari_tests::small::{SLUG, Small, district};

/// Wrong numbers of each kind of guesser.
const GUESSES: usize = 5_000;
/// Guessers at a time.
const AT_ONCE: usize = 4;

fn post(server: &Server, path: &str, body: &Value) -> Response {
    let mut request = Request::json("POST", path, body);
    request.headers.set("origin", server.origin());
    server.ask(request).unwrap()
}

/// Guesses from so many keys; how often each status came.
fn guess(server: &Server, keys: usize) -> BTreeMap<u16, usize> {
    let statuses = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for part in 0..AT_ONCE {
            let statuses = &statuses;
            scope.spawn(move || {
                for n in (part..GUESSES).step_by(AT_ONCE) {
                    let (number, key) = (format!("{:08}", n * 7 % 100_000_000), format!("{:032x}", n % keys));
                    let body = json!({ "org": SLUG, "number": number, "key": key, "name": "A", "district": district(0) });
                    let path = if n % 2 == 0 { "/api/v1/join" } else { "/api/v1/join/look" };
                    let answer = post(server, path, &body);
                    if answer.status == 429 {
                        let wait = answer.headers.get("retry-after").and_then(|wait| wait.parse::<u32>().ok());
                        assert!(wait.is_some_and(|wait| (1..=3601).contains(&wait)), "{wait:?}");
                    }
                    *held(statuses).entry(answer.status).or_default() += 1;
                }
            });
        }
    });
    statuses.into_inner().unwrap()
}

#[test]
fn numbers_are_not_found_by_trying_and_who_has_a_link_is_not_kept_waiting() {
    let small = Small::made(1, 1).unwrap();
    let options = Options { no_sample: true, ..Options::default() };
    let server = Server::over(small.copy().unwrap(), options).unwrap();
    let link = server.invite_to(SLUG, "volunteer").unwrap();
    let (secret, number) = link.split_once('#').unwrap().1.split_once('.').unwrap();

    let one = guess(&server, 1);
    let wrong = usize::try_from(WRONG_NUMBERS).unwrap();
    assert_eq!(one, [(422, wrong), (429, GUESSES - wrong)].into(), "sixty are looked at, whoever asks");
    let many = guess(&server, 1_000);
    assert_eq!(many, [(429, GUESSES)].into(), "another key is not another hour");

    let join = |code: &str, with: &str, key: &str| {
        let body = json!({ "org": SLUG, code: with, "key": key.repeat(32), "name": "会計A", "district": district(0) });
        post(&server, "/api/v1/join", &body)
    };
    assert_eq!(
        join("number", number, "a").status,
        429,
        "the right number waits too, so that nobody learns it"
    );
    for key in ["b", "c", "d"] {
        assert_eq!(join("secret", secret, key).status, 200, "links go on");
    }
    let member = &small.members[0];
    assert_eq!(member.push(&server, &[]).unwrap().status, 200, "and so do those who have joined");
    println!("{one:?} from one key, {many:?} from a thousand");
}
