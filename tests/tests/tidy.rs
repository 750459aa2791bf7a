//! The walls of the house, read from the source text: what clippy cannot hold is held here, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the house has found a fault")]

use std::fs;
use std::path::{Path, PathBuf};

/// One thing that a room may not say, with the reason a reader gets.
struct Ban {
    /// Where it holds: the beginning of the path from the root.
    room: &'static str,
    /// The words, any of them.
    words: &'static [&'static str],
    /// Paths (ends) where it is allowed.
    but: &'static [&'static str],
    /// Why.
    why: &'static str,
}

/// The world, which what runs on phone and server alike never touches by itself.
const WORLD: &[&str] =
    &["HashMap", "async fn", ".await", "SystemTime", "Instant::", "std::fs", "std::net", "new_v4", "web_sys"];

const BANS: &[Ban] = &[
    Ban {
        room: "core/src",
        words: &[
            "HashMap",
            "HashSet",
            "async fn",
            ".await",
            "SystemTime",
            "Instant::",
            "std::env",
            "println!",
            "eprintln!",
            "std::fs",
            "std::net",
            "std::thread",
            "Utc::now",
            "Local::now",
            "new_v4",
            "web_sys",
            "js_sys",
            "sqlx",
        ],
        // The tables of letters are the browser's.
        but: &["core/src/text/form.rs"],
        why: "core is silent: no clock, chance, order by hash, I/O or async",
    },
    Ban {
        room: "core/import/src",
        words: WORLD,
        but: &[],
        why: "a file's bytes come in as an argument: the phone reads with it too",
    },
    Ban {
        room: "core/export/src",
        words: WORLD,
        but: &[],
        why: "sheets come in and bytes go out: the phone makes books with it too",
    },
    Ban {
        room: "app/src/pages",
        words: &["crate::store", "crate::net", "crate::platform", "web_sys::IdbDatabase"],
        but: &[],
        why: "pages read views and send intents; only the replica sees store, net and platform",
    },
    Ban {
        room: "app/src/parts",
        words: &["crate::store", "crate::net", "crate::platform", "crate::replica", "crate::pages"],
        but: &[],
        why: "a part takes plain props",
    },
    Ban {
        room: "app/src",
        words: &[
            "get_date(",
            "get_day(",
            "get_hours(",
            "get_full_year(",
            "get_timezone_offset",
            "to_locale_",
            "new_with_year_month",
            "Intl",
        ],
        but: &[],
        why: "a day is Japan's, in whatever time zone the phone believes itself: core's WallTime says it",
    },
    Ban {
        room: "app/src",
        words: &["inner_html", "set_inner_html", "document().write", "eval("],
        but: &[],
        why: "text is put in as text, so that no memo can become markup",
    },
    Ban {
        room: "server/src",
        words: &["SystemTime::now", "Utc::now", "Instant::now"],
        but: &["server/src/platform.rs"],
        why: "time comes from platform.rs alone",
    },
    Ban {
        room: "server/src/public",
        words: &["PreEscaped"],
        but: &[],
        why: "text is put in as text, so that no title can become markup",
    },
    Ban {
        room: "server/src/http",
        words: &["sqlx::"],
        but: &[],
        why: "no SQL in a handler: decode, core, storage, encode",
    },
    Ban {
        room: "",
        words: &[
            concat!("#[ign", "ore"),
            concat!("to", "do!("),
            concat!("unimpl", "emented!("),
            concat!("FIX", "ME"),
        ],
        but: &[],
        why: "nothing is left half done or switched off",
    },
];

/// Words that are never on a screen (the field's list of words).
const NEVER_ON_SCREEN: &[&str] = &[
    "端末",
    "同期",
    "エポック",
    "キュー",
    "競合",
    "権限",
    "キャッシュ",
    "ブラウザ",
    "箇所",
    "ヶ所",
    "子ども（",
];

#[test]
fn every_file_says_what_lives_there() {
    let silent: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "these files do not begin with a sentence (//! …): {silent:#?}");
}

