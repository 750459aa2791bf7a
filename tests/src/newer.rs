//! The built app once more under another build's name, so that an update can be shown without building twice.

use std::fs;

use sha2::{Digest as _, Sha384};

use crate::proxy::Build;
use crate::server::dist;
use crate::trouble::{Outcome, Trouble};

/// The name of the newer build: as long as any build's name.
pub const NAME: &str = "2222222222222222";

/// What the server would have after an update.
pub fn build() -> Outcome<Build> {
    named(NAME)
}

/// The same on a phone that takes its time: the newer build takes over longer after the person's yes than a page waits for it.
pub fn late() -> Outcome<Build> {
    const AT_ONCE: &str = "self.skipWaiting();";
    let Build { page, worker } = build()?;
    let worker = String::from_utf8(worker).map_err(Trouble::at("sw.js"))?;
    if !worker.contains(AT_ONCE) {
        return Err(Trouble::new(format!("sw.js has no {AT_ONCE}")));
    }
    let late = worker.replace(AT_ONCE, "setTimeout(() => self.skipWaiting(), 7000);");
    Ok(Build { page, worker: late.into_bytes() })
}

/// The same under any name that is as long.
pub fn named(name: &str) -> Outcome<Build> {
    let (page, worker) = (read("index.html")?, read("sw.js")?);
    let old = between(&page, "name=\"build\" content=\"", "\"")?.to_owned();
    let newer = page.replace(&old, name);
    let worker = worker.replace(&old, name).replace(&integrity(&page), &integrity(&newer));
    if !worker.contains(&integrity(&newer)) {
        return Err(Trouble::new("sw.js does not list index.html as it is"));
    }
    Ok(Build { page: newer.into_bytes(), worker: worker.into_bytes() })
}

fn read(name: &str) -> Outcome<String> {
    let path = dist().join(name);
    fs::read_to_string(&path).map_err(Trouble::at(path.display()))
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Outcome<&'t str> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.map(|(found, _)| found).ok_or_else(|| Trouble::new(format!("index.html has no {before}")))
}

fn integrity(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha384::digest(text.as_bytes());
    // 48 bytes are 16 groups of three: no padding.
    let groups = digest.as_slice().chunks_exact(3).flat_map(|three| {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        [bits >> 18, bits >> 12, bits >> 6, bits]
            .map(|letter| LETTERS.get(letter & 63).copied().map_or('A', char::from))
    });
    format!("sha384-{}", groups.collect::<String>())
}
