//! The sheet of an office's year: its parts, one for each item, their rows, and what of them is typed and not saved.

use leptos::prelude::*;
use serde::Serialize;
use tsunagari_core::book::Book;
use tsunagari_core::figures::{Asked, Row, Section, Typed, sections};
use tsunagari_core::from_json;
use tsunagari_core::id::ItemId;
use tsunagari_core::record::Record;
use tsunagari_core::sorted::SortedSet;
use tsunagari_core::view::View;

use super::line::Line;
use crate::pages::staff::typed_rows::{Kept, TypedRows};
use crate::replica::Replica;

/// What is typed into a row and not saved, with the records that it was typed on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeptRow {
    pub typed: Typed,
    pub opened: Vec<Record>,
}

from_json! { KeptRow { typed, opened or Vec::new() } }

#[derive(Clone, Copy)]
pub struct Sheet {
    pub replica: Replica,
    pub asked: Asked,
    pub rows: TypedRows<KeptRow>,
    added: StoredValue<SortedSet<ItemId>>,
    next: StoredValue<usize>,
    pub parts: RwSignal<Vec<Part>>,
}

/// The rows of one item.
#[derive(Clone, Copy)]
pub struct Part {
    pub item: ItemId,
    pub section: StoredValue<Section>,
    pub lines: RwSignal<Vec<Line>>,
}

impl Sheet {
    /// The draft of an office's year.
    pub fn form(asked: Asked) -> String {
        let office = asked.office.map(|office| office.to_string()).unwrap_or_default();
        format!("figures/{office}/{}", asked.year.year())
    }

    /// Lays out what is known now, with what was typed before.
    pub fn new(replica: Replica, asked: Asked, kept: Kept<KeptRow>) -> Self {
        let added = kept.rows.keys().filter_map(|key| ItemId::parse(key.split('/').next()?).ok()).collect();
        let sheet = Self {
            replica,
            asked,
            rows: TypedRows::new(replica, Self::form(asked), kept),
            added: StoredValue::new(added),
            next: StoredValue::new(0),
            parts: RwSignal::new(Vec::new()),
        };
        let parts = sheet.sections().into_iter().map(|section| Part::new(sheet, section)).collect();
        sheet.parts.set(parts);
        sheet
    }

    /// Looks at what is on the board now.
    pub fn look<T>(self, look: impl FnOnce(&Book, &View<'_>) -> T) -> T {
        let registry = self.replica.board.registry.get_untracked();
        look(&Book::read(registry.iter()), &View::of(&[&registry]))
    }

    pub fn sections(self) -> Vec<Section> {
        let added = self.added.get_value();
        self.look(|book, view| sections(book, view, self.asked, &added))
    }

    /// Items that have no row, by name.
    pub fn others(self) -> Vec<(ItemId, String)> {
        let here: SortedSet<ItemId> =
            self.parts.with_untracked(|parts| parts.iter().map(|part| part.item).collect());
        let all = self.look(|book, view| {
            let every = book.items.keys().copied().collect();
            sections(book, view, self.asked, &every)
        });
        let rest = all.into_iter().filter(|section| !here.contains(&section.item));
        rest.map(|section| (section.item, format!("{}　{}", section.title, section.measure))).collect()
    }

    /// Rows for one item more.
    pub fn add(self, key: &str) {
        let Ok(item) = ItemId::parse(key) else { return };
        self.added.update_value(|added| _ = added.insert(item));
        let found = self.sections().into_iter().find(|section| section.item == item);
        if let Some(section) = found {
            let part = Part::new(self, section);
            self.parts.update(|parts| parts.insert(0, part));
            let first = part.lines.with_untracked(|lines| lines.first().copied());
            // The row is drawn before the cursor can go there.
            request_animation_frame(move || first.iter().for_each(|line| super::keys::go_to(*line)));
        }
    }

    /// What arrived goes into the rows that nobody types in; rows of others are added.
    pub fn follow(self) {
        for section in self.sections() {
            let part = self
                .parts
                .with_untracked(|parts| parts.iter().find(|part| part.item == section.item).copied());
            match part {
                Some(part) => part.follow(self, section),
                None => self.parts.update(|parts| parts.push(Part::new(self, section))),
            }
        }
        // A number that is gone leaves its row empty.
        let sections = self.sections();
        for part in self
            .parts
            .get_untracked()
            .into_iter()
            .filter(|part| sections.iter().all(|section| section.item != part.item))
        {
            let blank = part.section.with_value(|section| Section { rows: Vec::new(), ..section.clone() });
            part.follow(self, blank);
        }
    }

    fn id(self) -> usize {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        id
    }

    /// The rows one after another.
    pub fn lines(self) -> Vec<Line> {
        self.parts.get().into_iter().flat_map(|part| part.lines.get()).collect()
    }
}

impl Part {
    fn new(sheet: Sheet, section: Section) -> Self {
        let part =
            Self { item: section.item, lines: RwSignal::new(Vec::new()), section: StoredValue::new(section) };
        let rows = part.section.with_value(|section| section.rows.clone());
        for row in rows {
            part.push(sheet, row);
        }
        // Rows that were added and typed into before.
        let beginning = format!("{}/new", part.item);
        let typed = sheet.rows.beginning(&beginning).len();
        let blank = part
            .lines
            .with_untracked(|lines| lines.iter().filter(|line| line.key().starts_with(&beginning)).count());
        for _ in blank..typed {
            part.push(sheet, part.blank(sheet));
        }
        part
    }

    /// The name of a row in the draft: its first number, or how many of the empty ones it is.
    fn name(self, row: &Row) -> String {
        match row.held.values().next() {
            Some(held) => format!("{}/{}", self.item, held.id),
            None => {
                let beginning = format!("{}/new", self.item);
                let taken = self.lines.with_untracked(|lines| {
                    lines.iter().filter(|line| line.key().starts_with(&beginning)).count()
                });
                format!("{beginning}{taken}")
            }
        }
    }

    fn push(self, sheet: Sheet, row: Row) -> Line {
        let key = self.name(&row);
        let kept = sheet.rows.taken(&key);
        let line = Line::new(sheet, sheet.id(), key, row, kept);
        self.lines.update(|lines| lines.push(line));
        line
    }

    fn blank(self, sheet: Sheet) -> Row {
        let monthly = self.lines.with_untracked(|lines| {
            lines.last().is_some_and(|line| line.typed.with_untracked(|typed| typed.monthly))
        });
        Row::blank(self.item, sheet.asked.office, monthly)
    }

    /// 別の数を足す.
    pub fn another(self, sheet: Sheet) {
        let line = self.push(sheet, self.blank(sheet));
        request_animation_frame(move || super::keys::go_to(line));
    }

    fn follow(self, sheet: Sheet, section: Section) {
        let lines = self.lines.get_untracked();
        let mut rest = section.rows.clone();
        for line in &lines {
            let place = rest.iter().position(|row| line.stands_for(row));
            let row = place.map(|place| rest.remove(place));
            line.follow(sheet, row);
        }
        for row in rest.into_iter().filter(|row| !row.held.is_empty()) {
            self.push(sheet, row);
        }
        self.section.set_value(section);
    }

    /// What the other rows are called, and their units.
    pub fn names_but(self, but: usize) -> Vec<(String, String)> {
        let lines = self.lines.get_untracked();
        let others = lines.iter().filter(|line| line.id != but);
        let held = others.filter(|line| line.row.with_untracked(|row| !row.held.is_empty()));
        held.map(|line| line.row.with_untracked(|row| (row.title.clone(), row.unit.clone()))).collect()
    }
}
