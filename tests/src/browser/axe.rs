//! axe-core in the page as it stands: what would keep someone out.

use serde_json::{Value, json};

use super::{Browser, text};
use crate::trouble::{Outcome, Trouble};

const AXE: &str = include_str!("../../vendor/axe.min.js");
/// WCAG 2.2 AA and what stands below it.
const RUN: &str = r#"
const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
return found.violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((it) => it.target.join(" ") + "  " + it.html.slice(0, 160)) }));
"#;

/// One rule that the page breaks, and where.
#[derive(Debug, Clone)]
pub struct Barrier {
    pub rule: String,
    pub help: String,
    pub places: Vec<String>,
}

impl Browser {
    pub fn barriers(&self) -> Outcome<Vec<Barrier>> {
        if self.run("return typeof axe === 'undefined'", &[])? == json!(true) {
            self.run(&format!("{AXE}; window.axe = axe;"), &[])?;
        }
        let found = self.run_async(RUN, &[])?;
        Ok(found.as_array().into_iter().flatten().map(Barrier::read).collect())
    }

    /// An error that names each barrier.
    pub fn has_no_barriers(&self, screen: &str) -> Outcome<()> {
        let barriers = self.barriers()?;
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
