//! あと何回 in words, for paper; a screen has its own.

use crate::calendar::Month;
use crate::grant::Condition;
use crate::query::gauge::Reach;

/// 「年36回まで あと4回」, 「年36回に とどきました」, 「参加 月平均10人以上：いま12.3人（とどいています）」.
pub fn reached_text(reach: &Reach) -> String {
    let (least, unit) = (reach.least, reach.unit);
    if reach.condition == Condition::Times {
        return if reach.reached() {
            format!("年{least}{unit}に とどきました（{}{unit}）", reach.now.sum)
        } else {
            format!("年{least}{unit}まで あと{}{unit}（いま{}{unit}）", reach.left(), reach.now.sum)
        };
    }
    let what = match reach.condition {
        Condition::HeadsMonth => "参加 月平均",
        Condition::HeadsTime => "参加 1回平均",
        Condition::HelpersMonth => "担い手 月平均",
        Condition::HelpersTime | Condition::Times => "担い手 1回平均",
    };
    let state = if reach.reached() { "（とどいています）" } else { "" };
    format!("{what}{least}人以上：いま{}人{state}", reach.now.text())
}

/// 「4月〜7月、9月〜11月」, of months in their order.
pub fn month_spans(months: impl IntoIterator<Item = Month>) -> String {
    let mut spans: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match spans.last_mut().filter(|(_, last)| last.next() == Some(month)) {
            Some((_, last)) => *last = month,
            None => spans.push((month, month)),
        }
    }
    let text = |(first, last): &(Month, Month)| {
        if first == last { first.text() } else { format!("{}〜{}", first.text(), last.text()) }
    };
    spans.iter().map(text).collect::<Vec<_>>().join("、")
}
