//! Adding up what counts for one item and whoever tells it; which logs are whose, no words.

use super::{Drafter, Note, Pen};
use crate::calendar::Month;
use crate::id::{DistrictId, GroupId, ItemId, MeasureId, OfficeId, PlaceId};
use crate::kind::{ActivityKind, Home, Unit};
use crate::plan::result::Teller;
use crate::plan::year_item::YearItem;
use crate::query::ledger::Line;
use crate::record::Scope;
use crate::sorted::{SortedMap, SortedSet};

/// What the lines of a scope of one kind, group and place add up to over a year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) scope: Scope,
    pub(super) line: &'a Line,
    /// Days on which any was held, as bits by their month.
    pub(super) days: &'a SortedMap<Month, u32>,
}

/// Of a measure with several items: whose logs of a kind and group are; none where nobody can say.
pub(super) type Owners = SortedMap<String, SortedMap<Option<GroupId>, Option<ItemId>>>;

/// Whose logs are those of whoever tells an item.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    /// The districts that they look after.
    pub(super) districts: SortedSet<DistrictId>,
    /// Whether these are all of them, and the ward's own.
    pub(super) whole_ward: bool,
    /// Whether the ward's own logs are theirs.
    staff: bool,
}

impl Reach {
    /// Whether logs of a scope are theirs.
    pub(super) fn holds(&self, scope: Scope) -> bool {
        match scope {
            Scope::OrgAll | Scope::OrgStaff => self.whole_ward || self.staff,
            Scope::DistrictAll(id) | Scope::DistrictStaff(id) => self.districts.contains(&id),
        }
    }
}

/// What counts for an item, of whoever tells it.
#[derive(Debug, Default)]
pub(super) struct Tally<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// The same of the year before.
    pub(super) before: Vec<Piece<'a>>,
    /// Whose logs were looked at.
    pub(super) reach: Reach,
}

/// Words by which a title may mean a kind, beside its own names.
const MEANT: &[(&str, &[&str])] = &[
    ("aisatsu", &["あいさつ"]),
    ("salon", &["サロン"]),
    ("oyako", &["親子", "子育てサロン"]),
    ("kodomo_shokudo", &["こども食堂", "子ども食堂"]),
    ("kaishoku", &["会食", "配食"]),
    ("taiso", &["体操", "元気づくりステーション", "健康づくり団体"]),
    ("mimamori", &["見守り"]),
    ("koryu", &["行事", "イベント", "お祭り"]),
    ("seiso", &["清掃", "美化"]),
    ("koza", &["講座", "教室"]),
    ("kaigi", &["会議", "協議会"]),
    ("shuchi", &["周知", "配布"]),
    ("homon", &["訪問"]),
];

