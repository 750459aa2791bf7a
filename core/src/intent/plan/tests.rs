//! Tests of editing a plan: what each act makes, that every beginning of it is a whole plan, what is refused in words.

mod acts;
mod chance;
mod meeting;

use serde_json::json;

use super::*;
use crate::calendar::WallTime;
use crate::id::{BodyId, DeviceId, PersonId, derived};
use crate::intent::{Intent, Wish};
use crate::org::{Role, Session};
use crate::plan::block::Block;
use crate::plan::measure::Measure;
use crate::plan::node::Node;
use crate::plan::relation::{Relation, RelationKind};
use crate::plan::rule::Rule;
use crate::plan::schedule::Cell;
use crate::plan::target::{Goal, Over, Set, Target};
use crate::plan::year_item::YearItem;
use crate::plan::{Heading, Layout, Period, Plan, Status};
use crate::record::{Hand, Record};
use crate::sorted::SortedMap;
use crate::text::Title;
use crate::view::View;

const NOW: WallTime = WallTime::from_millis(1_795_446_000_000 + 19 * 3_600_000);

/// A ward's records as an admin's device shows them.
#[derive(Clone)]
struct Ward {
    records: SortedMap<RecordId, Record>,
    ids: u128,
}

fn id(name: &str) -> RecordId {
    derived(&[name])
}

fn node_id(name: &str) -> NodeId {
    NodeId::of(id(name))
}

fn measure_id(name: &str) -> MeasureId {
    MeasureId::of(id(name))
}

fn plan_id() -> PlanId {
    PlanId::of(id("plan"))
}

fn year(n: i32) -> FiscalYear {
    FiscalYear::new(n).unwrap()
}

fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

fn admin() -> Session {
    Session {
        device: DeviceId::from_uuid(Uuid::from_u128(1)),
        person: PersonId::of(id("admin")),
        role: Role::Admin,
        office: None,
        body: None,
        districts: SortedSet::new(),
        confirmed: true,
        groups: SortedSet::new(),
    }
}

fn record(id: RecordId, kind: Kind, fields: Fields) -> Record {
    let hand = Hand { by: None, at: NOW };
    let (version, born, parallel) = (1, 1, Vec::new());
    Record { id, kind, scope: Scope::OrgAll, version, born, made: hand, edited: hand, fields, parallel }
}

fn empty<T>(name: &str, kind: Kind, read: impl Fn(&Record) -> T) -> T {
    read(&record(id(name), kind, Fields::new()))
}

impl Ward {
    /// 柱 ▸ 重点項目, five years, decided: a ▸ (a1: m1, m2; a2: m3), b ▸ b1: m4. m1 has items of 2026 and a target.
    fn new() -> Self {
        let mut ward = Self { records: SortedMap::new(), ids: 1_000 };
        let layout =
            Layout { levels: vec!["柱".to_owned(), "重点項目".to_owned()], ..Layout::default() };
        let rule = Rule {
            kinds: ["salon".to_owned()].into(),
            measures: [measure_id("m1"), measure_id("m2")].into(),
            ..Rule::default()
        };
        ward.put(&Row::Plan(Box::new(Plan {
            key: "4".to_owned(),
            term: Some("第4期".to_owned()),
            status: Some(Status::Decided),
            period: Period { first: Some(year(2026)), last: Some(year(2030)) },
            bodies: vec![BodyId::of(id("区社協")), BodyId::of(id("区役所"))],
            layouts: [("page".to_owned(), layout)].into(),
            headings: [("do".to_owned(), Heading { title: "主な取組".to_owned(), ..Heading::default() })]
                .into(),
            rules: [("salon".to_owned(), rule)].into(),
            ..empty("plan", Kind::Plan, Plan::read)
        })));
        for (name, above, order) in
            [("a", None, 0), ("a1", Some("a"), 1), ("a2", Some("a"), 2), ("b", None, 3), ("b1", Some("b"), 4)]
        {
            let level = if above.is_some() { 2 } else { 1 };
            let layout = above.is_none().then(|| "page".to_owned());
            let (plan, parent) = (Some(plan_id()), above.map(node_id));
            ward.put(&Row::Node(Node {
                plan,
                parent,
                level,
                layout,
                order,
                title: Some(title(&format!("見出し{name}"))),
                ..empty(name, Kind::Node, Node::read)
            }));
        }
        for (order, (name, node)) in
            [("m1", "a1"), ("m2", "a1"), ("m3", "a2"), ("m4", "b1")].into_iter().enumerate()
        {
            let block = Block { text: format!("{name}の説明"), ..Block::default() };
            let mut measure = Measure {
                plan: Some(plan_id()),
                node: Some(node_id(node)),
                heading: Some("do".to_owned()),
                order: order as u64,
                title: Some(title(&format!("取組{name}"))),
                detail: Some(format!("{name}の補い")),
                blocks: [("n00".to_owned(), block)].into(),
                ..empty(name, Kind::Measure, Measure::read)
            };
            measure.owners.bodies = vec![BodyId::of(id("区社協"))];
            measure.schedule.years.insert(year(2026), Cell::parse(&format!("◎\n{name}")).unwrap());
            measure.schedule.years.insert(year(2027), Cell::Continues);
            ward.put(&Row::Measure(measure));
        }
        for (order, name) in ["i1", "i2"].into_iter().enumerate() {
            let mut item = YearItem {
                plan: Some(plan_id()),
                measure: Some(measure_id("m1")),
                year: Some(year(2026)),
                order: order as u64,
                title: Some(title(&format!("実施計画{name}"))),
                ..empty(name, Kind::Item, YearItem::read)
            };
            if name == "i2" {
                item.relations = vec![tie(RelationKind::Repeats, "i1")];
            }
            ward.put(&Row::Item(item));
        }
        ward.put(&Row::Target(Target {
            plan: Some(plan_id()),
            measure: Some(measure_id("m1")),
            goal: Some(Goal::Coverage { set: Set::Districts }),
            over: Over::Plan,
            ..empty("t1", Kind::Target, Target::read)
        }));
        ward
    }

