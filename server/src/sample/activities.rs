//! つむぎ区（架空）at work: groups, sessions, places, people and their logs as records; nothing of a real ward.

use serde_json::{Value, json};
use tsunagari_core::activity::{id_for_month, id_for_session};
use tsunagari_core::calendar::{Day, Slot, WallTime, Weekday};
use tsunagari_core::group::Group;
use tsunagari_core::id::{DistrictId, GroupId, OfficeId, PersonId, PlaceId, SessionId, derived};
use tsunagari_core::kind::{Home, built_in};
use tsunagari_core::place::Place;
use tsunagari_core::record::{Fields, Kind, Scope};
use tsunagari_core::session::{Break, GroupSession, OnHoliday, Rule};
use tsunagari_core::sorted::{SortedMap, SortedSet};

use super::Row;
use super::logs::{Chance, Log, logs, meetings};
use super::noise::roughen;
use super::org_file::OrgFile;
use super::units::{DISTRICTS, Rhythm, Unit, units};
use super::ward_wide::ward_wide;

/// The ward that works.
pub const SLUG: &str = "tsumugi";
/// From here everything is rolled.
const SEED: u64 = 8_2026;
/// The two people of a district who log on their own phones.
const PEOPLE: [&str; 2] = ["会計A", "代表B"];
/// The units that fell silent.
const SILENT: [&str; 3] = ["salon/6/30", "taiso/7/31", "kaishoku/5/3"];

/// Kinds at whose meetings the plaza's staff are there from time to time.
const SUPPORTED: [&str; 5] = ["salon", "ibasho", "ninchisho_cafe", "taiso", "service_b"];

/// A row with the hand that made it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The record.
    pub row: Row,
    /// The person; none where the plaza entered it from paper, and for registries.
    pub by: Option<PersonId>,
    /// When.
    pub at: WallTime,
}

/// Everything that the ward's people did: the last fiscal year whole and this one up to `today`.
pub fn activities(org: &OrgFile, today: Day) -> Vec<Made> {
    let units = units();
    let span = Span::up_to(today);
    let mut made = places(org, &units, &span);
    made.extend(units.iter().flat_map(|unit| registry(org, unit, &span)));
    made.extend(people(org, &units, &span));
    let mut chance = Chance::from_seed(SEED);
    let work: Vec<Made> = units.iter().flat_map(|unit| work(org, unit, &span, &mut chance)).collect();
    let silent: Vec<GroupId> =
        units.iter().filter(|unit| SILENT.contains(&unit.key.as_str())).map(group_id).collect();
    let pairs: SortedMap<PersonId, PersonId> = (0..DISTRICTS.len())
        .map(|district| PEOPLE.map(|name| person_id(district, name)))
        .flat_map(|[one, other]| [(one, other), (other, one)])
        .collect();
    let mut work = roughen(work, &silent, today, |person| pairs.get(&person).copied(), &mut chance);
    work.extend(ward_wide(org, span.first, today, &mut chance));
    work.sort_by_key(|made| (made.at, made.row.id));
    made.extend(work);
    made
}

/// The days that the sample covers.
struct Span {
    first: Day,
    today: Day,
    year_end: Day,
}

impl Span {
    fn up_to(today: Day) -> Self {
        let year = today.fiscal_year();
        let first = year.previous().map_or(year.first(), |year| year.first());
        Self { first, today, year_end: year.last() }
    }

    fn start(&self) -> WallTime {
        super::logs::noon(self.first)
    }
}

fn district(org: &OrgFile, index: usize) -> DistrictId {
    org.district_id(DISTRICTS.get(index).map_or("", |(key, _)| key))
}

fn group_id(unit: &Unit) -> GroupId {
    GroupId::of(derived(&["sample", SLUG, "group", &unit.group]))
}

fn session_id(unit: &Unit) -> SessionId {
    SessionId::of(derived(&["sample", SLUG, "session", &unit.key]))
}

fn place_id(name: &str) -> PlaceId {
    PlaceId::of(derived(&["sample", SLUG, "place", name]))
}

