//! The drafts: the twelve model drafts of the field and a test for each of the rules R1–R16, from ledgers and figures made
//! for the purpose.

mod models;
mod rules;

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::calendar::Month;
use crate::id::{FigureId, OfficeId, RecordId, derived};
use crate::kind::built_in;
use crate::plan::tests::record;
use crate::query::ledger::{Ledger, Line};
use crate::record::{Fields, Record, Scope};

/// A ward's registry and its months, made for one draft.
#[derive(Default)]
struct World {
    records: Vec<Record>,
    ledgers: SortedMap<(Scope, Month), Ledger>,
}

const YEAR: i32 = 2026;
/// A full stop after which nothing is 見込み.
const END: &str = "2027-03-31";

fn id(name: &str) -> RecordId {
    derived(&["draft", name])
}

fn text(id: RecordId) -> Value {
    json!(id.to_string())
}

fn year(n: i32) -> FiscalYear {
    FiscalYear::new(n).unwrap()
}

impl World {
    /// A ward with a plan 2026–2030, districts, a plaza for the first two, and 区社協.
    fn new(districts: &[&str]) -> Self {
        let mut world = Self::default();
        world.put(
            "plan",
            Kind::Plan,
            json!({"first_year": 2026, "last_year": 2030, "status": "決定", "previous": text(id("former"))}),
        );
        world.put("former", Kind::Plan, json!({"first_year": 2021, "last_year": 2025, "status": "決定"}));
        for (n, name) in districts.iter().enumerate() {
            world.put(name, Kind::District, json!({"name": format!("{name}地区"), "number": n + 1}));
        }
        world.put("cp", Kind::Body, json!({"name": "地域ケアプラザ"}));
        world.put("shakyo", Kind::Body, json!({"name": "区社協"}));
        world.put("jumin", Kind::Body, json!({"name": "地域住民"}));
        let area: Vec<(String, Value)> =
            districts.iter().take(2).map(|name| (format!("district.{}", id(name)), json!(true))).collect();
        let mut plaza = json!({"name": "ひなた地域ケアプラザ", "what": "plaza", "body": text(id("cp"))});
        plaza.as_object_mut().unwrap().extend(area);
        world.put("plaza", Kind::Office, plaza);
        world.put(
            "office",
            Kind::Office,
            json!({"name": "区社協", "what": "council", "body": text(id("shakyo"))}),
        );
        world
    }

    fn put(&mut self, name: &str, kind: Kind, fields: Value) {
        let Value::Object(fields) = fields else { panic!("an object") };
        let fields: Fields = fields.into_iter().collect();
        self.records.retain(|record| record.id != id(name));
        self.records.push(record(id(name), kind, fields));
    }

    /// An item of a measure of its own, by 区社協, for which logs of these kinds count.
    fn item(&mut self, title: &str, kinds: &[&str]) {
        self.put(
            "measure",
            Kind::Measure,
            json!({"plan": text(id("plan")), "title": title, "number": "1-3"}),
        );
        self.put_item("item", title, "shakyo");
        self.rule(json!({"title": "", "kinds": kinds, "measures": [text(id("measure"))]}));
    }

    fn put_item(&mut self, name: &str, title: &str, body: &str) {
        let body = format!("body.{}", id(body));
        self.put(name, Kind::Item, json!({"plan": text(id("plan")), "measure": text(id("measure")), "year": YEAR, "title": title, body: 0}));
    }

    fn rule(&mut self, rule: Value) {
        let plan = self.records.iter_mut().find(|record| record.id == id("plan")).unwrap();
        plan.fields.insert(format!("rule.r{}", plan.fields.len()), rule);
    }

    fn target(&mut self, fields: Value) {
        let mut target = json!({"plan": text(id("plan")), "measure": text(id("measure")), "over": "year"});
        target.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.put("target", Kind::Target, target);
    }

    fn figure(&mut self, name: &str, at: i32, number: u64, unit: &str, source: &str) {
        self.put(
            &format!("{name}{at}{unit}"),
            Kind::Figure,
            json!({"item": text(id("item")), "title": name, "year": at, "number": number, "unit": unit, "source": source}),
        );
    }

