//! 団体の年間実績表: a sheet of months and one of dates for each kind; the memos only where the year holds them.

use super::{UPRIGHT, across, foot, maybe, month_spans, number, reached_text, wide};
use crate::calendar::{Day, Slot};
use crate::grant::Grant;
use crate::group::Group;
use crate::kind::{ActivityKind, Band, Kinds, Quantity, Unit};
use crate::paper::{Cell, Column, Row, Sheet, Style};
use crate::query::gauge::{Reach, Share};
use crate::query::group_year::{Date, GroupYear, KindYear};
use crate::query::totals::Tally;
use crate::sorted::SortedSet;
use crate::view::View;

/// Half-width characters of a column of numbers.
const NUMBER: u16 = 10;
/// Of a month, of a date with its weekday, of a time.
const MONTH: u16 = 12;
const DATE: u16 = 16;
const TIME: u16 = 9;
/// Of a place.
const PLACE: u16 = 18;

/// What a group's paper is made of.
#[derive(Debug, Clone, Copy)]
pub struct GroupPaper<'a> {
    /// The group.
    pub group: &'a Group,
    /// Its year.
    pub year: &'a GroupYear,
    /// What its grant asks, where it applies for one.
    pub grant: Option<&'a Grant>,
    /// How far it has come by that.
    pub reached: &'a [Reach],
    /// The day on which the paper is made.
    pub made: Day,
    /// The line of a ward that is made up.
    pub notice: Option<&'a str>,
}

/// The sheets: for each kind its months, then its dates. A year without any log has none.
pub fn group_sheets(view: &View<'_>, paper: GroupPaper<'_>) -> Vec<Sheet> {
    let sheets = paper.year.kinds.iter().enumerate().flat_map(|(at, year)| {
        let kind = view.kinds().get(&year.what);
        [months(view, paper, year, &kind, at == 0), dates(view, paper, year, &kind)]
    });
    sheets.collect()
}

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
enum Counted {
    Days,
    Times,
    Months,
    Heads,
    Band(Band),
    Helpers,
    Quantity(Quantity),
    NotHeld,
}

impl Counted {
    /// Those that a kind's year has.
    fn of(kind: &ActivityKind<'_>, sum: &Tally) -> Vec<Self> {
        let by_day = sum.months < sum.times || sum.times == 0;
        let first = [
            (kind.unit == Unit::Days).then_some(Self::Days),
            by_day.then_some(Self::Times),
            (sum.months > 0).then_some(Self::Months),
            kind.counts_heads.then_some(Self::Heads),
        ];
        let bands = kind.bands.iter().filter(|it| sum.bands.contains_key(it.key)).copied().map(Self::Band);
        let counted = |it: &&Quantity| !it.part || sum.quantities.contains_key(it.key);
        let quantities = kind.quantities.iter().filter(counted).copied().map(Self::Quantity);
        let off = (sum.cancelled > 0).then_some(Self::NotHeld);
        first.into_iter().flatten().chain(bands).chain([Self::Helpers]).chain(quantities).chain(off).collect()
    }

    fn head(self) -> String {
        match self {
            Self::Days => "日数".to_owned(),
            Self::Times => "回数".to_owned(),
            Self::Months => "月の合計".to_owned(),
            Self::Heads => "参加\n（延べ）".to_owned(),
            Self::Band(band) => band.label.to_owned(),
            Self::Helpers => "担い手\n（延べ）".to_owned(),
            Self::Quantity(quantity) => format!("{}\n（{}）", quantity.label, quantity.unit),
            Self::NotHeld => "中止".to_owned(),
        }
    }

    fn amount(self, sum: &Tally) -> u64 {
        match self {
            Self::Days => sum.counted(Unit::Days),
            Self::Times => sum.times.saturating_sub(sum.months),
            Self::Months => sum.months,
            Self::Heads => sum.heads,
            Self::Band(band) => sum.bands.get(band.key).copied().unwrap_or(0),
            Self::Helpers => sum.helpers,
            Self::Quantity(quantity) => sum.quantities.get(quantity.key).copied().unwrap_or(0),
            Self::NotHeld => sum.cancelled,
        }
    }

    /// Whether およそ is said of it: of those who came and of what was reached, never of who helped or of dates.
    const fn may_be_about(self) -> bool {
        matches!(self, Self::Heads | Self::Band(_) | Self::Quantity(_))
    }

    fn cell(self, sum: &Tally) -> Cell {
        let amount = self.amount(sum);
        // Nothing is known of bands where no log tells them.
        if matches!(self, Self::Band(_)) && sum.split == 0 && sum.times > 0 {
            return Cell::empty(Style::Number);
        }
        number(amount, self.may_be_about() && sum.about > 0 && amount > 0)
    }

    fn average(self, sum: &Tally, months: u64) -> Cell {
        let shared = !matches!(self, Self::Band(_) | Self::NotHeld | Self::Months);
        let share = Share { sum: self.amount(sum), among: months };
        if shared { Cell::text(Style::Number, share.text()) } else { Cell::empty(Style::Number) }
    }
}

