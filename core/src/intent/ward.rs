//! 地区と事業所: the ward's own register, which an admin keeps. No plan, no group, no log.

use thiserror::Error;
use uuid::Uuid;

use super::registry::tidy;
use super::{Desk, Refusal, Wish};
use crate::district::{District, successors};
use crate::id::{DistrictId, OfficeId};
use crate::office::Office;
use crate::record::{Kind, Scope};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::{Name, Title};

/// 地区 of a ward, at most, those that have ended among them.
pub const DISTRICTS_MAX: usize = 99;
/// 事業所・課 of a ward, at most.
pub const OFFICES_MAX: usize = 200;

/// Why a district or an office was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WardFault {
    /// The ward has as many as it may have.
    #[error("at most {0}")]
    TooMany(usize),
    /// Another one has the name.
    #[error("the name is another's")]
    Taken,
    /// Its number in the ward's list is none.
    #[error("from 1 to {0}")]
    Number(u64),
    /// It ends before it begins.
    #[error("it ends before it begins")]
    Order,
    /// Who takes over is named, and no last day.
    #[error("no last day")]
    NoEnd,
    /// It would be its own successor, or one is named that is not there.
    #[error("no such successor")]
    Successor,
    /// The office, body or district that is named is not there.
    #[error("no such office, body or district")]
    Unknown,
}

impl Desk<'_> {
    /// Makes a district, or mends one. Without a number it comes last in the ward's list.
    pub(super) fn district(
        &self,
        id: Option<DistrictId>,
        mut form: District,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        let wrong = |fault| Err(Refusal::Ward(fault));
        let all: SortedMap<DistrictId, District> =
            self.view.districts().map(|district| (district.id, district)).collect();
        if id.is_none() && all.len() >= DISTRICTS_MAX {
            return wrong(WardFault::TooMany(DISTRICTS_MAX));
        }
        form.id = id.unwrap_or_else(|| DistrictId::from_uuid(fresh()));
        form.name = self.name("name", &form.name)?;
        form.kana = self.maybe("kana", form.kana)?;
        let others = || all.values().filter(|other| other.id != form.id);
        // One that ended may have handed its name on.
        if form.until.is_none() && others().any(|other| other.name == form.name && other.until.is_none()) {
            return wrong(WardFault::Taken);
        }
        let last = others().filter_map(|other| other.number).max().unwrap_or(0);
        let number = form.number.unwrap_or(last + 1);
        let most = DISTRICTS_MAX as u64;
        if !(1..=most).contains(&number) {
            return wrong(WardFault::Number(most));
        }
        form.number = Some(number);
        if form.since.zip(form.until).is_some_and(|(since, until)| until < since) {
            return wrong(WardFault::Order);
        }
        if !form.next.is_empty() && form.until.is_none() {
            return wrong(WardFault::NoEnd);
        }
        let there = |id: &DistrictId| *id != form.id && all.contains_key(id);
        // Whoever takes over must not lead back here.
        let mut ended = all.clone();
        ended.insert(form.id, District { next: SortedSet::new(), ..form.clone() });
        let circle = form.next.iter().any(|next| successors(&ended, *next).contains(&form.id));
        if !form.next.iter().all(there) || circle {
            return wrong(WardFault::Successor);
        }
        if form.office.is_some_and(|office| self.view.office(office).is_none()) {
            return wrong(WardFault::Unknown);
        }
        let mut wishes = self.save(form.id.record(), &Kind::District, Scope::OrgAll, form.fields());
        // An office that has it in its own list, as a ward's file says it, lets go of it.
        let former = |office: &Office| Some(office.id) != form.office && office.districts.contains(&form.id);
        for mut office in self.view.offices().filter(former) {
            office.districts.remove(&form.id);
            wishes.extend(self.save(office.id.record(), &Kind::Office, Scope::OrgAll, office.fields()));
        }
        Ok(wishes)
    }

    /// Makes an office, or mends one.
    pub(super) fn office(
        &self,
        id: Option<OfficeId>,
        mut form: Office,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<Vec<Wish>, Refusal> {
        let wrong = |fault| Err(Refusal::Ward(fault));
        let all: Vec<Office> = self.view.offices().collect();
        if id.is_none() && all.len() >= OFFICES_MAX {
            return wrong(WardFault::TooMany(OFFICES_MAX));
        }
        form.id = id.unwrap_or_else(|| OfficeId::from_uuid(fresh()));
        form.name = self.name("name", &form.name)?;
        form.phone = tidy("phone", form.phone, |text| Name::parse(text).map(Name::into_string))?;
        form.address = tidy("address", form.address, |text| Title::parse(text).map(Title::into_string))?;
        if all.iter().any(|other| other.id != form.id && other.name == form.name) {
            return wrong(WardFault::Taken);
        }
        let body = form.body.is_none_or(|id| self.view.live(&Kind::Body).any(|body| body.id == id.record()));
        if !body || form.districts.iter().any(|id| self.view.district(*id).is_none()) {
            return wrong(WardFault::Unknown);
        }
        Ok(self.save(form.id.record(), &Kind::Office, Scope::OrgAll, form.fields()))
    }
}