    /// The same, still 案, come from rows of a former plan.
    fn draft() -> Self {
        let mut ward = Self::new();
        let plan = ward.records.get_mut(&id("plan")).unwrap();
        plan.fields.insert("status".to_owned(), json!("案"));
        for name in ["m1", "m2", "a1"] {
            let row = ward.records.get_mut(&id(name)).unwrap();
            row.fields.insert(format!("relation.continues.{}", id(&format!("old {name}"))), json!(true));
        }
        let mut old = empty("old m1", Kind::Measure, Measure::read);
        old.plan = Some(PlanId::of(id("old plan")));
        ward.put(&Row::Measure(old));
        ward
    }

    fn put(&mut self, row: &Row) {
        self.records.insert(row.id(), record(row.id(), row.kind(), row.fields()));
    }

    fn view(&self) -> View<'_> {
        View::new(self.records.values())
    }

    fn ask(&mut self, edit: Edit) -> Proposal {
        let view = View::new(self.records.values());
        let session = admin();
        let desk = Desk { now: NOW, view: &view, opened: &[], session: &session };
        let ids = &mut self.ids;
        desk.propose(Intent::Plan(edit.into()), &mut || {
            *ids += 1;
            Uuid::from_u128(*ids)
        })
    }

    fn why(&mut self, edit: Edit) -> Why {
        match self.ask(edit) {
            Err(Refusal::Plan(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    /// Does it, and finds after every single change of it a plan in which nothing fits worse than before.
    fn done(&mut self, edit: Edit) -> Vec<Wish> {
        let wishes = self.ask(edit).unwrap();
        let before = self.faults();
        for wish in &wishes {
            let mut fields = Fields::new();
            if let Act::Set(set) = &wish.act {
                assert!(set.len() <= crate::change::CHANGE_FIELDS);
                fields = set.clone();
            }
            for (field, value) in &fields {
                crate::schema::check_field(&wish.kind, field, value).unwrap();
            }
            self.lay(wish);
            let now = self.faults();
            assert!(now.iter().all(|fault| before.contains(fault)), "{now:?} after {wish:?}");
        }
        wishes
    }

    fn lay(&mut self, wish: &Wish) {
        let stands: SortedMap<RecordId, Record> =
            self.records.remove(&wish.record).into_iter().map(|record| (record.id, record)).collect();
        let view = View::new(stands.values());
        let session = admin();
        let desk = Desk { now: NOW, view: &view, opened: &[], session: &session };
        self.records.extend(laid(&desk, std::slice::from_ref(wish)));
    }

    fn faults(&self) -> Vec<Fault> {
        let plans: Vec<PlanId> = self.view().live(&Kind::Plan).map(|plan| PlanId::of(plan.id)).collect();
        plans.into_iter().flat_map(|plan| Ground::of(&self.view(), None, plan).unwrap().faults()).collect()
    }

    fn measure(&self, row: RecordId) -> Measure {
        Measure::read(self.records.get(&row).unwrap())
    }

    fn node(&self, name: &str) -> Node {
        Node::read(self.records.get(&id(name)).unwrap())
    }

    fn live(&self, kind: Kind) -> Vec<Row> {
        self.view().live(&kind).filter_map(Row::read).collect()
    }

    fn plan(&self) -> Plan {
        Plan::read(self.records.get(&id("plan")).unwrap())
    }

    /// Every word that a person reads, of what is not removed.
    fn words(&self) -> SortedSet<String> {
        let texts = self.records.values().filter(|record| !record.removed()).flat_map(|record| {
            let fields = record.fields.iter().filter(|(field, _)| {
                !["plan", "parent", "node", "measure", "item", "key", "layout", "heading"]
                    .contains(&field.as_str())
            });
            fields.flat_map(|(_, value)| match value {
                serde_json::Value::String(text) => text.lines().map(str::to_owned).collect(),
                serde_json::Value::Object(block) => {
                    let text = block.get("text").and_then(serde_json::Value::as_str).unwrap_or_default();
                    text.lines().map(str::to_owned).collect::<Vec<_>>()
                }
                _ => Vec::new(),
            })
        });
        texts.collect()
    }
}

fn tie(kind: RelationKind, to: &str) -> Relation {
    Relation { kind, to: Some(id(to)), reason: None }
}

fn split(old: &str, titles: &[&str], from: Option<i32>) -> Edit {
    join(&[old], titles, from)
}

fn join(old: &[&str], titles: &[&str], from: Option<i32>) -> Edit {
    let part = |text: &&str| Part { title: title(text), takes: SortedSet::new() };
    Edit::Succeed(Succession {
        old: old.iter().map(|name| id(name)).collect(),
        parts: titles.iter().map(part).collect(),
        from: from.map(year),
        reason: Some("見直し".to_owned()),
    })
}

fn shift(row: &str, under: Option<&str>, at: At) -> Edit {
    let heading = row.starts_with('m').then(|| "do".to_owned());
    Edit::Move { row: id(row), under: under.map(node_id), heading, at }
}
