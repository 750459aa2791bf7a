//! The lesson card: all that a first quarter of an hour teaches, on one page to keep beside the phone.

use leptos::prelude::*;

use super::sheet::Sheet;
use crate::words::papers as words;

#[component]
pub fn LessonSheet() -> impl IntoView {
    let steps = [
        (words::lesson_1(), words::lesson_1_told()),
        (words::lesson_2(), words::lesson_2_told()),
        (words::lesson_3(), words::lesson_3_told()),
        (words::lesson_4(), words::lesson_4_told()),
    ];
    let also = [
        (words::lesson_wrong(), words::lesson_wrong_told()),
        (words::lesson_cancelled(), words::lesson_cancelled_told()),
        (words::lesson_month(), words::lesson_month_told()),
        (words::lesson_practice(), words::lesson_practice_told()),
    ];
    view! {
        <Sheet title=words::lesson_title() class="lesson">
            <ol class="steps">
                {steps.into_iter().map(|(head, told)| view! { <li><b>{head}</b><span>{told}</span></li> }).collect_view()}
            </ol>
            <dl>
                {also.into_iter().map(|(head, told)| view! { <div><dt>{head}</dt><dd>{told}</dd></div> }).collect_view()}
            </dl>
            <p><b>{words::lesson_never()}</b></p>
            <div class="box"><p><b>{words::lesson_phone()}</b></p><p>{words::lesson_phone_box()}</p></div>
        </Sheet>
    }
}
