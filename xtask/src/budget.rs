//! What a first visit downloads, in brotli bytes, held against the budget.

use std::fs;

use crate::aside;
use crate::parts;
use crate::precache::{ends_with, files, with_ending};
use crate::steps::Halt;
use crate::yard::Yard;

/// What all that a first visit downloads shall come down to, one ward's plan included.
const GOAL_BYTES: u64 = 220_000;
/// What it may never exceed meanwhile: it is lowered with every gain, and was raised eight times: by 3.3 kB, so that a window that is
/// left bars no other, a save ends its own draft alone, and what is reported twice counts once; by 0.6 kB for what the simulated
/// world found (a halved batch that waited for hours, a saved draft that came back) and a chip that says its date; by 0.4 kB so
/// that a saving neither copies what is shown nor begins a reading anew; by 1.8 kB so that no answer does either, nor an
/// opening, and no reading hides what a later one has read; by 0.2 kB so that one yes to a newer build is enough and no edit stands
/// on a record of an epoch that is over; by 0.8 kB so that an answer to two hundred changes is written in half the time, and a
/// network that is back right after a try is not waited for; by 0.3 kB so that no copy of a district is given the number of one
/// that was dropped; by 0.5 kB so that a first page never stands still while its programs are put together, and a look at what is
/// held costs nothing.
const WHOLE_BYTES: u64 = 316_600;
/// What comes after it, for the pages that no log is saved with: lowered in the same way, raised only by what leaves the
/// first, by a page that is new, by 2.5 kB so that one more log is told in a frame on an old phone (`totals`), and by 0.3 kB so
/// that names and heads break where a reader would where a browser knows no phrases.
const REST_BYTES: u64 = 336_300;
/// What the devices of staff bring besides, for their own pages; ceiling as above, raised by 11 kB for 地区と事業所, with which a
/// ward begins.
const STAFF_BYTES: u64 = 427_000;
/// The program that reads files, for the import screen of staff alone; ceiling as above.
const ASIDE_BYTES: u64 = 250_500;
/// The program that makes Excel books, for those who ask for one; ceiling as above.
const EXPORT_BYTES: u64 = 230_000;
/// Kept free for one plan of the ward, which is not a file of the build: `tests/tests/http/plan_bytes.rs` holds it to this.
const PLAN_BYTES: u64 = 20_000;

pub(crate) fn run(yard: &Yard) -> Result<(), Halt> {
    let dist = yard.dist();
    let broken = |error| Halt::new(format!("{}: {error}", dist.display()), "cargo xtask test app");
    let (mut sum, mut rest, mut staff, mut beside, mut books) = (0, 0, 0, 0, 0);
    for path in files(&dist).map_err(broken)? {
        if ends_with(&path, &["br", "gz", "png"]) {
            continue;
        }
        let size = fs::metadata(with_ending(&path, "br")).map_err(broken)?.len();
        println!("{size:>9}  {}", path.strip_prefix(&dist).unwrap_or(&path).display());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let part = match &name {
            name if name.starts_with(parts::SECOND) => &mut rest,
            name if name.starts_with(parts::THIRD) => &mut staff,
            name if name.starts_with(aside::IMPORT) => &mut beside,
            name if name.starts_with(aside::EXPORT) => &mut books,
            _ => &mut sum,
        };
        *part += size;
    }
    println!("{rest:>9}  after the first screen, of {REST_BYTES}");
    println!("{staff:>9}  for staff, of {STAFF_BYTES}");
    println!("{beside:>9}  for staff who import, of {ASIDE_BYTES}");
    println!("{books:>9}  for those who make Excel books, of {EXPORT_BYTES}");
    println!(
        "{sum:>9}  before a log can be saved, of {} (and {PLAN_BYTES} for a plan)",
        WHOLE_BYTES - PLAN_BYTES
    );
    println!("{:>9}  over the goal", sum.saturating_sub(GOAL_BYTES - PLAN_BYTES));
    let over = sum.saturating_sub(WHOLE_BYTES - PLAN_BYTES) + rest.saturating_sub(REST_BYTES);
    let over = over + staff.saturating_sub(STAFF_BYTES);
    let over = over + beside.saturating_sub(ASIDE_BYTES) + books.saturating_sub(EXPORT_BYTES);
    if over > 0 {
        return Err(Halt::new(
            format!("a first visit downloads {sum} bytes and then {rest}, {over} too many"),
            "find what grew (twiggy top on the .wasm) and make it smaller",
        ));
    }
    Ok(())
}
