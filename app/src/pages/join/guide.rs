//! The guide for an iOS tab and for LINE's own window, with pictures, the number, and 「この画面で使う」 smaller.

use leptos::prelude::*;

use crate::parts::{Drawing, Picture, TopBar};
use crate::words::{Text, frame, join};

/// Whose window it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guide {
    IosTab,
    Line,
}

impl Guide {
    fn steps(self) -> Vec<(Picture, Text)> {
        match self {
            Self::IosTab => vec![
                (Picture::Share, join::ios_share()),
                (Picture::AddRow, join::ios_add()),
                (Picture::Home, join::ios_open()),
            ],
            Self::Line => vec![
                (Picture::DotsAcross, join::line_menu()),
                (Picture::OpenRow, join::line_open()),
                (Picture::Home, join::line_number()),
            ],
        }
    }

    fn why(self) -> Text {
        match self {
            Self::IosTab => join::install_why(),
            Self::Line => join::in_line(),
        }
    }
}

#[component]
pub fn GuidePage(
    guide: Guide,
    /// The eight digits of the link's number, where it has one.
    number: Option<String>,
    on_copy: Callback<String>,
    on_use_here: Callback<()>,
) -> impl IntoView {
    let title = if guide == Guide::IosTab { join::install_first() } else { join::open_outside() };
    let step = |(picture, words): (Picture, Text)| {
        view! {
            <li>
                <div class="stack tight">
                    <p>{words}</p>
                    <Drawing of=picture />
                </div>
            </li>
        }
    };
    let number = number.map(|number| {
        let copied = number.clone();
        view! {
            <section class="card">
                <h2>{join::your_number()}</h2>
                <p class="number num">{number}</p>
                <button type="button" class="btn full" on:click=move |_| on_copy.run(copied.clone())>
                    {join::copy_number()}
                </button>
            </section>
        }
    });
    view! {
        <TopBar title=frame::app_name() />
        <main class="content" id="content">
            <section class="card">
                <h2>{title}</h2>
                <p>{guide.why()}</p>
                <ol class="guide">{guide.steps().into_iter().map(step).collect_view()}</ol>
            </section>
            {number}
            <button type="button" class="quiet" on:click=move |_| on_use_here.run(())>
                {join::use_here()}
            </button>
        </main>
    }
}
