//! One row: whether it lies under its headings, what each of its cells is, and what it adds to the tree.

use super::{Cell, Grower};
use crate::import::cell::{Kind, bullets, one_line};
use crate::import::fact::{of_cell, size_of_cell};
use crate::import::fix::{Place, QuestionKind as Q, RepairKind as R};
use crate::import::header::Column;
use crate::import::name::Named;
use crate::import::owner::Row;
use crate::import::reading::{ItemRead, MeasureRead};
use crate::import::title::is_sentence;
use crate::import::words;
use crate::text::fold;

/// Letters that a measure and an item must share at the beginning for one to be the other's.
const SAME_BEGINNING: usize = 4;

/// What a cell is to its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading that names its level.
    Level,
    /// A heading that a number marks.
    Title,
    /// A heading that its column tells, of a level from 0.
    Heading(usize),
    /// A measure, under a column's key.
    Measure(Option<String>),
    /// Items.
    Items,
    /// A result.
    Result,
    /// Bodies.
    Bodies,
    /// A year cell.
    Mark,
    /// A target.
    Target,
    /// 規模.
    Size,
    /// A column that no plan has.
    Detail(String),
}

/// What a row brings besides headings.
#[derive(Default)]
struct Brought {
    measures: Vec<usize>,
    items: Vec<usize>,
    bodies: Option<(Place, String, Vec<usize>)>,
    unknown: Vec<(Place, String)>,
}

