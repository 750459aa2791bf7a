//! Texts that would come alive in a careless page: typed into each field that others read, and put into addresses. They are shown
//! as the letters that they are (F31).

use serde_json::{Value, json};
use tsunagari_tests::browser::Engine;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, SALON, Town};

/// As long as a name and a group's name may be.
const NAME: &str = "<img src=x onerror=alive()>";
const GROUP: &str = "\"><svg/onload=alive()>の会";
/// Ways into a page by markup, attributes, addresses, styles, comments, templates and letters that are folded or hidden.
const MEMO: [&str; 24] = [
    "<script>alive()</script>",
    "<img src=x onerror=alive()>",
    "<svg onload=alive()>",
    "<x-alive>",
    "\"><x-alive>",
    "'><x-alive>",
    "</textarea><x-alive>",
    "</title><x-alive>",
    "</script><x-alive>",
    "--><x-alive>",
    "]]><x-alive>",
    "<iframe srcdoc='<script>parent.alive()</script>'>",
    "<a href=javascript:alive()>x</a>",
    "javascript:alive()",
    "<style>@import'//alive'</style>",
    "<math><mi//xlink:href=\"data:x,<x-alive>\">",
    "<template><x-alive></template>",
    "{{constructor.constructor('alive()')()}}",
    "${alive()}",
    "<!--#exec cmd=\"alive\"-->",
    "<details open ontoggle=alive()>",
    "＜script＞alive()＜/script＞",
    "&lt;x-alive&gt;",
    "\u{202e}<x-alive>\u{2066}",
];
/// How 記録 tells the log.
const ROW: &str = "参加 17人・担い手 6人";
/// Behind the ward's address.
const PLACES: [&str; 6] = [
    "%3Cx-alive%3E",
    "records/%22%3E%3Csvg%20onload=alive()%3E",
    "plan?q=%3Cscript%3Ealive()%3C/script%3E",
    "records#%3Cimg%20src=x%20onerror=alive()%3E",
    "log/session/%3Cx-alive%3E/2026-11-24",
    "join?number=javascript:alive()",
];
/// What is there that should not be: elements and attributes that only a text could have made, scripts that ran, and what
/// the page's own rules had to stop.
const FOUND: &str = "
  const made = [...document.querySelectorAll('x-alive, main script, main iframe, main style, svg[onload], [onerror], [ontoggle], [href^=\"javascript:\"]')];
  return [...made.map((it) => it.outerHTML.slice(0, 200)), ...JSON.parse(sessionStorage.stopped ?? '[]')];";
const WATCH: &str = "
  sessionStorage.stopped ??= '[]';
  const tell = (what) => { sessionStorage.stopped = JSON.stringify([...JSON.parse(sessionStorage.stopped), what]); };
  addEventListener('securitypolicyviolation', (it) => tell(it.violatedDirective + ' ' + it.blockedURI));
  window.alive = () => tell('alive');
  window.alert = window.confirm = window.prompt = () => tell('a dialog');";

impl Phone {
    fn watches(&self) -> Outcome<()> {
        self.browser.run(WATCH, &[]).map(|_| ())
    }

    /// The page of the log that the first row of 記録 tells of.
    fn opens_log(&self) -> Outcome<()> {
        self.until_rows(1, ROW)?;
        let press = "[...document.querySelectorAll('.entries > li')].find((it) => it.innerText.includes(arguments[0])).querySelector('a, button, summary').click()";
        self.browser.run(press, &[json!(ROW)])?;
        self.browser.until("/\\/records\\/./.test(location.pathname)").map(|_| ())
    }

    /// Nothing came alive, here and on the pages before.
    fn is_dead(&self, where_: &str) -> Outcome<()> {
        assert_eq!(self.browser.run(FOUND, &[])?, json!([]), "{where_}");
        Ok(())
    }

    fn spells(&self, words: &str) -> Outcome<()> {
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        let there =
            format!("document.body.innerText.replace(/\\s+/g, '').includes({})", json!(letters(words)));
        self.browser.until(&there).map(|_| ())
    }
}

fn no_text_comes_alive(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.browser.goto(&town.server.invite("volunteer")?.link)?;
    phone.watches()?;
    phone.chooses_district()?;
    phone.gives_name(NAME)?;
    phone.browser.press("わたしの会がない")?;
    phone.browser.fill("会の名前", GROUP)?;
    phone.ticks_group()?;
    phone.browser.until_text(SALON)?;
    phone.spells(GROUP)?;
    phone.is_dead("きょう")?;

    phone.types("17", "6")?;
    let memo = MEMO.join(" ");
    phone.browser.fill("ひとことメモ", &memo)?;
    phone.saves()?;
    phone.is_dead("the form")?;
    phone.has_sent()?;
    phone.opens_records()?;
    phone.until_rows(1, ROW)?;
    phone.is_dead("記録")?;
    phone.opens_log()?;
    for words in MEMO.iter().filter(|words| words.is_ascii()) {
        phone.spells(words)?;
    }
    phone.is_dead("the log")?;
    phone.loads(&town, "settings", "文字の大きさ")?;
    phone.watches()?;
    let name = json!(NAME);
    phone
        .browser
        .until(&format!("[...document.querySelectorAll('input')].some((it) => it.value === {name})"))?;
    phone.is_dead("設定")?;

    for place in PLACES {
        phone.browser.goto(&town.page(place))?;
        phone.browser.until("document.querySelector('main')")?;
        phone.watches()?;
        phone.is_dead(place)?;
    }

    // Whom it reaches: the staff of the plaza, on a device of their own.
    let desk = Phone::new(engine)?;
    desk.joins_as(&town, "staff", "職員")?;
    desk.watches()?;
    desk.opens_records()?;
    desk.browser.press("地区の")?;
    desk.opens_log()?;
    desk.spells("<script>alive()</script>")?;
    desk.is_dead("the log, for staff")
}

/// What a text would have to do to be seen.
#[test]
fn what_comes_alive_is_found() -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(Engine::Chromium)?;
    phone.joins(&town, "会計さん")?;
    phone.watches()?;
    phone.is_dead("a page as it is")?;
    phone.browser.run(
        "document.querySelector('main').innerHTML += '<x-alive></x-alive><img src=x onerror=alive()>'",
        &[],
    )?;
    phone.browser.until("JSON.parse(sessionStorage.stopped).length > 0")?;
    let found = phone.browser.run(FOUND, &[])?;
    let found: Vec<_> = found.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(found.iter().any(|it| it.contains("x-alive")), "{found:?}");
    assert!(found.iter().any(|it| it.contains("onerror")), "{found:?}");
    assert!(found.iter().any(|it| it.contains("script-src")), "{found:?}");
    Ok(())
}

in_engines! {
    no_text_comes_alive: chromium_shows_letters_as_letters in Chromium, firefox_shows_letters_as_letters in Firefox,
        webkit_shows_letters_as_letters in WebKit;
}
