//! What a first visit downloads, in brotli bytes, held against the budget.

use std::fs;

use crate::precache::{ends_with, files, with_ending};
use crate::steps::Halt;
use crate::yard::Yard;

/// What all that a first visit downloads shall come down to, one ward's plan included.
const GOAL_BYTES: u64 = 220_000;
/// What it may never exceed meanwhile: it is lowered with every gain and never raised.
const WHOLE_BYTES: u64 = 760_000;
/// Kept free for the ward's plan, which is not a file of the build.
const PLAN_BYTES: u64 = 20_000;

pub(crate) fn run(yard: &Yard) -> Result<(), Halt> {
    let dist = yard.dist();
    let broken = |error| Halt::new(format!("{}: {error}", dist.display()), "cargo xtask test app");
    let mut sum = 0;
    for path in files(&dist).map_err(broken)? {
        if ends_with(&path, &["br", "gz", "png"]) {
            continue;
        }
        let size = fs::metadata(with_ending(&path, "br")).map_err(broken)?.len();
        println!("{size:>9}  {}", path.strip_prefix(&dist).unwrap_or(&path).display());
        sum += size;
    }
    println!("{sum:>9}  in all, of {} (and {PLAN_BYTES} for a plan)", WHOLE_BYTES - PLAN_BYTES);
    println!("{:>9}  over the goal", sum.saturating_sub(GOAL_BYTES - PLAN_BYTES));
    if sum > WHOLE_BYTES - PLAN_BYTES {
        return Err(Halt::new(
            format!("a first visit downloads {sum} bytes, {} too many", sum - (WHOLE_BYTES - PLAN_BYTES)),
            "find what grew (twiggy top on the .wasm) and make it smaller",
        ));
    }
    Ok(())
}
