//! Words of きょう: my groups' sessions, the district's month, what else can be logged.

use super::words;

words! {
    sessions = "きょうの記録", "きょう [書|か]く もの";
    my_groups = "自分の活動団体", "じぶんの [団体|だんたい]";
    more_groups = "そのほかの団体", "ほかの [団体|だんたい]";
    today_at(time: &str, place: &str) = "きょう {time}　{place}", "きょう {time} {place}";
    today_place(place: &str) = "きょう　{place}", "きょう {place}";
    done(text: &str) = "記録しました　{text}", "[書|か]きました {text}";
    not_held = "中止", "やりませんでした";
    last(day: &str) = "前回 {day}", "まえ {day}";
    next(day: &str) = "次回 {day}", "つぎ {day}";
    never = "まだ記録がありません", "まだ きろくが ありません";
    other = "ほかの活動", "ほかの [活動|かつどう]";
    other_heading = "どの活動を記録しますか", "どれを [書|か]きますか";
    month_batch = "1か月分をまとめて記録", "1か[月|げつ]を まとめて [書|か]く";
    month_of(district: &str, month: &str) = "{district}の{month}", "{district}の {month}";
    days(n: u32) = "{n}日", "{n}[日|にち]";
    times(n: u32) = "{n}回", "{n}[回|かい]";
    last_month(n: u32, unit: &str) = "（先月 {n}{unit}）", "（せんげつ {n}{unit}）";
    total_attended(n: u32) = "参加 延べ {n}人", "[来|き]た [人|ひと]の ごうけい {n}[人|にん]";
    total_helped(n: u32) = "担い手 延べ {n}人", "てつだう [人|ひと]の ごうけい {n}[人|にん]";
    month_empty = "今月の記録はまだありません", "[今月|こんげつ]の きろくは まだ ありません";
    no_group = "活動団体がまだありません", "まだ [団体|だんたい]が ありません";
    no_group_way = "「設定」で自分の団体を選ぶと、ここに出ます", "「せってい」で じぶんの [団体|だんたい]を えらびます";
    choose_groups = "団体を選ぶ", "[団体|だんたい]を えらぶ";
    no_session_today = "きょうの予定はありません。団体を押すと記録できます",
        "きょうの よていは ありません。おすと [書|か]けます";
    new_year(year: &str) = "{year}になりました。先月分はまだ書けます", "{year}に なりました。[先月|せんげつ]の ぶんも [書|か]けます";
    also_here = "ほかの担当地区", "ほかの [地区|ちく]";
    in_report(group: &str, times: u32) = "{group} {times}回が、区の報告に載りました",
        "{group} {times}[回|かい]が、[区|く]の ほうこくに のりました";
    waiting_ok = "ケアプラザの確認待ちです。記録はいまからできます",
        "ケアプラザが たしかめて います。きろくは もう [書|か]けます";
}
