//! `cargo xtask proof`: writes docs/proof.md out of what is promised (docs/proof/promises.tsv), what the campaigns appended to
//! their files beside it, and the last lines of the benches; it measures nothing and judges nothing.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::precache::{ends_with, files};
use crate::steps::Halt;
use crate::yard::Yard;

const PAGE: &str = "docs/proof.md";
const FOLDER: &str = "docs/proof";
const PROMISES: &str = "promises.tsv";
/// Stands in a cell where nothing is to be said.
const NONE: &str = "-";
/// Where the benches' last lines are kept, a file each.
pub(crate) const BENCHES: &str = "bench";
/// Where tests are looked for by their names.
const SOURCES: [&str; 5] = ["tests", "core", "app/src", "server/src", "xtask/src"];
/// What campaigns call that which they tried.
const WHAT: &str = "what";
/// What campaigns call the numbers that add up over their runs.
const SUMS: [&str; 3] = ["count", "changes", "violations"];

/// `--check` writes nothing: it says whether the page is as the files have it.
pub(crate) fn run(yard: &Yard, rest: &[String]) -> Result<(), Halt> {
    let page = page(yard)?;
    let path = yard.root.join(PAGE);
    if rest.iter().any(|word| word == "--check") {
        let held = fs::read_to_string(&path).unwrap_or_default();
        let same = held == page;
        return same.then_some(()).ok_or_else(|| Halt::new(format!("{PAGE} is old"), "cargo xtask proof"));
    }
    fs::write(&path, page).map_err(|error| Halt::new(format!("{PAGE}: {error}"), "see above"))?;
    println!("{PAGE} is written");
    Ok(())
}

/// A table as campaigns write it: names in the first line, tabs between, a line for each run.
struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(path: &Path) -> Result<Self, Halt> {
        let text = fs::read_to_string(path)
            .map_err(|error| Halt::new(format!("{}: {error}", path.display()), "see above"))?;
        let cells = |line: &str| line.split('\t').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let heads = lines.next().map(cells).unwrap_or_default();
        let rows: Vec<Vec<String>> = lines.map(cells).collect();
        match rows.iter().find(|row| row.len() != heads.len()) {
            None => Ok(Self { heads, rows }),
            Some(row) => Err(Halt::new(
                format!("{}: {} cells under {} heads: {row:?}", path.display(), row.len(), heads.len()),
                "mend the line",
            )),
        }
    }

    fn column(&self, head: &str) -> Option<usize> {
        self.heads.iter().position(|name| name == head)
    }

    fn cell<'r>(&self, row: &'r [String], head: &str) -> &'r str {
        self.column(head).and_then(|at| row.get(at)).map_or("", String::as_str)
    }

    fn sum(&self, head: &str) -> Option<u64> {
        let at = self.column(head)?;
        self.rows.iter().map(|row| row.get(at)?.parse::<u64>().ok()).sum()
    }
}

