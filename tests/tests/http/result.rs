//! Results over HTTP: two admins who close a year at once, and who may close one.

use serde_json::json;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::change::{Act, Change, Outcome};
use tsunagari_core::id::{PlanId, derived};
use tsunagari_core::org::Role;
use tsunagari_core::plan::close::{Close, Trace, Turn, close_id};
use tsunagari_core::record::{Kind, Scope};

use crate::house::{House, Phone, fields};

fn plan() -> PlanId {
    PlanId::of(derived(&["plan"]))
}

/// Closes 令和8年度 with a trace of one's own.
fn close(phone: &Phone<'_>, trace: &str) -> Change {
    let year = FiscalYear::new(2026).unwrap();
    let (by, at) = (Some(phone.session.person), tsunagari_server::platform::now());
    let told = Trace { act: Turn::Closed, by, at, why: None, confirmed: 3, open: 1 };
    let set =
        json!({ "plan": plan().to_string(), "year": 2026, "closed": true, format!("trace.{trace}"): told });
    phone.change(close_id(plan(), year).record(), Kind::Close, Scope::OrgAll, Act::Set(fields(set)))
}

#[test]
pub(crate) fn two_admins_who_close_a_year_at_once_close_it_once_and_leave_a_trace_each() {
    for turned in [false, true] {
        let house = House::new();
        let (one, two) = (house.phone(Role::Admin, &[1]), house.phone(Role::Admin, &[1]));
        // Neither has seen the other's.
        let (first, second) = (close(&one, "t0000000000000001"), close(&two, "t0000000000000002"));
        let (first, second) = if turned { (second, first) } else { (first, second) };
        let outcome = one.send_one(&first);
        assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
        let outcome = two.send_one(&second);
        assert!(
            matches!(outcome, Outcome::Applied { .. }),
            "both say the same, so nothing waits beside: {outcome:?}"
        );
        let record = one.record(&first);
        assert_eq!(record.parallel, []);
        let close = Close::read(&record);
        assert!(close.closed);
        assert_eq!(close.story().len(), 2, "who closed it, and who did as well");
        assert_eq!(one.send_one(&first), one.send_one(&first), "sent again it is the same answer");
        assert_eq!(Close::read(&two.record(&first)).story().len(), 2);
    }
}

#[test]
pub(crate) fn nobody_but_an_admin_closes_a_year() {
    let house = House::new();
    for phone in [house.phone(Role::Staff, &[1]), house.phone(Role::Volunteer, &[1])] {
        let outcome = phone.send_one(&close(&phone, "t0000000000000003"));
        assert!(matches!(outcome, Outcome::Refused { .. }), "{outcome:?}");
    }
}
