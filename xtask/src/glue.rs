//! The script between page and program, made small: what the program asks of the page gets short names in both files,
//! and what only a person reads goes. Never a change of what is done.

use crate::slim::{HEAD, number};

/// How wasm-bindgen begins the line of each thing that the program may ask of the page.
const ASKED: &str = "\n        ";
const ANSWERS: [&str; 2] = [": function(", ": async function("];
/// The section of a program that names what it asks for.
const IMPORTS: u8 = 2;

/// The script and the program with each other's short names; none where either is not as wasm-bindgen writes it.
pub(crate) fn shortened(script: &str, wasm: &[u8]) -> Option<(String, Vec<u8>)> {
    let names = asked(script);
    let mut short = script.to_owned();
    for (at, name) in names.iter().enumerate() {
        short = short.replacen(&format!("{ASKED}{name}: "), &format!("{ASKED}{}: ", letters(at)), 1);
    }
    Some((unread(&short), renamed(wasm, &names)?))
}

/// The names under which the script answers. Each has its own hash, so no two are alike.
fn asked(script: &str) -> Vec<&str> {
    let answers = script.split(ASKED).skip(1).filter_map(|line| {
        let (name, rest) = line.split_at_checked(line.find(": ")?)?;
        let named = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (named && ANSWERS.iter().any(|answer| rest.starts_with(answer))).then_some(name)
    });
    answers.collect()
}

fn letters(at: usize) -> String {
    format!("i{at}")
}

/// A script without comments, blank lines and the blanks round a line; it must have no text of several lines.
pub(crate) fn unread(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let read = lines.filter(|line| !line.is_empty() && !line.starts_with("//") && !is_comment(line));
    read.collect::<Vec<_>>().join("\n")
}

fn is_comment(line: &str) -> bool {
    line.starts_with("/**") || line.starts_with("* ") || line.starts_with("*/")
}

fn renamed(wasm: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let mut made = wasm.get(..HEAD)?.to_vec();
    let mut at = HEAD;
    while at < wasm.len() {
        let (size, body) = number(wasm, at + 1)?;
        let end = body.checked_add(size)?;
        if wasm.get(at) == Some(&IMPORTS) {
            let imports = imports(wasm.get(body..end)?, names)?;
            made.push(IMPORTS);
            put(&mut made, imports.len());
            made.extend(imports);
        } else {
            made.extend_from_slice(wasm.get(at..end)?);
        }
        at = end;
    }
    Some(made)
}

fn imports(section: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let (count, mut at) = number(section, 0)?;
    let mut made = Vec::new();
    put(&mut made, count);
    for _ in 0..count {
        let (module, after) = text(section, at)?;
        let (name, after) = text(section, after)?;
        let end = kind_ends(section, after)?;
        let known = names.iter().position(|known| known.as_bytes() == name).map(letters);
        for text in [module, known.as_deref().map_or(name, str::as_bytes)] {
            put(&mut made, text.len());
            made.extend_from_slice(text);
        }
        made.extend_from_slice(section.get(after..end)?);
        at = end;
    }
    Some(made)
}

/// Where the kind of an import ends that begins here: a function, table, memory, global or tag.
fn kind_ends(section: &[u8], at: usize) -> Option<usize> {
    let limits = |at: usize| {
        let (_, end) = number(section, at + 1)?;
        if section.get(at)? & 1 == 1 { number(section, end).map(|(_, end)| end) } else { Some(end) }
    };
    match section.get(at)? {
        0 => number(section, at + 1).map(|(_, end)| end),
        1 => limits(at + 2),
        2 => limits(at + 1),
        3 => Some(at + 3),
        4 => number(section, at + 2).map(|(_, end)| end),
        _ => None,
    }
}

fn text(section: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let (size, start) = number(section, at)?;
    let end = start.checked_add(size)?;
    Some((section.get(start..end)?, end))
}

/// An unsigned LEB128 number.
fn put(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push(0x80 | (number & 0x7f) as u8);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "function imports() {\n    const import0 = {\n        __proto__: null,\n        \
        __wbg_get_f2: function(arg0) {\n            // why\n            return arg0.get;\n        },\n        \
        __wbg_put_a1: async function(arg0) {\n        },\n    };\n    /**\n     * More.\n     */\n}\n";

    fn program(names: [&str; 3]) -> Vec<u8> {
        let mut imports = vec![3];
        let kinds: [&[u8]; 3] = [&[0, 7], &[2, 1, 1, 0x80, 2], &[0, 8]];
        for (name, kind) in names.iter().zip(kinds) {
            imports.extend([1, b'm', name.len() as u8]);
            imports.extend(name.as_bytes());
            imports.extend(kind);
        }
        let size = imports.len() as u8;
        [b"\0asm\x01\0\0\0\x01\x01\x00", &[IMPORTS, size][..], &imports, b"\x0a\x01\x00"].concat()
    }

    #[test]
    fn both_sides_speak_the_same_short_names() {
        let (script, wasm) =
            shortened(SCRIPT, &program(["__wbg_put_a1", "memory", "__wbg_get_f2"])).unwrap_or_default();
        assert_eq!(wasm, program(["i1", "memory", "i0"]));
        let lines = [
            "function imports() {",
            "const import0 = {",
            "__proto__: null,",
            "i0: function(arg0) {",
            "return arg0.get;",
            "},",
            "i1: async function(arg0) {",
            "},",
            "};",
            "}",
        ];
        assert_eq!(script, lines.join("\n"));
    }

    #[test]
    fn a_program_that_cannot_be_read_is_none() {
        assert_eq!(shortened(SCRIPT, b"\0asm\x01\0\0\0\x02\x7f"), None);
    }
}
