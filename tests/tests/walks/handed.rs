//! What staff hand on: a post of a group from one person to another without a network, next month's meetings as a calendar's file,
//! a settled result to those whose logs it was made of.

use std::fs;
use std::path::PathBuf;

use tsunagari_tests::browser::Engine;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::{Outcome, Trouble};
use tsunagari_tests::wait;

use crate::town::{DISTRICT, Phone, SALON, Town};

/// Another group of the district, in which 民生委員 take part.
const PATROL: &str = "ひなた見守り隊";
const BEFORE: &str = "会計さん";
const AFTER: &str = "次の代表さん";
/// The item whose draft is made of salons' logs.
const ITEM: &str = "サロン交流会・認知症カフェの支援";
const THANKS: &str = "の一部になりました。ありがとうございました";
/// The octets of a line of a calendar's file, its end apart.
const LINE_BYTES: usize = 75;

fn a_post_is_handed_over(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let before = Phone::new(engine)?;
    before.joins(&town, BEFORE)?;
    before.has_sent()?;
    let after = Phone::new(engine)?;
    after.browser.goto(&town.server.invite("volunteer")?.link)?;
    after.chooses_district()?;
    after.gives_name(AFTER)?;
    after.browser.press("はぎサロン")?;
    after.browser.press("参加する")?;
    after.browser.until("navigator.serviceWorker.controller")?;
    after.has_sent()?;

    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/groups", AFTER)?;
    town.network.fault(Fault::Unreachable);
    office.hands_over(SALON, "代表", Some(BEFORE))?;
    office.hands_over(PATROL, "民生委員", None)?;
    office.seen("handed-over")?;
    office.bars_nobody("groups after a hand-over")?;
    town.network.fault(Fault::None);
    office.opens_today(&town)?;
    office.has_sent()?;

    after.opens_today(&town)?;
    after.opens_records()?;
    before.loads(&town, "", "きょう")?;
    wait::until("the group to be gone from her day", || {
        before.browser.run("dispatchEvent(new Event('online'))", &[]).ok()?;
        (!before.browser.text().ok()?.contains(SALON)).then_some(())
    })
}

fn next_months_meetings_are_a_file(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let folder = Folder::new("files")?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/calendar", "来月の予定")?;
    town.network.fault(Fault::Unreachable);
    office.browser.choose("地区", DISTRICT)?;
    office.browser.until_text(SALON)?;
    let shown = office.browser.run("return document.querySelectorAll('.pane .entries > li').length", &[])?;
    let file = office.saves_calendar(&folder)?;
    let text = fs::read_to_string(&file).map_err(Trouble::at(file.display()))?;
    // The fourth Tuesday of next month at ten, as the group meets.
    let event = text.split("BEGIN:VEVENT").find(|event| event.contains(&format!("SUMMARY:{SALON}")));
    let event = event.ok_or_else(|| Trouble::new(text.clone()))?;
    let right = [
        event.contains("DTSTART;TZID=Asia/Tokyo:20261222T100000\r\n"),
        text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"),
        text.split_terminator("\r\n").all(|line| line.len() <= LINE_BYTES && !line.contains('\n')),
        Some(text.matches("BEGIN:VEVENT").count() as u64) == shown.as_u64(),
    ];
    if right.contains(&false) { Err(Trouble::new(format!("{right:?} of {shown}\n{text}"))) } else { Ok(()) }
}

fn a_log_becomes_a_result_and_its_author_is_thanked(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let volunteer = Phone::new(engine)?;
    volunteer.joins(&town, BEFORE)?;
    volunteer.logs_salon("12", "4")?;
    volunteer.has_sent()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/results", "わたしの事業所・課の未記入")?;
    office.browser.press("下書きのできているもの")?;
    office.browser.until_text("件を提出しました")?;
    office.opens_today(&town)?;
    office.has_sent()?;
    let admin = Phone::new(engine)?;
    admin.joins_as(&town, "admin", "区の人")?;
    admin.loads(&town, "staff/results", "だれの結果ですか")?;
    admin.opens_result(&[ITEM, "地域ケアプラザ"])?;
    admin.sees_line_of("ひなた地域ケアプラザ")?;
    admin.browser.press("この文で確定する")?;
    admin.browser.until_text("確定しました")?;
    admin.opens_today(&town)?;
    admin.has_sent()?;

    volunteer.until_told()?;
    volunteer.opens_today(&town)?;
    volunteer.browser.until_text(THANKS)?;
    volunteer.seen("thanks")?;
    volunteer.bars_nobody("きょう with thanks")?;
    // Once on きょう, for ever on the log's page.
    volunteer.opens_today(&town)?;
    volunteer.browser.until_no_text(THANKS)?;
    volunteer.opens_records()?;
    volunteer.browser.press_in("参加 12人・担い手 4人", SALON)?;
    volunteer.browser.until_text(THANKS)?;
    volunteer.seen("thanks-log")
}

impl Phone {
    /// From one person, or nobody yet, to the next.
    fn hands_over(&self, group: &str, post: &str, from: Option<&str>) -> Outcome<()> {
        self.browser.press_in(group, "引き継ぐ")?;
        self.browser.choose("役", post)?;
        self.browser.choose("いままでの人", from.unwrap_or("つながり帳では決まっていない"))?;
        self.browser.choose("これからの人", AFTER)?;
        self.bars_nobody("the form of a hand-over")?;
        self.seen(&format!("hand-over-{post}"))?;
        self.browser.press_in(group, "引き継ぐ")?;
        self.browser.until_text(&format!("{AFTER}（{post}、令和8年"))
    }

    fn saves_calendar(&self, folder: &Folder) -> Outcome<PathBuf> {
        self.downloads(folder, "カレンダーに入れるファイル", "保存しました。開くと", "ics")
    }
}

in_engines! {
    a_log_becomes_a_result_and_its_author_is_thanked: chromium_thanks_an_author in Chromium;
    a_post_is_handed_over: chromium_hands_a_post_over in Chromium;
    next_months_meetings_are_a_file: chromium_saves_a_calendar in Chromium;
}
