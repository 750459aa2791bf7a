//! Repairs, suggestions and questions, each with an id by which it is taken back or accepted; nothing decides here.

use crate::sorted::{SortedMap, SortedSet};

/// What a person decided about a former reading of the same table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Ids of repairs that are not to be made.
    pub taken_back: SortedSet<String>,
    /// Ids of suggestions to be made and of questions whose proposal is right.
    pub accepted: SortedSet<String>,
}

/// Where something stands in the source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sheet, from 1.
    pub sheet: usize,
    /// The line's own number, from 1.
    pub line: u32,
    /// The column, from 1; 0 is the whole line.
    pub column: usize,
}

impl Place {
    /// The whole line.
    pub(super) const fn row(self) -> Self {
        Self { column: 0, ..self }
    }

    fn text(self) -> String {
        let Self { sheet, line, column } = self;
        if sheet > 1 { format!("{sheet}!{line}.{column}") } else { format!("{line}.{column}") }
    }
}

macro_rules! kinds {
    ($($(#[$outer:meta])* $name:ident { $($(#[$doc:meta])* $kind:ident = $code:literal;)+ })+) => {$(
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $kind,)+ }
        impl $name {
            /// The word in an id and in the preview.
            pub const fn code(self) -> &'static str { match self { $(Self::$kind => $code),+ } }
        }
    )+};
}

kinds! {
    /// What was repaired, or is suggested.
    RepairKind {
        /// Tags of a web page around a cell's text.
        Tags = "tags";
        /// A note in place of a result, 令和3年度末記入予定, is no cell of a row.
        Note = "note";
        /// Spaces where a narrow column broke a title.
        Space = "space";
        /// A body's name as the closed list has it.
        Name = "name";
        /// A row whose cells lie in other columns than their headings say.
        Shift = "shift";
        /// Several items and as many sets of bodies in one row.
        Split = "split";
        /// A page that goes on repeats its heading.
        Continued = "continued";
        /// A heading that comes after its rows.
        Late = "late";
        /// An item that had slipped away from its measure.
        Moved = "moved";
        /// Lines of one text put together.
        Joined = "joined";
        /// A row that the sheet does not show is left out.
        Hidden = "hidden";
        /// A target that was printed inside a title.
        Target = "target";
        /// A row that is printed a second time; where it does not say so, only suggested.
        Again = "again";
        /// How often, inside a text: a target, or a fact; only ever suggested.
        Goal = "goal";
        /// How much there is of something; only ever suggested.
        Scale = "scale";
        /// A word that looks misread; only ever suggested.
        Word = "word";
        /// A bracket without its fellow; only ever suggested.
        Bracket = "bracket";
    }
    /// What is asked.
    QuestionKind {
        /// An item without bodies.
        LostBodies = "lost_bodies";
        /// As many bodies as items in one row.
        WhoseBodies = "whose_bodies";
        /// A row of nothing but bodies.
        BodiesAlone = "bodies_alone";
        /// A body that the plan's list does not have.
        UnknownBody = "unknown_body";
        /// A heading that must be there and is not.
        LostHeading = "lost_heading";
        /// A measure that must be there and is not.
        LostMeasure = "lost_measure";
        /// A number left out.
        Number = "number";
        /// A title that is not the one before.
        OtherTitle = "other_title";
        /// Rows that may be of the next measure.
        NextMeasure = "next_measure";
        /// A measure without an item.
        Empty = "empty";
        /// A year cell whose year is not known.
        Year = "year";
        /// A target that one cannot count as it is printed.
        Target = "target";
        /// A row that says that it is printed a second time, without a first.
        Again = "again";
        /// A column that is no plan's.
        Column = "column";
        /// A text of which one cannot say what it is.
        What = "what";
        /// A text that is longer than a title may be.
        Long = "long";
    }
}

/// What was changed on the way in, or would be if it were accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// By which it is taken back, or accepted.
    pub id: String,
    /// What it is.
    pub kind: RepairKind,
    /// Where.
    pub at: Place,
    /// As it stands in the source.
    pub before: String,
    /// As it is read.
    pub after: String,
    /// Whether it was made.
    pub made: bool,
}

/// What a person must say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// By which its proposal is accepted.
    pub id: String,
    /// What it is about.
    pub kind: QuestionKind,
    /// Where.
    pub at: Place,
    /// The question.
    pub text: String,
    /// What it might be; accepting takes it.
    pub proposal: Option<String>,
    /// Whether the proposal was accepted.
    pub accepted: bool,
}

/// All that was done to a table.
#[derive(Debug)]
pub(super) struct Fixes<'a> {
    choices: &'a Choices,
    /// How many of a kind there are at a place. Places come in order, so that this list grows at its end.
    ids: SortedMap<(Place, &'static str), u32>,
    pub(super) repairs: Vec<Repair>,
    pub(super) suggestions: Vec<Repair>,
    pub(super) questions: Vec<Question>,
}

impl<'a> Fixes<'a> {
    pub(super) const fn new(choices: &'a Choices) -> Self {
        Self {
            choices,
            ids: SortedMap::new(),
            repairs: Vec::new(),
            suggestions: Vec::new(),
            questions: Vec::new(),
        }
    }

    /// Lists a repair; false where a person took it back.
    pub(super) fn repair(&mut self, kind: RepairKind, at: Place, before: &str, after: &str) -> bool {
        let id = self.id(kind.code(), at);
        let made = !self.choices.taken_back.contains(&id);
        let (before, after) = (before.to_owned(), after.to_owned());
        self.repairs.push(Repair { id, kind, at, before, after, made });
        made
    }

    /// Lists a suggestion; true where a person accepted it.
    pub(super) fn suggest(&mut self, kind: RepairKind, at: Place, before: &str, after: &str) -> bool {
        let id = self.id(kind.code(), at);
        let made = self.choices.accepted.contains(&id);
        let (before, after) = (before.to_owned(), after.to_owned());
        self.suggestions.push(Repair { id, kind, at, before, after, made });
        made
    }

    /// Asks; true where a person said that the proposal is right.
    pub(super) fn ask(
        &mut self,
        kind: QuestionKind,
        at: Place,
        text: String,
        proposal: Option<String>,
    ) -> bool {
        let id = self.id(kind.code(), at);
        let accepted = proposal.is_some() && self.choices.accepted.contains(&id);
        self.questions.push(Question { id, kind, at, text, proposal, accepted });
        accepted
    }

    /// The kind and the place make the id, so that a decision about one row holds whatever is decided about others.
    fn id(&mut self, code: &'static str, at: Place) -> String {
        let nth = self.ids.of((at, code));
        *nth = nth.saturating_add(1);
        match *nth {
            1 => format!("{code}:{}", at.text()),
            nth => format!("{code}:{}-{nth}", at.text()),
        }
    }
}