fn months(
    view: &View<'_>,
    paper: GroupPaper<'_>,
    year: &KindYear,
    kind: &ActivityKind<'_>,
    first: bool,
) -> Sheet {
    let counted = Counted::of(kind, &year.sum);
    let columns = counted.len() + 1;
    let mut rows = vec![across(Style::Title, "団体の年間実績表", columns)];
    rows.extend(facts(view, paper, kind, columns));
    if first {
        rows.extend(gauge(paper, columns));
    }
    let heads = counted.iter().map(|it| Cell::text(Style::Head, it.head()));
    rows.push(Row::of([Cell::text(Style::Head, "月")].into_iter().chain(heads).collect()));
    let repeated = rows.len();
    for month in &year.months {
        let quiet = !month.counts && month.sum == Tally::default();
        let cell = |it: &Counted| if quiet { Cell::empty(Style::Number) } else { it.cell(&month.sum) };
        let named = Cell::text(Style::Cell, month.month.text());
        rows.push(Row::of([named].into_iter().chain(counted.iter().map(cell)).collect()));
    }
    let sums = counted.iter().map(|it| it.cell(&year.sum));
    rows.push(Row::of([Cell::text(Style::Heading, "合計")].into_iter().chain(sums).collect()));
    let averages = counted.iter().map(|it| it.average(&year.sum, year.months_counted()));
    rows.push(Row::of([Cell::text(Style::Heading, "月平均")].into_iter().chain(averages).collect()));
    rows.extend(notes(year).into_iter().map(|note| across(Style::Note, note, columns)));
    let name = format!("{}・月ごと", kind.short);
    let widths = [MONTH].into_iter().chain(counted.iter().map(|_| NUMBER));
    sheet(paper, name, widths.map(Column::wide).collect(), rows, repeated)
}

fn sheet(
    paper: GroupPaper<'_>,
    name: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    repeated: usize,
) -> Sheet {
    let foot = foot(&paper.group.name, paper.year.year, paper.made);
    Sheet { name, lies: false, columns, rows, repeated, foot, notice: paper.notice.map(str::to_owned) }
}

/// The year, the district, the group, the line to sign on.
fn facts(
    view: &View<'_>,
    paper: GroupPaper<'_>,
    kind: &ActivityKind<'_>,
    columns: usize,
) -> impl Iterator<Item = Row> {
    let district = paper.group.district.and_then(|id| view.district(id)).map(|district| district.label());
    let former = paper.group.from.map(crate::id::GroupId::of).and_then(|id| view.group(id));
    let former = former.map(|group| group.name).filter(|name| *name != paper.group.name);
    let former = former.map(|name| format!("（旧 {name}）")).unwrap_or_default();
    let lines = [
        Some(paper.year.year.text()),
        district.map(|name| format!("地区　{name}")),
        Some(format!("団体　{}{former}（{}）", paper.group.name, kind.name)),
        paper
            .group
            .since
            .filter(|day| paper.year.year.contains(*day))
            .map(|day| format!("{}から", day.both_text())),
        paper
            .group
            .until
            .filter(|day| paper.year.year.contains(*day))
            .map(|day| format!("{}まで", day.both_text())),
    ];
    let sign =
        [Cell::text(Style::Note, "代表者"), wide(Cell::empty(Style::Input), columns.saturating_sub(1))];
    let told = lines.into_iter().flatten().map(move |line| across(Style::Note, line, columns));
    told.chain([Row::of(sign.into())])
}

/// What the grant asks, and how far the year has come.
fn gauge(paper: GroupPaper<'_>, columns: usize) -> Vec<Row> {
    let Some(grant) = paper.grant else { return Vec::new() };
    let name = if grant.name.is_empty() { "助成金" } else { &grant.name };
    let told = paper.reached.iter().map(reached_text).collect::<Vec<_>>().join("、");
    vec![across(Style::Note, format!("{name}　{told}"), columns)]
}

