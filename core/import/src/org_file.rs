//! A ward's `org.toml`: its name, bodies, offices and districts, read into records; no plan, no person.

use tsunagari_core::sorted::SortedSet;

use serde_json::{Value, json};
use tsunagari_core::grant::{Condition, GRANTS, Grant};
use tsunagari_core::id::{BodyId, DistrictId, GroupId, OfficeId, OrgId, RecordId, derived};
use tsunagari_core::office::OfficeKind;
use tsunagari_core::plan::{body, explicit_id};
use tsunagari_core::record::{Fields, Kind};

use super::Row;
use super::plan_file::{PlanFileError, Problem};
use super::tables::{self, from_table};

/// The file.
#[derive(Debug, Clone)]
pub struct OrgFile {
    /// The ward.
    pub org: Org,
    /// 実施主体 of all its plans; a plan names those that are its own.
    pub body: Vec<Body>,
    /// 事業所・課.
    pub office: Vec<Office>,
    /// 地区; empty where nobody knows them.
    pub district: Vec<District>,
    /// 助成金の条件.
    pub grant: Vec<GrantLine>,
}

/// `[org]`
#[derive(Debug, Clone)]
pub struct Org {
    /// The address: `/o/SLUG/`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What every page, print and export must say.
    pub notice: Option<String>,
    /// How many 地区 there are, where the ward's documents name none.
    pub district_count: Option<u64>,
    /// Made up: nothing in it is of a real place.
    pub sample: bool,
}

/// `[[body]]`
#[derive(Debug, Clone)]
pub struct Body {
    /// Its name, as the plan prints it.
    pub key: String,
    /// What sort of body it is.
    pub class: Option<String>,
}

/// `[[office]]`
#[derive(Debug, Clone)]
pub struct Office {
    /// Its key.
    pub key: String,
    /// The key of its body.
    pub body: String,
    /// Its name.
    pub name: String,
    /// plaza, ward, council or other.
    pub what: String,
    /// As printed.
    pub phone: Option<String>,
}

/// `[[grant]]`
#[derive(Debug, Clone)]
pub struct GrantLine {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The least times of a year.
    pub times: Option<u64>,
    /// The least 参加 of a month, on average.
    pub heads_month: Option<u64>,
    /// The least 担い手 of a meeting, on average.
    pub helpers_time: Option<u64>,
    /// What else it says.
    pub words: Option<String>,
}

/// `[[district]]`
#[derive(Debug, Clone)]
pub struct District {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The key of the plaza's office that looks after it.
    pub office: Option<String>,
}

from_table! {
    OrgFile { org; one, body; each, office; each, district; each, grant; each }
    Org { slug, name, notice, district_count, sample or false }
    Body { key, class }
    Office { key, body, name, what, phone }
    GrantLine { key, name, times, heads_month, helpers_time, words }
    District { key, name, office }
}

impl GrantLine {
    fn grant(&self) -> Grant {
        let least = [
            (Condition::Times, self.times),
            (Condition::HeadsMonth, self.heads_month),
            (Condition::HelpersTime, self.helpers_time),
        ];
        Grant {
            name: self.name.clone(),
            least: least.into_iter().filter_map(|(condition, least)| Some((condition, least?))).collect(),
            words: self.words.clone(),
            ..Grant::default()
        }
    }
}

impl OrgFile {
    /// Reads the text of a file; `file` names it in errors.
    pub fn read(file: &str, text: &str) -> Result<Self, PlanFileError> {
        let org: Self = tables::read(file, text)?;
        org.check(file)?;
        Ok(org)
    }

    /// The org's id.
    pub fn id(&self) -> OrgId {
        OrgId::of(derived(&["org", &self.org.slug]))
    }

    /// A body's id.
    pub fn body_id(&self, key: &str) -> BodyId {
        BodyId::of(self.row("body", key))
    }

    /// An office's id.
    pub fn office_id(&self, key: &str) -> OfficeId {
        OfficeId::of(self.row("office", key))
    }

    /// A district's id.
    pub fn district_id(&self, key: &str) -> DistrictId {
        DistrictId::of(self.row("district", key))
    }

    /// The id of a group that a plan's rule names by its key.
    pub fn group_id(&self, key: &str) -> GroupId {
        GroupId::of(self.row("group", key))
    }

