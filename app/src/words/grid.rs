//! Words of 紙の記録を入れる: the columns, what each row says of itself, what has to be set right.

use super::words;

words! {
    heading = "紙の記録を入れる", "かみの きろくを いれる";
    told = "Enter（エンター）で次へ、矢印で動きます。全角の数字も使えます。行を離れると保存します。Escで入れる前に戻ります",
        "Enterで つぎへ。ぎょうを はなれると のこります";
    district = "地区", "[地区|ちく]";
    group = "団体", "[団体|だんたい]";
    all_groups = "地区のすべて", "ぜんぶ";
    sections = "団体へ移る", "[団体|だんたい]へ";
    no_district = "受け持ちの地区がありません", "[地区|ちく]が ありません";
    no_group = "この月に活動のある団体はありません", "[団体|だんたい]が ありません";
    no_kind = "おもな活動が決まっていません。「団体と定例の活動」で決めると入れられます",
        "なにを する [団体|だんたい]か わかりません";
    set_kind = "団体と定例の活動をひらく", "[団体|だんたい]を [開|ひら]く";
    elsewhere = "この団体は、受け持ちの地区にありません", "この [団体|だんたい]は ありません";
    reading = "この月の記録を読んでいます", "よんで います";

    day = "日", "[日|ひ]";
    heads = "合計", "ごうけい";
    attended = "参加", "[来|き]た [人|ひと]";
    helpers = "担い手", "てつだう [人|ひと]";
    held = "中止", "やらない";
    about = "およそ", "だいたい";
    month_total = "月の合計", "[月|つき]の ごうけい";
    of_day(day: &str, what: &str) = "{day} {what}", "{day} {what}";
    blank = "足す日", "たす [日|ひ]";
    is_held = "実施", "やった";
    rain = "1 雨", "1 あめ";
    infection = "2 感染症", "2 びょうき";
    heat = "3 暑さ", "3 あつさ";
    hands = "4 人手", "4 [人|ひと]";
    other = "5 その他", "5 ほか";

    typing = "まだ保存していません", "まだ のこして いません";
    saving = "保存しています", "のこして います";
    saved = "保存しました", "のこしました";
    undone = "取り消しました", "やめました";
    undo = "取り消す", "やめる";
    logged = "記録済み", "[書|か]きました";
    found = "この日はもう記録があります。直すと訂正になります", "この [日|ひ]は もう [書|か]きました";
    another = "同じ日の別の回を足す", "おなじ [日|ひ]の べつの ものを たす";
    as_another = "別の回として記録", "べつの ものとして [書|か]く";
    keep = "このまま記録する", "この まま [書|か]く";
    mend(why: &str) = "直してください：{why}", "なおして ください：{why}";
    look(why: &str) = "たしかめてください：{why}。このままなら、もういちどEnter", "たしかめて ください：{why}";

    not_a_day = "日は数で入れてください", "[日|ひ]は すうじで";
    no_such_day(day: u32, month: &str) = "{month}に{day}日はありません", "{month}に {day}[日|にち]は ありません";
    other_month(month: &str) = "{month}の日を入れてください", "{month}の [日|ひ]を いれて ください";
    twice(day: &str) = "{day}の行がほかにあります", "{day}は ほかに あります";
    ahead(day: &str) = "{day}はまだ先です", "{day}は まだ さきです";
    not_a_number(what: &str) = "{what}は数で入れてください", "{what}は すうじで";
    negative(what: &str) = "{what}が0より小さい数です", "{what}が 0より [小|ちい]さいです";
    too_many(what: &str, limit: u64) = "{what}は{limit}までです", "{what}は {limit}までです";
    sum(bands: u64, total: u64) = "内訳の合計は{bands}人、合計は{total}人です", "あわせると {bands}[人|にん]、ごうけいは {total}[人|にん]です";
    part_alone(what: &str) = "{what}は、内訳の人数といっしょに入れてください", "{what}だけでは いけません";
    part_over(what: &str) = "{what}が全体より多い数です", "{what}が [多|おお]すぎます";
    counted_though = "中止なら、人数を消してください", "やらない ときは、[人数|にんずう]を けして ください";
    nothing_counted = "人数を入れるか、中止を選んでください", "[人数|にんずう]を いれて ください";
    unusual(typed: u64, usual: u64) = "{typed}は、いつも（{usual}）の3倍をこえています", "いつもは {usual}です";
    twin = "同じ日・同じ場所の記録があります", "おなじ [日|ひ]・ばしょの きろくが あります";
}
