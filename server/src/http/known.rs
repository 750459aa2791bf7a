//! Which person a session's device was of when it was last seen, so that what a session is told by can be asked for in one
//! statement. It is a guess: nothing is decided by it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tsunagari_core::id::{OrgId, PersonId};
use tsunagari_core::org::Role;
use tsunagari_core::person::confirmation_id;

use crate::secret::Hash;
use crate::storage::{Fault, SignedIn, Storage};

/// Sessions that are kept; beyond it all are forgotten.
const KEPT: usize = 20_000;

/// All of them, by the fingerprint of the cookie.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known(Arc<Mutex<BTreeMap<Hash, PersonId>>>);

impl Known {
    /// The device of a session and what its session is told by, of one moment.
    pub(super) async fn signed_in(
        &self,
        storage: &Storage,
        org: OrgId,
        hash: Hash,
    ) -> Result<Option<SignedIn>, Fault> {
        let mut guess = self.of(hash);
        loop {
            let found = storage.signed_in(org, hash, guess.map(confirmation_id)).await?;
            let Some(wrong) = found.as_ref().map(|it| &it.device).filter(|device| {
                // Nobody confirms staff.
                device.role < Role::Staff && guess != Some(device.person)
            }) else {
                return Ok(found);
            };
            guess = Some(wrong.person);
            self.keep(hash, wrong.person);
        }
    }

    fn of(&self, hash: Hash) -> Option<PersonId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&hash).copied()
    }

    fn keep(&self, hash: Hash, person: PersonId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(hash, person);
    }
}

#[cfg(test)]
mod tests {
    use tsunagari_core::id::{DeviceId, DistrictId, RecordId, derived};
    use tsunagari_core::merge::Stored;
    use tsunagari_core::record::{Hand, Kind, Record, Scope};
    use uuid::Uuid;

    use super::*;
    use crate::storage::Device;
    use crate::storage::empty::{T0, org, ward};

    fn record(id: RecordId, kind: Kind) -> Stored {
        let (hand, scope) = (Hand { by: None, at: T0 }, Scope::OrgAll);
        let fields = [("confirmed".to_owned(), true.into())].into();
        let version = u64::from(id.uuid().as_bytes()[0]) + 1;
        let record = Record {
            id,
            kind,
            scope,
            version,
            born: version,
            made: hand,
            edited: hand,
            fields,
            parallel: Vec::new(),
        };
        Stored { record, stamps: [].into() }
    }

    #[tokio::test]
    async fn a_session_is_told_by_its_own_persons_record_whatever_was_guessed() {
        let (storage, known, org) = (ward().await, Known::default(), org().id);
        let person = PersonId::of(derived(&["person"]));
        let ticked = confirmation_id(person);
        let write = storage.write(move |tx| {
            Box::pin(async move {
                let device = Device {
                    id: DeviceId::from_uuid(Uuid::from_u128(1)),
                    key: [1; 32],
                    person,
                    name: "会計A".to_owned(),
                    home: None,
                    role: Role::Volunteer,
                    office: None,
                    body: None,
                    reach: Some([DistrictId::of(derived(&["district"]))].into()),
                    invite: Uuid::from_u128(3),
                    joined_at: T0,
                    seen_at: T0,
                    revoked_at: None,
                };
                tx.put_device(org, &device).await?;
                tx.put_session(org, [9; 32], device.id, T0).await?;
                tx.put_record(org, &record(ticked, Kind::Confirmation)).await
            })
        });
        write.await.unwrap();
        assert_eq!(known.signed_in(&storage, org, [8; 32]).await.unwrap(), None);
        for guessed in [None, Some(person), Some(PersonId::of(derived(&["another"])))] {
            if let Some(guessed) = guessed {
                known.keep([9; 32], guessed);
            }
            let found = known.signed_in(&storage, org, [9; 32]).await.unwrap().unwrap();
            assert_eq!(found.along.map(|it| it.id), Some(ticked), "guessed {guessed:?}");
            assert_eq!(known.of([9; 32]), Some(person));
        }
    }

    #[test]
    fn no_more_are_kept_than_may_be() {
        let known = Known::default();
        let person = PersonId::of(derived(&["person"]));
        for n in 0..=KEPT {
            known.keep(crate::secret::sha256(&n.to_be_bytes()), person);
        }
        assert_eq!(known.0.lock().unwrap().len(), 1);
    }
}