    fn group(&mut self, name: &str, fields: Value) {
        let mut group = json!({"name": name});
        group.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.put(name, Kind::Group, group);
    }

    fn place(&mut self, name: &str, what: &str, fields: Value) {
        let mut place = json!({"name": name, "what": what});
        place.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.put(name, Kind::Place, place);
    }

    fn closed(&mut self, of: i32) {
        let close = crate::plan::close::close_id(PlanId::of(id("former")), year(of)).record();
        let fields: Fields = [("closed".to_owned(), json!(true)), ("year".to_owned(), json!(of))].into();
        self.records.push(record(close, Kind::Close, fields));
    }

    /// Adds a line to a month of a district, or of the ward's own where none is named.
    fn line(&mut self, district: Option<&str>, month: &str, line: Line) {
        let scope = district.map_or(Scope::OrgAll, |name| Scope::DistrictAll(DistrictId::of(id(name))));
        self.line_in(scope, month, line);
    }

    fn line_in(&mut self, scope: Scope, month: &str, line: Line) {
        assert!(built_in(&line.what).is_some(), "{}", line.what);
        self.ledgers.of((scope, Month::parse(month).unwrap())).lines.push(line);
    }

    fn draft_of(&self, teller: Teller, item: &str, as_of: &str) -> Draft {
        let view = View::new(&self.records);
        let ledgers: Ledgers = self.ledgers.iter().map(|(key, all)| (*key, Arc::new(all.clone()))).collect();
        let drafter = Drafter::new(&view, &ledgers, year(YEAR), Day::parse(as_of).unwrap());
        let item = drafter.items().iter().find(|of| of.id.record() == id(item)).unwrap().clone();
        drafter.of(&item, teller)
    }

    fn check(&self, teller: Teller, text: &str, lines: Option<&merge::Lines>) -> Vec<check::Finding> {
        let view = View::new(&self.records);
        let ledgers: Ledgers = self.ledgers.iter().map(|(key, all)| (*key, Arc::new(all.clone()))).collect();
        let drafter = Drafter::new(&view, &ledgers, year(YEAR), Day::parse(END).unwrap());
        let item = drafter.items().iter().find(|of| of.id.record() == id("item")).unwrap().clone();
        drafter.check(&item, teller, text, lines)
    }

    /// What 区社協 says of the item at the year's end; every source's number stands in the text.
    fn draft(&self) -> Draft {
        let draft = self.draft_of(shakyo(), "item", END);
        let mut rest = draft.text.as_str();
        for source in &draft.from {
            assert!(draft.text.contains(&source.shown), "{} in {}", source.shown, draft.text);
            rest = rest.split_once(&source.shown).map_or(rest, |(_, rest)| rest);
        }
        draft
    }
}

fn shakyo() -> Teller {
    Teller::Body(Some(BodyId::of(id("shakyo"))))
}

fn office(name: &str) -> Teller {
    Teller::Office(OfficeId::of(id(name)))
}

/// So many held logs of a kind with so many heads.
fn held(what: &str, times: u64, heads: u64) -> Line {
    Line {
        what: what.to_owned(),
        times,
        heads,
        told: if heads > 0 { times } else { 0 },
        split: if heads > 0 { times } else { 0 },
        ..Line::default()
    }
}

fn at(place: &str, line: Line) -> Line {
    Line { place: Some(PlaceId::of(id(place))), ..line }
}

fn by(group: &str, line: Line) -> Line {
    Line { group: Some(GroupId::of(id(group))), ..line }
}

/// The lowest so many days of a month.
fn days(count: u32) -> u32 {
    u32::try_from((1_u64 << count) - 1).unwrap()
}

/// A sum shared out over so many lines.
fn shared(sum: u64, over: u64) -> Vec<u64> {
    (0..over).map(|n| sum / over + u64::from(n < sum % over)).collect()
}

fn figure_id(name: &str) -> FigureId {
    FigureId::of(id(name))
}