#[test]
fn no_room_reaches_round_its_neighbour() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let name = path.to_string_lossy().into_owned();
        for ban in BANS
            .iter()
            .filter(|ban| name.starts_with(ban.room) && !ban.but.iter().any(|end| name.ends_with(end)))
        {
            for (number, line) in code_lines(&text) {
                for word in ban.words.iter().filter(|word| line.contains(**word)) {
                    found.push(format!("{name}:{number}: {word} — {}", ban.why));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// `cargo xtask test` compiles no library once more for examples in comments: what is worth trying is a test.
#[test]
fn no_example_is_written_that_nobody_tries() {
    let tried = |line: &str| line.starts_with("/// ```") || line.starts_with("//! ```");
    let examples: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().any(|line| tried(line.trim_start())))
        .map(|(path, _)| path)
        .collect();
    assert!(examples.is_empty(), "examples in comments are not run here; make them tests: {examples:?}");
}

#[test]
fn no_drawer_without_an_owner() {
    let drawers: Vec<_> = sources()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            ["util", "utils", "common", "helper", "helpers", "types", "misc"].contains(&stem.as_str())
        })
        .collect();
    assert!(drawers.is_empty(), "a drawer has no owner; name the noun: {drawers:?}");
}

#[test]
fn the_screen_speaks_the_fields_words() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        if !path.starts_with("app/src") {
            continue;
        }
        for (number, line) in code_lines(&text) {
            for word in NEVER_ON_SCREEN.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{}:{number}: {word}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "words that field.md keeps off the screen:\n{}", found.join("\n"));
}

#[test]
fn the_app_is_one_way_round() {
    let manifest = fs::read_to_string(root().join("core/Cargo.toml")).unwrap();
    for crate_name in ["tsunagari-app", "tsunagari-server", "tokio", "leptos", "sqlx", "web-sys", "rand"] {
        assert!(!manifest.contains(crate_name), "core may not depend on {crate_name}");
    }
    let app = fs::read_to_string(root().join("app/Cargo.toml")).unwrap();
    assert!(!app.contains("tsunagari-server"), "app may not depend on server");
    assert!(!app.contains("tsunagari-import"), "reading files is the import program's: it weighs on no page");
    assert!(!app.contains("tsunagari-export"), "making books is the export program's: it weighs on no page");
}

#[test]
fn nothing_that_ships_can_hold_a_planted_bug() {
    let ships =
        ["core", "core/export", "core/import", "app", "app/export", "app/import", "app/streams", "server"];
    for room in ships.into_iter().chain(["xtask", "tests", "tests/world"]) {
        let manifest = fs::read_to_string(root().join(room).join("Cargo.toml")).unwrap();
        assert!(!manifest.contains("planted"), "{room} may not stand on the twin of core in tests/planted");
    }
    let core = fs::read_to_string(root().join("core/Cargo.toml")).unwrap();
    assert!(
        !core.contains("[features]"),
        "a feature of core is a second core: the twin in tests/planted has it"
    );
    let own = ["core/src/planted.rs", "tests/planted"];
    for (path, text) in sources() {
        let name = path.to_string_lossy().into_owned();
        let plants = code_lines(&text).any(|(_, line)| {
            line.contains("planted::plant") || line.contains(concat!("feature = ", "\"planted\""))
        });
        let allowed = own.iter().any(|room| name.starts_with(room)) || name.ends_with("tests/tidy.rs");
        assert!(!plants || allowed, "{name}: only the tests of tests/planted plant a bug");
    }
}

/// Lines of code with their numbers: neither comments nor what follows the file's own tests.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Every Rust file of the house, by path from the root, with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let root = root();
    let mut files = Vec::new();
    for room in ["core", "app", "server", "tests", "xtask"] {
        walk(&root.join(room), &mut files);
    }
    files.sort();
    assert!(files.len() > 10, "the walk found no house");
    files
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(&root).unwrap().to_owned(), text)
        })
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("dist") {
                walk(&path, files);
            }
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests/tests/tidy.rs") {
            files.push(path);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
