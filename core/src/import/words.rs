//! The questions' words: short, for a person who has the document at hand.

pub(super) const ABOVE: &str = "実施主体が失われている。同じ取組の上の行と同じか";
pub(super) const BELOW: &str = "実施主体が失われている。下の行のものか";
pub(super) const EDGE: &str = "実施主体が失われている。取組の境にあり、上の行のものとは言えない";
pub(super) const NEXT: &str = "次の取組に属するか（実施主体の並びがここから改まる）";
pub(super) const LOST_HEADING: &str = "見出しが失われている。番号は下の番号の戻りから起こした。題名は不明";
pub(super) const LOST_TITLE: &str = "見出しが失われている。題名は不明";
pub(super) const LOST_MEASURE: &str = "取組が失われている。上の取組に続くか";
pub(super) const EMPTY: &str = "この取組の行が見つからない";
pub(super) const AGAIN: &str = "再掲とあるが、同じ項目がほかにない";
pub(super) const AGAIN_SAME: &str = "再掲（同じ文の項目がほかの取組にある。記録は一度だけ数える）";
pub(super) const BARE: &str = "行の頭の「・」がない。取組か、年度の項目か";
pub(super) const WHAT: &str = "この行が何かわからない。取り込まない";
pub(super) const LONG: &str = "文が長い。後半を補いに分けた";
pub(super) const BRACKET: &str = "かっこが閉じていない";
pub(super) const TWICE: &str = "かっこの中に同じ語がくり返されている。読み違いか";

pub(super) fn target(said: &str) -> String {
    format!("目標「{said}」は、何を数えるのかわからない。そのまま残す")
}

pub(super) fn goal(said: &str) -> String {
    format!("目標：{said}")
}

pub(super) fn scale(name: &str, number: u64, unit: &str) -> String {
    format!("規模（目標ではない）：{name} {number}{unit}")
}

pub(super) fn one_each(items: usize, bodies: usize) -> String {
    format!("ひとつの行に{items}項目と{bodies}つの実施主体。ひとつずつか")
}

pub(super) fn split(items: usize, sets: usize) -> String {
    format!("ひとつの行に{items}項目と{sets}組の実施主体。順に分けた")
}

pub(super) fn uneven(items: usize) -> String {
    format!("ひとつの行に{items}項目と何組かの実施主体。どれがどの項目のものか")
}

pub(super) fn alone(bodies: &str) -> String {
    format!("実施主体だけの行が後に続く（{bodies}）。この項目の2組めか")
}

pub(super) fn unknown_body(name: &str) -> String {
    format!("「{name}」は実施主体の一覧にない")
}

pub(super) fn skipped(before: u32, after: u32) -> String {
    format!("番号が{before}から{after}へ飛んでいる。間の見出しが失われたか")
}

pub(super) fn other_title(title: &str) -> String {
    format!("同じ番号の見出しに別の題名がある（{title}）")
}

pub(super) fn bare_year(label: &str) -> String {
    format!("年度「{label}」の元号がわからない")
}

pub(super) fn column(name: &str) -> String {
    format!("「{name}」の列は計画の項目にない。文は補いに入れる")
}
