//! Results written, handed in, sent back, confirmed; a year closed and opened again.

use super::*;

use crate::calendar::FiscalYear;
use crate::id::{BodyId, ItemId, ResultId};
use crate::intent::result::{Asked, Form, Merged, ResultFault};
use crate::plan::close::{Close, Turn, close_id};
use crate::plan::result::{Drafted, Stage, State, Teller, YearResult, result_id};

fn plan() -> PlanId {
    PlanId::of(derived(&["plan"]))
}

fn item() -> ItemId {
    ItemId::of(derived(&["item"]))
}

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

fn plaza() -> Teller {
    Teller::Office(OfficeId::of(derived(&["plaza"])))
}

fn body() -> Teller {
    Teller::Body(Some(BodyId::of(derived(&["body"]))))
}

fn ward(role: Role) -> World {
    let mut world = World::new(role);
    world.put(plan().record(), Kind::Plan, Scope::OrgAll, Fields::new());
    let of =
        [("plan", json!(plan().to_string())), ("year", json!(2026)), ("title", json!("居場所の運営支援"))];
    world.put(item().record(), Kind::Item, Scope::OrgAll, fields(&of));
    let undated = [("plan", json!(plan().to_string())), ("title", json!("年度不明"))];
    world.put(derived(&["undated"]), Kind::Item, Scope::OrgAll, fields(&undated));
    world
}

fn form(teller: Teller, text: &str) -> Form {
    Form {
        item: item(),
        teller,
        text: text.to_owned(),
        not_done: false,
        submit: false,
        as_of: Day::parse("2027-01-31").ok(),
        stage: Some(Stage::Expected),
        drafted: None,
    }
}

fn write(form: Form) -> Intent {
    Intent::Result(Asked::Write(vec![form]))
}

fn held(world: &World, teller: Teller) -> YearResult {
    YearResult::read(world.records.get(&result_id(item(), teller).record()).unwrap())
}

