//! Words of 会の実績, the grant's gauge, 地区の1年のまとめ and 受付名簿; what stands on the paper itself is core's.

use tsunagari_core::grant::Condition;
use tsunagari_core::intent::GrantFault;
use tsunagari_core::query::gauge::Reach;

use super::{Text, words};

words! {
    heading = "会の実績", "[会|かい]の きろく";
    open(group: &str) = "{group}の実績", "{group}の きろく";
    year = "年度", "[年度|ねんど]";
    loading_year = "この年度の記録を読んでいます", "きろくを よんで います";
    no_logs = "この年度の記録はまだありません", "この [年度|ねんど]の きろくは まだ ありません";
    no_logs_way = "記録すると、ここに自動でまとまります", "[書|か]くと、ここに まとまります";
    not_here = "この団体の記録は、このスマホでは見られません", "この [団体|だんたい]は [見|み]られません";
    unlogged(n: usize) = "予定の日で、まだ記録のない日が{n}日あります", "まだ [書|か]いて いない [日|ひ]が {n}[日|にち] あります";
    unlogged_days(days: &str) = "{days}", "{days}";
    unlogged_more(days: &str, more: usize) = "{days} ほか{more}日", "{days} ほか {more}[日|にち]";
    months = "月ごと", "[月|つき]ごと";
    dates(n: usize) = "活動した日（{n}件）", "した [日|ひ]（{n}）";
    off(n: usize) = "中止した日（{n}件）", "やらなかった [日|ひ]（{n}）";
    off_all = "中止はこれですべてです", "これで ぜんぶです";
    kind_of(kind: &str) = "{kind}", "{kind}";
    month = "月", "[月|つき]";
    times = "回数", "かいすう";
    days = "日数", "[日|ひ]";
    month_totals = "月の合計", "[月|つき]の ごうけい";
    heads = "参加", "[来|き]た [人|ひと]";
    helpers = "担い手", "てつだう [人|ひと]";
    total = "合計", "ごうけい";
    average = "月平均", "[月|つき]の へいきん";
    average_told(months: u64, spans: &str) = "月平均は、合計を{months}か月（{spans}）で割った数です。小数第2位から下は切り捨てます",
        "ごうけいを {months}か[月|げつ]（{spans}）で わりました";
    about_told = "「約」は、およその人数の記録をふくみます", "「約」は だいたいの [人数|にんずう]です";
    heads_told = "参加と担い手は延べ人数（来るたびに1人と数えた合計）です", "[来|く]る たびに 1[人|り]と かぞえます";
    more_on_paper = "年れい別の人数は、印刷した表とExcelに出ます", "くわしい ひょうは、いんさつと Excelに あります";

    print = "実績表を印刷する", "ひょうを いんさつ する";
    print_told = "A4。数は記録から自動で入ります", "A4の [紙|かみ]";
    save_xlsx = "Excelに保存", "Excelに のこす";
    save_csv = "CSVに保存", "CSVに のこす";
    with_memo = "ひとことメモも入れる", "メモも いれる";
    with_memo_told = "メモに人の名前がないか、確かめてから入れてください", "メモに なまえが ないか [見|み]て ください";
    saved = "ファイルに保存しました", "ファイルに のこしました";
    saved_cut = "ファイルに保存しました。長すぎる文は途中までです", "のこしました。ながい ものは とちゅうまで です";
    no_program = "Excelの準備には、はじめの1回だけ電波がいります。印刷とCSVは、いまできます",
        "Excelは はじめに [電波|でんぱ]が いります。いんさつは できます";
    not_saved = "保存できませんでした。もういちど押してください", "のこせませんでした";
    file(group: &str, year: &str) = "{group}　{year}　実績", "{group}　{year}　実績";

    roster = "受付名簿（白紙）を印刷する", "うけつけ めいぼを いんさつ する";
    roster_told = "名簿は団体で保管します。アプリには入れません。けがのときは区社協へ", "めいぼは [団体|だんたい]が もちます";
    roster_day = "名簿の日", "[日|ひ]";

    grant = "助成金まで あと何回", "じょせいきんまで あと なんかい";
    grant_none = "どの助成金に申しこんでいるかを選ぶと、あと何回かが出ます", "じょせいきんを えらぶと、あと なんかいか わかります";
    grant_choose = "申しこむ助成金", "じょせいきん";
    grant_no_one = "選ばない", "えらばない";
    grant_only_times = "回数だけを決める", "かいすう だけ";
    grant_gone = "一覧からなくなった助成金", "もう ない じょせいきん";
    grant_times = "この団体で決めた1年の回数（書かなければ助成金のとおり）", "1[年|ねん]の かいすう";
    grant_times_hint = "1から366まで", "1から 366まで";
    grant_change = "助成金を選びなおす", "えらびなおす";
    grant_save = "決める", "きめる";
    grant_months(months: &str) = "数える月：{months}", "かぞえる [月|つき]：{months}";
    grant_kinds(kinds: &str) = "数える活動：{kinds}", "かぞえる [活動|かつどう]：{kinds}";
    times_least(least: u64, unit: &str) = "年{least}{unit}以上", "{least}{unit}から";
    times_left(least: u64, left: u64, unit: &str) = "年{least}{unit}まで あと{left}{unit}", "{least}{unit}まで あと {left}{unit}";
    times_reached(least: u64, unit: &str) = "年{least}{unit}に とどきました", "{least}{unit}に なりました";
    now_times(now: u64, unit: &str) = "いま{now}{unit}", "いま {now}{unit}";
    heads_month(least: u64) = "参加 月平均{least}人以上", "[来|き]た [人|ひと] [月|つき] {least}[人|にん]から";
    heads_time(least: u64) = "参加 1回平均{least}人以上", "[来|き]た [人|ひと] 1[回|かい] {least}[人|にん]から";
    helpers_month(least: u64) = "担い手 月平均{least}人以上", "てつだう [人|ひと] [月|つき] {least}[人|にん]から";
    helpers_time(least: u64) = "担い手 1回平均{least}人以上", "てつだう [人|ひと] 1[回|かい] {least}[人|にん]から";
    now_average(now: &str) = "いま{now}人", "いま {now}[人|にん]";
    reached = "とどいています", "だいじょうぶです";

    district = "地区の1年のまとめ", "[地区|ちく]の 1[年|ねん]";
    district_told = "地区社協の事業報告に使えます。種類のちがう活動は足していません", "[地区|ちく]の ぜんぶの [団体|だんたい]です";
    district_print = "事業報告を印刷する", "いんさつ する";
    group_name = "団体", "[団体|だんたい]";
    no_group = "（団体の記録なし）", "（[団体|だんたい]なし）";
    counted(n: u64, unit: &str) = "{n}{unit}", "{n}{unit}";
    sum_of(n: usize) = "計 {n}団体", "ごうけい {n}";

    grants = "助成金の条件", "じょせいきん";
    grants_told = "区で使う助成金と、その条件です。団体が選ぶと「あと何回」が出ます", "じょせいきんの いちらんです";
    grants_none = "まだありません", "まだ ありません";
    grant_add = "助成金を加える", "くわえる";
    grant_edit = "直す", "なおす";
    grant_remove = "一覧から消す", "けす";
    grant_name = "助成金の名前", "なまえ";
    grant_name_wrong = "名前を40字までで書いてください", "なまえを [書|か]いて ください";
    grant_least_hint = "数字だけ。聞かれていない条件は空けておきます", "すうじ だけ";
    grant_least_wrong = "1から9999までの数を入れてください", "すうじを いれて ください";
    least_times = "1年の回数（以上）", "かいすう";
    least_heads_month = "参加の月平均（人以上）", "[来|き]た [人|ひと]（[月|つき]）";
    least_heads_time = "参加の1回平均（人以上）", "[来|き]た [人|ひと]（1[回|かい]）";
    least_helpers_month = "担い手の月平均（人以上）", "てつだう [人|ひと]（[月|つき]）";
    least_helpers_time = "担い手の1回平均（人以上）", "てつだう [人|ひと]（1[回|かい]）";
    grant_months_which = "数える月（選ばなければ12か月）", "かぞえる [月|つき]";
    grant_kinds_which = "数える活動（選ばなければ団体のおもな活動）", "かぞえる [活動|かつどう]";
    month_number(n: u32) = "{n}月", "{n}[月|がつ]";
    grant_words = "そのほかの条件（メモ）", "ほかの こと";
    grant_words_wrong = "200字までで書いてください", "200[字|じ]まで";
    too_many_grants(n: usize) = "助成金は{n}件までです", "{n}まで です";
    no_such_kind = "区にない活動の種類です", "その [活動|かつどう]は ありません";
    no_ward_yet = "区の記録がまだ届いていません。電波のある所で開いてください", "まだ とどいて いません";

    reports = "実績と報告", "ほうこく";
    of_districts = "地区の事業報告", "[地区|ちく]の ほうこく";
    of_groups = "団体の実績表", "[団体|だんたい]の きろく";
    of_plaza = "自主企画事業実績（CSV・Excel）", "ケアプラザの きろく";
    of_plaza_told = "講座・教室と訪問を、1回1行で書き出します。ひとことメモは入りません", "1[回|かい] 1[行|ぎょう]です";
    of_which_plaza = "どの事業所ですか", "どこですか";
    plaza_none = "この年度の講座・教室と訪問の記録はありません", "きろくは ありません";
    plaza_found(n: usize) = "{n}件を保存しました", "{n}[件|けん] のこしました";
}

