//! What stands in the page only while something holds. Written out once, where the library's own is for each use.

use leptos::prelude::*;

#[component]
pub fn While(#[prop(into)] holds: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    let holds = Memo::new(move |_| holds.get());
    move || holds.get().then(|| children())
}