impl Drafter {
    /// What counts for the item; where its measure has several, what nobody can say stays out and is noted.
    pub(super) fn tally(&self, item: &YearItem, teller: Teller, pen: &mut Pen) -> Tally<'_> {
        let Some(measure) = item.measure else { return Tally::default() };
        let reach = self.reach(item, teller);
        let here = |scope: Scope| reach.holds(scope);
        let mut pieces = self.sheets.serving(measure, here);
        let any = !pieces.is_empty();
        if let Some(owners) = self.owners.get(&measure).filter(|owners| !owners.is_empty()) {
            pieces.retain(|piece| is_of(owners, item, piece.line));
        }
        if any && pieces.is_empty() {
            pen.note(Note::WhichItem);
        }
        let kinds = distinct(pieces.iter().map(|piece| piece.line.what.as_str()));
        let wards = pieces.iter().filter(|piece| piece.scope == Scope::OrgAll);
        let own = distinct(wards.filter_map(|piece| piece.line.group));
        // Of the ward's own events the same group; of residents' activities the same kind.
        let same = |piece: &Piece<'_>| {
            piece.scope != Scope::OrgAll || piece.line.group.is_some_and(|id| own.contains(&id))
        };
        let mut before = self.sheets.before(&kinds, here);
        before.retain(same);
        Tally { pieces, before, reach }
    }

    /// Which districts an office or body looks after, whether that is the whole ward, and whether the ward's own logs are
    /// theirs. Where plazas tell of the item too, districts are theirs and the ward's own logs the others'.
    pub(super) fn reach(&self, item: &YearItem, teller: Teller) -> Reach {
        let reach = |districts, whole_ward, staff| Reach { districts, whole_ward, staff };
        let all = || self.districts.keys().copied().collect::<SortedSet<_>>();
        let area = |office: OfficeId| {
            self.offices
                .iter()
                .find(|own| own.id == office)
                .map(|own| own.districts.clone())
                .unwrap_or_default()
        };
        let of_body = |body| self.offices.iter().filter(move |office| office.body == Some(body));
        let plazas = self.bodies(item).iter().any(|body| of_body(*body).any(|own| !own.districts.is_empty()));
        let districts: SortedSet<DistrictId> = match teller {
            Teller::Office(office) => area(office),
            Teller::Body(Some(body)) => {
                of_body(body).flat_map(|office| office.districts.iter().copied()).collect()
            }
            Teller::Body(None) => return reach(all(), true, true),
        };
        match (districts.is_empty(), plazas) {
            (false, _) => reach(districts, false, false),
            (true, true) => reach(districts, false, true),
            (true, false) => reach(all(), true, true),
        }
    }

    /// Says once for all whose the logs of measures with several items are, so that none counts twice.
    pub(super) fn share_out(&self) -> SortedMap<MeasureId, Owners> {
        let measures: SortedSet<MeasureId> = self.items.iter().filter_map(|item| item.measure).collect();
        measures.into_iter().map(|measure| (measure, self.share_out_of(measure))).collect()
    }

    /// The same of one measure; nothing where it has one item.
    pub(super) fn share_out_of(&self, measure: MeasureId) -> Owners {
        let mine = |item: &&YearItem| item.measure == Some(measure) && !self.repeated.contains_key(&item.id);
        let titled: Vec<(ItemId, String)> =
            self.items.iter().filter(mine).map(|item| (item.id, self.title(item))).collect();
        if titled.len() < 2 {
            return Owners::new();
        }
        let lines = self.sheets.serving(measure, |_| true);
        let keys = distinct(lines.iter().map(|piece| (piece.line.what.as_str(), piece.line.group)));
        let mut owners = Owners::new();
        for (what, group) in &keys {
            owners.of((*what).to_owned()).insert(*group, self.owner(&titled, what, *group));
        }
        owners
    }

    /// The item whose title names the group, else the kind; else the only one that names no kind at all.
    fn owner(&self, titled: &[(ItemId, String)], what: &str, group: Option<GroupId>) -> Option<ItemId> {
        let kinds = &self.kinds;
        let kind = kinds.get(what);
        let group = group.and_then(|id| self.groups.get(&id)).map(|(name, ..)| name.as_str());
        let last = |name: &str| name.rsplit('の').next().unwrap_or_default().to_owned();
        let by_group = |title: &str| {
            group
                .is_some_and(|name| !name.is_empty() && (title.contains(name) || title.contains(&last(name))))
        };
        let found = titled.iter().find(|(_, title)| by_group(title));
        let found = found.or_else(|| titled.iter().find(|(_, title)| meant(title, &kind)));
        found.map(|(id, _)| *id).or_else(|| {
            let mut silent = titled.iter().filter(|(_, title)| !kinds.all().any(|kind| meant(title, &kind)));
            let only = silent.next().map(|(id, _)| *id);
            only.filter(|_| silent.next().is_none())
        })
    }
}

/// Whether a line is of this item rather than of another of the same measure.
fn is_of(owners: &Owners, item: &YearItem, line: &Line) -> bool {
    let owner = owners.get(&line.what).and_then(|groups| groups.get(&line.group));
    owner.is_none_or(|owner| *owner == Some(item.id))
}

fn meant(title: &str, kind: &ActivityKind<'_>) -> bool {
    let words = MEANT.iter().find(|(key, _)| *key == kind.key).map_or(&[] as &[&str], |(_, words)| words);
    let mut names = kind.name.split('・').chain([kind.short]).filter(|name| name.chars().count() > 1);
    names.any(|name| title.contains(name)) || words.iter().any(|word| title.contains(word))
}

/// A set of few out of many, which are not all laid down to be sorted.
pub(super) fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> SortedSet<T> {
    let mut few = SortedSet::new();
    all.for_each(|one| _ = few.insert(one));
    few
}

