//! What is read out of JSON: one reader makes a tree of any text, and each noun takes its fields out of the tree.
//!
//! Serde's own readers are written out anew for every noun and each kind of text; these few lines are shared by all.
//! Writing stays with serde. What serde reads through others' hands (a request's body, a plan's file) comes through the
//! same door: see [`from_json!`](crate::from_json).

use core::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number};
use uuid::Uuid;

pub use serde_json::Value;

use crate::sorted::{SortedMap, SortedSet};

/// What can be read out of JSON.
pub trait FromJson: Sized {
    /// None where the JSON says something else.
    fn from_json(json: Value) -> Option<Self>;

    /// What a missing field stands for; none where it must be there.
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads a whole text.
pub fn read<T: FromJson>(text: &[u8]) -> Option<T> {
    T::from_json(tree(text)?)
}

fn tree(text: &[u8]) -> Option<Value> {
    let mut from = serde_json::Deserializer::from_slice(text);
    let tree = Tree.deserialize(&mut from).ok()?;
    from.end().is_ok().then_some(tree)
}

/// The same for those that read with serde.
pub fn deserialize<'de, T: FromJson, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    T::from_json(Tree.deserialize(from)?).ok_or_else(|| D::Error::custom("the JSON says something else"))
}

/// Makes the tree. The library's own way is there twice, the second time for letters inside a tree, which we never read.
struct Tree;

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = from.next_element_seed(Self)? {
            members.push(member);
        }
        Ok(Value::Array(members))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = from.next_key::<String>()? {
            // Two readers would each choose another of the two.
            if fields.insert(name, from.next_value_seed(Self)?).is_some() {
                return Err(A::Error::custom("a field is named twice"));
            }
        }
        Ok(Value::Object(fields))
    }
}

/// The fields of an object, to be taken out one by one. What nobody takes is of a newer build, and passed over.
#[derive(Debug)]
pub struct Object(Vec<(String, Value)>);

impl Object {
    /// None where the JSON is no object.
    pub fn of(json: Value) -> Option<Self> {
        match json {
            Value::Object(fields) => Some(Self(fields.into_iter().collect())),
            _ => None,
        }
    }

    /// A field as it came; none where it is missing.
    pub fn pick(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// A field; none where it says something else, or is missing and must be there.
    pub fn take<T: FromJson>(&mut self, name: &str) -> Option<T> {
        self.pick(name).map_or_else(T::absent, T::from_json)
    }
}

/// The fields of an object in their exact letters, for what holds a change as its author wrote it.
#[derive(Debug)]
pub struct Letters(SortedMap<String, Box<RawValue>>);

impl Letters {
    /// None where the text is no object, or names a field twice.
    pub fn of(text: &[u8]) -> Option<Self> {
        let field = |field: &[u8]| match cut(field, b':').as_slice() {
            [name, value] => Some((read(name)?, raw(value)?)),
            _ => None,
        };
        let pieces = within(text, b'{', b'}')?;
        let count = pieces.len();
        let fields: SortedMap<String, _> = pieces.into_iter().map(field).collect::<Option<_>>()?;
        (fields.len() == count).then_some(Self(fields))
    }

    /// A field's letters.
    pub fn raw(&mut self, name: &str) -> Option<Box<RawValue>> {
        self.0.remove(name)
    }

    /// A field as a noun.
    pub fn take<T: FromJson>(&mut self, name: &str) -> Option<T> {
        self.raw(name).map_or_else(T::absent, |raw| read(raw.get().as_bytes()))
    }
}

/// The members of a list in their exact letters.
pub fn list(text: &[u8]) -> Option<Vec<Box<RawValue>>> {
    within(text, b'[', b']')?.into_iter().map(raw).collect()
}

/// A whole text in its exact letters.
pub fn raw(text: &[u8]) -> Option<Box<RawValue>> {
    serde_json::from_slice(text).ok()
}

/// What lies between two brackets, cut at its commas. Whether each piece is JSON, its reader finds out.
fn within(text: &[u8], open: u8, close: u8) -> Option<Vec<&[u8]>> {
    let inside = text.trim_ascii().strip_prefix(&[open])?.strip_suffix(&[close])?;
    if inside.trim_ascii().is_empty() { Some(Vec::new()) } else { Some(cut(inside, b',')) }
}

/// Cuts where the mark stands outside of quotes and brackets.
fn cut(text: &[u8], mark: u8) -> Vec<&[u8]> {
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    let ends = |byte: &u8| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => return depth == 0 && *byte == mark,
        }
        false
    };
    text.split(ends).collect()
}

