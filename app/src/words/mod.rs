//! Every word of the app in one typed table of two columns, ふつう and やさしい日本語; no word is written in a page.
//!
//! The table is our own and not `leptos_i18n` or `rust-i18n`: two columns of one language are not two locales to
//! either; furigana must become `<ruby>`, which a translated string cannot; a key that is missing or takes other
//! arguments must not compile, which `rust-i18n` leaves to the moment of showing; and `leptos_i18n` brings ICU4X
//! and a loader for what is here one function per sentence. A line is edited like a row of a table:
//! `key = "ふつう", "やさしい [日本語|にほんご]";` with the reading after the bar.

pub mod batch;
pub mod calendar;
pub mod chart;
pub mod counts;
pub mod desk;
pub mod edit;
pub mod figure;
pub mod frame;
pub mod grid;
pub mod group;
pub mod held;
pub mod import;
pub mod install;
pub mod join;
pub mod kinds;
pub mod log;
pub mod measure;
pub mod papers;
pub mod phone;
pub mod plan;
pub mod public;
pub mod reading;
pub mod records;
pub mod result;
pub mod rule;
pub mod settings;
pub mod staff;
pub mod table;
pub mod today;
pub mod trouble;
pub mod ward;

use std::sync::Arc;

use leptos::prelude::*;

/// How the app speaks to this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Speech {
    #[default]
    Plain,
    Easy,
}

/// The person's choice of speech, as a context; without it the app speaks plainly.
#[derive(Debug, Clone, Copy)]
pub struct Speaking(pub RwSignal<Speech>);

impl Speaking {
    /// The speech in force where this is called.
    pub fn here() -> RwSignal<Speech> {
        use_context::<Self>().map_or_else(|| RwSignal::new(Speech::Plain), |speaking| speaking.0)
    }
}

/// One sentence in both columns. A name or another datum has the same text in both. It is handed about a lot, so it is
/// no more than a pointer.
#[derive(Debug, Clone)]
pub struct Text(Columns);

#[derive(Debug, Clone)]
enum Columns {
    Still(&'static [&'static str; 2]),
    Made(Arc<[String; 2]>),
}

impl Text {
    /// A sentence without arguments: ふつう, やさしい.
    pub const fn still(columns: &'static [&'static str; 2]) -> Self {
        Self(Columns::Still(columns))
    }

    /// A sentence made of arguments, whose names stand in both columns in braces.
    pub fn made([plain, easy]: &[&str; 2], arguments: &[(&str, String)]) -> Self {
        Self::of(fill(plain, arguments), fill(easy, arguments))
    }

    /// Both columns, made already.
    pub fn of(plain: String, easy: String) -> Self {
        Self(Columns::Made(Arc::new([plain, easy])))
    }

    fn columns(&self) -> [&str; 2] {
        match &self.0 {
            Columns::Still([plain, easy]) => [plain, easy],
            Columns::Made(made) => {
                let [plain, easy] = &**made;
                [plain, easy]
            }
        }
    }

    fn plain(&self) -> &str {
        let [plain, _] = self.columns();
        plain
    }

    fn easy(&self) -> &str {
        let [_, easy] = self.columns();
        easy
    }

    pub fn is_empty(&self) -> bool {
        self.plain().is_empty()
    }

    /// The bare letters, for attributes, file names and the window's title.
    pub fn letters(&self, speech: Speech) -> String {
        match speech {
            Speech::Plain => self.plain().to_owned(),
            Speech::Easy => pieces(self.easy()).iter().map(Piece::base).collect(),
        }
    }

    /// As an attribute that follows the person's speech.
    pub fn attr(self) -> impl Fn() -> String + Clone + Send + Sync + 'static {
        let speech = Speaking::here();
        move || self.letters(speech.get())
    }

    /// As a part of a page that follows the person's speech, with furigana in やさしい日本語.
    pub fn view(self) -> AnyView {
        let speech = Speaking::here();
        (move || match speech.get() {
            Speech::Plain => self.plain().to_owned().into_any(),
            Speech::Easy => pieces(self.easy()).iter().map(Piece::draw).collect_view().into_any(),
        })
        .into_any()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.columns() == other.columns()
    }
}

impl Eq for Text {}

