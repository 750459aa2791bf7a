//! What the phone says of itself, and what pages may ask of it: room, keeping, the home screen, the clipboard.

use leptos::prelude::GetUntracked as _;
use tsunagari_core::calendar::WallTime;

use super::Replica;
use super::join::NotLeft;
use crate::platform::{clock, file, install, machine, share, space, update};

pub use crate::platform::install::Place as Window;
pub use crate::platform::machine::Machine;
pub use crate::platform::space::Space;

impl Replica {
    /// The phone's clock: shown, never compared.
    pub fn now(self) -> WallTime {
        clock::now()
    }

    /// This build's id.
    pub fn build(self) -> String {
        update::build()
    }

    /// Whose window the app runs in.
    pub fn window(self) -> Window {
        install::place()
    }

    /// What the machine is called.
    pub fn machine(self) -> Machine {
        machine::machine()
    }

    /// Shows the browser's own question about the home screen; whether the person agreed.
    pub async fn install(self) -> bool {
        install::ask().await
    }

    /// Bytes in use and allowed, as the browser guesses.
    pub async fn space(self) -> Option<Space> {
        space::estimate().await
    }

    /// Whether the browser keeps the store even when room is short.
    pub async fn keeps(self) -> Option<bool> {
        space::persisted().await
    }

    /// Asks the browser to keep it; what it answered.
    pub async fn ask_to_keep(self) -> Option<bool> {
        space::persist().await
    }

    /// Puts a text on the clipboard; whether it is there.
    pub async fn copy(self, text: &str) -> bool {
        share::copy(text).await
    }

    /// Opens the phone's share sheet; whether the text was handed over.
    pub async fn share(self, text: &str) -> bool {
        share::share(text).await
    }

    /// Whether there is a share sheet.
    pub fn can_share(self) -> bool {
        share::possible()
    }
}

impl Replica {
    /// Offers the changes that the server refused, or that wait alone, as a file; whether the browser took it.
    pub fn export_refused(self) -> bool {
        let Some(engine) = self.engine() else { return false };
        let bytes = engine.device(|device| device.export_attention(&update::build()));
        let name = format!("tsunagari-{}-2.json", self.board.today.get_untracked());
        file::save(&name, super::COURIER_TYPE, &bytes)
    }

    /// Leaves with an unsent queue that the person has in a file.
    pub async fn leave_exported(self) -> Result<(), NotLeft> {
        self.leaves(true).await
    }
}
