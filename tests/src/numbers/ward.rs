//! A random ward in the server's storage: what counting may stumble over, more of it than a real ward has. Nothing is counted.

use serde_json::{Value, json};
use tsunagari_core::calendar::{Day, WallTime};
use tsunagari_core::change::{Act, Base, Change, Outcome as Became, PROTOCOL};
use tsunagari_core::id::{ChangeId, DeviceId, DistrictId, OrgId, PersonId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::record::{Fields, Kind, Scope};
use tsunagari_core::sorted::SortedSet;
use tsunagari_server::desk::{Carrier, settle_all, write_own};
use tsunagari_server::storage::{Fault, Org, Storage};
use tsunagari_world::chance::Chance;

use crate::trouble::{Outcome, Trouble};

/// The first and last year of the plan.
pub(super) const PLAN: [i32; 2] = [2026, 2030];
/// Noon in Japan of a day long after all others.
const NOW: WallTime = WallTime::from_millis(1_900_000_000_000);
/// Days on which a ward looks at its numbers: in a year, on its last day and on the first of the next.
const TODAYS: [&str; 4] = ["2026-11-24", "2027-03-31", "2027-04-01", "2027-11-24"];
/// Days at the edges of years, months and February, among which a third of the logs lies.
const EDGES: [&str; 8] = [
    "2026-03-31",
    "2026-04-01",
    "2027-03-31",
    "2027-04-01",
    "2027-02-28",
    "2026-12-31",
    "2027-01-01",
    "2026-09-30",
];
/// What is logged, with its bands and quantities.
const KINDS: [(&str, &[&str], &[&str]); 10] = [
    ("aisatsu", &[], &[]),
    ("salon", &["senior", "adult", "child"], &[]),
    ("ibasho", &["senior", "child", "first"], &[]),
    ("oyako", &["adult", "child"], &["families"]),
    ("kaishoku", &["senior"], &["meals"]),
    ("service_b", &["user", "frail"], &[]),
    ("mimamori", &[], &["households"]),
    ("koza", &["adult"], &[]),
    ("homon", &[], &["cases"]),
    ("sodan", &[], &["cases"]),
];
const LOGS: u64 = 160;
const HELD: [&str; 12] = [
    "done",
    "done",
    "done",
    "done",
    "done",
    "done",
    "done",
    "done",
    "rain",
    "heat",
    "hands",
    "a newer reason",
];
/// Names of the ward's own rows, by which both sides call them.
pub(super) const DISTRICTS: [&str; 5] = ["hinata", "komorebi", "soyokaze", "donguri", "kita"];
pub(super) const GROUPS: [&str; 7] = ["g0", "g1", "g2", "g3", "g4", "g5", "plazas"];
pub(super) const PLACES: [&str; 7] = ["p0", "p1", "p2", "p3", "p4", "p5", "closed"];
pub(super) const MEASURES: [&str; 7] = ["m0", "m1", "m2", "m3", "m4", "m5", "new0"];
pub(super) const UNITS: [&str; 8] = ["回", "日", "人", "団体", "か所", "地区", "組", "食"];

/// A ward that was made.
pub(super) struct Ward {
    pub(super) seed: u64,
    pub(super) org: OrgId,
    pub(super) today: Day,
}

impl Ward {
    pub(super) fn id(&self, name: &str) -> RecordId {
        derived(&["numbers", &self.seed.to_string(), name])
    }
}

/// Makes the storage ready for wards.
pub(super) async fn begin(storage: &Storage) -> Result<(), Fault> {
    let epoch = tsunagari_core::id::EpochId::from_uuid(Chance::new(0).uuid());
    storage.write(move |tx| Box::pin(async move { tx.begin_epoch(epoch, NOW).await })).await
}

/// Makes the ward of a seed.
pub(super) async fn make(storage: &Storage, seed: u64) -> Outcome<Ward> {
    let mut chance = Chance::new(seed);
    let today = chance.pick(&TODAYS).and_then(|day| Day::parse(day).ok()).unwrap_or(Day::FIRST);
    let ward = Ward { seed, org: OrgId::of(derived(&["numbers", &seed.to_string()])), today };
    let own = Org { id: ward.org, slug: format!("w{seed}"), name: format!("{seed}区") };
    storage
        .write(move |tx| Box::pin(async move { tx.add_org(&own, NOW).await }))
        .await
        .map_err(Trouble::at("the ward"))?;
    let mut making = Making { ward: &ward, chance, changes: Vec::new() };
    making.registry();
    let registry = std::mem::take(&mut making.changes);
    let org = ward.org;
    storage
        .write(move |tx| {
            Box::pin(async move {
                for change in &registry {
                    write_own(tx, org, NOW, change).await?;
                }
                Ok(())
            })
        })
        .await
        .map_err(Trouble::at("the registry"))?;
    making.logs();
    let logs = making.changes.iter().map(serde_json::value::to_raw_value).collect::<Result<Vec<_>, _>>();
    let logs = logs.map_err(Trouble::at("a log"))?;
    let session = Session {
        device: DeviceId::from_uuid(org.uuid()),
        person: PersonId::from_uuid(org.uuid()),
        role: Role::Admin,
        office: None,
        body: None,
        districts: DISTRICTS.map(|name| DistrictId::of(ward.id(name))).into(),
        confirmed: true,
        groups: SortedSet::new(),
    };
    let carrier = Carrier { org, session, now: NOW };
    let answered = storage
        .write(move |tx| Box::pin(async move { settle_all(tx, &carrier, &logs).await }))
        .await
        .map_err(Trouble::at("the logs"))?;
    match answered.iter().find(|answered| matches!(answered.outcome, Became::Refused { .. })) {
        Some(refused) => Err(Trouble::new(format!("seed {seed}: {:?}", refused.outcome))),
        None => Ok(ward),
    }
}

struct Making<'w> {
    ward: &'w Ward,
    chance: Chance,
    changes: Vec<Change>,
}