fn page(yard: &Yard) -> Result<String, Halt> {
    let folder = yard.root.join(FOLDER);
    let promises = Table::read(&folder.join(PROMISES))?;
    let sources = sources(yard)?;
    let campaigns = named(&folder, "tsv")?;
    let programs: Vec<String> =
        named(&yard.root.join("tests/campaign"), "rs")?.into_iter().map(|it| it.0).collect();
    let programs: Vec<&str> = programs.iter().map(String::as_str).collect();
    let mut page = String::from(
        "# Proof\n\nWhat つながり帳 promises, how each promise is checked, by which command, and what it last came to. \
         `cargo xtask proof` makes this page out of `docs/proof/`: `promises.tsv` says what is checked by which tests, the \
         campaigns and benches append what they found. The tests run with every `cargo xtask test`; a test that is named \
         here and is not in the code stops it. Break a line of the merge or the store, and see them fail: the planted \
         bugs below are such lines.\n\n## Promises\n\n\
         | | promise | in every test run | longer |\n|---|---|---|---|\n",
    );
    for row in &promises.rows {
        let of = |head| promises.cell(row, head);
        let tests: Vec<&str> = of("tests").split_whitespace().filter(|name| *name != NONE).collect();
        for test in &tests {
            let name = test.rsplit("::").next().unwrap_or(test);
            if !sources.contains(&format!("fn {name}(")) {
                let said = format!("{}: there is no test {test:?}", of("key"));
                return Err(Halt::new(said, format!("name one that is there in {FOLDER}/{PROMISES}")));
            }
        }
        let longer: Vec<&str> = of("campaigns").split_whitespace().filter(|name| *name != NONE).collect();
        if let Some(unknown) = longer.iter().find(|name| !programs.contains(name)) {
            let said = format!("{}: there is no campaign {unknown:?}", of("key"));
            return Err(Halt::new(said, "cargo xtask campaign"));
        }
        let told = |name: &&str| match campaigns.iter().any(|(known, _)| known == *name) {
            true => format!("`{name}`"),
            false => format!("`{name}` (has left no line yet)"),
        };
        let longer = longer.iter().map(told).collect::<Vec<_>>().join(", ");
        let quoted = |all: &[&str]| all.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        let note = Some(of("note")).filter(|note| *note != NONE).map(str::to_owned);
        let tests = Some(quoted(&tests)).filter(|tests| !tests.is_empty());
        let tests = tests.into_iter().chain(note).collect::<Vec<_>>().join("; ");
        _ = writeln!(page, "| {} | {} | {tests} | {longer} |", of("key"), of("promise"));
    }
    page.push_str("\n## Long runs\n");
    for (name, path) in &campaigns {
        let table = Table::read(path)?;
        if table.rows.is_empty() {
            continue;
        }
        _ = writeln!(page, "\n### `cargo xtask campaign {name}`\n");
        let sums = SUMS.iter().filter_map(|head| Some(format!("{head} {}", grouped(table.sum(head)?))));
        let sums: Vec<String> = sums.collect();
        _ = writeln!(page, "{} runs in all: {}.{}", table.rows.len(), sums.join(", "), kinds(&table));
        page.push_str("\nThe last ones:\n\n");
        lines(&mut page, &table);
    }
    page.push_str(
        "\n## Speed\n\nAs `cargo xtask bench NAME` printed it last; ratios are taken within one run.\n",
    );
    for (name, path) in named(&folder.join(BENCHES), "txt")? {
        let text = fs::read_to_string(&path).unwrap_or_default();
        _ = writeln!(page, "\n### `{name}`\n\n```\n{}\n```", text.trim_end());
    }
    Ok(page)
}

/// What the runs of each kind come to, where a campaign has more than one: a long run leaves a line per stretch.
fn kinds(table: &Table) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for row in &table.rows {
        let kind = table.cell(row, WHAT);
        if !kind.is_empty() && !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let of = |kind: &&str| {
        let rows = table.rows.iter().filter(|row| table.cell(row, WHAT) == *kind).cloned().collect();
        let part = Table { heads: table.heads.clone(), rows };
        let sum = |head| grouped(part.sum(head).unwrap_or(0));
        format!("\n- {kind}: {}, {} violations", sum("count"), sum("violations"))
    };
    let told: String = kinds.iter().map(of).collect();
    if kinds.len() > 1 { format!("\n{told}") } else { String::new() }
}

/// How many of a campaign's last runs are shown.
const SHOWN: usize = 8;

fn lines(page: &mut String, table: &Table) {
    _ = writeln!(page, "| {} |\n|{}", table.heads.join(" | "), "---|".repeat(table.heads.len()));
    for row in table.rows.iter().rev().take(SHOWN).rev() {
        _ = writeln!(page, "| {} |", row.join(" | "));
    }
}

/// Files of one folder by the names before their ending, in order, without the promises.
fn named(folder: &Path, ending: &str) -> Result<Vec<(String, PathBuf)>, Halt> {
    let all = if folder.is_dir() {
        files(folder).map_err(|error| Halt::new(format!("{}: {error}", folder.display()), "see above"))?
    } else {
        Vec::new()
    };
    let mut named: Vec<(String, PathBuf)> = all
        .into_iter()
        .filter(|path| path.parent() == Some(folder) && ends_with(path, &[ending]))
        .filter(|path| !path.ends_with(PROMISES))
        .filter_map(|path| Some((path.file_stem()?.to_string_lossy().into_owned(), path)))
        .collect();
    named.sort();
    Ok(named)
}

/// All that is written in Rust where tests may be.
fn sources(yard: &Yard) -> Result<String, Halt> {
    let mut all = String::new();
    for folder in SOURCES {
        let folder = yard.root.join(folder);
        let found = files(&folder)
            .map_err(|error| Halt::new(format!("{}: {error}", folder.display()), "see above"))?;
        for path in found.iter().filter(|path| ends_with(path, &["rs"])) {
            all.push_str(&fs::read_to_string(path).unwrap_or_default());
        }
    }
    Ok(all)
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let comma = |(at, digit): (usize, char)| {
        let before = (at > 0 && (digits.len() - at).is_multiple_of(3)).then_some(',');
        before.into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(comma).collect()
}
