//! Words of 計画の表を取りこむ: choosing a table, what was repaired, what is asked, what waits.

use super::words;

words! {
    heading = "計画の表を取りこむ", "けいかくの [表|ひょう]を いれる";
    told = "区が作った計画の表（Excel か CSV）を、そのまま計画に入れます。入れる前に、直したところを一つずつ確かめられます。電波がなくても進められます",
        "[表|ひょう]を けいかくに いれます。いれる まえに たしかめます";
    plan = "どの計画に入れますか", "どの けいかくですか";
    no_plan = "計画がまだありません。はじめの計画は、つながり帳を動かしている人に入れてもらってください", "けいかくが まだ ありません";
    untitled = "（題名なし）", "（なまえ なし）";
    choose = "ファイルをえらぶ", "ファイルを えらぶ";
    choose_hint = "Excel（.xlsx）か CSV。書き出した計画のファイル（.toml）も。5MBまで", "Excelか CSV。5MBまで";
    paste = "表や文を貼りつける", "[表|ひょう]を はりつける";
    paste_hint = "Excel や PDF から写した文字を、ここに貼りつけます", "うつした もじを はります";
    paste_read = "貼りつけた表を読む", "[読|よ]む";
    too_large = "ファイルが大きすぎます（5MBまで）。使わないシートや写真を取りのぞいてください", "ファイルが おおきすぎます（5MBまで）";
    not_kept = "このパソコン・タブレットに残せませんでした。もういちどえらんでください", "のこせません。もういちど えらんで ください";
    pasted = "貼りつけた表", "はりつけた [表|ひょう]";
    into(plan: &str) = "入れる計画：{plan}", "けいかく：{plan}";
    reading = "表を読んでいます", "[読|よ]んで います";
    no_program = "表を読むしくみが、まだこのパソコン・タブレットにありません。電波のある所で一度この画面を開いてください。えらんだ表は残っています",
        "[電波|でんぱ]の ある ところで ひらいて ください。[表|ひょう]は のこって います";
    again = "もういちど読む", "もういちど [読|よ]む";
    refused = "この表は取りこめません", "この [表|ひょう]は いれられません";
    other = "ほかの表をえらぶ", "ほかの [表|ひょう]を えらぶ";
    give_up = "この表をやめる", "この [表|ひょう]を やめる";
    of_year(year: &str) = "{year}の表", "{year}の [表|ひょう]";
    whole = "計画まるごとのファイル", "けいかくの ファイル";
    whole_told = "計画のぜんたいを、このファイルのとおりにします。入れることができるのは管理者だけです", "けいかくの ぜんぶを かえます";
    nothing_new = "計画と同じです。変わるところはありません", "おなじです";
    nodes = "見出し", "みだし";
    measures = "取組", "[取組|とりくみ]";
    items = "項目", "こうもく";
    targets = "目標", "もくひょう";
    others = "ほか", "ほか";
    count(new: usize, changed: usize, same: usize) = "新しい {new}・変わった {changed}・同じ {same}", "あたらしい {new}・かわった {changed}・おなじ {same}";
    new_rows(n: usize) = "新しい {n}件", "あたらしい {n}";
    changed_rows(n: usize) = "変わった {n}件", "かわった {n}";
    gone_rows(n: usize) = "表にない {n}件", "[表|ひょう]に ない {n}";
    gone_told = "表にない行は、計画に残ります", "けいかくに のこります";
    gone_remove = "計画から消す", "けす";
    repairs(n: usize) = "直したところ {n}件", "なおした {n}";
    suggestions(n: usize) = "読み違いかもしれないところ {n}件", "まちがいかも {n}";
    questions(n: usize) = "たずねること {n}件", "しつもん {n}";
    questions_told = "答えなくても取りこめます。答えのないところは「わからない」のまま計画に残ります", "こたえなくても いれられます";
    line(n: u32) = "{n}行目", "{n}ぎょうめ";
    before = "前", "まえ";
    after = "後", "あと";
    blank = "（なし）", "（なし）";
    take_back = "取り消す", "もどす";
    make_again = "もう一度直す", "なおす";
    taken_back = "取り消しました", "もどしました";
    accept = "この直しにする", "なおす";
    accept_this = "これにする", "これに する";
    accepted = "この直しにしました", "なおしました";
    accepted_this = "これにしました", "これに しました";
    unaccept = "やめる", "やめる";
    proposal(text: &str) = "候補：{text}", "こうほ：{text}";
    more(n: usize) = "あと{n}件を見る", "あと {n} [見|み]る";
    put_in = "計画に入れる", "けいかくに いれる";
    put_in_n(n: usize) = "{n}件を書きます。全部入るか、何も入らないかのどちらかです", "{n} いれます";
    waits = "計画に入れるのを待っています", "まって います";
    waits_told = "このパソコン・タブレットに残っています。電波がつながると自動で送ります", "のこって います。あとで じどうで おくります";
    sending = "送っています", "おくって います";
    send_now = "いま送る", "いま おくる";
    look_again = "表にもどる", "[表|ひょう]に もどる";
    done = "計画に入れました", "いれました";
    done_n(n: usize) = "{n}件を書きました", "{n} いれました";
    done_same = "計画と同じでした。何も変わっていません", "おなじでした";
    see_plan = "計画を見る", "けいかくを [見|み]る";
    leave = "取りこみの途中の表があります。抜けると消えます", "[表|ひょう]が きえます";
    not_done = "計画に入れられませんでした。何も書いていません", "いれられません";

    tags = "余分な記号を取った", "きごうを とった";
    note = "欄に浮いた「記入予定」を取った", "「記入予定」を とった";
    space = "題名の中の空白を取った", "すきまを とった";
    name = "実施主体の名前を一覧に合わせた", "なまえを あわせた";
    shift = "ずれた列をもどした", "ずれを なおした";
    split = "くっついた行を分けた", "わけた";
    continued = "次のページの見出しを前とつないだ", "つないだ";
    late = "遅れて出た見出しを上につけた", "うえに つけた";
    moved = "離れた項目を取組にもどした", "もどした";
    joined = "切れた行をつないだ", "つないだ";
    hidden = "かくした行を除いた", "かくした ぎょうを のぞいた";
    target = "題名の中の目標を分けた", "もくひょうを わけた";
    repeated = "再掲（記録は一度だけ数える）", "おなじ こうもく";
    goal = "目標かもしれない", "もくひょうかも";
    scale = "規模（目標ではない）かもしれない", "[数|かず]かも";
    word = "文字の読み違い", "もじの まちがい";
    bracket = "かっこの片方がない", "かっこが ない";
    fixed = "直した", "なおした";
}

/// What a repair is called, by its word in the program's answer.
pub fn fix(what: &str) -> super::Text {
    match what {
        "tags" => tags(),
        "note" => note(),
        "space" => space(),
        "name" => name(),
        "shift" => shift(),
        "split" => split(),
        "continued" => continued(),
        "late" => late(),
        "moved" => moved(),
        "joined" => joined(),
        "hidden" => hidden(),
        "target" => target(),
        "again" => repeated(),
        "goal" => goal(),
        "scale" => scale(),
        "word" => word(),
        "bracket" => bracket(),
        _ => fixed(),
    }
}
