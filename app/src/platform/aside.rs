//! The import program (app/import), run beside the page so that the page stays alive: a file and a question in, its answer
//! out; and bringing it before it is needed. What it is asked is not known here.

use std::cell::RefCell;

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

thread_local! {
    /// The program, once it was asked for.
    static PROGRAM: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Asks the program; none where it could not be brought, or stopped. One question at a time.
pub async fn ask(file: &[u8], asked: &str) -> Option<String> {
    let told = told(file, asked).await.ok().and_then(|told| told.as_string());
    if told.is_none() {
        // The next question begins with a new one.
        PROGRAM.with_borrow_mut(|program| program.take().iter().for_each(Worker::terminate));
    }
    told
}

async fn told(file: &[u8], asked: &str) -> Result<JsValue, JsValue> {
    let program = program()?;
    let question = js_sys::Object::new();
    Reflect::set(&question, &"file".into(), &Uint8Array::from(file))?;
    Reflect::set(&question, &"asked".into(), &asked.into())?;
    let answer = Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |event: MessageEvent| {
            let _ = resolve.call1(&JsValue::NULL, &event.data());
        });
        program.set_onmessage(Some(done.unchecked_ref()));
        let failed = Closure::once_into_js(move || {
            let _ = reject.call0(&JsValue::NULL);
        });
        program.set_onerror(Some(failed.unchecked_ref()));
    });
    program.post_message(&question)?;
    JsFuture::from(answer).await
}

fn program() -> Result<Worker, JsValue> {
    if let Some(program) = PROGRAM.with_borrow(Clone::clone) {
        return Ok(program);
    }
    let script = addresses().into_iter().next().ok_or(JsValue::NULL)?;
    let program = Worker::new(&script)?;
    PROGRAM.set(Some(program.clone()));
    Ok(program)
}

/// Brings the program's files, so that the service worker keeps them for when there is no network.
pub async fn keep() {
    let Some(window) = web_sys::window() else { return };
    let all: Array = addresses().iter().map(|address| window.fetch_with_str(address)).collect();
    let _ = JsFuture::from(Promise::all(&all)).await; // tried again at the next start
}

/// Where the build laid it (xtask/src/aside.rs): the script, then the program.
fn addresses() -> Vec<String> {
    let meta = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|page| page.query_selector("meta[name=import]").ok().flatten())
        .and_then(|meta| meta.get_attribute("content"));
    meta.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}
