//! The programs beside the app (app/import, app/export), run so that the page stays alive: a file and a question in, its
//! answer out. What they are asked is not known here.

use std::cell::RefCell;

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

use super::bytes;

/// Which program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Reads files.
    Import,
    /// Makes Excel books.
    Export,
}

impl Program {
    /// As the page's head names it.
    const fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Export => "export",
        }
    }
}

thread_local! {
    /// The programs that were asked for.
    static PROGRAMS: RefCell<[Option<Worker>; 2]> = const { RefCell::new([None, None]) };
}

/// Asks a program for words; none where it could not be brought, or stopped. One question at a time.
pub async fn ask(of: Program, file: &[u8], asked: &str) -> Option<String> {
    let told = told(of, file, asked).await.ok().and_then(|told| told.as_string());
    begin_anew_unless(told.is_some(), of);
    told
}

/// Asks a program for a file.
pub async fn make(of: Program, asked: &str) -> Option<Vec<u8>> {
    let told = told(of, &[], asked).await.ok().and_then(|told| told.dyn_into::<Uint8Array>().ok());
    begin_anew_unless(told.is_some(), of);
    told.map(|held| bytes::taken(&held))
}

fn begin_anew_unless(told: bool, of: Program) {
    if !told {
        PROGRAMS.with_borrow_mut(|programs| {
            programs.get_mut(of as usize).and_then(Option::take).iter().for_each(Worker::terminate);
        });
    }
}

async fn told(of: Program, file: &[u8], asked: &str) -> Result<JsValue, JsValue> {
    let program = program(of)?;
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

fn program(of: Program) -> Result<Worker, JsValue> {
    if let Some(program) = PROGRAMS.with_borrow(|programs| programs.get(of as usize).cloned().flatten()) {
        return Ok(program);
    }
    let script = addresses(of).into_iter().next().ok_or(JsValue::NULL)?;
    let program = Worker::new(&script)?;
    PROGRAMS.with_borrow_mut(|programs| {
        if let Some(place) = programs.get_mut(of as usize) {
            *place = Some(program.clone());
        }
    });
    Ok(program)
}

/// Where the build laid it (xtask/src/aside.rs): the script, then the program.
fn addresses(of: Program) -> Vec<String> {
    let meta = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|page| page.query_selector(&format!("meta[name={}]", of.name())).ok().flatten())
        .and_then(|meta| meta.get_attribute("content"));
    meta.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}