impl Grower<'_> {
    pub(super) fn row(&mut self, at: Place, cells: Vec<Cell>) {
        let off = self.off(&cells);
        let as_printed = off && self.header.is_some() && !self.shift(at, &cells);
        let mut brought = Brought::default();
        for cell in &cells {
            let behind = !brought.items.is_empty();
            let role = if as_printed { self.by_column(cell) } else { self.role(cell, off, behind) };
            self.take(cell, role, &mut brought);
        }
        self.adopt(&brought);
        self.close(at, brought);
    }

    /// Whether a cell that is known by what it says lies under another heading.
    fn off(&self, cells: &[Cell]) -> bool {
        let items = self.has_items();
        // A result may begin with ・ too, but only behind an item.
        let in_items = cells.iter().find(|cell| matches!(self.column(cell.column), Some(Column::Item(_))));
        let behind_item = in_items.is_some_and(|cell| !is_sentence(&cell.text) && cell.kind != Kind::Mark);
        cells.iter().any(|cell| {
            let Some(column) = self.column(cell.column) else {
                return matches!(cell.kind, Kind::Bullets(_) | Kind::Bodies(_));
            };
            match cell.kind {
                Kind::Bullets(_) if items => match column {
                    Column::Item(_) | Column::Other(_) | Column::Year(_) | Column::BareYear(_) => false,
                    Column::Target | Column::Size => false,
                    Column::Result => !behind_item,
                    _ => true,
                },
                Kind::Bullets(_) => matches!(column, Column::Level(_) | Column::Body),
                Kind::Bodies(_) => {
                    matches!(column, Column::Item(_) | Column::Result | Column::Measure(_) | Column::Level(_))
                }
                _ => false,
            }
        })
    }

    /// Lists that a row is read by what it says and not by its columns.
    fn shift(&mut self, at: Place, cells: &[Cell]) -> bool {
        let Some(header) = &self.header else { return true };
        let before: Vec<&str> = cells.iter().map(|cell| header.name(cell.column)).collect();
        let mut behind = false;
        let mut after = Vec::new();
        for cell in cells {
            let role = self.role(cell, true, behind);
            behind |= role == Role::Items;
            after.push(self.heading_of(&role));
        }
        let (before, after) = (before.join("｜"), after.join("｜"));
        self.fixes.repair(R::Shift, at, &before, &after)
    }

    fn heading_of(&self, role: &Role) -> String {
        let level = |index: usize| self.guide.levels.get(index).cloned();
        let own = |heading: &Option<String>, word: &str| heading.clone().unwrap_or_else(|| word.to_owned());
        match role {
            Role::Level | Role::Title => level(self.guide.depth().saturating_sub(1)).unwrap_or_default(),
            Role::Heading(index) => level(*index).unwrap_or_default(),
            Role::Measure(_) => level(self.guide.depth()).unwrap_or_default(),
            Role::Items => own(&self.reading.item_heading, "実施計画"),
            Role::Result => own(&self.reading.result_heading, "結果"),
            Role::Bodies => own(&self.reading.body_heading, "実施主体"),
            Role::Mark => "年度".to_owned(),
            Role::Target => "目標".to_owned(),
            Role::Size => "規模".to_owned(),
            Role::Detail(name) => name.clone(),
        }
    }

    fn take(&mut self, cell: &Cell, role: Role, brought: &mut Brought) {
        let (at, text) = (cell.at, cell.text.as_str());
        match (role, &cell.kind) {
            (Role::Level, Kind::Level(line)) => self.level_line(at, line),
            (Role::Title, Kind::Numbered(number, title)) => {
                let level = match self.column(cell.column) {
                    Some(Column::Level(level)) => *level,
                    _ => self.guide.depth().saturating_sub(1),
                };
                self.numbered(at, level, number, title);
            }
            (Role::Heading(level), Kind::Numbered(number, title)) => self.numbered(at, level, number, title),
            (Role::Heading(level), _) => self.plain(at, level, &one_line(text)),
            (Role::Items, Kind::Bullets(items)) if self.has_items() => {
                for item in items {
                    self.item(at, item, brought);
                }
            }
            (Role::Items, Kind::Bullets(measures)) => {
                for title in measures {
                    self.new_measure(at, title, self.heading_at(cell.column), brought);
                }
            }
            (Role::Items, _) => {
                let odd = self.dotted && is_sentence(text) && self.column(cell.column).is_some();
                self.item(at, &one_line(text), brought);
                if let Some(item) = brought.items.last().copied().filter(|_| odd) {
                    self.ask_of_item(Q::What, at, words::BARE.to_owned(), item);
                }
            }
            (Role::Measure(heading), _) => self.measure_text(at, text, heading, brought),
            (Role::Bodies, Kind::Bodies(named)) => self.bodies(at, text, named, brought),
            (Role::Bodies, _) => {
                let named = self.names.split(text);
                self.bodies(at, text, &named, brought);
            }
            (Role::Result, _) => self.result(at, text, brought),
            (Role::Mark, _) => self.mark(cell),
            (Role::Target, _) => self.target(cell, brought),
            (Role::Size, _) => self.size(cell, brought),
            (Role::Detail(name), _) => self.detail(cell, &name, brought),
            (Role::Level | Role::Title, _) => self.ask_nobody(at, text),
        }
    }

    fn heading_at(&self, column: usize) -> Option<String> {
        match self.column(column) {
            Some(Column::Measure(heading)) => heading.clone(),
            _ => None,
        }
    }

    /// A measure, or several where the plan has no items and the cell lists them.
    fn measure_text(&mut self, at: Place, text: &str, heading: Option<String>, brought: &mut Brought) {
        let listed = if self.has_items() { None } else { bullets(text) };
        for title in listed.unwrap_or_else(|| vec![one_line(text)]) {
            self.new_measure(at, &title, heading.clone(), brought);
        }
    }

    fn new_measure(&mut self, at: Place, title: &str, heading: Option<String>, brought: &mut Brought) {
        let open = self.measure.and_then(|open| self.reading.measures.get(open));
        let same = open.is_some_and(|open| open.title.as_deref().map(fold) == Some(fold(title)));
        if let Some(open) = self.measure.filter(|_| same && self.has_items()) {
            brought.measures.push(open);
            return;
        }
        let node = self.lowest(at);
        let index = self.reading.measures.len();
        let title = Some(title.to_owned());
        self.reading.measures.push(MeasureRead { at, node, heading, title, ..MeasureRead::default() });
        self.measure = Some(index);
        brought.measures.push(index);
    }

    fn item(&mut self, at: Place, title: &str, brought: &mut Brought) {
        let measure = self.measure.unwrap_or_else(|| self.lost_measure(at));
        let nth = brought.items.len();
        brought.items.push(self.reading.items.len());
        self.reading.items.push(ItemRead {
            at,
            nth,
            measure,
            title: title.to_owned(),
            ..ItemRead::default()
        });
    }

    fn lost_measure(&mut self, at: Place) -> usize {
        let node = self.lowest(at);
        let index = self.reading.measures.len();
        self.reading.measures.push(MeasureRead { at, node, ..MeasureRead::default() });
        self.measure = Some(index);
        self.ask_of_measure(Q::LostMeasure, at.row(), words::LOST_MEASURE.to_owned(), index);
        index
    }

    fn bodies(&mut self, at: Place, text: &str, named: &[Named], brought: &mut Brought) {
        let mut bodies = Vec::new();
        for named in named {
            let Some(body) = named.body else {
                brought.unknown.push((at, named.text.clone()));
                continue;
            };
            let printed = self.names.printed(body).to_owned();
            if printed == named.text || self.fixes.repair(R::Name, at, &named.text, &printed) {
                bodies.push(body);
            } else {
                brought.unknown.push((at, named.text.clone()));
            }
        }
        match &mut brought.bodies {
            Some((_, _, all)) => all.extend(bodies),
            none => *none = Some((at, text.to_owned(), bodies)),
        }
    }

    fn result(&mut self, at: Place, text: &str, brought: &Brought) {
        let Some(item) = brought.items.last().copied() else { return self.ask_nobody(at, text) };
        if let Some(item) = self.reading.items.get_mut(item) {
            item.result = Some(text.to_owned());
        }
    }

    /// What a target stands at: the row's item, or the measure.
    fn target(&mut self, cell: &Cell, brought: &Brought) {
        let said = one_line(&cell.text);
        let (targets, title) = match brought.items.last().and_then(|item| self.reading.items.get_mut(*item)) {
            Some(item) => (&mut item.targets, item.title.as_str()),
            None => match self.measure.and_then(|open| self.reading.measures.get_mut(open)) {
                Some(measure) => (&mut measure.targets, measure.title.as_deref().unwrap_or_default()),
                None => return self.ask_nobody(cell.at, &cell.text),
            },
        };
        let target = of_cell(&said, title);
        let unknown = target.goal.is_none();
        targets.push(target);
        if unknown {
            self.fixes.ask(Q::Target, cell.at, words::target(&said), None);
        }
    }

    /// 16校 is a size; what is no number with a unit is kept as words.
    fn size(&mut self, cell: &Cell, brought: &Brought) {
        let said = one_line(&cell.text);
        let (scales, title) = match brought.items.last().and_then(|item| self.reading.items.get_mut(*item)) {
            Some(item) => (&mut item.scales, item.title.as_str()),
            None => match self.measure.and_then(|open| self.reading.measures.get_mut(open)) {
                Some(measure) => (&mut measure.scales, measure.title.as_deref().unwrap_or_default()),
                None => return self.ask_nobody(cell.at, &cell.text),
            },
        };
        match size_of_cell(&said, title) {
            Some(scale) => scales.push(scale),
            None => self.detail(cell, "規模", brought),
        }
    }

    fn mark(&mut self, cell: &Cell) {
        let column = self.column(cell.column).cloned();
        let Some(index) = self.measure else { return self.ask_nobody(cell.at, &cell.text) };
        let Some(measure) = self.reading.measures.get_mut(index) else { return };
        match column {
            Some(Column::Year(year)) => {
                measure.cells.insert(year, cell.text.clone());
            }
            other => {
                measure.undated.push(cell.text.clone());
                let label = if let Some(Column::BareYear(label)) = other { label } else { String::new() };
                self.ask_of_measure(Q::Year, cell.at, words::bare_year(&label), index);
            }
        }
    }

    fn detail(&mut self, cell: &Cell, name: &str, brought: &Brought) {
        let said = format!("{name}：{}", one_line(&cell.text));
        let item = brought.items.last().and_then(|item| self.reading.items.get_mut(*item));
        let detail = match item {
            Some(item) => &mut item.detail,
            None => match self.measure.and_then(|open| self.reading.measures.get_mut(open)) {
                Some(measure) => &mut measure.detail,
                None => return self.ask_nobody(cell.at, &cell.text),
            },
        };
        match detail {
            Some(detail) => {
                detail.push('／');
                detail.push_str(&said);
            }
            none => *none = Some(said),
        }
        if self.others.insert(cell.column) {
            self.fixes.ask(Q::Column, cell.at, words::column(name), None);
        }
    }

    /// Two measures in one row: the first has lost its item, which is the one above if both begin alike.
    fn adopt(&mut self, brought: &Brought) {
        let [first, .., _] = brought.measures.as_slice() else { return };
        if !self.has_items() || brought.items.is_empty() {
            return;
        }
        let slipped = brought.items.first().and_then(|item| item.checked_sub(1));
        let Some((slipped, item)) = slipped.and_then(|at| Some((at, self.reading.items.get(at)?))) else {
            return;
        };
        let own = self.reading.measures.get(item.measure).and_then(|own| own.title.clone());
        let title = self.reading.measures.get(*first).and_then(|measure| measure.title.clone());
        let (Some(title), true) = (title, item.measure + 1 == *first) else { return };
        let alike = beginning(&title, &item.title) >= SAME_BEGINNING
            && own.as_deref().map_or(0, |own| beginning(own, &item.title)) < SAME_BEGINNING;
        let (at, before, text) = (item.at, own.unwrap_or_default(), item.title.clone());
        let before = format!("{before} ▸ {text}");
        if alike && self.fixes.repair(R::Moved, at, &before, &format!("{title} ▸ {text}")) {
            if let Some(item) = self.reading.items.get_mut(slipped) {
                item.measure = *first;
            }
            if let Some(row) = self.rows.iter_mut().rev().find(|row| row.items.contains(&slipped)) {
                row.measure = Some(*first);
            }
        }
    }

    /// Keeps the row for what all rows together tell, and asks about names that the list does not have.
    fn close(&mut self, at: Place, brought: Brought) {
        let Brought { measures, items, bodies, unknown } = brought;
        for (at, name) in unknown {
            let text = words::unknown_body(&name);
            match (items.last(), self.measure) {
                (Some(item), _) => self.ask_of_item(Q::UnknownBody, at, text, *item),
                (None, Some(measure)) => self.ask_of_measure(Q::UnknownBody, at, text, measure),
                (None, None) => self.ask_nobody(at, &name),
            }
        }
        if items.is_empty() && bodies.is_none() && measures.is_empty() {
            return;
        }
        let known = bodies.is_some();
        let (bodies_at, text, bodies) = bodies.unwrap_or_else(|| (at, String::new(), Vec::new()));
        let measure = items.last().and_then(|item| self.reading.items.get(*item)).map(|item| item.measure);
        let measure = measure.or(self.measure);
        self.rows.push(Row { at, bodies_at, measure, measures, items, text, bodies, known });
    }
}

/// Letters that two texts share at the beginning.
fn beginning(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
}
