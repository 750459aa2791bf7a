//! A ledger's line as a device keeps it: parts apart by tabs, read in one pass; reading many is what targets cost.

use super::Line;
use crate::id::RecordId;
use crate::sorted::SortedMap;

/// Stands for nothing.
const NONE: &str = "-";

/// Writes a line; none where a word of it holds what keeps words apart.
pub(super) fn write(line: &Line) -> Option<String> {
    let sums = [
        line.times,
        u64::from(line.days),
        line.heads,
        line.told,
        line.split,
        line.helpers,
        line.about,
        line.same,
    ];
    let sums = sums.map(|sum| sum.to_string()).join("\t");
    let id = |id: Option<String>| id.unwrap_or_else(|| NONE.to_owned());
    let serves = line.serves.iter().map(|(id, yes)| (id.to_string(), u64::from(*yes)));
    let words =
        |map: &SortedMap<String, u64>| map.iter().map(|(key, sum)| (key.clone(), *sum)).collect::<Vec<_>>();
    let sets = [
        members(serves)?,
        members(words(&line.bands))?,
        members(words(&line.quantities))?,
        members(words(&line.cancelled))?,
        members(line.support.iter().map(|(id, sum)| (id.to_string(), *sum)))?,
    ];
    let (group, place) = (line.group.map(|id| id.to_string()), line.place.map(|id| id.to_string()));
    let what = word(&line.what)?;
    Some(format!("{what}\t{}\t{}\t{sums}\t{}\n", id(group), id(place), sets.join("\t")))
}

/// Before the ids of moved logs; no kind's key begins so.
const MOVED: &str = "\t";

/// Writes the ids of moved logs in a line of their own; nothing where there are none.
pub(super) fn write_moved(ids: &[RecordId]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    if ids.is_empty() { String::new() } else { format!("{MOVED}{}\n", ids.join("\t")) }
}

/// Reads it: none where it is no such line, and none in that where it says something else.
pub(super) fn read_moved(row: &str) -> Option<Option<Vec<RecordId>>> {
    let ids = row.strip_prefix(MOVED)?;
    Some(ids.split('\t').map(|id| RecordId::parse(id).ok()).collect())
}

/// Reads it; none where it says something else.
pub(super) fn read(row: &str) -> Option<Line> {
    let mut parts = row.split('\t');
    let mut part = || parts.next();
    let id = |text: &str| if text == NONE { Some(None) } else { text.parse().ok().map(Some) };
    let place = |text: &str| if text == NONE { Some(None) } else { text.parse().ok().map(Some) };
    let (what, group, place) = (part()?.to_owned(), id(part()?)?, place(part()?)?);
    let mut sum = || part()?.parse::<u64>().ok();
    let (times, days, heads, told) = (sum()?, u32::try_from(sum()?).ok()?, sum()?, sum()?);
    let (split, helpers, about, same) = (sum()?, sum()?, sum()?, sum()?);
    let serves = read_members(part()?, |id| id.parse().ok())?;
    let word = |word: &str| Some(word.to_owned());
    let (bands, quantities) = (read_members(part()?, word)?, read_members(part()?, word)?);
    let (cancelled, support) = (read_members(part()?, word)?, read_members(part()?, |id| id.parse().ok())?);
    let serves = serves.into_iter().map(|(id, yes)| (id, yes == 1)).collect();
    Some(Line {
        what,
        group,
        place,
        serves,
        times,
        days,
        heads,
        told,
        bands,
        split,
        helpers,
        quantities,
        about,
        same,
        cancelled,
        support,
    })
}

fn members(all: impl IntoIterator<Item = (String, u64)>) -> Option<String> {
    let all: Option<Vec<_>> =
        all.into_iter().map(|(key, sum)| Some(format!("{}={sum}", word(&key)?))).collect();
    let all = all?.join(",");
    Some(if all.is_empty() { NONE.to_owned() } else { all })
}

fn read_members<K: Ord>(text: &str, key: impl Fn(&str) -> Option<K>) -> Option<SortedMap<K, u64>> {
    if text == NONE {
        return Some(SortedMap::new());
    }
    let member = |member: &str| {
        let (name, sum) = member.split_once('=')?;
        Some((key(name)?, sum.parse().ok()?))
    };
    text.split(',').map(member).collect::<Option<_>>()
}

fn word(text: &str) -> Option<&str> {
    let apart = |letter: char| letter.is_control() || letter == ',' || letter == '=';
    (!text.contains(apart)).then_some(text)
}
