//! 実績数 entered row by row: made, changed, emptied and entered again, each in a scope and by an office that may.

use super::*;

use crate::calendar::FiscalYear;
use crate::id::{FigureId, ItemId};
use crate::intent::figure::{FIGURES_MOST, FigureFault, FigureForm};
use crate::plan::figure::{Figure, Span, figure_id};

fn item() -> ItemId {
    ItemId::of(derived(&["item"]))
}

fn plaza() -> Option<OfficeId> {
    Some(OfficeId::of(derived(&["plaza"])))
}

fn year() -> Span {
    Span::Year(FiscalYear::new(2026).unwrap())
}

fn ward(role: Role) -> World {
    let mut world = World::new(role);
    let of = [("year", json!(2026)), ("title", json!("窓口での相談"))];
    world.put(item().record(), Kind::Item, Scope::OrgAll, fields(&of));
    world
}

fn form(number: Option<u64>) -> FigureForm {
    FigureForm {
        item: item(),
        office: plaza(),
        title: String::new(),
        unit: "件".to_owned(),
        source: "窓口集計".to_owned(),
        numbers: [(year(), number)].into(),
        known: SortedMap::new(),
    }
}

fn known(number: Option<u64>) -> FigureForm {
    FigureForm { known: [(year(), id())].into(), ..form(number) }
}

fn id() -> FigureId {
    figure_id(item(), plaza(), "", "件", year())
}

fn ask(world: &mut World, form: FigureForm) -> Result<Vec<Wish>, Refusal> {
    world.ask(Intent::Figures(vec![form]))
}

fn now(world: &World) -> Option<u64> {
    Figure::read(world.records.get(&id().record()).unwrap()).number
}

#[test]
fn a_row_is_made_changed_emptied_and_entered_again() {
    let mut world = ward(Role::Staff);
    assert_eq!(world.done(Intent::Figures(vec![form(Some(31))])).len(), 1);
    assert_eq!(now(&world), Some(31));
    assert!(ask(&mut world, known(Some(31))).unwrap().is_empty(), "the same once more is nothing");
    assert_eq!(world.done(Intent::Figures(vec![known(Some(33))])).len(), 1);
    assert_eq!(now(&world), Some(33));
    world.done(Intent::Figures(vec![known(None)]));
    assert!(world.records.get(&id().record()).unwrap().removed());
    world.done(Intent::Figures(vec![form(Some(40))]));
    assert!(!world.records.get(&id().record()).unwrap().removed());
    assert_eq!(now(&world), Some(40));
    let moved = FigureForm { unit: "回".to_owned(), ..known(Some(40)) };
    world.done(Intent::Figures(vec![moved]));
    let fresh = ask(&mut world, form(Some(5))).unwrap();
    assert!(fresh[0].record != id().record(), "a row that is called otherwise by now keeps its record");
}

#[test]
fn what_cannot_be_is_refused_and_then_no_row_is_written() {
    let mut world = ward(Role::Staff);
    let mut of = |bad: FigureForm| match world.ask(Intent::Figures(vec![form(Some(1)), bad])) {
        Err(Refusal::Figure(fault)) => fault,
        other => panic!("{other:?}"),
    };
    let source = FigureForm { source: " ".to_owned(), ..form(Some(3)) };
    assert_eq!(of(source), FigureFault::NoSource(item()));
    assert_eq!(of(FigureForm { unit: String::new(), ..form(Some(3)) }), FigureFault::NoUnit(item()));
    let other = Span::Month(Month::parse("2027-04").unwrap());
    assert_eq!(
        of(FigureForm { numbers: [(other, Some(3))].into(), ..form(None) }),
        FigureFault::OtherYear(item())
    );
    assert_eq!(of(form(Some(10_000_000))), FigureFault::TooMuch(9_999_999));
    let nobody = ItemId::of(derived(&["nobody"]));
    assert_eq!(of(FigureForm { item: nobody, ..form(Some(3)) }), FigureFault::Item(nobody));
    let many = vec![form(Some(1)); FIGURES_MOST + 1];
    assert!(matches!(world.ask(Intent::Figures(many)), Err(Refusal::Figure(FigureFault::TooMany(_)))));
}

#[test]
fn an_office_writes_its_own_numbers_alone() {
    let session = ward(Role::Staff).session;
    let mut world = ward(Role::Staff);
    let wishes = ask(&mut world, FigureForm { office: None, ..form(Some(3)) }).unwrap();
    assert!(!may(&session, &wishes[0]), "the ward's own is an admin's");
    let wishes = ask(&mut world, form(Some(3))).unwrap();
    assert!(may(&session, &wishes[0]));
    let admin = ward(Role::Admin).session;
    assert!(may(&admin, &ask(&mut world, FigureForm { office: None, ..form(Some(3)) }).unwrap()[0]));
}

fn may(session: &Session, wish: &Wish) -> bool {
    let change = Change {
        id: ChangeId::from_uuid(Uuid::from_u128(7)),
        protocol: PROTOCOL,
        device: None,
        record: wish.record,
        kind: wish.kind.clone(),
        scope: wish.scope,
        base: Base::NEW,
        after: None,
        act: wish.act.clone(),
        written_at: NOW,
        by: None,
    };
    rights::may(session, &change, None).is_ok()
}