impl Making<'_> {
    fn text(&self, name: &str) -> Value {
        json!(self.ward.id(name).to_string())
    }

    fn change(&mut self, record: RecordId, kind: Kind, scope: Scope, seen: bool, fields: Fields) {
        self.act(record, kind, scope, seen, Act::Set(fields));
    }

    fn act(&mut self, record: RecordId, kind: Kind, scope: Scope, seen: bool, act: Act) {
        // What the person saw: all that there was, or nothing, so that two values stand side by side.
        let version = if seen { u64::MAX >> 1 } else { 0 };
        self.changes.push(Change {
            id: ChangeId::from_uuid(self.chance.uuid()),
            protocol: PROTOCOL,
            device: None,
            record,
            kind,
            scope,
            base: if seen { Base { epoch: None, version } } else { Base::NEW },
            after: None,
            act,
            written_at: NOW,
            by: None,
        });
    }

    fn put(&mut self, name: &str, kind: Kind, fields: Value) {
        let Value::Object(fields) = fields else { return };
        let record = self.ward.id(name);
        self.change(record, kind, Scope::OrgAll, true, fields.into_iter().collect());
    }

    /// Plans, measures, targets, districts, groups, places, offices, figures.
    fn registry(&mut self) {
        let ward = self.ward;
        let org = ward.org.record();
        self.change(org, Kind::Org, Scope::OrgAll, true, [("name".to_owned(), json!("区"))].into());
        self.plans();
        // どんぐり becomes きた in the middle of the year, or is only called otherwise.
        let next = format!("next.{}", ward.id("kita"));
        let merges = ward.seed.is_multiple_of(2);
        for (n, name) in DISTRICTS.iter().enumerate() {
            let mut fields = json!({ "name": format!("{name}地区"), "number": n + 1 });
            if n == 0 {
                set(&mut fields, "office", self.text("plaza"));
            }
            if merges && *name == "donguri" {
                set(&mut fields, "until", json!("2026-09-30"));
                set(&mut fields, next.as_str(), json!(true));
            }
            if *name == "kita" {
                set(&mut fields, "since", json!("2026-10-01"));
            }
            if *name != "kita" || merges {
                self.put(name, Kind::District, fields);
            }
        }
        if !merges {
            self.put("donguri", Kind::District, json!({ "name": "しいのみ地区" }));
        }
        let area = format!("district.{}", ward.id("komorebi"));
        let plaza = json!({ "name": "プラザ", "what": "plaza", "body": self.text("cp"), area: true });
        self.put("plaza", Kind::Office, plaza);
        self.put("cp", Kind::Body, json!({ "name": "地域ケアプラザ" }));
        for (n, name) in GROUPS.iter().enumerate() {
            let mut fields = json!({ "name": name, "what": "salon" });
            if *name == "g1" {
                set(&mut fields, "from", self.text("g0"));
            }
            if *name == "plazas" {
                set(&mut fields, "office", self.text("plaza"));
            }
            if n == 2 {
                set(&mut fields, "since", json!("2026-06-01"));
            }
            self.put(name, Kind::Group, fields);
        }
        let opened = [
            None,
            Some("2026-03-31"),
            Some("2026-04-01"),
            Some("2027-03-31"),
            Some("2027-04-01"),
            Some("2026-09-15"),
        ];
        for (n, name) in PLACES.iter().enumerate() {
            let day = opened.get(n % opened.len()).copied().flatten();
            let mut fields = json!({ "name": name, "what": if n % 3 == 2 { "school" } else { "ibasho" } });
            set(&mut fields, "district", self.text(DISTRICTS.get(n % 4).copied().unwrap_or_default()));
            if let Some(day) = day {
                set(&mut fields, "opened", json!(day));
            }
            if *name == "closed" {
                set(&mut fields, "closed", json!("2026-12-31"));
            }
            if n % 2 == 0 {
                set(&mut fields, "runner", json!("地区社協"));
            }
            self.put(name, Kind::Place, fields);
        }
        // The staff's record of a private house stands for its public one.
        let exact = json!({ "name": "p0", "what": "ibasho", "opened": "2026-05-01", "of": self.text("p0") });
        self.put("exact", Kind::Place, exact);
        self.figures();
    }

    fn plans(&mut self) {
        let rule = |kinds: &[&str], measures: Vec<Value>| json!({ "title": "", "kinds": kinds, "measures": measures });
        let m = |making: &Self, names: &[&str]| -> Vec<Value> {
            names.iter().map(|name| making.text(name)).collect()
        };
        let mut runner = rule(&["ibasho"], m(self, &["m1"]));
        set(&mut runner, "runner", json!("地区社協"));
        let mut opened = rule(&["ibasho", "salon"], m(self, &["m2"]));
        set(&mut opened, "opened_within_plan", json!(true));
        let mut group = rule(&[], m(self, &["m3"]));
        set(&mut group, "group", self.text("g2"));
        let plan = json!({
            "name": "計画", "first_year": PLAN[0], "last_year": PLAN[1], "status": "決定",
            // new0 takes m0's place from 令和9年度 on.
            "rule.a": rule(&["salon", "aisatsu"], m(self, &["m0", "new0"])),
            "rule.b": runner, "rule.c": opened, "rule.d": group,
            "rule.e": rule(&["oyako", "kaishoku", "salon"], m(self, &["m4"])),
            "rule.f": rule(&["koza"], m(self, &["m5"])),
            "rule.g": rule(&[], m(self, &["m5"])),
        });
        self.put("plan", Kind::Plan, plan);
        let draft = json!({ "name": "案", "first_year": PLAN[0], "last_year": PLAN[1], "status": "案",
            "rule.a": rule(&["salon"], m(self, &["m5"])) });
        self.put("draft", Kind::Plan, draft);
        for name in MEASURES {
            let mut fields = json!({ "plan": self.text("plan"), "title": name });
            match name {
                "m0" => set(&mut fields, "until", json!(2026)),
                "new0" => set(&mut fields, "since", json!(2027)),
                _ => {}
            }
            self.put(name, Kind::Measure, fields);
        }
        let body = format!("body.{}", self.ward.id("cp"));
        let now = self.ward.today.fiscal_year().year();
        for (name, measure, year) in [("item", "m5", now), ("first", "m4", 2026)] {
            let fields = json!({ "plan": self.text("plan"), "measure": self.text(measure), "year": year, "title": "講座",
                body.clone(): 0 });
            self.put(name, Kind::Item, fields);
        }
        self.targets();
    }

    fn targets(&mut self) {
        let mut n = 0;
        let mut target = |making: &mut Self, mut fields: Value, goal: Value| {
            set(&mut fields, "plan", making.text("plan"));
            if let (Some(fields), Some(goal)) = (fields.as_object_mut(), goal.as_object()) {
                fields.extend(goal.clone());
            }
            making.put(&format!("t{n}"), Kind::Target, fields);
            n += 1;
        };
        for measure in MEASURES {
            let on = json!({ "measure": self.text(measure), "over": "year" });
            let all = json!({ "measure": self.text(measure), "over": "plan" });
            for unit in UNITS {
                let goal = json!({ "goal": "count", "number": 10, "unit": unit });
                target(self, on.clone(), goal.clone());
                target(self, all.clone(), goal);
            }
            let mut own = on.clone();
            set(
                &mut own,
                "district",
                self.text(if self.ward.seed.is_multiple_of(2) { "kita" } else { "donguri" }),
            );
            target(self, own, json!({ "goal": "count", "number": 10, "unit": "回" }));
            // A draft of 全地区 says other numbers.
            if measure != "m5" {
                target(self, on.clone(), json!({ "goal": "coverage", "set": "district" }));
            }
            for per in ["month", "year", "week"] {
                target(self, on.clone(), json!({ "goal": "frequency", "times": 1, "per": per }));
            }
            target(self, all, json!({ "goal": "frequency", "times": 1, "per": "month", "places": 3 }));
        }
        for over in ["year", "plan"] {
            for counts in ["opened", "open"] {
                let on = json!({ "measure": self.text("m1"), "over": over });
                let goal =
                    json!({ "goal": "places", "number": 3, "counts": counts, "place_kinds": ["ibasho"] });
                target(self, on, goal);
            }
        }
        let of_item = json!({ "item": self.text("first"), "over": "year" });
        target(self, of_item, json!({ "goal": "count", "number": 10, "unit": "回" }));
    }

    fn figures(&mut self) {
        let year = self.ward.today.fiscal_year();
        for n in 0..6 {
            let title = if n % 2 == 0 { "申込" } else { "来場" };
            let source = if self.chance.one_in(4) { "" } else { "窓口集計" };
            let mut fields = json!({ "item": self.text("item"), "title": title, "unit": "名",
                "number": self.chance.below(900), "source": source });
            match n {
                0 => set(&mut fields, "year", json!(year.year())),
                1 => set(&mut fields, "year", json!(year.year() - 1)),
                _ => set(&mut fields, "month", json!(format!("{}-0{}", year.year(), 3 + n))),
            }
            if n % 3 == 0 {
                set(&mut fields, "office", self.text("plaza"));
            }
            self.put(&format!("figure{n}"), Kind::Figure, fields);
        }
    }

    fn logs(&mut self) {
        for n in 0..LOGS {
            let name = format!("log{n}");
            let (scope, fields) = self.log();
            let record = self.ward.id(&name);
            self.change(record, Kind::Activity, scope, true, fields.clone());
            match self.chance.below(12) {
                // A twin by somebody else, of a group or of none, said to be another time or not.
                0..=2 => self.twin(&format!("twin{n}"), scope, &fields),
                3 => self.act(record, Kind::Activity, scope, true, Act::Remove),
                4 => {
                    self.act(record, Kind::Activity, scope, true, Act::Remove);
                    self.act(record, Kind::Activity, scope, true, Act::Restore);
                }
                // Two people wrote two numbers: the one that stands counts.
                5 => self.set(record, scope, false, json!({ "helpers": 77 })),
                6 => {
                    let day = self.day();
                    if fields.contains_key("day") {
                        self.set(record, scope, true, json!({ "day": day }));
                    }
                }
                7 => {
                    // Not m5: a draft of residents' work says other numbers.
                    let measure = self.chance.pick(&["m0", "m1", "m2", "m3", "m4", "new0"]).copied();
                    let measure = measure.unwrap_or_default();
                    let field = format!("serves.{}", self.ward.id(measure));
                    let yes = self.chance.one_in(2);
                    self.set(record, scope, true, json!({ field: yes }));
                }
                _ => {}
            }
        }
    }

    fn set(&mut self, record: RecordId, scope: Scope, seen: bool, fields: Value) {
        let Value::Object(fields) = fields else { return };
        self.change(record, Kind::Activity, scope, seen, fields.into_iter().collect());
    }

    fn twin(&mut self, name: &str, scope: Scope, fields: &Fields) {
        let mut fields = fields.clone();
        fields.remove("session");
        fields.remove("group");
        if self.chance.one_in(2) {
            let group = self.chance.pick(&GROUPS).copied().unwrap_or_default();
            fields.insert("group".to_owned(), self.text(group));
        }
        if self.chance.one_in(4) {
            fields.insert("another".to_owned(), json!(true));
        }
        if fields.contains_key("helpers") {
            fields.insert("helpers".to_owned(), json!(self.chance.below(20)));
        }
        let record = self.ward.id(name);
        self.change(record, Kind::Activity, scope, true, fields);
    }

    fn day(&mut self) -> String {
        if self.chance.one_in(3) {
            return self.chance.pick(&EDGES).copied().unwrap_or_default().to_owned();
        }
        let first = Day::parse("2025-04-01").unwrap_or(Day::FIRST);
        let days = self.ward.today.since(first);
        first.plus(self.chance.below(days.unsigned_abs() + 1).cast_signed()).to_string()
    }

    fn log(&mut self) -> (Scope, Fields) {
        let (what, bands, quantities) = self.chance.pick(&KINDS).copied().unwrap_or(("salon", &[], &[]));
        let district = self.chance.pick(&DISTRICTS).copied().unwrap_or_default();
        let district = DistrictId::of(self.ward.id(district));
        let scope = match what {
            "sodan" => Scope::OrgStaff,
            "homon" => Scope::DistrictStaff(district),
            "koza" if self.chance.one_in(3) => Scope::OrgAll,
            _ => Scope::DistrictAll(district),
        };
        let mut fields = json!({ "what": what, "held": self.chance.pick(&HELD).copied().unwrap_or("done") });
        if fields.get("held") == Some(&json!("a newer reason")) {
            set(&mut fields, "held", json!("other"));
        }
        let day = self.day();
        if what == "mimamori" && self.chance.one_in(2) {
            let month = Day::parse(&day).map(Day::month).unwrap_or(Day::FIRST.month());
            set(&mut fields, "month", json!(month.to_string()));
        } else {
            set(&mut fields, "day", json!(day));
        }
        let numbers_alone = matches!(what, "mimamori" | "sodan");
        if !numbers_alone && self.chance.one_in(3) {
            set(&mut fields, "slot", json!("am"));
        }
        if what != "sodan" {
            if !self.chance.one_in(4) {
                let group = self.chance.pick(&GROUPS).copied().unwrap_or_default();
                set(&mut fields, "group", self.text(group));
            }
            if !numbers_alone && !self.chance.one_in(4) {
                let place = self.chance.pick(&PLACES).copied().unwrap_or_default();
                set(&mut fields, "place", self.text(place));
            }
        }
        if self.chance.one_in(4) && fields.get("day").is_some() {
            set(&mut fields, "session", self.text("session"));
        }
        if fields.get("held") == Some(&json!("done")) {
            self.numbers(&mut fields, bands, quantities);
        }
        if what != "sodan" && self.chance.one_in(6) {
            set(&mut fields, format!("support.{}", self.ward.id("plaza")), json!(true));
        }
        let Value::Object(fields) = fields else { return (scope, Fields::new()) };
        (scope, fields.into_iter().collect())
    }

    fn numbers(&mut self, fields: &mut Value, bands: &[&str], quantities: &[&str]) {
        if !bands.is_empty() && self.chance.one_in(3) {
            set(fields, "heads", json!(self.chance.below(60)));
        } else {
            for band in bands {
                if !self.chance.one_in(5) {
                    set(fields, format!("head.{band}"), json!(self.chance.below(30)));
                }
            }
        }
        for key in quantities {
            set(fields, format!("qty.{key}"), json!(self.chance.below(40)));
        }
        if !self.chance.one_in(3) {
            set(fields, "helpers", json!(self.chance.below(12)));
        }
    }
}

fn set(fields: &mut Value, name: impl Into<String>, value: Value) {
    if let Some(fields) = fields.as_object_mut() {
        fields.insert(name.into(), value);
    }
}