/// How the numbers are to be read.
fn notes(year: &KindYear) -> Vec<String> {
    let counted = year.months.iter().filter(|month| month.counts).map(|month| month.month);
    let months = year.months_counted();
    let average = format!(
        "月平均は、合計を{months}か月（{}）で割り、小数第2位から下を切り捨てた数です。終わっていない月は、記録があれば数えます。",
        month_spans(counted)
    );
    let split = format!("年れい別などの内訳は、内訳の記録がある{}回の合計です。", year.sum.split);
    let about = "「約」は、およその人数の記録をふくむ数です。";
    let months_told = "「月の合計」は、1か月分をまとめた記録のある月です。";
    [
        (months > 0).then_some(average),
        (year.sum.split > 0 && year.sum.unsplit > 0).then_some(split),
        (year.sum.about > 0).then(|| about.to_owned()),
        (year.sum.months > 0).then(|| months_told.to_owned()),
        (year.sum.cancelled > 0).then(|| "中止は回数に入れていません。".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a list of dates has columns for.
struct Shown<'a> {
    counted: Vec<Counted>,
    time: bool,
    place: bool,
    memo: bool,
    kinds: &'a Kinds,
}

impl<'a> Shown<'a> {
    fn of(kinds: &'a Kinds, kind: &ActivityKind<'_>, year: &KindYear) -> Self {
        let places: SortedSet<_> = year.held.iter().map(|date| date.place).collect();
        let one_number = |it: &Counted| {
            matches!(it, Counted::Heads | Counted::Band(_) | Counted::Helpers | Counted::Quantity(_))
        };
        Self {
            counted: Counted::of(kind, &year.sum).into_iter().filter(one_number).collect(),
            time: year.held.iter().any(|date| date.slot.is_some()),
            place: places.iter().count() > 1,
            memo: year.held.iter().any(|date| date.memo.is_some()),
            kinds,
        }
    }

    /// The columns before the numbers.
    fn before(&self) -> Vec<(&'static str, u16)> {
        let all = [(true, "月日", DATE), (self.time, "時刻", TIME), (self.place, "場所", PLACE)];
        all.into_iter().filter(|(shown, ..)| *shown).map(|(_, head, width)| (head, width)).collect()
    }

    /// Those behind them; they share what room is left.
    fn after(&self) -> Vec<(&'static str, u16)> {
        let taken: u16 = self.before().iter().map(|(_, width)| width).sum();
        let numbers = NUMBER.saturating_mul(u16::try_from(self.counted.len()).unwrap_or(0));
        let heads: &[&str] = if self.memo { &["内容", "メモ"] } else { &["内容"] };
        let left = UPRIGHT.saturating_sub(taken + numbers) / if self.memo { 2 } else { 1 };
        heads.iter().map(|head| (*head, left.max(PLACE))).collect()
    }

    fn date(&self, view: &View<'_>, what: &str, date: &Date) -> Row {
        let kind = self.kinds.get(what);
        let text = |text: String| Cell::text(Style::Cell, text);
        let place = || date.place.and_then(|id| view.place(id)).map(|place| place.name).unwrap_or_default();
        let mut cells = vec![text(date.when.text())];
        cells.extend(self.time.then(|| text(date.slot.map(Slot::text).unwrap_or_default())));
        cells.extend(self.place.then(|| text(place())));
        cells.extend(self.counted.iter().map(|it| {
            let one = match it {
                Counted::Heads => date.counts.attendance(&kind),
                Counted::Band(band) => {
                    date.counts.bands.get(band.key).copied().filter(|_| date.counts.is_split())
                }
                Counted::Quantity(quantity) => date.counts.quantities.get(quantity.key).copied(),
                _ => date.counts.helpers,
            };
            maybe(one, it.may_be_about() && date.about)
        }));
        cells.push(text(date.content.join("・")));
        cells.extend(self.memo.then(|| text(date.memo.clone().unwrap_or_default())));
        Row::of(cells)
    }
}

fn dates(view: &View<'_>, paper: GroupPaper<'_>, year: &KindYear, kind: &ActivityKind<'_>) -> Sheet {
    let shown = Shown::of(view.kinds(), kind, year);
    let (before, after) = (shown.before(), shown.after());
    let columns = before.len() + shown.counted.len() + after.len();
    let title = format!("活動した日　{}　{}（{}）", paper.year.year.era_text(), paper.group.name, kind.name);
    let named = |named: &[(&'static str, u16)]| -> Vec<Cell> {
        named.iter().map(|(head, _)| Cell::text(Style::Head, *head)).collect()
    };
    let heads = shown.counted.iter().map(|it| Cell::text(Style::Head, it.head().replace("\n（延べ）", "")));
    let heads = named(&before).into_iter().chain(heads).chain(named(&after)).collect();
    let mut rows = vec![across(Style::Note, title, columns), Row::of(heads)];
    rows.extend(year.held.iter().map(|date| shown.date(view, &year.what, date)));
    let (times, unit) = (year.sum.times, if year.sum.months == year.sum.times { "か月" } else { "回" });
    let sums = shown.counted.iter().map(|it| it.cell(&year.sum));
    let all = wide(Cell::text(Style::Heading, format!("合計　{times}{unit}")), before.len());
    let blank = wide(Cell::empty(Style::Cell), after.len());
    rows.push(Row::of([all].into_iter().chain(sums).chain([blank]).collect()));
    if !year.not_held.is_empty() {
        let title = format!("中止した日　{}回（これですべてです）", year.not_held.len());
        rows.push(across(Style::Heading, title, columns));
    }
    for off in &year.not_held {
        let why = off.why.reason().unwrap_or_default();
        let day = Cell::text(Style::Cell, off.when.text());
        rows.push(Row::of(vec![day, wide(Cell::text(Style::Cell, why), columns.saturating_sub(1))]));
    }
    let widths = before.iter().map(|(_, width)| *width);
    let widths =
        widths.chain(shown.counted.iter().map(|_| NUMBER)).chain(after.iter().map(|(_, width)| *width));
    let widths = widths.map(Column::wide).collect();
    sheet(paper, format!("{}・日ごと", kind.short), widths, rows, 2)
}
