//! 予定のファイル: meetings to come as an iCalendar text (RFC 5545) in Japan's time; what is to be held is asked elsewhere.

use crate::calendar::{Day, Slot, WallTime};
use crate::id::SessionId;

/// The octets of a line without its end (RFC 5545, 3.1).
const LINE_BYTES: usize = 75;

/// A file's head: who made it, and the one time zone, which has had no summer time since 1951.
const HEAD: [&str; 4] =
    ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tsunagari//Tsunagari//JA", "CALSCALE:GREGORIAN"];
const ZONE: [&str; 9] = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:JST",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// One meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its session.
    pub session: SessionId,
    /// The day on which the rule sets it: with the session the meeting's name for ever, wherever it is moved.
    pub scheduled: Day,
    /// The day on which it is held.
    pub day: Day,
    /// When on the day; only a time of day has a time in the file, all else is the whole day.
    pub slot: Option<Slot>,
    /// What it is called.
    pub title: String,
    /// Where, as far as the reader may know.
    pub place: Option<String>,
}

/// The file. `made` is when it was made; meetings have no end, since nobody says when they end.
pub fn calendar(name: &str, made: WallTime, events: &[Event]) -> String {
    let mut text = String::new();
    for line in HEAD {
        put(&mut text, line);
    }
    put(&mut text, &format!("X-WR-CALNAME:{}", escaped(name)));
    for line in ZONE {
        put(&mut text, line);
    }
    for event in events {
        put_event(&mut text, &utc(made), event);
    }
    put(&mut text, "END:VCALENDAR");
    text
}

fn put_event(text: &mut String, made: &str, event: &Event) {
    put(text, "BEGIN:VEVENT");
    put(text, &format!("UID:{}-{}@tsunagari", event.session, compact(event.scheduled)));
    put(text, &format!("DTSTAMP:{made}"));
    match event.slot {
        Some(Slot::At { hour, minute }) => {
            let day = compact(event.day);
            put(text, &format!("DTSTART;TZID=Asia/Tokyo:{day}T{hour:02}{minute:02}00"));
        }
        _ => put(text, &format!("DTSTART;VALUE=DATE:{}", compact(event.day))),
    }
    let part = match event.slot {
        Some(Slot::At { .. }) | None => String::new(),
        Some(slot) => format!("（{}）", slot.text()),
    };
    put(text, &format!("SUMMARY:{}{part}", escaped(&event.title)));
    if let Some(place) = &event.place {
        put(text, &format!("LOCATION:{}", escaped(place)));
    }
    put(text, "END:VEVENT");
}

/// A line, folded where it is too long, never within a letter.
fn put(text: &mut String, line: &str) {
    let mut used = 0;
    for letter in line.chars() {
        if used + letter.len_utf8() > LINE_BYTES {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(letter);
        used += letter.len_utf8();
    }
    text.push_str("\r\n");
}

/// A text's letters that would end it or begin another (RFC 5545, 3.3.11); other control characters are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// `20261124`.
fn compact(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month_number(), day.day_of_month())
}

/// `20261124T030500Z`, to the minute.
fn utc(at: WallTime) -> String {
    const JST: i64 = 9 * 60 * 60_000;
    let at = at.plus(-JST);
    let (hour, minute) = at.clock();
    format!("{}T{hour:02}{minute:02}00Z", compact(at.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::derived;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn event(slot: &str, title: &str) -> Event {
        Event {
            session: SessionId::of(derived(&["s"])),
            scheduled: day("2026-12-10"),
            day: day("2026-12-11"),
            slot: Slot::parse(slot).ok(),
            title: title.to_owned(),
            place: Some("ひなた会館, 2階; 和室".to_owned()),
        }
    }

    /// 2026-11-24 12:05 in Japan.
    const MADE: WallTime = WallTime::from_millis(1_795_489_500_000);

    #[test]
    fn a_meeting_has_japans_time_and_a_name_that_stays() {
        let text = calendar("つむぎ区", MADE, &[event("13:30", "つくしサロン")]);
        assert!(
            text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n")
        );
        for line in [
            "DTSTART;TZID=Asia/Tokyo:20261211T133000",
            "DTSTAMP:20261124T030500Z",
            "SUMMARY:つくしサロン",
            "LOCATION:ひなた会館\\, 2階\\; 和室",
            "TZOFFSETTO:+0900",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line}");
        }
        let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
        let moved = Event { day: day("2026-12-17"), ..event("", "つくしサロン") };
        assert!(uid(&text).contains("-20261210@"));
        assert_eq!(uid(&text), uid(&calendar("つむぎ区", MADE, &[moved])));
    }

    #[test]
    fn a_part_of_the_day_is_a_whole_day_that_says_so() {
        let text = calendar("つむぎ区", MADE, &[event("am", "清掃")]);
        assert!(
            text.contains("DTSTART;VALUE=DATE:20261211\r\n") && text.contains("SUMMARY:清掃（午前）\r\n")
        );
    }

    #[test]
    fn lines_are_folded_between_letters_and_unfold_to_what_they_were() {
        let title = "第2木・第4金のながいながい名前のサロンと𠮷野さんちの縁側、そのほか\nもう一行\u{7}";
        let text = calendar("つむぎ区", MADE, &[event("10:00", title)]);
        for line in text.split("\r\n") {
            assert!(line.len() <= LINE_BYTES, "{} octets: {line}", line.len());
        }
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        let whole = text.replace("\r\n ", "");
        let told = title.replace('\n', "\\n").replace('\u{7}', "");
        assert!(whole.contains(&format!("SUMMARY:{told}\r\n")));
    }
}
