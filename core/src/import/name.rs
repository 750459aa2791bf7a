//! Names of bodies found in a cell against the closed list: exact, spelt otherwise, glued, or misread by a letter.

use core::cell::RefCell;

use super::guide::GuideBody;
use crate::sorted::SortedMap;
use crate::text::fold;

/// Letters that a name must have before one of them may be wrong.
const NEAR_LETTERS: usize = 4;
/// Letters of a name for each wrong one.
const LETTERS_PER_SLIP: usize = 4;
/// Wrong letters, at most.
const SLIPS_MOST: usize = 2;
/// A name's length in a cell that names bodies, in characters; what is longer is prose.
const NAME_MOST: usize = 30;

/// Names that are kept with what they mean; those of a plan are far fewer.
const KNOWN_MOST: usize = 2_000;
/// Names that stand for one another, folded.
const SHORTER: &[(&str, &str)] = &[("社会福祉協議会", "社協"), ("地域けあぷらざ", "けあぷらざ")];

/// One name in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// As it stands there.
    pub(super) text: String,
    /// The body's place in the closed list; none where it is not in it.
    pub(super) body: Option<usize>,
}

/// The closed list, ready for looking up.
#[derive(Debug)]
pub(super) struct Names {
    printed: Vec<String>,
    folded: Vec<Vec<char>>,
    /// Folded, and abbreviated where it may be.
    short: Vec<Vec<char>>,
    /// Cells say the same bodies over and over.
    known: RefCell<SortedMap<String, Option<usize>>>,
}

impl Names {
    pub(super) fn new(bodies: &[GuideBody]) -> Self {
        let folded = bodies.iter().map(|body| fold(&body.name).chars().collect()).collect();
        let short = bodies.iter().map(|body| abbreviated(&body.name)).collect();
        let printed = bodies.iter().map(|body| body.name.clone()).collect();
        Self { printed, folded, short, known: RefCell::default() }
    }

    /// A body's name in the list.
    pub(super) fn printed(&self, body: usize) -> &str {
        self.printed.get(body).map_or("", String::as_str)
    }

    /// The bodies that a cell names; none where it is no list of bodies. A name that is not in the list is kept beside
    /// those that are, if it is short enough for one.
    pub(super) fn in_cell(&self, text: &str) -> Option<Vec<Named>> {
        let named = self.split(text);
        let known = named.iter().filter(|named| named.body.is_some()).count();
        let short = |named: &&Named| named.body.is_some() || is_short(&named.text);
        let all_short = named.iter().filter(short).count() == named.len();
        (known > 0 && known * 2 >= named.len() && all_short).then_some(named)
    }

    /// The same for a cell that stands in the bodies' column and so can be nothing else.
    pub(super) fn split(&self, text: &str) -> Vec<Named> {
        if let Some(body) = self.find(text.trim()) {
            return vec![Named { text: text.trim().to_owned(), body: Some(body) }];
        }
        let words: Vec<&str> = text.split([' ', '　', '\n', '\t', '、', '，', ',', '/', '／']).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let mut named = Vec::new();
        let mut rest = words.as_slice();
        while let [first, after @ ..] = rest {
            rest = after;
            if let Some(body) = self.find(first) {
                named.push(Named { text: (*first).to_owned(), body: Some(body) });
            } else if let Some((both, body)) = after.first().and_then(|next| self.broken(first, next)) {
                named.push(Named { text: both, body: Some(body) });
                rest = after.get(1..).unwrap_or_default();
            } else if let Some(glued) = self.glued(first) {
                named.extend(
                    glued
                        .into_iter()
                        .map(|body| Named { text: self.printed(body).to_owned(), body: Some(body) }),
                );
            } else {
                named.push(Named { text: (*first).to_owned(), body: None });
            }
        }
        named
    }

