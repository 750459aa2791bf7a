//! Words of 表と印刷: a year's table on paper and as a file, and the 記入依頼 that goes out and comes back.

use super::words;

words! {
    heading = "表と印刷", "[表|ひょう]と いんさつ";
    told = "計画の表を、計画の文書と同じ列の順で、紙やファイルにします。電波がなくてもできます",
        "けいかくの [表|ひょう]を [紙|かみ]や ファイルに します";
    plan = "計画", "けいかく";
    year = "年度", "ねんど";
    year_all = "すべての年度", "ぜんぶ";
    part = "どの部分を出しますか", "どこを だしますか";
    part_all = "計画ぜんぶ", "ぜんぶ";
    results = "取組結果を入れる", "けっかを いれる";
    results_hint = "入れないと、結果の欄は空のままになります（手で書くとき）", "いれないと、からの ままです";
    print = "印刷する（A4）", "いんさつする（A4）";
    excel = "Excelで保存する", "Excelで のこす";
    csv = "CSVで保存する", "CSVで のこす";
    making = "作っています", "つくって います";
    saved(name: &str) = "「{name}」を保存しました", "「{name}」を のこしました";
    saved_cut = "長すぎる文のあるますは、32,767字で切りました。切ったますの終わりに、そう書いてあります",
        "ながい [文|ぶん]は とちゅうまでです（32,767もじ）";
    no_program = "Excelを作るしくみが、まだこのパソコン・タブレットにありません。電波のある所で一度押してください。印刷とCSVは、このままできます",
        "[電波|でんぱ]の ある ところで いちど おして ください。いんさつと CSVは できます";
    not_taken = "ファイルを保存できませんでした。もういちど押してください", "のこせません。もういちど おして ください";
    nothing = "この年度の表に出すものがありません", "なにも ありません";
    no_plan = "計画がまだありません", "けいかくが ありません";
    draft_state = "下書き", "したがき";
    submitted_state = "提出", "だしました";
    returned_state = "差戻し", "もどしました";

    inquiry = "記入依頼", "きにゅう いらい";
    inquiry_told = "アプリを使わない団体・課に、結果を書いてもらうExcelです。返ってきたファイルは、行がならべかえられていても読めます",
        "アプリを つかわない ところに [書|か]いて もらう Excelです";
    inquiry_body = "だれに依頼しますか", "だれに たのみますか";
    inquiry_make = "記入依頼のExcelを作る", "Excelを つくる";
    inquiry_read = "返ってきたExcelを読む", "かえって きた Excelを [読|よ]む";
    inquiry_year_needed = "年度を一つ選んでください", "ねんどを えらんで ください";
    inquiry_none(body: &str) = "{body}の項目は、この年度にはありません", "{body}の ものは ありません";
    how_one = "黄色のますだけに書いてください。行の順を変えてもかまいません。", "きいろの ところに [書|か]いて ください。";
    how_two = "やらなかったときは「実施なしの理由」に書き、結果は空けてください。名前など個人のことは書かないでください。",
        "しなかった ときは、わけを [書|か]いて ください。";
    path = "計画の見出し", "みだし";
    not_done = "実施なしの理由", "しなかった わけ";
    row_id = "行番号（変えないでください）", "ぎょうの ばんごう";
    unreadable(why: &str) = "読めませんでした：{why}", "[読|よ]めません：{why}";
    no_reader = "表を読むしくみが、まだこのパソコン・タブレットにありません。電波のある所で一度押してください",
        "[電波|でんぱ]の ある ところで いちど おして ください";
    read_n(n: usize, same: usize, empty: usize) = "書いてある行 {n}（うち前と同じ {same}）、まだ空の行 {empty}", "[書|か]いて ある {n}（おなじ {same}）、から {empty}";
    row_new = "新しい", "あたらしい";
    row_same = "前と同じ", "おなじ";
    row_other(now: &str) = "いまは：{now}", "いまは：{now}";
    row_settled(now: &str) = "確定済み：{now}", "きまって います：{now}";
    row_not_done(why: &str) = "実施なし（{why}）", "しませんでした（{why}）";
    moved = "行の順が変わっていましたが、行番号で読みました", "ぎょうの じゅんばんが ちがいましたが、[読|よ]めました";
    missing(what: &str) = "ファイルに行がありません：{what}", "ぎょうが ありません：{what}";
    doubled(line: u32, first: u32, text: &str) = "{line}行目：{first}行目と同じ項目に、ちがう文があります：{text}", "{line}ぎょう：{first}ぎょうと ちがいます：{text}";
    other_year(line: u32, text: &str) = "{line}行目：ほかの年度の項目です：{text}", "{line}ぎょう：ほかの ねんどです：{text}";
    other_body(line: u32, text: &str) = "{line}行目：この団体の項目ではありません：{text}", "{line}ぎょう：ほかの ところの ものです：{text}";
    unknown(line: u32, text: &str) = "{line}行目：行番号がわかりません：{text}", "{line}ぎょう：ばんごうが わかりません：{text}";
    long(line: u32, chars: usize, text: &str) = "{line}行目：{chars}字あります（2,000字まで）：{text}", "{line}ぎょう：ながすぎます（{chars}もじ）：{text}";
    both(line: u32, text: &str) = "{line}行目：結果と「実施なし」の両方に書いてあります：{text}", "{line}ぎょう：りょうほうに [書|か]いて あります：{text}";
    no_ids = "記入依頼のExcelではないようです（行番号がありません）", "きにゅう いらいの Excelでは ありません";
    remarks = "確かめてください", "たしかめて ください";
}
