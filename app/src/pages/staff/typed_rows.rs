//! Rows that are typed and saved one by one: what of a sheet is typed and not on record lies in one draft by the rows' names,
//! and a row is left when the cursor goes out of it. What a row means is its sheet's.

use leptos::prelude::*;
use leptos::{ev, html};
use serde::Serialize;
use tsunagari_core::json::{FromJson, Object, Value};
use tsunagari_core::sorted::SortedMap;
use wasm_bindgen::JsCast as _;

use crate::replica::Replica;

/// The rows of a sheet that are typed and not saved, by their names, as the draft has them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept<R> {
    pub rows: SortedMap<String, R>,
}

impl<R> Default for Kept<R> {
    fn default() -> Self {
        Self { rows: SortedMap::new() }
    }
}

impl<R: FromJson> FromJson for Kept<R> {
    fn from_json(json: Value) -> Option<Self> {
        let rows = Object::of(json)?.pick("rows");
        Some(Self { rows: rows.map_or_else(|| Some(SortedMap::new()), FromJson::from_json)? })
    }
}

/// The keeper of a sheet's typed rows.
pub struct TypedRows<R: 'static> {
    replica: Replica,
    form: StoredValue<String>,
    kept: StoredValue<Kept<R>>,
}

impl<R> Clone for TypedRows<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for TypedRows<R> {}

impl<R: Clone + Serialize + Send + Sync> TypedRows<R> {
    /// Of the draft that is called so, with what it has.
    pub fn new(replica: Replica, form: String, kept: Kept<R>) -> Self {
        Self { replica, form: StoredValue::new(form), kept: StoredValue::new(kept) }
    }

    /// Takes note of a row that is typed.
    pub fn keep(self, key: String, row: R) {
        self.kept.update_value(|kept| _ = kept.rows.insert(key, row));
        self.write();
    }

    /// A row that is on record, or was taken back, is not kept; the draft of no row is none.
    pub fn forget(self, key: &str) {
        if self.kept.try_update_value(|kept| kept.rows.remove(key).is_some()) != Some(true) {
            return;
        }
        if self.kept.with_value(|kept| kept.rows.is_empty()) {
            let (replica, form) = (self.replica, self.form.get_value());
            replica.stop_draft();
            leptos::task::spawn_local(async move { replica.drop_draft(&form).await });
        } else {
            self.write();
            self.replica.flush_draft();
        }
    }

    /// What was typed into a row before.
    pub fn taken(self, key: &str) -> Option<R> {
        self.kept.with_value(|kept| kept.rows.get(key).cloned())
    }

    /// The names of the rows that begin so.
    pub fn beginning(self, with: &str) -> Vec<String> {
        self.kept.with_value(|kept| kept.rows.keys().filter(|key| key.starts_with(with)).cloned().collect())
    }

    fn write(self) {
        let form = self.form.get_value();
        self.kept.with_value(|kept| self.replica.type_draft(&form, kept));
    }
}

/// Calls `left` when the cursor goes out of a row, and not from one of its cells to another.
pub fn on_leaving(row: NodeRef<html::Li>, left: impl Fn()) -> impl Fn(ev::FocusEvent) {
    move |event| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if !row.get_untracked().is_some_and(|row| row.contains(to.as_ref())) {
            left();
        }
    }
}

#[cfg(test)]
mod tests {
    use tsunagari_core::json;

    use super::*;

    #[test]
    fn a_draft_reads_back_as_it_was_kept_and_an_empty_one_is_of_no_row() {
        let mut kept = Kept::default();
        kept.rows.insert("a/new0".to_owned(), "17".to_owned());
        let text = serde_json::to_string(&kept).unwrap();
        assert_eq!(text, r#"{"rows":{"a/new0":"17"}}"#, "as drafts lie on devices");
        assert_eq!(json::read::<Kept<String>>(text.as_bytes()), Some(kept));
        assert_eq!(json::read::<Kept<String>>(b"{}"), Some(Kept::default()));
        assert_eq!(json::read::<Kept<String>>(b"[]"), None);
    }
}
