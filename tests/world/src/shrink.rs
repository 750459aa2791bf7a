//! Making a failing history small: fewer troubles, fewer phones, fewer steps, as long as it still fails in the same way.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

use super::history::{History, Trouble};
use super::{LONGEST, run};

/// Tries that one shrinking may cost.
const TRIES: usize = 600;

/// What a history violates, in the words of the check; none where all holds.
pub fn violation(history: &History) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| run(history))).err()?;
    let text = panic.downcast_ref::<String>().cloned();
    Some(text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default())
}

/// The smallest history that was found to fail as this one does. What each try violates is not printed.
pub fn shrink(history: &History, fails: impl Fn(&History) -> Option<String>) -> History {
    let hook = take_hook();
    set_hook(Box::new(|_| ()));
    let smallest = smallest(history, fails);
    set_hook(hook);
    smallest
}

fn smallest(history: &History, fails: impl Fn(&History) -> Option<String>) -> History {
    let Some(violated) = fails(history).as_deref().map(kind) else { return history.clone() };
    let mut left = TRIES;
    let mut still = |smaller: &History| {
        left = left.saturating_sub(1);
        left > 0 && fails(smaller).as_deref().map(kind) == Some(violated.clone())
    };
    let mut smallest = history.clone();
    for trouble in Trouble::ALL {
        let mut smaller = smallest.clone();
        if smaller.without.insert(trouble) && still(&smaller) {
            smallest = smaller;
        }
    }
    for phones in 1..=smallest.phones.map_or(4, |phones| phones.saturating_sub(1)) {
        let smaller = History { phones: Some(phones), ..smallest.clone() };
        if still(&smaller) {
            smallest = smaller;
            break;
        }
    }
    let mut steps: Vec<usize> = match &smallest.steps {
        Some(steps) => steps.iter().copied().collect(),
        None => (0..LONGEST).collect(),
    };
    let with = |steps: &[usize], of: &History| History {
        steps: Some(steps.iter().copied().collect::<BTreeSet<_>>()),
        ..of.clone()
    };
    // A beginning that is long enough, then whatever of it can be left out.
    let mut length = 1;
    while length < steps.len() {
        if still(&with(&steps[..length], &smallest)) {
            steps.truncate(length);
        }
        length *= 2;
    }
    let mut chunk = steps.len().div_ceil(2);
    while chunk > 0 {
        let mut at = 0;
        while at < steps.len() {
            let kept: Vec<usize> = steps
                .iter()
                .enumerate()
                .filter(|(n, _)| !(at..at + chunk).contains(n))
                .map(|(_, step)| *step)
                .collect();
            if still(&with(&kept, &smallest)) {
                steps = kept;
            } else {
                at += chunk;
            }
        }
        chunk /= 2;
    }
    let smaller = with(&steps, &smallest);
    if still(&smaller) { smaller } else { smallest }
}

/// What was violated, up to the first number in it: whose it was and where is another history's matter.
fn kind(violated: &str) -> String {
    let letters = violated.chars().enumerate();
    letters.take_while(|(at, letter)| *at < 2 || !letter.is_ascii_digit()).map(|(_, letter)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_is_left_out() {
        // Fails where steps 3 and 40 are taken, by at least two phones, and windows crash.
        let fails = |history: &History| {
            let steps = history.steps.as_ref();
            let takes = |step: usize| steps.is_none_or(|steps| steps.contains(&step));
            let crash = !history.without.contains(&Trouble::Crash);
            let phones = history.phones.is_none_or(|phones| phones >= 2);
            (takes(3) && takes(40) && phones && crash).then(|| "I1: phone 7: lost".to_owned())
        };
        let smallest = shrink(&History::of(9), fails);
        let without: Vec<_> = Trouble::ALL[1..].to_vec();
        assert_eq!(smallest.steps, Some([3, 40].into()));
        assert_eq!(smallest.phones, Some(2));
        assert_eq!(smallest.without.into_iter().collect::<Vec<_>>(), without);
    }
}
