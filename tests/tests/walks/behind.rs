//! What is behind a number: from a target's number, from one of a drafted result, from charts and from a group's months to the very
//! logs, without a network; the list says of what it is, and each of its rows is of that.

use serde_json::{Value, json};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

use crate::town::{Phone, SALON, Town, WARD};

/// A page's links that lead to logs: what stands before them in their row, what they say, where they lead.
const LINKS: &str = "
for (const fold of document.querySelectorAll('#app details.fold')) fold.open = true;
return [...document.querySelectorAll('#app a[href*=\"/records/of/\"]')].map((it) => [
  it.closest('tr')?.cells[0].innerText ?? it.closest('div').querySelector('dt')?.innerText ?? '', it.innerText, it.pathname]);";
/// The list that a link led to: what stands above it, and its rows.
const LIST: &str = "
const rows = [...document.querySelectorAll('#app .entries > li')].map((it) => it.innerText);
return rows.length ? [document.querySelector('.top').innerText, rows] : null;";
const PLAN: &str = "return document.querySelector('main a.big').pathname";
const WAYS: &str = "return [...document.querySelectorAll('main .ways a')].map((it) => it.pathname)";

/// A link to logs.
struct Link {
    of: String,
    says: String,
    path: String,
}

impl Link {
    /// 「5回」 is 5, 「1,088」 is 1088.
    fn number(&self) -> usize {
        self.says.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or_default()
    }
}

fn numbers_lead_to_their_logs(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins_as(&town, "admin", "区の人")?;
    phone.loads(&town, "staff/charts", "月ごとの回数")?;
    phone.browser.until("document.querySelector('#app .charts')")?;
    town.network.fault(Fault::Unreachable);

    // A cell of the year's table: as many logs as it says.
    let cells = phone.links()?;
    let kitchen = cells.iter().find(|link| link.of.contains("こども食堂")).ok_or_else(none)?;
    let (above, rows) = phone.follows(kitchen)?;
    phone.bars_nobody("the logs behind a number")?;
    let right = rows.len() == kitchen.number() && rows.iter().all(|row| row.contains("こども食堂"));
    expect(right && above.contains("令和8年4月"), || {
        format!("{} of {:?}: {above}\n{rows:?}", kitchen.says, kitchen.of)
    })?;

    // A group's month: that group's logs.
    phone.opens_today(&town)?;
    phone.opens_group()?;
    let months = phone.links()?;
    let month = months.first().ok_or_else(none)?;
    let (above, rows) = phone.follows(month)?;
    let right = rows.len() == month.number() && rows.iter().all(|row| row.contains(SALON));
    expect(right && above.contains(SALON), || format!("{} of {}: {above}\n{rows:?}", month.says, month.of))?;

    phone.follows_a_target(&town)?;
    phone.follows_a_draft(&town)
}

fn expect(holds: bool, else_say: impl FnOnce() -> String) -> Outcome<()> {
    if holds { Ok(()) } else { Err(Trouble::new(else_say())) }
}

fn none() -> Trouble {
    Trouble::new("no number leads to logs")
}

impl Phone {
    fn links(&self) -> Outcome<Vec<Link>> {
        let found = wait::until("numbers that lead to logs", || {
            let found = self.browser.run(LINKS, &[]).ok()?;
            found.as_array().filter(|all| !all.is_empty()).cloned()
        })?;
        let text =
            |link: &Value, at: usize| link.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let link = |link: &Value| Link { of: text(link, 0), says: text(link, 1), path: text(link, 2) };
        Ok(found.iter().map(link).collect())
    }

    fn goes(&self, path: &str) -> Outcome<()> {
        const GO: &str =
            "history.pushState(true, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'))";
        self.browser.run(GO, &[json!(path)]).map(|_| ())
    }

    /// By a press as of a person; gives what stands above the list, and its rows.
    fn follows(&self, link: &Link) -> Outcome<(String, Vec<String>)> {
        const PRESS: &str =
            "[...document.querySelectorAll('#app a')].find((it) => it.pathname === arguments[0]).click()";
        self.browser.run(PRESS, &[json!(link.path)])?;
        self.browser.until_text("数えた記録")?;
        let list = wait::until(&format!("the logs of {}", link.path), || {
            self.browser.run(LIST, &[]).ok().filter(|list| !list.is_null())
        })?;
        let above = list.get(0).and_then(Value::as_str).unwrap_or_default().to_owned();
        let rows = list.get(1).and_then(Value::as_array).cloned().unwrap_or_default();
        Ok((above, rows.iter().filter_map(Value::as_str).map(str::to_owned).collect()))
    }

    /// From the plan's targets: a month's number, a district's and a place's.
    fn follows_a_target(&self, town: &Town) -> Outcome<()> {
        self.loads(town, "plan", "計画")?;
        let plan = wait::until("a plan", || self.browser.run(PLAN, &[]).ok())?;
        self.goes(plan.as_str().unwrap_or_default())?;
        let ways = wait::until("ways to read it", || {
            let ways = self.browser.run(WAYS, &[]).ok()?;
            ways.as_array().filter(|all| all.len() > 3).cloned()
        })?;
        let ways: Vec<&str> = ways.iter().filter_map(Value::as_str).collect();
        let by_target = ways.iter().find(|way| {
            self.goes(way).is_ok()
                && wait::within(std::time::Duration::from_secs(5), "targets", || {
                    (!self.browser.run(LINKS, &[]).ok()?.as_array()?.is_empty()).then_some(())
                })
                .is_ok()
        });
        let by_target = by_target.ok_or_else(none)?;
        let links = self.links()?;
        let tables = ["令和8年", "地区"];
        for table in tables {
            let link = links.iter().find(|link| link.of.contains(table) && link.number() > 0);
            let link = link.ok_or_else(|| Trouble::new(format!("no row of {table}")))?;
            let (above, rows) = self.follows(link)?;
            expect(!rows.is_empty() && above.contains(link.of.trim()), || {
                format!("{} of {}: {above}\n{rows:?}", link.says, link.of)
            })?;
            self.goes(by_target)?;
            self.links()?;
        }
        Ok(())
    }

    /// From a result's draft: the numbers of its groups.
    fn follows_a_draft(&self, town: &Town) -> Outcome<()> {
        const OPEN: &str = "const all = document.querySelectorAll('.behind:not([open]) > summary'); all.forEach((it) => it.click()); return all.length > 0";
        self.loads(town, "staff/results", "だれの結果ですか")?;
        self.opens_result(&["サロン交流会・認知症カフェの支援", "地域ケアプラザ"])?;
        wait::until("numbers of a draft", || {
            (self.browser.run(OPEN, &[]).ok()? == json!(true)).then_some(())
        })?;
        let links = self.links()?;
        let link = links.first().ok_or_else(none)?;
        let (above, rows) = self.follows(link)?;
        let right = rows.iter().all(|row| row.contains(&link.of)) && above.contains(&link.of);
        expect(!link.of.is_empty() && right && link.path.starts_with(WARD), || {
            format!("{} of {}: {above}\n{rows:?}", link.says, link.of)
        })
    }
}

in_engines! {
    numbers_lead_to_their_logs: chromium_follows_numbers_to_their_logs in Chromium;
}