impl Default for Text {
    fn default() -> Self {
        Self::still(&["", ""])
    }
}

impl From<String> for Text {
    fn from(datum: String) -> Self {
        Self::of(datum.clone(), datum)
    }
}

impl From<&str> for Text {
    fn from(datum: &str) -> Self {
        datum.to_owned().into()
    }
}

impl IntoRender for Text {
    type Output = AnyView;

    fn into_render(self) -> AnyView {
        self.view()
    }
}

/// A stretch of a やさしい日本語 sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Bare(&'a str),
    Read { base: &'a str, reading: &'a str },
}

impl Piece<'_> {
    const fn base(&self) -> &str {
        match self {
            Self::Bare(text) => text,
            Self::Read { base, .. } => base,
        }
    }

    fn draw(&self) -> AnyView {
        match self {
            Self::Bare(text) => (*text).to_owned().into_any(),
            Self::Read { base, reading } => {
                view! { <ruby>{(*base).to_owned()}<rt>{(*reading).to_owned()}</rt></ruby> }.into_any()
            }
        }
    }
}

/// Puts the arguments where their names stand.
fn fill(column: &str, arguments: &[(&str, String)]) -> String {
    let mut filled = String::new();
    let mut rest = column;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        filled.push_str(before);
        let known = arguments.iter().find(|(known, _)| *known == name);
        filled.push_str(known.map_or("", |(_, argument)| argument));
        rest = behind;
    }
    filled + rest
}

/// Cuts `来た[人|ひと]の` into 来た, 人 (ひと), の. A bracket that is not closed stays as it is.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut cut = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((inside, behind)) = after.split_once(']') else { break };
        let Some((base, reading)) = inside.split_once('|') else { break };
        if !before.is_empty() {
            cut.push(Piece::Bare(before));
        }
        cut.push(Piece::Read { base, reading });
        rest = behind;
    }
    if !rest.is_empty() {
        cut.push(Piece::Bare(rest));
    }
    cut
}

/// A part of the table: `key = "ふつう", "やさしい";` or `key(n: u32) = "{n}件", "{n}[件|けん]";`.
macro_rules! words {
    ($($(#[$doc:meta])* $key:ident $(($($arg:ident : $kind:ty),+))? = $plain:literal, $easy:literal;)+) => {$(
        $(#[$doc])*
        pub fn $key($($($arg: $kind),+)?) -> $crate::words::Text {
            $crate::words::words!(@ $(($($arg),+))? $plain, $easy)
        }
    )+};
    (@ $plain:literal, $easy:literal) => { $crate::words::Text::still(&[$plain, $easy]) };
    (@ ($($arg:ident),+) $plain:literal, $easy:literal) => {
{
        // Never called: both columns name arguments that there are, or this does not compile.
        let _named = || (format!($plain), format!($easy));
        $crate::words::Text::made(&[$plain, $easy], &[$((stringify!($arg), $arg.to_string())),+])
    }
    };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_cut_out_of_a_sentence() {
        let cut = pieces("まだ [送|おく]って いません");
        assert_eq!(
            cut,
            [Piece::Bare("まだ "), Piece::Read { base: "送", reading: "おく" }, Piece::Bare("って いません")]
        );
    }

    #[test]
    fn a_lone_bracket_stays() {
        assert_eq!(pieces("a[b"), [Piece::Bare("a[b")]);
        assert_eq!(pieces("[b]c"), [Piece::Bare("[b]c")]);
    }

    #[test]
    fn attributes_have_no_readings() {
        let text = Text::still(&["記録する", "[書|か]いて のこす"]);
        assert_eq!(text.letters(Speech::Plain), "記録する");
        assert_eq!(text.letters(Speech::Easy), "書いて のこす");
    }

    #[test]
    fn an_argument_stands_in_both_columns() {
        let text = frame::unsent(2);
        assert!(text.letters(Speech::Plain).contains('2') && text.letters(Speech::Easy).contains('2'));
        let columns = ["{n}件（{who}）", "{who}: {n}[件|けん]"];
        let text = Text::made(&columns, &[("n", 3.to_string()), ("who", "{n}".to_owned())]);
        assert_eq!([text.plain(), text.easy()], ["3件（{n}）", "{n}: 3[件|けん]"]);
    }
}
