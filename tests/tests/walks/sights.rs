//! What staff see when something is not as usual: a memo that may name somebody, no network, a ward in which nobody
//! has logged yet.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

/// A memo that should not have been written.
const MEMO: &str = "田中さんが転んだ";
/// Rooms of staff that ask the server, and what each says without an answer.
const ROOMS: [(&str, &str); 3] = [
    ("staff/month", "電波がつながっているときに見られます"),
    ("staff/people", "スマホ"),
    ("staff/invites", "番号を作るには電波がいります"),
];
/// The same where the server errs.
const ERRS: [(&str, &str); 4] = [
    ("staff/month", "地区"),
    ("staff/people", "スマホ"),
    ("staff/invites", "番号"),
    ("settings", "このスマホの時計"),
];
/// Rooms in which a ward's numbers stand.
const EMPTY: [(&str, &str); 5] = [
    ("staff/month", "地区"),
    ("staff/results", "だれの結果ですか"),
    ("staff/charts", "年度"),
    ("staff/reports", "自主企画事業実績"),
    ("staff/calendar", "来月の予定"),
];

fn a_memo_that_names_somebody_is_told(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let volunteer = Phone::new(engine)?;
    volunteer.joins(&town, "会計さん")?;
    volunteer.types("12", "4")?;
    volunteer.browser.fill("メモ", MEMO)?;
    volunteer.bars_nobody("a memo with a name")?;
    volunteer.is_pictured("memo-form")?;
    volunteer.saves()?;
    volunteer.has_sent()?;

    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/month", "確認すること")?;
    office.browser.press("確認すること")?;
    office.browser.until_text("メモ")?;
    office.browser.until_text(MEMO)?;
    office.bars_nobody("a memo that may name somebody")?;
    office.is_pictured("memo")?;
    town.network.fault(Fault::Unreachable);
    for (room, said) in ROOMS {
        office.loads(&town, room, said)?;
        office.bars_nobody(&format!("{room} without a network"))?;
        office.is_pictured(&format!("offline-{}", room.replace('/', "-")))?;
    }
    // A server that is there and errs is not called a lack of network.
    town.network.fault(Fault::Status(500));
    for (room, said) in ERRS {
        office.loads(&town, room, said)?;
        office.bars_nobody(&format!("{room} and a server that errs"))?;
        office.is_pictured(&format!("errs-{}", room.replace('/', "-")))?;
    }
    Ok(())
}

fn a_ward_without_logs_is_told(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let phone = Phone::new(engine)?;
    phone.joins_by(&town.server.invite_to("izumi", "admin")?, "区の人")?;
    for (room, said) in EMPTY {
        phone.browser.goto(&format!("{}/o/izumi/{room}", town.network.origin()))?;
        phone.browser.until_text(said)?;
        phone.browser.until("!document.getElementById('first')")?;
        phone.bars_nobody(&format!("{room} without logs"))?;
        phone.is_pictured(&format!("empty-{}", room.replace('/', "-")))?;
    }
    Ok(())
}

in_engines! {
    a_memo_that_names_somebody_is_told: chromium_tells_of_a_memo in Chromium;
    a_ward_without_logs_is_told: chromium_tells_of_a_ward_without_logs in Chromium;
}
