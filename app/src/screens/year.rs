//! A year's logs for a page that adds them up: read when the page opens, and anew whenever a log has come or changed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::record::Scope;
use tsunagari_core::shelf::Shelf;

use super::Scene;

/// Logs as they were read; none until then.
pub type YearLogs = RwSignal<Option<Shelf>>;

/// Follows the logs of these scopes and this year.
pub fn year_logs(scene: Scene, of: Memo<(Vec<Scope>, FiscalYear)>) -> YearLogs {
    let logs: YearLogs = RwSignal::new(None);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |before: Option<(Vec<Scope>, FiscalYear)>| {
        scene.replica.board.logs.track();
        let now = of.get();
        if before.is_some_and(|before| before != now) {
            logs.set(None);
        }
        let mine = asked.with_value(|asked| asked.wrapping_add(1));
        asked.set_value(mine);
        let (scopes, year) = now.clone();
        spawn_local(async move {
            let found = scene.replica.year(scopes, year, |record| !record.removed()).await;
            // What was asked for later knows more; the page may be gone.
            if asked.try_get_value() == Some(mine) {
                logs.set(Some(found.into()));
            }
        });
        now
    });
    logs
}

/// The years that can be chosen: this one and those before it, as many as an app's life.
pub fn years(this: FiscalYear) -> Vec<FiscalYear> {
    const YEARS: usize = 6;
    std::iter::successors(Some(this), |year| year.previous()).take(YEARS).collect()
}
