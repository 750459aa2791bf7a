//! Words of 今月のようす, of 同席・支援した, and of a correction's reason.

use super::words;

words! {
    heading = "今月のようす", "[今月|こんげつ]の ようす";
    districts = "地区", "[地区|ちく]";
    attention = "確認すること", "たしかめる こと";
    reading = "記録を読んでいます", "よんで います";
    times(n: u64) = "{n}回", "{n}[回|かい]";
    heads(n: u64) = "参加 延べ {n}人", "[来|き]た [人|ひと] {n}[人|にん]";
    before(n: u64) = "先月 {n}回", "まえの [月|つき] {n}[回|かい]";
    unlogged(n: usize) = "未記録 {n}", "まだ {n}";
    unlogged_told = "予定の日で、まだ記録のない日", "まだ きろくが ない [日|ひ]";
    none_unlogged = "予定の日はすべて記録されています", "ぜんぶ [書|か]いて あります";
    quiet(n: usize) = "60日以上記録のない団体 {n}", "60[日|にち] きろくが ない [団体|だんたい] {n}";
    quiet_since(day: &str) = "最後の記録は{day}", "さいごは {day}";
    quiet_none = "60日以上記録がありません", "60[日|にち] きろくが ありません";
    same_as_last(n: u64, all: u64) = "「前回と同じ人数」の記録 {n}件（{all}件のうち）", "「まえと おなじ」 {n}（{all}の うち）";
    held_kind(kind: &str, line: &str) = "{kind} {line}", "{kind} {line}";
    cancelled(n: u64) = "中止 {n}回", "やらなかった {n}[回|かい]";
    nothing = "この月の記録はまだありません", "まだ きろくが ありません";
    to_grid = "紙の記録を入れる", "かみの きろくを いれる";
    logs(n: usize) = "この月の記録 {n}件", "きろく {n}[件|けん]";

    nothing_to_look = "いま確認することはありません", "たしかめる ことは ありません";
    silent = "14日以上つながっていないスマホ・タブレット", "14[日|にち] つながって いない スマホ";
    silent_none = "14日以上つながっていないものはありません", "ありません";
    silent_of(name: &str, days: i64) = "{name}　{days}日", "{name} {days}[日|にち]";
    twins = "同じ回かもしれない記録", "おなじ ものかも しれません";
    twin_same = "同じ回です", "おなじです";
    twin_apart = "別の回です", "べつです";
    twin_stays = "「同じ回です」を押すと、左（上）の記録を残します", "[左|ひだり]の きろくが のこります";
    memos_told = "押すと記録が開きます。「直す」で、名前などをメモから消してください", "おして なおして ください";
    memos = "名前や電話番号があるかもしれないメモ", "[名前|なまえ]が あるかも しれない メモ";
    after_close_of(n: usize) = "締めたあとの記録 {n}件", "おわった あとの きろく {n}[件|けん]";
    after_close = "締めたあとの記録", "おわった あとの きろく";
    by(who: &str) = "{who}が記録", "{who}が [書|か]きました";
    open = "ひらく", "[開|ひら]く";
    settled = "そのようにしました", "しました";

    support = "同席・支援", "いっしょに した";
    supported = "同席・支援した", "いっしょに しました";
    support_of(who: &str) = "同席・支援した：{who}", "いっしょに した：{who}";
    reason = "直したわけ（職員だけが見ます）", "どうして なおしましたか";
    reason_hint = "例：紙の記録と合わせました。書かなくてもかまいません", "[書|か]かなくても いいです";
    reason_said(who: &str, at: &str, text: &str) = "{at}　{who}：直したわけ「{text}」", "{at} {who}：「{text}」";
}
