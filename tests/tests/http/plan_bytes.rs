//! What the sample's plans weigh as they are sent to whoever opens a ward for the first time, held to the budget.

use serde_json::Value;
use tsunagari_server::sample::wards;
use tsunagari_tests::http1::Request;

use crate::house::House;

/// One plan with the ward's bodies, offices and districts, in brotli bytes. `xtask test budget` keeps as much free.
const PLAN_BYTES: usize = 20_000;
/// The plans of the five documents together.
const DOCUMENTS_BYTES: usize = 60_000;
/// The ward that is made up, and has more plans than the documents.
const MADE_UP: &str = "tsumugi";

#[test]
fn every_plan_of_the_sample_is_small_as_it_is_sent() {
    let house = House::new();
    let mut documents = 0;
    for ward in wards().unwrap() {
        house.settle(&ward);
        let slug = ward.org.org.slug.as_str();
        let listed = house.get(&format!("/api/v1/plans?org={slug}"), None);
        let listed: Value = serde_json::from_slice(&listed.body).unwrap();
        let plans = listed["plans"].as_array().unwrap();
        assert_eq!(plans.len(), ward.plans.len(), "{slug}");
        for plan in plans {
            let mut request = Request::new("GET", &format!("/api/v1/plans/{}", plan["id"].as_str().unwrap()));
            request.headers.set("accept-encoding", "br");
            let answer = house.ask(request);
            assert_eq!(answer.headers.get("content-encoding"), Some("br"));
            let bytes = answer.body.len();
            println!("{slug}/{}: {bytes} bytes", plan["fields"]["key"]);
            assert!(bytes <= PLAN_BYTES, "{slug}/{}: {bytes} bytes", plan["fields"]["key"]);
            if slug != MADE_UP {
                documents += bytes;
            }
        }
    }
    println!("the five documents: {documents} bytes");
    assert!(documents <= DOCUMENTS_BYTES, "{documents}");
}