    /// The one body that a name means.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        if name.is_empty() || name.chars().count() > NAME_MOST {
            return None;
        }
        if let Some(known) = self.known.borrow().get(name) {
            return *known;
        }
        let found = self.look_up(name);
        let mut known = self.known.borrow_mut();
        if known.len() < KNOWN_MOST {
            known.insert(name.to_owned(), found);
        }
        found
    }

    fn look_up(&self, name: &str) -> Option<usize> {
        if let Some(exact) = self.printed.iter().position(|printed| printed == name) {
            return Some(exact);
        }
        let short = abbreviated(name);
        if let Some(same) = self.short.iter().position(|other| *other == short) {
            return Some(same);
        }
        let folded: Vec<char> = fold(name).chars().collect();
        if folded.len() < NEAR_LETTERS || folded.starts_with(&['・']) {
            return None;
        }
        let slips = (folded.len() / LETTERS_PER_SLIP).min(SLIPS_MOST);
        let long = self.folded.iter().enumerate().filter(|(_, other)| other.len() >= NEAR_LETTERS);
        let near =
            long.filter_map(|(body, other)| distance(&folded, other, slips).map(|distance| (distance, body)));
        let mut near: Vec<(usize, usize)> = near.collect();
        crate::sorted::sort_by_key(&mut near, |found| *found);
        match near.as_slice() {
            [(_, body)] => Some(*body),
            // Two that are as near are a question.
            [(first, body), (second, _), ..] if first < second => Some(*body),
            _ => None,
        }
    }

    /// A name that a space was put into.
    fn broken(&self, first: &str, next: &str) -> Option<(String, usize)> {
        let both = format!("{first}{next}");
        let body = self.find(&both).filter(|_| self.find(next).is_none())?;
        Some((format!("{first} {next}"), body))
    }

    /// Names without a space between them: the longest that fits, until nothing is left.
    fn glued(&self, text: &str) -> Option<Vec<usize>> {
        let folded: Vec<char> = fold(text).chars().collect();
        let mut rest = folded.as_slice();
        let mut bodies = Vec::new();
        while !rest.is_empty() {
            let fits = self
                .folded
                .iter()
                .enumerate()
                .filter(|(_, name)| !name.is_empty() && rest.get(..name.len()) == Some(name.as_slice()));
            let (body, name) = fits.max_by_key(|(_, name)| name.len())?;
            bodies.push(body);
            rest = rest.get(name.len()..).unwrap_or_default();
        }
        (bodies.len() > 1).then_some(bodies)
    }
}

fn abbreviated(name: &str) -> Vec<char> {
    let mut folded = fold(name);
    for (long, short) in SHORTER {
        folded = folded.replace(long, short);
    }
    folded.chars().collect()
}

/// Whether a text may be a name: short, and no sentence.
pub(super) fn is_short(text: &str) -> bool {
    text.chars().count() <= NAME_MOST && !text.contains(['。', '・', '◎', '→'])
}

/// Letters to put in, take out or change, if they are no more than a limit.
pub(super) fn distance(one: &[char], other: &[char], limit: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in one.iter().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        for ((of, pair), left) in other.iter().zip(row.windows(2)).zip(0..) {
            let [slant, above] = pair else { continue };
            let left: usize = next.get(left).copied().unwrap_or(usize::MAX);
            let change = slant + usize::from(of != letter);
            next.push(change.min(above + 1).min(left.saturating_add(1)));
        }
        if next.iter().all(|cost| *cost > limit) {
            return None;
        }
        row = next;
    }
    row.last().copied().filter(|cost| *cost <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let list = [
            "高齢・障害支援課",
            "こども家庭支援課",
            "福祉保健課",
            "区社協",
            "地域ケアプラザ",
            "基幹相談支援センター",
            "生活支援センター",
            "泉消防（救急）",
        ];
        Names::new(&list.map(|name| GuideBody { name: name.to_owned(), class: None }))
    }

    #[test]
    fn names_are_found_as_they_are_misread() {
        let cases = [
            ("高齢・障害支援課 地域ケアプラザ", vec![Some(0), Some(4)]),
            ("高年齢・障害支援課", vec![Some(0)]),
            ("高齡・障害支援課", vec![Some(0)]),
            ("地域ケアブラザ", vec![Some(4)]),
            ("ケアプラザ", vec![Some(4)]),
            ("子ども家庭支援課", vec![Some(1)]),
            ("区社会福祉協議会、泉消防(救急)", vec![Some(3), Some(7)]),
            ("福祉保健課地域ケアプラザ", vec![Some(2), Some(4)]),
            ("高齢・障害 支援課\n区社協", vec![Some(0), Some(3)]),
            ("区社協 町会", vec![Some(3), None]),
        ];
        for (text, bodies) in cases {
            let found = names().in_cell(text).map(|all| all.into_iter().map(|named| named.body).collect());
            assert_eq!(found, Some(bodies), "{text}");
        }
    }

    #[test]
    fn what_is_no_list_of_bodies_is_none() {
        for text in
            ["町会", "生活教室", "区社協と共同で行う講座の開催", "", "・区社協", "保健課", "支援センター"]
        {
            assert_eq!(names().in_cell(text), None, "{text}");
        }
    }

    #[test]
    fn distance_is_counted_to_its_limit() {
        let of = |one: &str, other: &str, limit| {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            distance(&letters(one), &letters(other), limit)
        };
        assert_eq!(of("あいう", "あいう", 0), Some(0));
        assert_eq!(of("あいう", "あう", 1), Some(1));
        assert_eq!(of("あいうえ", "いうえお", 2), Some(2));
        assert_eq!(of("あいうえ", "いうえお", 1), None);
        assert_eq!(of("", "あ", 1), Some(1));
    }
}
