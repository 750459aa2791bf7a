//! The page's sheets as one file in their order, without what only a person reads: one request, one hash, one packing.

use std::fs;
use std::io;
use std::path::Path;

use crate::integrity::{short, sri};

/// How the page asks for a sheet, as Trunk writes it.
const LINK: &str = "<link rel=\"stylesheet\" href=\"/";

/// Lays one file in place of those that the page asks for.
pub(crate) fn join(dir: &Path, page: &Path) -> io::Result<()> {
    let text = fs::read_to_string(page)?;
    let mut pieces = text.split(LINK);
    let mut made = pieces.next().unwrap_or_default().to_owned();
    let (mut sheet, mut after) = (String::new(), String::new());
    for piece in pieces {
        let (link, rest) = piece.split_once('>').ok_or_else(|| io::Error::other("a link without an end"))?;
        let name = dir.join(link.split('"').next().unwrap_or_default());
        sheet.push_str(&unread(&fs::read_to_string(&name)?));
        fs::remove_file(name)?;
        after.push_str(rest.trim_start());
    }
    if !sheet.is_empty() {
        let name = format!("style-{}.css", short(sheet.as_bytes()));
        made.push_str(&format!("{LINK}{name}\" integrity=\"{}\">\n", sri(sheet.as_bytes())));
        fs::write(dir.join(name), sheet)?;
    }
    fs::write(page, made + &after)
}

/// Without comments, blank lines and the blanks round a line.
fn unread(sheet: &str) -> String {
    let mut pieces = sheet.split("/*");
    let mut bare = pieces.next().unwrap_or_default().to_owned();
    bare.extend(pieces.filter_map(|piece| piece.split_once("*/")).map(|(_, rest)| rest));
    bare.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_person_reads_goes() {
        assert_eq!(
            unread("/* Why. */\na{b:c} /* d\n e */\n\n  f{\n    g:h;\n  }\n"),
            "a{b:c}\nf{\ng:h;\n}\n"
        );
    }

    #[test]
    fn the_page_asks_for_one_sheet() {
        let dir = std::env::temp_dir().join(format!("sheets-{}", std::process::id()));
        let page = dir.join("index.html");
        let made = fs::create_dir_all(&dir).and_then(|()| {
            fs::write(dir.join("a.css"), "a{}\n")?;
            fs::write(dir.join("b.css"), "b{}\n")?;
            fs::write(&page, format!("<p>\n{LINK}a.css\" integrity=\"x\"/>\n{LINK}b.css\">\n<q>"))?;
            join(&dir, &page)?;
            Ok((files(&dir)?, fs::read_to_string(&page)?))
        });
        let gone = fs::remove_dir_all(&dir);
        let (files, text) = made.unwrap_or_default();
        let name = format!("style-{}.css", short(b"a{}\nb{}\n"));
        assert_eq!(files, ["index.html", name.as_str()]);
        assert_eq!(text, format!("<p>\n{LINK}{name}\" integrity=\"{}\">\n<q>", sri(b"a{}\nb{}\n")));
        assert!(gone.is_ok());
    }

    fn files(dir: &Path) -> io::Result<Vec<String>> {
        let names =
            fs::read_dir(dir)?.map(|entry| entry.map(|file| file.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }
}
