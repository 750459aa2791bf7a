//! What pages ask of added up months: ledgers from month to month, and of a month up to a day; adding up is core's.

use tsunagari_core::calendar::{Day, Month};
use tsunagari_core::device::counting::Months;
use tsunagari_core::query::ledger::Ledgers;
use tsunagari_core::record::Scope;

use super::Replica;

impl Replica {
    /// The ledgers of some scopes from month to month, own unsent logs counted in; none where the store cannot be read, so
    /// that a fault is not told as a zero.
    pub async fn added_up(self, scopes: Vec<Scope>, from: Month, to: Month) -> Option<Ledgers> {
        match self.engine() {
            Some(engine) => engine.ledgers(Months { scopes, from, to }).await.ok(),
            None => Some(Ledgers::new()),
        }
    }

    /// The ledgers of the month of a day, up to and with that day.
    pub async fn month_until(self, scopes: Vec<Scope>, day: Day) -> Option<Ledgers> {
        match self.engine() {
            Some(engine) => engine.month_until(scopes, day).await.ok(),
            None => None,
        }
    }

    /// Whether a scope is wholly on this device.
    pub fn holds(self, scope: Scope) -> bool {
        let live = |device: &tsunagari_core::device::Device| {
            device.holdings().get(&scope).is_some_and(|holding| holding.live.is_some())
        };
        self.engine().is_some_and(|engine| engine.device(live))
    }
}
