//! Words for numbers, days and months: what a step or a calendar says, how a total is told.

use super::words;

words! {
    people(n: u32) = "{n}人", "{n}[人|にん]";
    about_people(n: u32) = "約{n}人", "だいたい {n}[人|にん]";
    attended(n: u32) = "参加 {n}人", "[来|き]た [人|ひと] {n}[人|にん]";
    attended_about(n: u32) = "参加 約{n}人", "[来|き]た [人|ひと] だいたい {n}[人|にん]";
    helped(n: u32) = "担い手 {n}人", "てつだう [人|ひと] {n}[人|にん]";
    staff = "スタッフ", "スタッフ";
    last_was(what: &str) = "前回 {what}", "まえ {what}";
    last_value(n: u32) = "前回 {n}", "まえ {n}";
    one_less(what: &str) = "{what}を1へらす", "{what}を 1つ へらす";
    one_more(what: &str) = "{what}を1ふやす", "{what}を 1つ ふやす";
    not_a_number = "数字を入れてください", "すうじを いれて ください";
    too_many(max: u32) = "{max}までの数を入れてください", "{max}までの すうじを いれて ください";
    three_times(last: u32) = "前回（{last}）の3倍をこえています。このままでよければ、そのまま記録できます",
        "まえ（{last}）より とても [多|おお]いです。よければ そのまま [書|か]けます";

    day = "日", "[日|ひ]";
    today = "きょう", "きょう";
    yesterday = "きのう", "きのう";
    last_week(weekday: &str) = "先週の{weekday}曜", "せんしゅうの {weekday}ようび";
    pick_from_calendar = "カレンダーから選ぶ", "カレンダーで えらぶ";
    month_before = "前の月", "まえの [月|つき]";
    month_after = "次の月", "つぎの [月|つき]";
    has_log = "記録あり", "きろく あり";
    future_day = "先の日が選ばれています。この日でよいですか", "まだ [来|き]て いない [日|ひ]です。いいですか";
    choose_day = "日を選ぶ", "[日|ひ]を えらぶ";
}