/// A person of a district.
pub fn person_id(district: usize, name: &str) -> PersonId {
    let key = DISTRICTS.get(district).map_or("", |(key, _)| key);
    PersonId::of(derived(&["sample", SLUG, "person", key, name]))
}

fn plain(id: tsunagari_core::id::RecordId, kind: Kind, scope: Scope, fields: Fields, at: WallTime) -> Made {
    Made { row: Row { id, kind, scope, fields }, by: None, at }
}

/// Every place once, whoever meets there.
fn places(org: &OrgFile, units: &[Unit], span: &Span) -> Vec<Made> {
    let mut seen = SortedMap::new();
    for unit in units {
        if let Some(name) = unit.place.as_ref().filter(|name| !seen.contains_key(*name)) {
            seen.insert(name.clone(), unit);
        }
    }
    let place = |(name, unit): (String, &Unit)| {
        let what = match unit.what {
            "ibasho" => "ibasho",
            "aisatsu" => "school",
            "seiso" => "park",
            _ => "hall",
        };
        let mut place =
            Place::named(place_id(&name), Some(district(org, unit.district)), what.to_owned(), name);
        if what == "ibasho" {
            place.runner = Some(if unit.district == 8 { "地区社協" } else { "住民" }.to_owned());
            place.opened = Some(opened(unit, span));
        }
        let id = place.id.record();
        plain(id, Kind::Place, Scope::OrgAll, place.fields(), span.start())
    };
    seen.into_iter().map(place).collect()
}

/// The first day of the month in which it began; long ago where it is old.
fn opened(unit: &Unit, span: &Span) -> Day {
    let year = span.today.fiscal_year().year();
    let began = unit.from.map(|(offset, month)| {
        let calendar_year = year + offset + i32::from(month < 4);
        Day::new(calendar_year, u32::from(month), 1).unwrap_or(span.first)
    });
    began.unwrap_or_else(|| Day::new(2019, 6, 1).unwrap_or(span.first))
}

/// A unit's group and session.
fn registry(org: &OrgFile, unit: &Unit, span: &Span) -> Vec<Made> {
    let district = district(org, unit.district);
    let scope = Scope::DistrictAll(district);
    let mut group = Group::named(group_id(unit), district, unit.group.clone());
    group.what = Some(unit.what.to_owned());
    group.place = unit.place.as_deref().map(place_id);
    group.grant_of = grant(unit).map(str::to_owned);
    let mut made = vec![plain(group.id.record(), Kind::Group, scope, group.fields(), span.start())];
    if let Some(session) = session(unit, span) {
        made.push(plain(session.id.record(), Kind::Session, scope, session.fields(), span.start()));
    }
    made
}

/// The grant of `org.toml` that a salon applies for, by how often it meets.
fn grant(unit: &Unit) -> Option<&'static str> {
    match &unit.rhythm {
        _ if unit.what != "salon" => None,
        Rhythm::Nth(which, _) if which.len() > 1 => Some("fureai_a"),
        Rhythm::Nth(..) => Some("fureai_b"),
        _ => None,
    }
}

/// The session as its record tells it; its dates are those on which the logs are.
fn session(unit: &Unit, span: &Span) -> Option<GroupSession> {
    let year_end = Break::parse("12-25_01-07");
    let school = ["08-01_08-31", "03-26_04-05"].into_iter().filter_map(Break::parse);
    let greeting = unit.what == "aisatsu";
    let named: SortedSet<Day> = match unit.rhythm {
        Rhythm::Month => return None,
        Rhythm::Eighth => meetings(unit, span.first, span.year_end, span.today).into_iter().collect(),
        _ => SortedSet::new(),
    };
    Some(GroupSession {
        id: session_id(unit),
        group: Some(group_id(unit)),
        name: None,
        what: unit.what.to_owned(),
        place: unit.place.as_deref().map(place_id),
        slot: Slot::parse(unit.slot).ok(),
        rule: Rule::parse(&rule(&unit.rhythm)).ok(),
        on_holiday: if greeting { OnHoliday::Skip } else { OnHoliday::Keep },
        months_off: unit.off.iter().map(|month| u32::from(*month)).collect(),
        breaks: year_end.into_iter().chain(school.filter(|_| greeting)).collect(),
        moves: SortedMap::new(),
        dates: named,
        since: unit.from.map(|_| opened(unit, span)),
        until: None,
    })
}

