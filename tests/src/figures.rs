//! Figures of a bench as a person reads them: ratios within one run, their median over the runs, the limit beside; no measuring.

use std::fmt;

/// How often everything is measured.
pub const RUNS: usize = 5;
/// Ratios of the runs that lie further apart than this say more of the machine than of the house.
const NOISY: f64 = 1.5;

/// What one run gave for ours and for what it is held against, one right after the other.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub ours: f64,
    pub other: f64,
}

/// One line of the table.
pub struct Figure {
    what: String,
    unit: &'static str,
    ours: Vec<f64>,
    other: Option<(String, Vec<f64>)>,
    limit: Option<Limit>,
}

/// What the judged number is to be.
#[derive(Clone, Copy, Debug)]
enum Limit {
    Most(f64),
    Least(f64),
}

impl Figure {
    /// Held against another way of doing it: the limit is a ratio.
    pub fn against(
        what: impl Into<String>,
        unit: &'static str,
        other: impl Into<String>,
        runs: &[Pair],
        limit: f64,
    ) -> Self {
        Self {
            what: what.into(),
            unit,
            ours: runs.iter().map(|pair| pair.ours).collect(),
            other: Some((other.into(), runs.iter().map(|pair| pair.other).collect())),
            limit: Some(Limit::Most(limit)),
        }
    }

    /// The same of a rate, of which more is better: the limit is the least ratio.
    pub fn at_least(
        what: impl Into<String>,
        unit: &'static str,
        other: impl Into<String>,
        runs: &[Pair],
        limit: f64,
    ) -> Self {
        Self { limit: Some(Limit::Least(limit)), ..Self::against(what, unit, other, runs, limit) }
    }

    /// Held against a number of its own unit, or against nothing.
    pub fn alone(what: impl Into<String>, unit: &'static str, runs: &[f64], limit: Option<f64>) -> Self {
        Self { what: what.into(), unit, ours: runs.to_vec(), other: None, limit: limit.map(Limit::Most) }
    }

    /// The number that is held against the limit, of each run.
    fn judged(&self) -> Vec<f64> {
        match &self.other {
            Some((_, other)) => self.ours.iter().zip(other).map(|(ours, other)| ours / other).collect(),
            None => self.ours.clone(),
        }
    }

    pub fn holds(&self) -> bool {
        let judged = median(&self.judged());
        self.limit.is_none_or(|limit| match limit {
            Limit::Most(most) => judged <= most,
            Limit::Least(least) => judged >= least,
        })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit;
        write!(out, "{}: {} {unit}", self.what, short(median(&self.ours)))?;
        if self.ours.len() > 1 {
            let (least, most) = ends(&self.ours);
            write!(out, " ({}–{}, n={})", short(least), short(most), self.ours.len())?;
        }
        let judged = self.judged();
        if let Some((name, other)) = &self.other {
            let (ours, theirs) = (median(&judged), short(median(other)));
            write!(out, ", {name} {theirs} {unit}: {ours:.2}×")?;
        }
        if let Some(limit) = self.limit {
            let sign = if self.other.is_some() { "×" } else { "" };
            let (than, limit) = match limit {
                Limit::Most(most) => ("≤", most),
                Limit::Least(least) => ("≥", least),
            };
            let word = if self.holds() { "holds" } else { "OVER" };
            write!(out, " of {than} {limit}{sign} {word}")?;
        }
        let (least, most) = ends(&judged);
        if judged.len() > 1 && least > 0.0 && most / least > NOISY {
            write!(out, " — noisy: {}–{} over the runs", short(least), short(most))?;
        }
        Ok(())
    }
}

pub fn median(of: &[f64]) -> f64 {
    quantile(of, 0.5)
}

pub fn quantile(of: &[f64], at: f64) -> f64 {
    let mut sorted = of.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len().saturating_sub(1) as f64) * at;
    let (low, high) = (sorted.get(place.floor() as usize), sorted.get(place.ceil() as usize));
    let (Some(low), Some(high)) = (low, high) else { return f64::NAN };
    low + (high - low) * place.fract()
}

fn ends(of: &[f64]) -> (f64, f64) {
    of.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), it| (least.min(*it), most.max(*it)))
}

fn short(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_taken_within_each_run() {
        let runs = [(2.0, 1.0), (30.0, 10.0), (8.0, 8.0)].map(|(ours, other)| Pair { ours, other });
        let figure = Figure::against("save", "ms", "raw", &runs, 2.0);
        assert!(figure.holds(), "{figure}");
        assert!(!Figure::against("save", "ms", "raw", &runs, 1.9).holds());
        assert_eq!(
            figure.to_string(),
            "save: 8.00 ms (2.00–30.0, n=3), raw 8.00 ms: 2.00× of ≤ 2× holds — noisy: 1.00–3.00 over the runs"
        );
    }

    #[test]
    fn of_a_rate_more_is_better() {
        let runs = [(7.0, 10.0), (8.0, 10.0), (9.0, 10.0)].map(|(ours, other)| Pair { ours, other });
        let figure = Figure::at_least("pushes", "a second", "bare", &runs, 0.8);
        assert!(figure.holds(), "{figure}");
        let figure = Figure::at_least("pushes", "a second", "bare", &runs, 0.81);
        assert!(figure.to_string().ends_with("0.80× of ≥ 0.81× OVER"), "{figure}");
    }

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        assert!((quantile(&[1.0, 2.0, 3.0, 4.0], 0.5) - 2.5).abs() < 1e-9);
        assert!((quantile(&[5.0], 0.95) - 5.0).abs() < 1e-9);
    }
}
