//! Which unit of a target means which sum of logs: a closed table. A unit that stands not here is not counted, and said so.

/// What is added up for a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sum {
    /// Logs that were held.
    Times,
    /// Days on which any was held, in each district for itself.
    Days,
    /// The same, and which days: of no unit, but of a target by weeks.
    Dates,
    /// 参加, 延べ; 担い手 are never among them.
    Heads,
    /// Groups, each once.
    Groups,
    /// Places, each once.
    Places,
    /// Districts, each once.
    Districts,
    /// A quantity of the logs, by its key.
    Quantity(&'static str),
}

/// The units and what they mean.
const UNITS: [(&str, Sum); 17] = [
    ("回", Sum::Times),
    ("日", Sum::Days),
    ("日間", Sum::Days),
    ("人", Sum::Heads),
    ("名", Sum::Heads),
    ("団体", Sum::Groups),
    ("グループ", Sum::Groups),
    ("か所", Sum::Places),
    ("カ所", Sum::Places),
    ("地区", Sum::Districts),
    ("組", Sum::Quantity("families")),
    ("食", Sum::Quantity("meals")),
    ("件", Sum::Quantity("cases")),
    ("部", Sum::Quantity("copies")),
    ("枚", Sum::Quantity("copies")),
    ("軒", Sum::Quantity("households")),
    ("世帯", Sum::Quantity("households")),
];

impl Sum {
    /// What a unit means; none for one that logs cannot give.
    pub fn of(unit: &str) -> Option<Self> {
        UNITS.iter().find(|(name, _)| *name == unit.trim()).map(|(_, sum)| *sum)
    }

    /// Whether it is the sum of a quantity of this key.
    pub fn is_quantity(self, key: &str) -> bool {
        matches!(self, Self::Quantity(own) if own == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::BUILT_IN;

    #[test]
    fn every_unit_that_a_kind_counts_in_is_in_the_table() {
        for quantity in BUILT_IN.iter().flat_map(|kind| kind.quantities).filter(|one| one.key != "places") {
            let sum = Sum::of(quantity.unit);
            let key = if quantity.part { "cases" } else { quantity.key };
            assert_eq!(sum, Some(Sum::Quantity(key)), "{}", quantity.unit);
        }
        assert_eq!(Sum::of(" 回"), Some(Sum::Times));
        assert_eq!(Sum::of("校"), None, "a school is no place that a log names");
    }
}
