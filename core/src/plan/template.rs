//! The columns of a plan's own table, in the order in which its document prints them; data of the layout, no cell.

use super::Layout;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The heading of this level, from 1, merged over all that hangs under it: 行動計画. Levels without a column are
    /// headings across.
    Level(u64),
    /// 取組.
    Measure,
    /// 令和3年度実施計画.
    Items,
    /// 実施した取組結果.
    Result,
    /// 実施主体.
    Bodies,
    /// A column for each year.
    Years,
    /// 関連する取組事業.
    Related,
}

const WORDS: [(&str, Slot); 6] = [
    ("measure", Slot::Measure),
    ("items", Slot::Items),
    ("result", Slot::Result),
    ("bodies", Slot::Bodies),
    ("years", Slot::Years),
    ("related", Slot::Related),
];

impl Slot {
    /// Reads `level3`, `measure` …; none of what a newer build says.
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(level) = word.strip_prefix("level") {
            return level.parse().ok().filter(|level| *level > 0).map(Self::Level);
        }
        WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, slot)| slot)
    }
}

/// The columns of a page: the layout's own, or what follows from the headings that it has.
pub fn template(layout: Option<&Layout>) -> Vec<Slot> {
    let Some(layout) = layout else { return vec![Slot::Measure, Slot::Items, Slot::Bodies] };
    let told: Vec<Slot> = layout.table.iter().filter_map(|word| Slot::parse(word)).collect();
    if told.contains(&Slot::Measure) {
        return told;
    }
    let mut slots = Vec::new();
    let items = layout.item_heading.is_some();
    // The last level is that of the measures themselves.
    let above = u64::try_from(layout.levels.len()).unwrap_or(0).saturating_sub(1);
    slots.extend((items && above > 0).then_some(Slot::Level(above)));
    slots.push(Slot::Measure);
    slots.extend(items.then_some(Slot::Items));
    slots.extend((items && layout.result_heading.is_some()).then_some(Slot::Result));
    slots.extend(layout.schedule_heading.is_some().then_some(Slot::Years));
    slots.extend(layout.body_heading.is_some().then_some(Slot::Bodies));
    slots.extend(layout.relation_heading.is_some().then_some(Slot::Related));
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_says_its_columns_or_they_follow_from_its_headings() {
        let levels = ["推進の柱", "重点項目", "行動計画", "取組"].map(str::to_owned).to_vec();
        let some = |text: &str| Some(text.to_owned());
        let layout = Layout {
            levels,
            item_heading: some("令和3年度実施計画"),
            result_heading: some("実施した取組結果"),
            body_heading: some("実施主体"),
            ..Layout::default()
        };
        let whole = [Slot::Level(3), Slot::Measure, Slot::Items, Slot::Result, Slot::Bodies];
        assert_eq!(template(Some(&layout)), whole);
        let own = ["bodies", "measure", "years", "of a newer build"].map(str::to_owned).to_vec();
        let theme = Layout { table: own, ..layout.clone() };
        assert_eq!(template(Some(&theme)), [Slot::Bodies, Slot::Measure, Slot::Years]);
        let without = Layout { table: vec!["level0".to_owned(), "bodies".to_owned()], ..layout };
        assert_eq!(template(Some(&without)), whole, "a table without its measures is none");
        assert_eq!(Slot::parse("level2"), Some(Slot::Level(2)));
    }
}
