//! A part of a page as a person finds and uses it: by what it is called, by pressing and typing.

use serde_json::{Value, json};

use super::{Browser, text};
use crate::trouble::{Outcome, Trouble};
use crate::wait;

/// The key that WebDriver gives elements.
const KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

pub struct Element<'b> {
    browser: &'b Browser,
    id: String,
}

/// What is pressed by its words: the first that is shown and whose words, or label, are or hold these; within the entry or
/// card that is called by the second words, or holds them, where there are any.
const BY_WORDS: &str = r#"
const words = arguments[0].replace(/\s+/g, "");
const called = (it) => it.innerText.trim() === arguments[1];
const part = !arguments[1] ? document
  : [...document.querySelectorAll("h2, b")].find(called)?.closest("li, section, .notice")
  ?? [...document.querySelectorAll("li")].filter((it) => it.innerText.includes(arguments[1])).at(-1);
const named = (it) => (it.getAttribute("aria-label") || it.innerText || it.value || "").replace(/\s+/g, "");
const shown = (it) => it.getClientRects().length && getComputedStyle(it).visibility !== "hidden" && !it.disabled && it.ariaDisabled !== "true";
const all = [...(part?.querySelectorAll("button, a[href], summary, label, [role=button], [role=tab], [role=radio], input[type=submit]") ?? [])].filter(shown);
return all.find((it) => named(it) === words) || all.find((it) => named(it).includes(words)) || null;
"#;

impl Browser {
    /// Waits for the first element that fits the selector.
    pub fn find(&self, selector: &str) -> Outcome<Element<'_>> {
        wait::until(&format!("{selector} on the page"), || {
            self.element("return document.querySelector(arguments[0])", &[json!(selector)]).ok().flatten()
        })
        .map_err(|trouble| self.told(&trouble))
    }

    /// Waits for a button or link called so, and presses it as a person would.
    pub fn press(&self, words: &str) -> Outcome<()> {
        self.press_in("", words)
    }

    /// The same in the entry or card that is called so, or in the last entry that holds these words.
    pub fn press_in(&self, part: &str, words: &str) -> Outcome<()> {
        let mut last = None;
        wait::until(&format!("「{words}」 to press"), || {
            let found = self.element(BY_WORDS, &[json!(words), json!(part)]).ok().flatten()?;
            match found.click() {
                Ok(()) => Some(()),
                Err(trouble) => {
                    last = Some(trouble);
                    None
                }
            }
        })
        .map_err(|trouble| self.told(&Trouble::new(format!("{trouble}; last: {last:?}"))))
    }

    /// Types into the field that has this label.
    pub fn fill(&self, label: &str, words: &str) -> Outcome<()> {
        const BY_LABEL: &str = r#"
const words = arguments[0];
const label = [...document.querySelectorAll("label")].find((it) => it.innerText.includes(words));
return (label && (label.control || label.querySelector("input, textarea, select")))
  || document.querySelector(`[aria-label*="${CSS.escape(words)}"]:is(input, textarea, select)`);
"#;
        let field = wait::until(&format!("the field 「{label}」"), || {
            self.element(BY_LABEL, &[json!(label)]).ok().flatten()
        })
        .map_err(|trouble| self.told(&trouble))?;
        field.clear()?;
        field.type_in(words)
    }

    /// Chooses from the list that has this label.
    pub fn choose(&self, label: &str, option: &str) -> Outcome<()> {
        const CHOOSE: &str = r#"
const label = [...document.querySelectorAll("label")].find((it) => it.innerText.includes(arguments[0]));
const option = [...(label?.control?.options ?? [])].find((it) => it.innerText.includes(arguments[1]));
if (!option) return false;
label.control.value = option.value;
label.control.dispatchEvent(new Event("change", { bubbles: true }));
return true;
"#;
        wait::until(&format!("「{option}」 in 「{label}」"), || {
            (self.run(CHOOSE, &[json!(label), json!(option)]).ok()? == json!(true)).then_some(())
        })
        .map_err(|trouble| self.told(&trouble))
    }

    /// The element that a script returns, if any.
    pub fn element(&self, body: &str, arguments: &[Value]) -> Outcome<Option<Element<'_>>> {
        let found = self.run(body, arguments)?;
        Ok(found.get(KEY).map(|id| Element { browser: self, id: text(id) }))
    }
}

impl Element<'_> {
    /// In the middle of the window, as a person scrolls: a driver leaves it under the bar at the edge. An error where the
    /// press met something else, as what arrives from others may move the page under it.
    pub fn click(&self) -> Outcome<()> {
        const WATCHED: &str = "
window.missed = true;
arguments[0].addEventListener('click', () => (window.missed = false), { capture: true, once: true });
arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.run(WATCHED)?;
        self.command("/click", &json!({}))?;
        // A page that is left by the press has no answer.
        match self.browser.run("return window.missed === true", &[]) {
            Ok(Value::Bool(true)) => Err(Trouble::new("the press met something else")),
            _ => Ok(()),
        }
    }

    pub fn type_in(&self, words: &str) -> Outcome<()> {
        self.command("/value", &json!({ "text": words }))
    }

    pub fn clear(&self) -> Outcome<()> {
        self.command("/clear", &json!({}))
    }

    pub fn text(&self) -> Outcome<String> {
        self.run("return arguments[0].innerText").map(|it| text(&it))
    }

    pub fn attribute(&self, name: &str) -> Outcome<Option<String>> {
        self.run(&format!("return arguments[0].getAttribute({})", json!(name)))
            .map(|it| it.as_str().map(str::to_owned))
    }

    /// Runs the body of a function with the element as `arguments[0]`.
    pub fn run(&self, body: &str) -> Outcome<Value> {
        self.browser.run(body, &[json!({ KEY: self.id })])
    }

    fn command(&self, place: &str, body: &Value) -> Outcome<()> {
        self.browser.command(&format!("/element/{}{place}", self.id), body).map(|_| ())
    }
}
