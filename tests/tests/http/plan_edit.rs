//! Edits of a plan over HTTP: who may, and that two moves which meet make no circle.

use serde_json::{Value, json};
use tsunagari_core::change::{Act, Change, Outcome, Refused};
use tsunagari_core::id::derived;
use tsunagari_core::org::Role;
use tsunagari_core::record::{Kind, Scope};

use crate::house::{House, Phone, fields};

fn heading(phone: &Phone<'_>, name: &str, said: Value) -> Change {
    phone.change(derived(&["heading", name]), Kind::Node, Scope::OrgAll, Act::Set(fields(said)))
}

#[test]
pub(crate) fn a_plan_is_edited_by_admins_alone_and_everybody_sees_who_did_it() {
    let house = House::new();
    let (volunteer, staff) = (house.phone(Role::Volunteer, &[1]), house.phone(Role::Staff, &[1]));
    let admin = house.phone(Role::Admin, &[1]);
    let made = heading(&admin, "a", json!({ "title": "つながり", "level": 1, "order": 1 }));
    let version = admin.send_one(&made).version().unwrap();
    for other in [&volunteer, &staff] {
        let renamed = other.edit(&made, version, json!({ "title": "べつの名前" }));
        let moved = other.edit(&made, version, json!({ "parent": derived(&["heading", "b"]).to_string() }));
        let removed = Change { act: Act::Remove, ..other.edit(&made, version, json!({})) };
        let kinds = [Kind::Plan, Kind::Measure, Kind::Item];
        let news = kinds.map(|kind| {
            let set = fields(json!({ "title": "新しい行" }));
            other.change(derived(&["new", kind.as_str()]), kind, Scope::OrgAll, Act::Set(set))
        });
        let all: Vec<&Change> = [&renamed, &moved, &removed].into_iter().chain(&news).collect();
        for outcome in other.send(&all) {
            assert_eq!(outcome, Outcome::Refused { reason: Refused::Role });
        }
    }
    assert_eq!(admin.record(&made).version, version, "nothing of it is in the record");
    let ended =
        admin.edit(&made, version, json!({ "until": 2027, "relation.ends": true, "why.ends": "統合" }));
    assert!(matches!(admin.send_one(&ended), Outcome::Applied { .. }));
    let history = admin.get_json::<Value>(&format!("/api/v1/records/{}/history", made.record));
    assert_eq!(
        history["changes"].as_array().unwrap().len(),
        2,
        "made and ended; what was refused is not of it"
    );
}

#[test]
pub(crate) fn two_moves_that_would_make_a_circle_are_one_move_and_a_refusal_in_either_order() {
    for turned in [false, true] {
        let house = House::new();
        let (one, two) = (house.phone(Role::Admin, &[1]), house.phone(Role::Admin, &[1]));
        let top = |name: &str| heading(&one, name, json!({ "title": name, "level": 1, "order": 1 }));
        let (a, b) = (top("a"), top("b"));
        let versions: Vec<u64> = one.send(&[&a, &b]).iter().map(|it| it.version().unwrap()).collect();
        let under = |of: &Change| json!({ "parent": of.record.to_string(), "level": 2 });
        // Each saw both at the top.
        let first = one.edit(&a, versions[0], under(&b));
        let second = two.edit(&b, versions[1], under(&a));
        let (first, second) = if turned { (second, first) } else { (first, second) };
        assert!(matches!(one.send_one(&first), Outcome::Applied { .. }));
        assert_eq!(two.send_one(&second), Outcome::Refused { reason: Refused::Cycle });
        assert_eq!(two.record(&second).link("parent"), None);
        assert_eq!(two.record(&second).parallel, []);
    }
}
