//! An empty ward in memory, for tests of what is built on storage.

use tsunagari_core::calendar::WallTime;
use tsunagari_core::id::{EpochId, OrgId, derived};

use super::memory::Memory;
use super::{Org, Storage};
use crate::platform;

pub(crate) const T0: WallTime = WallTime::from_millis(0);

pub(crate) fn org() -> Org {
    Org { id: OrgId::of(derived(&["org"])), slug: "a".to_owned(), name: "あ区".to_owned() }
}

pub(crate) async fn ward() -> Storage {
    let storage = Storage::Memory(Memory::default());
    let epoch = EpochId::from_uuid(platform::random_uuid());
    storage
        .write(move |tx| {
            Box::pin(async move {
                tx.begin_epoch(epoch, T0).await?;
                tx.add_org(&org(), T0).await
            })
        })
        .await
        .unwrap();
    storage
}
