//! 実績数 of つむぎ区（架空）, made up from a fixed seed: what no log gives, for the year that is closed and this one so far.

use tsunagari_core::calendar::{Day, FiscalYear};
use tsunagari_core::id::{ItemId, PlanId};
use tsunagari_core::plan::figure::{Figure, Span, figure_id};
use tsunagari_core::plan::row_id;
use tsunagari_core::record::{Kind, Scope};

use super::Row;
use super::activities::SLUG;
use super::logs::Chance;
use super::org_file::OrgFile;

/// The same numbers at every start.
const SEED: u64 = 0x6a73_6b73;

/// What an item is counted by.
struct Source {
    /// The item's key in the plans' files.
    item: &'static str,
    /// The key of the office whose number it is.
    office: &'static str,
    unit: &'static str,
    /// 出典.
    from: &'static str,
    /// About how many in a month, or in a year where it is told by the year alone.
    about: u64,
    /// Whether it is told month by month.
    monthly: bool,
}

const SOURCES: [Source; 7] = [
    Source {
        item: "h2-1-1-02-01", office: "kodomo", unit: "件", from: "窓口集計", about: 3, monthly: true
    },
    Source {
        item: "h2-1-1-01-01", office: "kyoten", unit: "件", from: "窓口集計", about: 42, monthly: true
    },
    Source {
        item: "h2-1-2-02-01",
        office: "kodomo",
        unit: "世帯",
        from: "訪問台帳",
        about: 64,
        monthly: true,
    },
    Source {
        item: "h3-1-1-02-01",
        office: "chiiki",
        unit: "部",
        from: "発行部数",
        about: 52_000,
        monthly: false,
    },
    Source {
        item: "h3-1-1-02-01",
        office: "hinata",
        unit: "部",
        from: "発行部数",
        about: 2_400,
        monthly: false,
    },
    Source {
        item: "h3-2-1-02-03",
        office: "kushakyo",
        unit: "団体",
        from: "助成決定一覧",
        about: 58,
        monthly: false,
    },
    Source {
        item: "h1-1-3-03-01",
        office: "kodomo",
        unit: "回",
        from: "広報掲載の記録",
        about: 6,
        monthly: false,
    },
];

/// The figures up to a day: of the fiscal year before whole, of this one the months that are over, and of what is told by
/// the year alone the number so far.
pub(super) fn figures(org: &OrgFile, today: Day) -> Vec<Row> {
    let mut chance = Chance::from_seed(SEED);
    let now = today.fiscal_year();
    let years: Vec<FiscalYear> = [now.previous(), Some(now)].into_iter().flatten().collect();
    let mut rows = Vec::new();
    for source in &SOURCES {
        for year in &years {
            if source.monthly {
                for month in year.months().filter(|month| month.last() < today) {
                    rows.push(row(org, source, Span::Month(month), some(&mut chance, source.about)));
                }
            } else {
                rows.push(row(org, source, Span::Year(*year), some(&mut chance, source.about)));
            }
        }
    }
    rows
}

/// About so many, a quarter more or less.
fn some(chance: &mut Chance, about: u64) -> u64 {
    let quarter = about / 4;
    about.saturating_sub(quarter).saturating_add(chance.below(quarter.saturating_mul(2).saturating_add(1)))
}

fn row(org: &OrgFile, source: &Source, period: Span, number: u64) -> Row {
    // 令和3–7年度 are the fourth plan's, those after them the fifth's.
    let plan = if period.fiscal_year().year() < 2026 { "4" } else { "5" };
    let item = ItemId::of(row_id(SLUG, plan, &format!("item/{}", source.item)));
    let office = Some(org.office_id(source.office));
    let id = figure_id(item, office, "", source.unit, period);
    let figure = Figure {
        id,
        plan: Some(PlanId::of(row_id(SLUG, plan, "plan"))),
        item: Some(item),
        measure: None,
        of: None,
        office,
        district: None,
        title: None,
        period: Some(period),
        number: Some(number),
        unit: source.unit.to_owned(),
        source: source.from.to_owned(),
    };
    Row { id: id.record(), kind: Kind::Figure, scope: Scope::OrgStaff, fields: figure.fields() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_figure_is_of_an_item_of_its_year_s_plan_and_names_its_source() {
        let wards = crate::sample::wards().unwrap();
        let ward = wards.iter().find(|ward| ward.org.org.slug == SLUG).unwrap();
        let items: BTreeSet<_> =
            ward.rows().into_iter().filter(|row| row.kind == Kind::Item).map(|row| row.id).collect();
        let rows = figures(&ward.org, Day::parse("2026-11-24").unwrap());
        assert_eq!(rows.len(), 3 * (12 + 7) + 4 * 2);
        for row in &rows {
            let text = |field: &str| row.fields.get(field).and_then(|value| value.as_str());
            assert!(items.iter().any(|id| Some(id.to_string().as_str()) == text("item")), "{row:?}");
            assert!(text("source").is_some_and(|source| !source.is_empty()));
            let office = ward.rows().into_iter().any(|other| {
                other.kind == Kind::Office && Some(other.id.to_string().as_str()) == text("office")
            });
            assert!(office, "an office's staff can mend it: {row:?}");
            assert_eq!(row.scope, Scope::OrgStaff, "no figure is told to all before 確定");
        }
        assert_eq!(rows, figures(&ward.org, Day::parse("2026-11-24").unwrap()));
        let ids: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), rows.len());
    }
}