impl<'a> Tally<'a> {
    pub(super) const fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Of some of its lines alone.
    pub(super) fn only(&self, keep: impl Fn(&Piece<'a>) -> bool) -> Self {
        let some = |all: &[Piece<'a>]| all.iter().filter(|piece| keep(piece)).copied().collect();
        Self { pieces: some(&self.pieces), before: some(&self.before), reach: self.reach.clone() }
    }

    pub(super) fn kinds(&self) -> SortedSet<&'a str> {
        distinct(self.pieces.iter().map(|piece| piece.line.what.as_str()))
    }

    pub(super) fn groups(&self) -> SortedSet<GroupId> {
        distinct(self.held().filter_map(|piece| piece.line.group))
    }

    pub(super) fn places(&self) -> SortedSet<PlaceId> {
        distinct(self.held().filter_map(|piece| piece.line.place))
    }

    fn held(&self) -> impl Iterator<Item = &Piece<'a>> {
        self.pieces.iter().filter(|piece| piece.line.times > 0)
    }

    /// Lines of whoever supports residents: 訪問・同席支援.
    pub(super) fn visits(&self) -> u64 {
        self.sum(|line| if line.what == "homon" { line.times } else { 0 })
    }

    pub(super) fn sum(&self, of: impl Fn(&Line) -> u64) -> u64 {
        self.pieces.iter().fold(0, |sum, piece| sum.saturating_add(of(piece.line)))
    }

    pub(super) fn times(&self) -> u64 {
        self.sum(|line| line.times)
    }

    /// Days of a district on which any was held, added over the districts, so that they add up to the ward's number.
    pub(super) fn days(&self) -> u64 {
        let mut days: SortedMap<(Option<DistrictId>, Month), u32> = SortedMap::new();
        for piece in &self.pieces {
            for (month, bits) in piece.days {
                *days.of((piece.scope.district(), *month)) |= bits;
            }
        }
        days.values().fold(0, |sum, bits| sum + u64::from(bits.count_ones()))
    }

    pub(super) fn in_unit(&self, unit: Unit) -> u64 {
        match unit {
            Unit::Times => self.times(),
            Unit::Days => self.days(),
        }
    }

    pub(super) fn heads(&self) -> u64 {
        self.sum(|line| line.heads)
    }

    pub(super) fn helpers(&self) -> u64 {
        self.sum(|line| line.helpers)
    }

    pub(super) fn quantity(&self, key: &str) -> u64 {
        self.sum(|line| line.quantities.get(key).copied().unwrap_or(0))
    }

    pub(super) fn rough(&self) -> bool {
        self.pieces.iter().any(|piece| piece.line.about > 0)
    }

    /// Heads of a band, and of how many logs they are known where these are not nearly all (R6).
    pub(super) fn band(&self, key: &str) -> (u64, Option<u64>) {
        let heads = self.sum(|line| line.bands.get(key).copied().unwrap_or(0));
        let (split, told) = (self.sum(|line| line.split), self.sum(|line| line.told));
        (heads, (split * 100 < told * 95).then_some(split))
    }

    pub(super) fn cancelled(&self) -> SortedMap<String, u64> {
        let mut all = SortedMap::new();
        for piece in &self.pieces {
            for (why, count) in &piece.line.cancelled {
                *all.of(why.clone()) += *count;
            }
        }
        all
    }

    /// Held logs at which one of these offices was there; any office where none is named.
    pub(super) fn supported(&self, offices: &SortedSet<OfficeId>) -> u64 {
        let of = |line: &Line| {
            let own = line.support.iter().filter(|(id, _)| offices.is_empty() || offices.contains(id));
            own.map(|(_, count)| *count).max().unwrap_or(0)
        };
        self.sum(of)
    }

    /// Whether the year before was counted in the same way by the same groups (R7); none where it has no logs.
    pub(super) fn comparable(&self) -> Option<bool> {
        let groups = |pieces: &[Piece<'a>]| -> SortedSet<(&'a str, Option<GroupId>)> {
            let held = pieces.iter().filter(|piece| piece.line.times > 0);
            distinct(held.map(|piece| (piece.line.what.as_str(), piece.line.group)))
        };
        let before = groups(&self.before);
        (before.iter().next().is_some()).then(|| before == groups(&self.pieces))
    }

    pub(super) fn year_before(&self) -> Self {
        Self { pieces: self.before.clone(), before: Vec::new(), ..self.only(|_| false) }
    }
}

/// Whether logs of a kind are what offices do themselves.
pub(super) const fn staffs(kind: &ActivityKind<'_>) -> bool {
    !matches!(kind.home, Home::District)
}