/// A gauge's line: what is left, or that it is reached.
pub fn reach_text(reach: &Reach) -> Text {
    match reach.condition {
        Condition::Times if reach.reached() => times_reached(reach.least, reach.unit),
        Condition::Times => times_left(reach.least, reach.left(), reach.unit),
        Condition::HeadsMonth => heads_month(reach.least),
        Condition::HeadsTime => heads_time(reach.least),
        Condition::HelpersMonth => helpers_month(reach.least),
        Condition::HelpersTime => helpers_time(reach.least),
    }
}

/// What a condition asks for, on the ward's list.
pub fn least_text(reach: &Reach) -> Text {
    match reach.condition {
        Condition::Times => times_least(reach.least, reach.unit),
        _ => reach_text(reach),
    }
}

/// How much there is now.
pub fn now_text(reach: &Reach) -> Text {
    match reach.condition {
        Condition::Times => now_times(reach.now.sum, reach.unit),
        _ => now_average(&reach.now.text()),
    }
}

/// A condition on the form.
pub fn least_of(condition: Condition) -> Text {
    match condition {
        Condition::Times => least_times(),
        Condition::HeadsMonth => least_heads_month(),
        Condition::HeadsTime => least_heads_time(),
        Condition::HelpersMonth => least_helpers_month(),
        Condition::HelpersTime => least_helpers_time(),
    }
}

/// Why a grant was not taken.
pub fn grant_fault(fault: GrantFault) -> Text {
    match fault {
        GrantFault::TooMany(most) => too_many_grants(most),
        GrantFault::Least(_) => grant_least_wrong(),
        GrantFault::Kind => no_such_kind(),
        GrantFault::Unknown => grant_gone(),
        GrantFault::NoWard => no_ward_yet(),
    }
}