    /// Its records, in the order of the file.
    pub fn rows(&self) -> Vec<Row> {
        let bodies = (0..).zip(&self.body).map(|(order, body)| {
            let noun = body::Body {
                id: self.body_id(&body.key),
                name: body.key.clone(),
                class: body.class.clone(),
                order,
            };
            Row::public(noun.id.record(), Kind::Body, noun.fields())
        });
        let offices = self.office.iter().map(|office| self.office_row(office));
        let districts = (1..).zip(&self.district).map(|(number, district)| {
            let id = self.district_id(&district.key);
            let office = district.office.as_deref().map(|key| self.office_id(key).to_string());
            let said = [("name", json!(district.name)), ("number", json!(number)), ("office", json!(office))];
            Row::public(id.record(), Kind::District, fields(said))
        });
        core::iter::once(self.org_row()).chain(bodies).chain(offices).chain(districts).collect()
    }

    fn office_row(&self, office: &Office) -> Row {
        let said = [
            ("name", json!(office.name)),
            ("what", json!(office.what)),
            ("body", json!(self.body_id(&office.body).to_string())),
            ("phone", json!(office.phone)),
        ];
        let area = self.district.iter().filter(|district| district.office.as_ref() == Some(&office.key));
        let area =
            area.map(|district| (format!("district.{}", self.district_id(&district.key)), json!(true)));
        let fields = fields(said).into_iter().chain(area).collect();
        Row::public(self.office_id(&office.key).record(), Kind::Office, fields)
    }

    fn org_row(&self) -> Row {
        let said = [
            ("slug", json!(self.org.slug)),
            ("name", json!(self.org.name)),
            ("notice", json!(self.org.notice)),
            ("district_count", json!(self.org.district_count)),
            ("sample", json!(self.org.sample.then_some(true))),
        ];
        let mut fields = fields(said);
        let grants = self.grant.iter().map(|line| (format!("{GRANTS}.{}", line.key), line.grant().value()));
        fields.extend(grants);
        Row::public(self.id().record(), Kind::Org, fields)
    }

    fn row(&self, table: &str, key: &str) -> RecordId {
        if let Some(id) = explicit_id(key) {
            return id;
        }
        derived(&[&self.org.slug, table, key])
    }

    fn check(&self, file: &str) -> Result<(), PlanFileError> {
        let bodies = once(file, "body", self.body.iter().map(|body| body.key.as_str()))?;
        let offices = once(file, "office", self.office.iter().map(|office| office.key.as_str()))?;
        once(file, "district", self.district.iter().map(|district| district.key.as_str()))?;
        once(file, "grant", self.grant.iter().map(|grant| grant.key.as_str()))?;
        for office in &self.office {
            known(file, "office", &office.key, &bodies, "body", &office.body)?;
            if !OfficeKind::KEYS.contains(&office.what.as_str()) {
                let problem = Problem::Word { field: "what", value: office.what.clone() };
                return Err(PlanFileError::new(file, "office", &office.key, problem));
            }
        }
        for district in &self.district {
            if let Some(office) = &district.office {
                known(file, "district", &district.key, &offices, "office", office)?;
            }
        }
        Ok(())
    }
}

/// The keys of a table; one that stands twice is an error.
pub(super) fn once<'a>(
    file: &str,
    table: &'static str,
    keys: impl Iterator<Item = &'a str>,
) -> Result<SortedSet<&'a str>, PlanFileError> {
    let mut seen = SortedSet::new();
    for key in keys {
        if !seen.insert(key) {
            return Err(PlanFileError::new(file, table, key, Problem::Twice));
        }
    }
    Ok(seen)
}

/// Refuses a reference to a row that is not there.
pub(super) fn known(
    file: &str,
    table: &'static str,
    key: &str,
    rows: &SortedSet<&str>,
    wanted: &'static str,
    name: &str,
) -> Result<(), PlanFileError> {
    if rows.contains(name) {
        return Ok(());
    }
    Err(PlanFileError::new(file, table, key, Problem::NoSuch { table: wanted, key: name.to_owned() }))
}

fn fields<const N: usize>(said: [(&str, Value); N]) -> Fields {
    said.into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
