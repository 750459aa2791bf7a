//! F10: the server dies at a named stage of a request, once in the first, once in the second … request of the script.

use super::scene::{Scene, Tried};
use crate::server::{Faults, beside};
use crate::trouble::Outcome;

/// The stages in their order, and whether the request's changes are in the database by then. At `statement` it dies in
/// the midst of the transaction, so finely that each statement is met; of those that the writer makes beside the requests,
/// such as when a device was last seen, one may come before and after it: then they are there whole or not at all.
pub const STAGES: [(&str, Option<bool>); 9] = [
    ("accept", Some(false)),
    ("auth", Some(false)),
    ("body", Some(false)),
    ("begin", Some(false)),
    ("statement", None),
    ("commit", Some(false)),
    ("committed", Some(true)),
    ("reply", Some(true)),
    ("torn", Some(true)),
];

/// Dies at the `nth` time that a request passes the stage. Where that is never, [`Tried::struck`] is false.
pub fn die(scene: &Scene, stage: &str, committed: Option<bool>, nth: usize) -> Outcome<Tried> {
    let program = beside(
        "TSUNAGARI_FAILING",
        "tsunagari-failing",
        "cargo build -p tsunagari-server --features failpoints",
    )?;
    let told = vec![("CRASH_AT".to_owned(), format!("{stage}:{nth}"))];
    let mut server = scene.server(Faults { program: Some(program), told, ..Faults::default() })?;
    server.again()?;
    let acked = scene.script.push(&server, scene.member()?)?;
    let struck = acked.len() < super::script::CHANGES;
    let next = scene.script.requests().find(|(first, _)| *first == acked.len());
    let under_way = next.map_or(0, |(_, changes)| changes.len());
    let tried = Tried { struck, acked: acked.len(), ..Tried::default() };
    let (without, with) = (acked.len(), acked.len() + under_way);
    let there = match committed {
        Some(true) => vec![with],
        Some(false) => vec![without],
        None => vec![without, with],
    };
    scene.afterwards(server, tried, &acked, &there)
}
