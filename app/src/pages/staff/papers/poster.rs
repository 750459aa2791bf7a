//! The poster at a plaza's door: how one joins, with a box in which the plaza writes the week's number by hand.

use leptos::prelude::*;
use tsunagari_core::id::DistrictId;

use super::sheet::{Sheet, address};
use crate::parts::Qr;
use crate::read::code::code;
use crate::words::papers as words;

/// Digits of a 参加番号, in two groups of four.
const DIGITS: [usize; 2] = [4, 4];

#[component]
pub fn PosterSheet(district: RwSignal<Option<DistrictId>>) -> impl IntoView {
    move || {
        let address = address();
        let steps = [words::poster_step_1(), words::poster_step_2(), words::poster_step_3()];
        let digits = DIGITS.into_iter().map(|count| {
            view! { <span>{(0..count).map(|_| view! { <i></i> }).collect_view()}</span> }
        });
        view! {
            <Sheet title=words::poster_title() district=district.get() class="poster">
                <p class="lead">{words::poster_lead()}</p>
                <Qr rows=code(&address) label=words::poster_qr()/>
                <ol>{steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view()}</ol>
                <div class="box">
                    <p>{words::poster_number()}</p>
                    <p class="digits">{digits.collect_view()}</p>
                    <p>{words::poster_until()}</p>
                </div>
                <p class="small">{words::poster_address()} "　" <span class="link">{address}</span></p>
                <p class="small">{words::poster_no_mail()}</p>
            </Sheet>
        }
    }
}
