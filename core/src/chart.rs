//! Shapes of charts as the paths of an SVG, in units of their own boxes; no colour, no word, no browser.

/// A column with its gap, and the room of all columns above the ground line, in units of the box.
pub const COLUMN: u64 = 20;
/// How high the highest column stands.
pub const HIGH: u64 = 44;
/// What a column leaves free at its right.
const GAP: u64 = 5;
/// How wide a whole bar lies, and how high.
pub const WIDE: u64 = 200;
/// See [`WIDE`].
pub const THICK: u64 = 12;

/// A column for each number, standing on [`HIGH`]; one that is not nought is never too low to be seen.
pub fn columns(numbers: &[u64]) -> String {
    let most = numbers.iter().copied().max().unwrap_or(0);
    let one = |(at, number): (u64, u64)| {
        let high = share(number, most, HIGH);
        format!("M{} {}h{}v{high}h-{}z", at * COLUMN, HIGH - high, COLUMN - GAP, COLUMN - GAP)
    };
    (0..).zip(numbers.iter().copied()).filter(|(_, number)| *number > 0).map(one).collect()
}

/// Where the number above a column stands: its foot.
pub fn top(number: u64, numbers: &[u64]) -> u64 {
    HIGH - share(number, numbers.iter().copied().max().unwrap_or(0), HIGH)
}

/// A bar of a number, of which the most is [`WIDE`]; empty for nought.
pub fn bar(number: u64, most: u64) -> String {
    let wide = share(number, most, WIDE);
    if wide == 0 { String::new() } else { format!("M0 0h{wide}v{THICK}h-{wide}z") }
}

/// At least one unit where there is anything.
fn share(number: u64, most: u64, of: u64) -> u64 {
    if number == 0 || most == 0 {
        return 0;
    }
    let share = u128::from(number.min(most)) * u128::from(of) / u128::from(most);
    u64::try_from(share).unwrap_or(of).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_on_one_ground_and_nought_is_none() {
        assert_eq!(columns(&[0, 4, 2]), "M20 0h15v44h-15zM40 22h15v22h-15z");
        assert_eq!((top(4, &[0, 4, 2]), top(2, &[0, 4, 2]), top(0, &[0, 4, 2])), (0, 22, 44));
        assert_eq!(columns(&[0, 0]), "");
        assert_eq!(columns(&[]), "");
    }

    #[test]
    fn what_is_little_is_seen_and_what_is_much_stays_inside() {
        assert_eq!(bar(1, 1_000_000), "M0 0h1v12h-1z");
        assert_eq!(bar(9, 3), "M0 0h200v12h-200z");
        assert_eq!(bar(u64::MAX, u64::MAX), "M0 0h200v12h-200z");
        assert_eq!(bar(0, 3), "");
        assert_eq!(bar(3, 0), "");
    }
}
