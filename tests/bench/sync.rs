//! The server's side of a sync over loopback: a first load, and ten changed records after 100,000 against after 1,000.

#![expect(clippy::print_stdout, reason = "a program that reports to a person")]

use tokio::runtime::Runtime;
use tsunagari_tests::figures::{Figure, Pair, RUNS, median};
use tsunagari_tests::house::House;
use tsunagari_tests::trouble::{Outcome, Trouble};

const MANY: usize = 100_000;
const FEW: usize = 1_000;
/// Requests of one run, of each server.
const ASKED: usize = 60;

fn main() -> Outcome<()> {
    let runtime = Runtime::new().map_err(Trouble::at("a runtime"))?;
    let (few, many) = (House::with(&runtime, FEW)?, House::with(&runtime, MANY)?);
    for (house, count) in [(&few, FEW), (&many, MANY)] {
        println!("a ward with {count} records made in {:.1} s", house.made.as_secs_f32());
    }
    let device = [few.device()?, many.device()?];
    let loads: Vec<_> = (0..RUNS).map(|_| many.load(&device[1])).collect::<Outcome<_>>()?;
    let seconds: Vec<_> = loads.iter().map(|load| load.millis).collect();
    let bytes: Vec<_> = loads.iter().map(|load| load.bytes as f64 / 1e6).collect();
    println!("{}", Figure::alone("first load of 100,000 records, server to loopback", "ms", &seconds, None));
    println!("{}", Figure::alone("its bytes", "MB", &bytes, None));
    let (mut times, mut sizes) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        // Anew for each run, and the first does not count: a server that has just started writes its summaries in it.
        let cursors = [few.stand(&device[0])?, many.stand(&device[1])?];
        let (mut after_few, mut after_many, mut size) =
            (Vec::new(), Vec::new(), Pair { ours: 0.0, other: 0.0 });
        for _ in 0..ASKED {
            let (bytes, millis) = few.sync(&device[0], &cursors[0])?;
            after_few.push(millis);
            size.other = bytes as f64;
            let (bytes, millis) = many.sync(&device[1], &cursors[1])?;
            after_many.push(millis);
            size.ours = bytes as f64;
        }
        if run == 0 {
            continue;
        }
        times.push(Pair { ours: median(&after_many), other: median(&after_few) });
        sizes.push(size);
    }
    println!("{}", Figure::against("ten changed after 100,000, time", "ms", "after 1,000", &times, 1.5));
    println!("{}", Figure::against("ten changed after 100,000, bytes", "B", "after 1,000", &sizes, 1.5));
    Ok(())
}