impl FromJson for Value {
    fn from_json(json: Value) -> Option<Self> {
        Some(json)
    }
}

impl FromJson for String {
    fn from_json(json: Value) -> Option<Self> {
        match json {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl FromJson for Uuid {
    fn from_json(json: Value) -> Option<Self> {
        Self::try_parse(json.as_str()?).ok()
    }
}

impl FromJson for bool {
    fn from_json(json: Value) -> Option<Self> {
        json.as_bool()
    }
}

impl FromJson for i32 {
    fn from_json(json: Value) -> Option<Self> {
        json.as_i64()?.try_into().ok()
    }
}

impl FromJson for i64 {
    fn from_json(json: Value) -> Option<Self> {
        json.as_i64()
    }
}

macro_rules! counts {
    ($($number:ident)+) => {$(
        impl FromJson for $number {
            fn from_json(json: Value) -> Option<Self> {
                json.as_u64()?.try_into().ok()
            }
        }
    )+};
}

counts!(u64 u32 u16 usize);

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: Value) -> Option<Self> {
        if json.is_null() { Some(None) } else { T::from_json(json).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: Value) -> Option<Self> {
        match json {
            Value::Array(members) => members.into_iter().map(T::from_json).collect(),
            _ => None,
        }
    }
}

impl<T: FromJson + Ord> FromJson for SortedSet<T> {
    fn from_json(json: Value) -> Option<Self> {
        Vec::from_json(json).map(|all: Vec<T>| all.into_iter().collect())
    }
}

impl<K: FromJson + Ord, V: FromJson> FromJson for SortedMap<K, V> {
    fn from_json(json: Value) -> Option<Self> {
        let Object(fields) = Object::of(json)?;
        let entry = |(key, value)| Some((K::from_json(Value::String(key))?, V::from_json(value)?));
        fields.into_iter().map(entry).collect()
    }
}

/// Reads a struct field by field. A field is called as in Rust, or `as "NAME"`; where it may be missing without being an
/// `Option`, `or VALUE` stands for it; what lies in several fields is taken out `from` a function.
#[macro_export]
macro_rules! from_json {
    (@ $object:ident $field:ident) => { $object.take(stringify!($field))? };
    (@ $object:ident $field:ident as $name:literal) => { $object.take($name)? };
    (@ $object:ident $field:ident from $make:ident) => { $make(&mut $object)? };
    (@ $object:ident $field:ident or $missing:expr) => {
        match $object.pick(stringify!($field)) {
            Some(json) => $crate::json::FromJson::from_json(json)?,
            None => $missing,
        }
    };
    ($($noun:ident {
        $($field:ident $(as $name:literal)? $(from $make:ident)? $(or $missing:expr)?),+ $(,)?
    })+) => {$(
        impl $crate::json::FromJson for $noun {
            fn from_json(json: $crate::json::Value) -> Option<Self> {
                let mut object = $crate::json::Object::of(json)?;
                Some(Self {
                    $($field: $crate::from_json!(@ object $field $(as $name)? $(from $make)? $(or $missing)?)),+
                })
            }
        }
    )+};
}

/// Reads what is written as one text and has a `parse`.
macro_rules! text_from_json {
    ($($noun:ident)+) => {$(
        impl $crate::json::FromJson for $noun {
            fn from_json(json: $crate::json::Value) -> Option<Self> {
                Self::parse(json.as_str()?).ok()
            }
        }
    )+};
}
pub(crate) use text_from_json;

/// Reads one of a closed list of words.
macro_rules! word_from_json {
    ($noun:ident { $($word:literal => $value:ident),+ $(, _ => $other:ident)? $(,)? }) => {
        impl $crate::json::FromJson for $noun {
            fn from_json(json: $crate::json::Value) -> Option<Self> {
                match json.as_str()? {
                    $($word => Some(Self::$value),)+
                    $(_ => Some(Self::$other),)?
                    #[allow(unreachable_patterns, reason = "where every other word has a meaning")]
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use word_from_json;

/// Lets serde read nouns through the same door.
macro_rules! serde_through_json {
    ($($noun:ident)+) => {$(
        impl<'de> serde::Deserialize<'de> for $noun {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::json::deserialize(from)
            }
        }
    )+};
}
pub(crate) use serde_through_json;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn some() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::btree_map(".*", inner, 0..8)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn a_field_that_is_named_twice_is_no_field() {
        let text = br#"{"a":1,"b":{"c":2},"a":3}"#;
        assert_eq!(tree(text), None);
        assert!(Letters::of(text).is_none());
        assert_eq!(tree(br#"{"b":{"c":2,"c":2}}"#), None);
        assert!(Letters::of(br#"{"a":1,"b":2}"#).is_some());
    }

    proptest! {
        #[test]
        fn the_tree_is_the_librarys(json in some(), pretty: bool) {
            let text = if pretty { serde_json::to_vec_pretty(&json) } else { serde_json::to_vec(&json) }.unwrap();
            prop_assert_eq!(tree(&text), serde_json::from_slice(&text).ok());
        }

        #[test]
        fn the_letters_of_a_list_are_exact(members in prop::collection::vec(some(), 0..6), pretty: bool) {
            let letters: Vec<String> = members
                .iter()
                .map(|member| {
                    if pretty { serde_json::to_string_pretty(member) } else { serde_json::to_string(member) }.unwrap()
                })
                .collect();
            let found = list(format!(" [{}] ", letters.join(" , ")).as_bytes()).unwrap();
            prop_assert_eq!(found.iter().map(|raw| raw.get().to_owned()).collect::<Vec<_>>(), letters);
        }

        #[test]
        fn the_letters_of_an_object_are_exact(
            fields in prop::collection::btree_map(".*", some(), 0..6),
        ) {
            let text = serde_json::to_vec(&fields).unwrap();
            let mut letters = Letters::of(&text).unwrap();
            for (name, value) in fields {
                let raw = letters.raw(&name).unwrap();
                prop_assert_eq!(raw.get(), serde_json::to_string(&value).unwrap());
            }
            prop_assert!(letters.0.is_empty());
        }

        #[test]
        fn what_is_no_json_is_none(text in ".*") {
            let library: Option<Value> = serde_json::from_str(&text).ok();
            prop_assert_eq!(tree(text.as_bytes()), library);
        }
    }

    #[test]
    fn what_is_broken_has_no_letters() {
        for broken in
            ["", "{", "[1,]", "[,]", "[1}", "{\"a\":}", "{\"a\"}", "{a:1}", "[1]]", "{\"a\":1,}", "[\"]"]
        {
            assert!(
                list(broken.as_bytes()).is_none() && Letters::of(broken.as_bytes()).is_none(),
                "{broken}"
            );
        }
        assert_eq!(list(b"[ ]").map(|all| all.len()), Some(0));
    }

    #[derive(Debug, PartialEq)]
    struct Noun {
        name: String,
        kind: u16,
        more: Option<u64>,
        flag: bool,
    }

    from_json! { Noun { name, kind as "type", more, flag or true } }

    #[test]
    fn a_noun_takes_its_fields() {
        let noun = |json: Value| Noun::from_json(json);
        let whole = Noun { name: "あ".to_owned(), kind: 3, more: Some(4), flag: false };
        assert_eq!(
            noun(json!({ "name": "あ", "type": 3, "more": 4, "flag": false, "new": [1] })),
            Some(whole)
        );
        let least = Noun { name: String::new(), kind: 0, more: None, flag: true };
        assert_eq!(noun(json!({ "name": "", "type": 0, "more": null })), Some(least));
        for wrong in [
            json!({ "type": 0 }),
            json!({ "name": null, "type": 0 }),
            json!({ "name": "", "type": 65_536 }),
            json!({ "name": "", "type": 0, "more": -1 }),
            json!({ "name": "", "type": 0, "flag": null }),
            json!([]),
        ] {
            assert_eq!(noun(wrong.clone()), None, "{wrong}");
        }
    }
}
