//! Tags and entities of a web page taken out of a cell; what is no known tag stays, for 「<3か月」 is text.

/// Tags that are layout and no text, each with what stands in its place.
const TAGS: &[(&str, &str)] = &[
    ("p", ""),
    ("div", ""),
    ("span", ""),
    ("b", ""),
    ("strong", ""),
    ("i", ""),
    ("em", ""),
    ("u", ""),
    ("sup", ""),
    ("sub", ""),
    ("font", ""),
    ("table", ""),
    ("tbody", ""),
    ("thead", ""),
    ("tr", ""),
    ("td", ""),
    ("th", ""),
    ("br", "\n"),
    ("li", "\n・"),
    ("ul", "\n・"),
    ("ol", "\n・"),
];

const ENTITIES: &[(&str, &str)] =
    &[("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

/// The text without tags, or none where there was none. Members of a list begin with ・.
pub(super) fn without_tags(text: &str) -> Option<String> {
    if !text.contains('<') && !text.contains('&') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some((stands_for, after)) = tag(from).or_else(|| entity(from)) {
            out.push_str(stands_for);
            rest = after;
            found = true;
        } else {
            let mut letters = from.chars();
            out.extend(letters.next());
            rest = letters.as_str();
        }
    }
    out.push_str(rest);
    found.then(|| settle(&out))
}

/// A tag at the beginning of a text: what stands for it, and what follows.
fn tag(from: &str) -> Option<(&'static str, &str)> {
    let (inside, after) = from.strip_prefix('<')?.split_once('>')?;
    let (closing, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let name = inside.split(|letter: char| !letter.is_ascii_alphanumeric()).next()?;
    let (_, stands_for) = TAGS.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(name))?;
    Some((if closing { "" } else { stands_for }, after))
}

fn entity(from: &str) -> Option<(&'static str, &str)> {
    ENTITIES.iter().find_map(|(entity, letter)| Some((*letter, from.strip_prefix(entity)?)))
}

/// One ・ where a list, its member and the text itself each brought one; no empty lines.
fn settle(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let bare = line.trim().trim_start_matches(['・', '･', ' ', '　']);
        if bare.is_empty() {
            continue;
        }
        lines.push(if line.trim().starts_with(['・', '･']) {
            format!("・{bare}")
        } else {
            bare.to_owned()
        });
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_text_stays() {
        let cases = [
            ("<p>2 在宅での生活</p>", Some("2 在宅での生活")),
            ("<ul style=list-style-type: none\"> 研修機会の充実 </ul>", Some("・研修機会の充実")),
            ("<ul> ・若年層 </ul>", Some("・若年層")),
            ("<ul><li>一</li><li>二</li></ul>", Some("・一\n・二")),
            ("一<br>二&amp;三", Some("一\n二&三")),
            ("生後<3か月、体重>2kg", None),
            ("A & B", None),
            ("<p", None),
            ("", None),
        ];
        for (text, plain) in cases {
            assert_eq!(without_tags(text).as_deref(), plain, "{text}");
        }
    }
}
