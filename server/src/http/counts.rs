//! What the server counts about itself, as `/metrics` tells it; no names, no texts.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use axum::http::StatusCode;

/// Counters since the start.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    answers: [AtomicU64; 6],
    syncs: AtomicU64,
    changes: AtomicU64,
    joins: AtomicU64,
}

impl Counts {
    pub(crate) fn answered(&self, status: StatusCode) {
        if let Some(count) = self.answers.get(usize::from(status.as_u16() / 100)) {
            count.fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn synced(&self, changes: usize) {
        self.syncs.fetch_add(1, Relaxed);
        self.changes.fetch_add(u64::try_from(changes).unwrap_or(u64::MAX), Relaxed);
    }

    pub(crate) fn joined(&self) {
        self.joins.fetch_add(1, Relaxed);
    }

    /// In the text form that Prometheus reads.
    pub(crate) fn text(&self) -> String {
        let mut text = String::from("# TYPE tsunagari_answers_total counter\n");
        for (class, count) in self.answers.iter().enumerate().skip(1) {
            let _ = writeln!(text, "tsunagari_answers_total{{status=\"{class}xx\"}} {}", count.load(Relaxed));
        }
        for (name, count) in [("syncs", &self.syncs), ("changes", &self.changes), ("joins", &self.joins)] {
            let _ = writeln!(
                text,
                "# TYPE tsunagari_{name}_total counter\ntsunagari_{name}_total {}",
                count.load(Relaxed)
            );
        }
        text
    }
}