fn why(refused: Result<Vec<Wish>, Refusal>) -> ResultFault {
    match refused {
        Err(Refusal::Result(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

fn close() -> Intent {
    Intent::Result(Asked::Close { plan: plan(), year: year(), confirmed: 1, open: 0 })
}

#[test]
fn an_office_writes_hands_in_and_a_repeat_makes_nothing() {
    let mut world = ward(Role::Staff);
    assert_eq!(world.ask(write(form(plaza(), " "))), Ok(vec![]), "nothing is written");
    world.done(write(form(plaza(), "・一\r\n・二 ")));
    let line = held(&world, plaza());
    assert_eq!((line.state(), line.word.unwrap().text.as_str()), (Some(State::Draft), "・一\n・二"));
    assert_eq!((line.year, line.stage), (Some(year()), Some(Stage::Expected)));
    assert_eq!(world.ask(write(form(plaza(), "・一\n・二"))), Ok(vec![]));
    let anew = Drafted { at: world_now(), text: "・三".to_owned(), from: vec![] };
    let drafted = Form { drafted: Some(anew), ..form(plaza(), "・一\n・二") };
    assert_eq!(world.ask(write(drafted)), Ok(vec![]), "a draft that grew is no edit of the person's");
    let wishes = world.done(write(Form { submit: true, ..form(plaza(), "・一\n・二") }));
    let [Wish { act: Act::Set(set), scope: Scope::OrgStaff, .. }] = wishes.as_slice() else {
        panic!("{wishes:?}")
    };
    assert_eq!(set.keys().collect::<Vec<_>>(), ["word"], "the text goes with its state and nothing else");
    world.done(write(form(plaza(), "")));
    assert_eq!(held(&world, plaza()).state(), None, "an emptied field is 未記入 again");
}

fn world_now() -> WallTime {
    WallTime::from_millis(5)
}

#[test]
fn what_cannot_be_written_is_refused_with_its_reason() {
    let mut world = ward(Role::Staff);
    let long = "あ".repeat(2_001);
    let refused = Refusal::Text { field: "word".to_owned(), chars: 2_001, limit: 2_000 };
    assert_eq!(world.ask(write(form(plaza(), &long))), Err(refused));
    let submit = |text: &str| Form { submit: true, ..form(plaza(), text) };
    assert_eq!(why(world.ask(write(submit(" ")))), ResultFault::Empty(item()));
    let none = Form { not_done: true, ..submit("") };
    assert_eq!(why(world.ask(write(none.clone()))), ResultFault::NoReason);
    world.done(write(Form { text: "会場改修のため".to_owned(), ..none }));
    assert_eq!(held(&world, plaza()).word.unwrap().printed(), "・実施なし（会場改修のため）");
    for name in ["undated", "nowhere"] {
        let item = ItemId::of(derived(&[name]));
        assert_eq!(why(world.ask(write(Form { item, ..submit("・一") }))), ResultFault::Item(item));
    }
}

#[test]
fn an_admin_sends_back_and_confirms_and_the_lines_go_with_it() {
    let mut world = ward(Role::Admin);
    world.done(write(Form { submit: true, ..form(plaza(), "・一") }));
    let line = result_id(item(), plaza());
    let back = |why: &str| Intent::Result(Asked::Return { results: vec![line], why: why.to_owned() });
    assert_eq!(why(world.ask(back(" "))), ResultFault::NoReason);
    world.done(back("数を確かめてください"));
    let word = held(&world, plaza()).word.unwrap();
    assert_eq!((word.state, word.why.as_deref()), (State::Returned, Some("数を確かめてください")));
    let confirm = |text: &str| {
        Intent::Result(Asked::Confirm(vec![Merged { form: form(body(), text), lines: vec![line] }]))
    };
    assert_eq!(why(world.ask(confirm(""))), ResultFault::Empty(item()));
    world.done(confirm("・まとめ"));
    assert_eq!(held(&world, plaza()).state(), Some(State::Returned), "what was not handed in is not settled");
    assert_eq!(held(&world, body()).state(), Some(State::Confirmed));
    world.done(write(Form { submit: true, ..form(plaza(), "・一") }));
    world.done(confirm("・まとめ"));
    assert_eq!(held(&world, plaza()).state(), Some(State::Confirmed));
    assert_eq!(why(world.ask(write(form(plaza(), "・やはり")))), ResultFault::Settled(item()));
    world.done(back("もう一度"));
    world.done(write(form(plaza(), "・やはり")));
    assert_eq!(held(&world, plaza()).state(), Some(State::Draft), "sent back, it is the office's again");
}

#[test]
fn a_closed_year_takes_nothing_until_it_is_opened_again() {
    let mut world = ward(Role::Admin);
    world.done(write(Form { submit: true, ..form(plaza(), "・一") }));
    world.done(close());
    assert_eq!(why(world.ask(close())), ResultFault::Done);
    assert_eq!(why(world.ask(write(form(plaza(), "・二")))), ResultFault::Closed(year()));
    let back = Asked::Return { results: vec![result_id(item(), plaza())], why: "数".to_owned() };
    assert_eq!(why(world.ask(Intent::Result(back))), ResultFault::Closed(year()));
    let open = |why: &str| Intent::Result(Asked::Reopen { plan: plan(), year: year(), why: why.to_owned() });
    assert_eq!(why(world.ask(open(""))), ResultFault::NoReason);
    world.done(open("数を直すため"));
    world.done(write(form(plaza(), "・二")));
    let close = Close::read(world.records.get(&close_id(plan(), year()).record()).unwrap());
    assert!(!close.closed);
    let mut acts: Vec<_> = close.traces.values().map(|trace| (trace.act, trace.why.clone())).collect();
    acts.sort_by_key(|(act, _)| *act == Turn::Opened);
    assert_eq!(acts, [(Turn::Closed, None), (Turn::Opened, Some("数を直すため".to_owned()))]);
    let other = Asked::Close { plan: PlanId::of(item().record()), year: year(), confirmed: 0, open: 0 };
    assert_eq!(world.ask(Intent::Result(other)), Err(Refusal::NotHere(item().record())));
}

#[test]
fn two_who_close_at_once_agree_and_leave_two_traces() {
    use crate::change::{Base, Change, Outcome, PROTOCOL};
    use crate::id::ChangeId;
    use crate::merge::merge;
    let mut stored = None;
    for n in 1..=2_u128 {
        let mut world = ward(Role::Admin);
        let wishes = {
            let view = View::new(world.records.values());
            let desk = Desk { now: world_now(), view: &view, opened: &[], session: &world.session };
            desk.propose(close(), &mut || Uuid::from_u128(n)).unwrap()
        };
        let [wish] = wishes.as_slice() else { panic!("{wishes:?}") };
        let change = Change {
            id: ChangeId::from_uuid(Uuid::from_u128(n)),
            protocol: PROTOCOL,
            device: None,
            record: wish.record,
            kind: wish.kind.clone(),
            scope: wish.scope,
            base: Base::NEW,
            after: None,
            act: wish.act.clone(),
            written_at: world_now(),
            by: None,
        };
        let version = u64::try_from(n).unwrap();
        let (now, outcome) = merge(stored, &change, 0, &SortedSet::new(), version);
        assert_eq!(outcome, Outcome::Applied { version });
        stored = Some(now);
        world.records.clear();
    }
    let close = Close::read(&stored.unwrap().record);
    assert!(close.closed);
    assert_eq!(close.traces.len(), 2);
}

#[test]
fn two_texts_of_one_line_are_shown_side_by_side() {
    let world = ward(Role::Staff);
    let line = result_id(item(), plaza());
    let view = View::new(world.records.values());
    let desk = Desk { now: world_now(), view: &view, opened: &[], session: &world.session };
    let mut stored = None;
    for (n, text) in [(1_u128, "・ひるに書いた"), (2, "・よるに書いた")] {
        let wishes = desk.propose(write(form(plaza(), text)), &mut Uuid::nil).unwrap();
        let change = crate::change::Change {
            id: crate::id::ChangeId::from_uuid(Uuid::from_u128(n)),
            protocol: crate::change::PROTOCOL,
            device: None,
            record: wishes[0].record,
            kind: Kind::Result,
            scope: Scope::OrgStaff,
            base: crate::change::Base::NEW,
            after: None,
            act: wishes[0].act.clone(),
            written_at: world_now(),
            by: None,
        };
        let version = u64::try_from(n).unwrap();
        let (now, _) = crate::merge::merge(stored, &change, 0, &SortedSet::new(), version);
        stored = Some(now);
    }
    let record = stored.unwrap().record;
    assert_eq!(ResultId::of(record.id), line);
    let others: Vec<_> = record.parallel.iter().map(|other| other.field.as_str()).collect();
    assert_eq!(others, ["word"], "text and state are judged as one");
    assert_eq!(YearResult::read(&record).word.unwrap().text, "・ひるに書いた");
}
