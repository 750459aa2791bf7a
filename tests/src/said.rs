//! The words of a year's table as the app has them, for whoever compares papers with it; no plan and no paper.

use tsunagari_core::book::table::Said;

/// With what stands at the foot of each page.
pub fn said(foot: &str) -> Said {
    let word = str::to_owned;
    Said {
        untitled: word("（題名はわかりません）"),
        measure: word("取組"),
        items: word("実施計画"),
        bodies: word("実施主体"),
        years: word("年度"),
        year_unknown: word("年度はわかりません"),
        summary: word("要約"),
        draft: word("案"),
        foot: word(foot),
    }
}
