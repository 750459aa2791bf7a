//! One batch put into IndexedDB by the browser's own calls: a saving waits for each of them, and the library's listeners and
//! its abort after the end cost as much as the row. What the rows mean is not known here, nor how a handle is kept.

use indexed_db_futures::database::Database;
use indexed_db_futures::error::Error;
use indexed_db_futures::internals::SystemRepr as _;
use js_sys::{Array, JsString, Object, Promise, Reflect};
use tsunagari_core::device::tables::Durability;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbTransaction};

#[wasm_bindgen]
extern "C" {
    /// With options, which `web-sys` does not have yet.
    #[wasm_bindgen(extends = IdbDatabase)]
    type Writable;
    #[wasm_bindgen(catch, method, js_class = "IDBDatabase", js_name = transaction)]
    fn transaction_for(
        this: &Writable,
        tables: &Array,
        mode: &JsString,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// A transaction that writes. Dropped before its end, nothing of it is written.
pub(super) struct Batch {
    transaction: IdbTransaction,
    ended: bool,
}

impl Batch {
    /// Begins one over some tables.
    pub(super) fn begin(
        database: &Database,
        tables: &[&str],
        durability: Durability,
    ) -> Result<Self, JsValue> {
        let names = tables.iter().copied().map(JsValue::from).collect::<Array>();
        let options = Object::new();
        let word = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        Reflect::set(&options, &"durability".into(), &word.into())?;
        let database: &IdbDatabase = database.as_sys();
        let database: &Writable = database.unchecked_ref();
        let transaction = database.transaction_for(&names, &"readwrite".into(), &options)?;
        Ok(Self { transaction, ended: false })
    }

    /// One of its tables. What goes wrong with a request of it aborts the whole, and [`Batch::end`] tells it.
    pub(super) fn table(&self, name: &str) -> Result<IdbObjectStore, JsValue> {
        self.transaction.object_store(name)
    }

    /// Waits until all is written. What went wrong is read from the transaction, since a lack of room shows on its abort and
    /// not always on a request; none where it only ended.
    #[expect(deprecated, reason = "web-sys calls `commit` so and does not say why; the standard does not")]
    pub(super) async fn end(mut self) -> Result<(), Option<Error>> {
        let ended = Promise::new(&mut |complete, abort| {
            self.transaction.set_oncomplete(Some(&complete));
            self.transaction.set_onabort(Some(&abort));
        });
        // All is asked for: said now, the end does not wait until each request has come back to the page. Browsers of before
        // 2022 do not know the call; there it ends by itself as ever.
        drop(self.transaction.commit());
        let end = JsFuture::from(ended).await;
        self.ended = true;
        end.map(drop).map_err(|_| self.transaction.error().map(Error::from))
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        if !self.ended {
            drop(self.transaction.abort());
        }
    }
}
