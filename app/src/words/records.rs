//! Words of 記録: whose, states, search, mending, the two values.

use super::words;

words! {
    mine = "自分の記録", "じぶん";
    district = "地区の記録", "[地区|ちく]";
    search = "団体・場所・メモで探す", "さがす";
    kind = "活動の種類", "しゅるい";
    month = "月", "[月|つき]";
    all_kinds = "すべての種類", "ぜんぶの しゅるい";
    all_months = "すべての月", "ぜんぶの [月|つき]";
    found(n: usize) = "{n}件", "{n}[件|けん]";
    none = "記録はまだありません", "きろくは まだ ありません";
    none_found = "見つかりませんでした", "ありませんでした";
    none_found_way = "月や種類を「すべて」にすると、見つかることがあります", "「ぜんぶ」に すると、ある かもしれません";
    more(n: usize) = "つぎの{n}件を見る", "つぎの {n}[件|けん]を [見|み]る";
    mend = "直してください", "なおして ください";
    mend_because(reason: &str) = "直してください：{reason}", "なおして ください：{reason}";
    mend_because_of = "直してください：", "なおして ください：";
    history_more = "前の変更も見る", "まえの ものも";
    mend_now = "直す", "なおす";
    differ = "人数がちがいます", "[人数|にんずう]が ちがいます";
    differ_field(field: &str) = "{field}がちがいます", "{field}が ちがいます";
    which(field: &str) = "{field}：どちらか選ぶ", "{field}：どちらか えらぶ";
    twin = "同じ回かもしれません", "おなじ ものかも しれません";
    twin_same = "同じ回なのでひとつにする", "おなじです。ひとつに する";
    twin_apart = "別の回です", "べつです";
    counted = "記録した数", "かいた すうじ";
    edit = "直す", "なおす";
    delete = "削除する", "けす";
    deleted = "削除しました", "けしました";
    restore = "元に戻す", "もどす";
    history = "これまでの変更", "かわった こと";
    history_made(who: &str, at: &str) = "{at}　{who}が記録", "{at} {who}が [書|か]きました";
    history_changed(who: &str, at: &str, what: &str) = "{at}　{who}が{what}を変更", "{at} {who}が {what}を かえました";
    history_removed(who: &str, at: &str) = "{at}　{who}が削除", "{at} {who}が けしました";
    history_restored(who: &str, at: &str) = "{at}　{who}が元に戻した", "{at} {who}が もどしました";
    history_later = "前の変更は、電波のある所で見られます", "まえの ものは、[電波|でんぱ]が ある ところで [見|み]られます";
    line_copied = "写しとりました。LINEを開いて、はりつけてください", "うつしました。LINEに はって ください";
    line_not_copied = "写しとれませんでした", "うつせませんでした";
    send_line = "LINEに送る", "LINEに おくる";
    entered_by(who: &str) = "{who}が記録", "{who}が [書|か]きました";
    done_by(who: &str) = "活動した人 {who}", "した [人|ひと] {who}";
    same_as_last = "前回と同じ人数", "まえと おなじ";
    about = "およその人数", "だいたい";
    total_only = "合計だけ", "ごうけい だけ";
    counts_for = "この記録が載るところ", "これが のる ところ";
    not_held_because(reason: &str) = "中止（{reason}）", "やりませんでした（{reason}）";
    by_you = "自分", "じぶん";
    by_plaza = "ケアプラザ", "ケアプラザ";
    as_on_server = "いまの値", "いま";
    keep_file = "この記録をファイルに保存", "ファイルに のこす";
}
