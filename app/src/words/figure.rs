//! Words of 実績数: the grid's cells, what each row says of itself, the file out and back, and where figures are shown.

use super::words;

words! {
    heading = "実績数を入れる", "かずを いれる";
    told = "記録からは出せない数を、出典といっしょに入れます。Enter（エンター）で次へ、上下の矢印で行を移ります。行を離れると保存します。Escで入れる前に戻ります",
        "きろくに ない かずを、どこの かずか [書|か]いて いれます";
    year = "年度", "ねんど";
    office = "事業所・課", "[事業所|じぎょうしょ]";
    ward = "区全体（事業所を決めない）", "[区|く]の ぜんぶ";
    no_office = "事業所・課に入っていない方は、実績数を入れられません", "[事業所|じぎょうしょ]が ありません";
    reading = "計画を読んでいます", "よんで います";
    nothing = "この年度に、実績数を入れる項目はありません", "いれる ものは ありません";
    counts(filled: usize, open: usize) = "入っている行 {filled}・まだの行 {open}", "はいった {filled}・まだ {open}";
    add = "ほかの項目に実績数を足す", "ほかの ものに たす";
    add_none = "選んでください", "えらんで ください";
    another = "別の数を足す", "べつの かずを たす";
    what = "何の数", "なんの かず";
    unit = "単位", "たんい";
    source = "出典", "どこの かず";
    of_year = "年の数", "ねんの かず";
    of_month(n: u32) = "{n}月", "{n}[月|がつ]";
    of_row(item: &str, what: &str) = "{item} {what}", "{item} {what}";
    by_month = "月ごとに入れる", "[月|つき]ごとに いれる";
    by_year = "年の数だけを入れる", "ねんの かずだけ";
    total(sum: &str) = "計 {sum}", "あわせて {sum}";
    before(sum: &str) = "前の年度 {sum}", "まえの ねんど {sum}";
    typing = "まだ保存していません", "まだ のこして いません";
    saving = "保存しています", "のこして います";
    saved = "保存しました", "のこしました";
    undone = "取り消しました", "やめました";
    undo = "取り消す", "やめる";
    mend(why: &str) = "直してください：{why}", "なおして ください：{why}";
    no_source = "出典を入れてください。どこの数かわからない数は残せません", "どこの かずか [書|か]いて ください";
    no_unit = "単位（件・回・部など）を入れてください", "たんいを いれて ください";
    not_a_number(what: &str) = "{what}は数で入れてください", "{what}は すうじで";
    negative(what: &str) = "{what}が0より小さい数です", "{what}が 0より [小|ちい]さいです";
    too_many(what: &str) = "{what}は9,999,999までです", "{what}は 9,999,999までです";
    long(what: &str, limit: usize) = "{what}は{limit}字までです", "{what}は {limit}[字|じ]まで";
    twice = "同じ「何の数」と単位の行がほかにあります", "おなじ ぎょうが あります";
    too_many_rows = "一度に扱える数をこえています", "おおすぎます";
    no_item = "この項目はこの画面にありません", "ありません";
    two_values(what: &str, now: &str, other: &str) = "{what}がふたつあります：いま {now}、別の方 {other}", "{what}が ふたつ：{now}、{other}";
    keep_now(now: &str) = "{now} のままにする", "{now} の まま";
    take_other(other: &str) = "{other} にする", "{other} に する";
    removed = "消す", "けす";

    file = "ファイルでやりとりする", "ファイル";
    file_told = "この表をCSVかExcelで保存し、書きこんで、ここで読みこみます。読みこむと、何がかわるかが先に出ます", "CSVを つくって、[書|か]いて、よみます";
    csv = "CSVで保存する", "CSVで のこす";
    excel = "Excelで保存する", "Excelで のこす";
    read = "ファイルを読みこむ", "ファイルを よむ";
    how_one = "「何の数」「単位」「出典」と数のますに書いてください。行の順を変えてもかまいません。月ごとか「年の数」のどちらかに入れます。", "[書|か]いて ください。";
    how_two = "数を消すと、読みこんだときに消えます。行番号は変えないでください。出典のない数は読みこめません。", "ばんごうは かえないで ください。";
    row_id = "行番号（変えないでください）", "ぎょうの ばんごう";
    foreign = "実績数のファイルではないようです（行番号がありません）", "この ファイルでは ありません";
    read_n(new: usize, same: usize, empty: usize) = "かわる行 {new}、前と同じ行 {same}、空の行 {empty}", "かわる {new}、おなじ {same}、から {empty}";
    missing(n: usize) = "ファイルにない行が{n}あります。そのまま残ります", "ない ぎょう {n}。そのまま です";
    new_row = "新しい", "あたらしい";
    changed_row = "かわる", "かわる";
    gone_row = "消える", "きえる";
    cell(what: &str, before: &str, after: &str) = "{what}：{before} → {after}", "{what}：{before} → {after}";
    none = "なし", "なし";
    refused = "読みこめない行があります。まだ何も入れていません。ファイルを直して、もう一度読みこんでください", "よめない ぎょうが あります。なにも いれて いません";
    refused_row(line: u32, why: &str, text: &str) = "{line}行目：{why}（{text}）", "{line}ぎょう：{why}（{text}）";
    other_year = "ほかの年度の項目です", "ほかの ねんどです";
    other_office = "ほかの事業所・課の行です", "ほかの ところの ものです";
    unknown = "行番号がわかりません。もう一度保存し直してください", "ばんごうが わかりません";
    no_id = "行番号のない行に数があります", "ばんごうが ありません";
    doubled(first: u32) = "{first}行目と同じ行に、ちがうことが書いてあります", "{first}ぎょうと ちがいます";
    put_in(n: usize) = "{n}行を入れる", "{n}ぎょう いれる";
    was_put_in(n: usize) = "{n}行を入れました。電波がつながると自動で送ります", "{n}ぎょう いれました";
    let_go = "読みこんだファイルを閉じる", "とじる";

    shown = "実績数", "かず";
    until(month: u32) = "（{month}月分まで）", "（{month}[月|がつ]まで）";
}
