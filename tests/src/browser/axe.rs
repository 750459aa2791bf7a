//! axe-core in the page as it stands: what would keep someone out.

use serde_json::{Value, json};

use super::{Browser, text};
use crate::trouble::{Outcome, Trouble};

const AXE: &str = include_str!("../../vendor/axe.min.js");
/// WCAG 2.2 AA and what stands below it.
const TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/// Says nothing where axe is not in the page yet.
const RUN: &str = r#"
if (typeof axe === "undefined") return null;
const found = await axe.run(document, { runOnly: arguments[0], resultTypes: ["violations"] });
const why = ({ any, all, none }) => [...any, ...all, ...none][0]?.message ?? "";
const where = (it) => `${it.target.join(" ")}  ${it.html.slice(0, 160)}  ${why(it)}`;
return found.violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(where) }));
"#;

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    All,
    /// What other colours can break.
    Colours,
    /// What larger letters or a narrower page can break.
    Sizes,
}

/// One rule that the page breaks, and where.
#[derive(Debug, Clone)]
pub struct Barrier {
    pub rule: String,
    pub help: String,
    pub places: Vec<String>,
}

impl Rules {
    fn told(self) -> Value {
        match self {
            Self::All => json!({ "type": "tag", "values": TAGS }),
            Self::Colours => json!({ "type": "rule", "values": ["color-contrast", "link-in-text-block"] }),
            Self::Sizes => {
                json!({ "type": "rule", "values": ["target-size", "scrollable-region-focusable"] })
            }
        }
    }
}

impl Browser {
    pub fn barriers(&self, rules: Rules) -> Outcome<Vec<Barrier>> {
        let judge = || self.run_async(RUN, &[rules.told()]);
        let mut found = judge()?;
        if found.is_null() {
            self.run(&format!("{AXE}; window.axe = axe;"), &[])?;
            found = judge()?;
        }
        let all = found.as_array().ok_or_else(|| Trouble::new(format!("axe said {found}")))?;
        Ok(all.iter().map(Barrier::read).collect())
    }

    /// An error that names each barrier.
    pub fn has_no_barriers(&self, screen: &str, rules: Rules) -> Outcome<()> {
        let barriers = self.barriers(rules)?;
        if barriers.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = barriers
            .iter()
            .map(|it| format!("{}: {}\n    {}", it.rule, it.help, it.places.join("\n    ")))
            .collect();
        Err(Trouble::new(format!("{screen} in {:?} keeps people out:\n{}", self.engine(), lines.join("\n"))))
    }
}

impl Barrier {
    fn read(found: &Value) -> Self {
        let part = |name: &str| found.get(name).map(text).unwrap_or_default();
        let places = found.get("where").and_then(Value::as_array).into_iter().flatten().map(text).collect();
        Self { rule: part("id"), help: part("help"), places }
    }
}
