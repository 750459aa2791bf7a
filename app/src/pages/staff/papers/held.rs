//! 扱う情報一覧: one page for a ward's information-security desk.

use leptos::prelude::*;

use super::sheet::Sheet;
use crate::words::held::ROWS;
use crate::words::papers as words;

#[component]
pub fn HeldSheet() -> impl IntoView {
    let rows = ROWS.into_iter().map(|row| {
        view! { <tr>{row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    });
    view! {
        <Sheet title=words::held_title() class="held">
            <p>{words::held_lead()}</p>
            <table>
                <thead><tr>
                    <th class="broad">{words::held_what()}</th><th>{words::held_whose()}</th>
                    <th>{words::held_where()}</th><th class="broad">{words::held_end()}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </Sheet>
    }
}