fn rule(rhythm: &Rhythm) -> String {
    let nths = |which: &[u8], weekday: &Weekday| {
        which.iter().map(|n| format!("{n}{}", weekday.key())).collect::<Vec<_>>().join(" ")
    };
    match rhythm {
        Rhythm::Weekly(weekday) => format!("week {}", weekday.key()),
        Rhythm::Nth(which, weekday) => format!("month {}", nths(which, weekday)),
        Rhythm::In(months, nth, weekday) => {
            let months: Vec<_> = months.iter().map(u8::to_string).collect();
            format!("month {} in {}", nths(&[*nth], weekday), months.join(" "))
        }
        Rhythm::Eighth | Rhythm::Month => "named".to_owned(),
    }
}

/// Two people a district, who share its groups.
fn people(org: &OrgFile, units: &[Unit], span: &Span) -> Vec<Made> {
    let person = |index: usize, name: &str| {
        let mine = units.iter().filter(|unit| unit.district == index);
        let mut fields: Fields =
            mine.map(|unit| (format!("group.{}", group_id(unit)), Value::Bool(true))).collect();
        fields.insert("name".to_owned(), json!(name));
        let id = person_id(index, name).record();
        plain(id, Kind::Person, Scope::DistrictAll(district(org, index)), fields, span.start())
    };
    (0..DISTRICTS.len()).flat_map(|index| PEOPLE.map(|name| person(index, name))).collect()
}

/// A unit's logs as records.
fn work(org: &OrgFile, unit: &Unit, span: &Span, chance: &mut Chance) -> Vec<Made> {
    // Today's meetings wait for a person to log them.
    let logs = logs(unit, span.first, span.today.plus(-1), chance);
    logs.into_iter().map(|log| record(org, unit, span, log, chance)).collect()
}

fn record(org: &OrgFile, unit: &Unit, span: &Span, log: Log, chance: &mut Chance) -> Made {
    let mut fields = log.fields;
    let (group, session) = (group_id(unit), session_id(unit));
    fields.insert("group".to_owned(), json!(group));
    if let Some(place) = &unit.place {
        fields.insert("place".to_owned(), json!(place_id(place)));
    }
    let id = if log.whole_month {
        id_for_month(group, unit.what, log.day.month())
    } else {
        fields.insert("session".to_owned(), json!(session));
        id_for_session(session, log.day, 1)
    };
    let district = district(org, unit.district);
    let staff = built_in(unit.what).is_some_and(|kind| kind.home == Home::DistrictStaff);
    let scope = if staff { Scope::DistrictStaff(district) } else { Scope::DistrictAll(district) };
    let person = usize::try_from(chance.below(2)).unwrap_or(0);
    let name = PEOPLE.get(person).copied().unwrap_or("会計A");
    let by = (!log.from_paper && !staff).then(|| person_id(unit.district, name));
    if by.is_none()
        && let Some(office) = org.district.get(unit.district).and_then(|district| district.office.as_deref())
    {
        fields.insert("entered_by".to_owned(), json!(org.office_id(office)));
    }
    if let Some(office) = office_of(org, unit).filter(|_| attended(unit, log.day)) {
        fields.insert(format!("support.{office}"), Value::Bool(true));
    }
    let at = log.written_at.min(super::logs::noon(span.today));
    Made { row: Row { id: id.record(), kind: Kind::Activity, scope, fields }, by, at }
}

/// The plaza that looks after a unit's district.
fn office_of(org: &OrgFile, unit: &Unit) -> Option<OfficeId> {
    let office = org.district.get(unit.district).and_then(|district| district.office.as_deref());
    office.map(|key| org.office_id(key))
}

/// Whether the plaza's staff were there: about one meeting in four of those that they support. By the day, so that nothing
/// else is rolled otherwise.
fn attended(unit: &Unit, day: Day) -> bool {
    SUPPORTED.contains(&unit.what) && day.day_of_month() % 4 == 1
}
