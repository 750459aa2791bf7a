//! Which history: its seed and what is left out of it, as a line of text that a person can run again; nothing runs here.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A history. The same one goes the same way on every machine; what is left out changes nothing of what each step that
/// is left would do by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Where all chance comes from.
    pub seed: u64,
    /// How many phones join at most; as many as the seed says where none is given.
    pub phones: Option<usize>,
    /// Which steps are taken; all, until there are changes enough, where none are given.
    pub steps: Option<BTreeSet<usize>>,
    /// What does not go wrong.
    pub without: BTreeSet<Trouble>,
}

/// What can go wrong, by the names that a history's line has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A window dies.
    Crash,
    /// A disk is full for one batch, or a fold cannot be packed.
    Disk,
    /// Requests and replies are lost, repeated, late, cut off; lines are clogged.
    Network,
    /// A network that wants a sign-in answers everything.
    Portal,
    /// The server is busy, fails, or dies before or after it commits.
    Server,
    /// The server is set back to a backup.
    Restore,
    /// A device is copied, or set back to an old copy of itself.
    Copy,
    /// Districts are taken from a device and given.
    Scope,
    /// A device is signed out or revoked.
    Session,
    /// Clocks are wrong by years and jump.
    Clock,
    /// Changes that the server cannot take or refuses.
    Strange,
    /// A second window.
    Windows,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Crash,
        Self::Disk,
        Self::Network,
        Self::Portal,
        Self::Server,
        Self::Restore,
        Self::Copy,
        Self::Scope,
        Self::Session,
        Self::Clock,
        Self::Strange,
        Self::Windows,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Crash => "crash",
            Self::Disk => "disk",
            Self::Network => "network",
            Self::Portal => "portal",
            Self::Server => "server",
            Self::Restore => "restore",
            Self::Copy => "copy",
            Self::Scope => "scope",
            Self::Session => "session",
            Self::Clock => "clock",
            Self::Strange => "strange",
            Self::Windows => "windows",
        }
    }
}

impl History {
    /// All of a seed.
    pub fn of(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.seed)?;
        if let Some(phones) = self.phones {
            write!(f, " phones={phones}")?;
        }
        if let Some(steps) = &self.steps {
            let stretches: Vec<_> = stretches(steps).into_iter().map(|(from, to)| span(from, to)).collect();
            write!(f, " steps={}", stretches.join(","))?;
        }
        if !self.without.is_empty() {
            let names: Vec<_> = self.without.iter().map(|trouble| trouble.name()).collect();
            write!(f, " without={}", names.join(","))?;
        }
        Ok(())
    }
}

impl FromStr for History {
    type Err = String;

    /// Reads what `Display` wrote; the error names the word that says nothing.
    fn from_str(line: &str) -> Result<Self, String> {
        let mut words = line.split_whitespace();
        let seed = words.next().unwrap_or_default();
        let mut history = Self::of(seed.parse().map_err(|_| format!("{seed:?} is no seed"))?);
        for word in words {
            let nothing = || format!("{word:?} says nothing of a history");
            match word.split_once('=').ok_or_else(nothing)? {
                ("phones", count) => history.phones = Some(count.parse().map_err(|_| nothing())?),
                ("steps", list) => history.steps = Some(read_steps(list).ok_or_else(nothing)?),
                ("without", list) => {
                    for name in list.split(',') {
                        let known = Trouble::ALL.into_iter().find(|trouble| trouble.name() == name);
                        history.without.insert(known.ok_or_else(nothing)?);
                    }
                }
                _ => return Err(nothing()),
            }
        }
        Ok(history)
    }
}

fn read_steps(list: &str) -> Option<BTreeSet<usize>> {
    let mut steps = BTreeSet::new();
    for part in list.split(',').filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        steps.extend(from.parse::<usize>().ok()?..=to.parse().ok()?);
    }
    Some(steps)
}

fn stretches(steps: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for step in steps {
        match stretches.last_mut() {
            Some((_, to)) if *to + 1 == *step => *to = *step,
            _ => stretches.push((*step, *step)),
        }
    }
    stretches
}

fn span(from: usize, to: usize) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back() {
        for line in ["17", "17 phones=2 steps=0-40,55,60-61 without=crash,portal", "1 steps="] {
            assert_eq!(line.parse::<History>().unwrap().to_string(), line);
        }
        assert!("x".parse::<History>().is_err());
        assert!("1 without=rain".parse::<History>().is_err());
        assert!("1 steps=4-".parse::<History>().is_err());
    }
}
