//! Our own line drawings, as paths; never the only bearer of a meaning, so always hidden from being read aloud.

use leptos::prelude::*;

/// A drawing, named as what it shows. Each is a constant, so that a part of the program holds only those that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

#[expect(non_upper_case_globals, reason = "names of things, as the variants of an enum are")]
impl Icon {
    pub const Cup: Self =
        Self("M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2.5 2.5 0 0 1 0 5h-2M8 3v3M12 3v3");
    pub const Greeting: Self = Self(
        "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c.6-3.6 3-5.5 6-5.5s5.4 1.900 6 5.500M17 4.500c1.600 1.900 1.600 5.100 0 7M19.800 2.500c2.700 3.200 2.700 7.800 0 11",
    );
    pub const House: Self = Self("M3 11 12 4l9 7M6 10v10h12V10M10 20v-6h4v6");
    pub const Child: Self = Self(
        "M8.500 7a3 3 0 1 0 0-.1M8 10c-3 1-4 4-4 10M14 20c0-4-.8-7-2-9M16.500 13.500a2.300 2.300 0 1 0 0-.1M13.500 20c.2-2.500 1.200-4 3-4s2.800 1.500 3 4",
    );
    pub const Bowl: Self = Self(
        "M3 11h18a9 9 0 0 1-6 8.500H9A9 9 0 0 1 3 11zM9 3c-1 1.500 1 2.500 0 4.500M14 3c-1 1.500 1 2.500 0 4.500",
    );
    pub const Exercise: Self =
        Self("M12 6.500a2.200 2.200 0 1 0 0-.1M5 4l4 5h6l4-5M9 9v6l-2 6M15 9v6l2 6M9 15h6");
    pub const Festival: Self = Self("M12 3v3M8 6h8l2 4v5l-2 4H8l-2-4v-5zM9 6v13M15 6v13M12 19v2.500");
    pub const Broom: Self = Self("M19 3l-7.500 9M8 11l6 5-3 5H4c2-2 2.500-6 4-10zM7 16l-1.500 5M10 18l-1 3");
    pub const Lesson: Self = Self("M3 4h18v11H3zM8 20l4-5 4 5M7 8h7M7 11h4");
    pub const Meeting: Self = Self(
        "M4 14h16M6 14v6M18 14v6M7.500 10a2.200 2.200 0 1 0 0-.1M16.500 10a2.200 2.200 0 1 0 0-.1M12 7a2.200 2.200 0 1 0 0-.1",
    );
    pub const Paper: Self = Self("M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7");
    pub const Watch: Self =
        Self("M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z");
    pub const HelpingHand: Self = Self(
        "M3 13l4-3c1-.8 2-.8 3 0l3 2.500c1.500 1.200 0 3-1.500 2.300L9 13.500M13 14l5-3.500c1.500-1 3 .8 1.800 2L14 18H8l-2 2-3-3",
    );
    pub const Telephone: Self = Self(
        "M6 3h4l2 5-2.500 1.500a11 11 0 0 0 5 5L16 12l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
    );
    pub const Heart: Self = Self(
        "M12 20C5 15 3 11.500 3 8.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 9 1.500c0 3-2 6.500-9 11.500z",
    );
    pub const Clock: Self = Self("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.500l4 2");
    pub const Book: Self = Self("M5 4h14v17H5zM8.500 9h7M8.500 13h7M8.500 17h4.500");
    pub const Plan: Self = Self("M4 6h16M4 12h10M4 18h7M19 19a3 3 0 1 0 0-6 3 3 0 0 0 0 6z");
    pub const Gear: Self = Self(
        "M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM12 2.500V6M12 18v3.500M2.500 12H6M18 12h3.500M5.300 5.300l2.500 2.500M16.200 16.200l2.500 2.500M5.300 18.700l2.500-2.500M16.200 7.800l2.500-2.500",
    );
    pub const People: Self = Self(
        "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c.6-3.800 3-6 6.500-6s5.900 2.200 6.500 6M16 4.500a3.200 3.200 0 0 1 0 6M18 14.500c2 .8 3.200 2.700 3.500 5.500",
    );
    pub const Next: Self = Self("m9 5 7 7-7 7");
    pub const Back: Self = Self("m15 5-7 7 7 7");
    pub const Send: Self = Self("M12 15V4m0 0L8 8m4-4 4 4M4 14v6h16v-6");
    pub const Sending: Self = Self(
        "M20 12a8 8 0 0 1-14.500 4.600M4 12a8 8 0 0 1 14.500-4.600M18.500 3v4.400h-4.400M5.500 21v-4.400h4.400",
    );
    pub const Done: Self = Self("m4 12.500 5.500 5.500L20 6.500");
    pub const Alert: Self = Self("M12 3 1.800 21h20.400zM12 10v5M12 17.500v.6");
    pub const Info: Self = Self("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.200v.6");
    pub const Offline: Self = Self(
        "M3 3l18 18M12 20h.01M8.500 16a5 5 0 0 1 5-1.200M5 12.500A10 10 0 0 1 9 10M2 9a14 14 0 0 1 4-2.600M10.500 5.100A14 14 0 0 1 22 9M14.500 10.300A10 10 0 0 1 19 12.500",
    );
    pub const Undo: Self = Self("M9 6 4 11l5 5M4 11h10a6 6 0 0 1 0 12h-1");
    pub const Search: Self =
        Self("M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 21 21");
    pub const Calendar: Self = Self("M4 6h16v15H4zM4 10.500h16M8 3v5M16 3v5");
    pub const Copy: Self = Self("M9 9h11v12H9zM5 15H4V3h11v2");
    pub const Share: Self = Self("M12 15V3m0 0L8 7m4-4 4 4M7 11H5v10h14V11h-2");
    pub const Plus: Self = Self("M12 4v16M4 12h16");
    pub const Pencil: Self = Self("M4 20l1-4L16.500 4.500l3 3L8 19zM14 7l3 3");
    pub const Bin: Self =
        Self("M4 6.500h16M9 6.500V4h6v2.500M6 6.500 7 21h10l1-14.500M10 10.500v6.500M14 10.500v6.500");
    pub const Print: Self = Self("M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z");
    pub const Place: Self = Self(
        "M12 22c5-6 7.500-9.500 7.500-13a7.500 7.500 0 0 0-15 0c0 3.500 2.500 7 7.500 13zM12 11.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
    );
    pub const Key: Self =
        Self("M8 15.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM12.500 11H22M18 11v4M21.500 11v3");
    pub const More: Self = Self("M5 12h.01M12 12h.01M19 12h.01");
    pub const Folder: Self = Self("M3 6h7l2 2.500h9V20H3z");
}

/// One drawing in the colour of its surroundings.
#[component]
pub fn Sign(icon: Icon) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=icon.0 />
        </svg>
    }
}
