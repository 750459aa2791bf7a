//! Who a session is and what it reads: role, person, office, districts; no plan, no log.

use serde::Serialize;

use crate::from_json;
use crate::id::{BodyId, DeviceId, DistrictId, GroupId, OfficeId, PersonId};
use crate::json::{serde_through_json, word_from_json};
use crate::record::Scope;
use crate::sorted::SortedSet;

/// What a joined person may do. Without joining one reads the public plan and places and has no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 担い手・代表・会計.
    Volunteer,
    /// ケアプラザ・区役所の課・区社協の職員.
    Staff,
    /// 区の管理者.
    Admin,
}

/// A session as the server knows it and the device is told; rights and scopes come from here alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// The device, for certain.
    pub device: DeviceId,
    /// The person who joined with it.
    pub person: PersonId,
    /// What they may do.
    pub role: Role,
    /// A staff member's office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeId>,
    /// That office's body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// The districts they see: a volunteer's own, a plaza's, or all of the ward for a 課, 区社協 and admins.
    pub districts: SortedSet<DistrictId>,
    /// Whether staff have ticked the person's name.
    pub confirmed: bool,
    /// The groups they belong to.
    pub groups: SortedSet<GroupId>,
}

word_from_json!(Role { "volunteer" => Volunteer, "staff" => Staff, "admin" => Admin });
from_json! { Session { device, person, role, office, body, districts, confirmed, groups } }
serde_through_json!(Role Session);

impl Session {
    /// The scopes that they read, whole.
    pub fn scopes(&self) -> Vec<Scope> {
        let staff = self.role >= Role::Staff;
        let mut scopes = vec![Scope::OrgAll];
        if staff {
            scopes.push(Scope::OrgStaff);
        }
        scopes.extend(self.districts.iter().map(|id| Scope::DistrictAll(*id)));
        if staff {
            scopes.extend(self.districts.iter().map(|id| Scope::DistrictStaff(*id)));
        }
        scopes
    }

    /// Whether they read a scope.
    pub fn reads(&self, scope: Scope) -> bool {
        match scope {
            Scope::OrgAll => true,
            Scope::OrgStaff => self.role >= Role::Staff,
            Scope::DistrictAll(id) => self.districts.contains(&id),
            Scope::DistrictStaff(id) => self.role >= Role::Staff && self.districts.contains(&id),
        }
    }
}
