//! Words of 設定 about this phone: what is sent and waits, room, clock, build, leaving, practice.

use tsunagari_core::change::Refused;

use super::{Text, log, words};

words! {
    never_exchanged = "まだ送受信していません", "まだ おくって いません";
    exchanged(at: &str) = "最後の送受信 {at}", "さいごに やりとり した とき {at}";
    nothing_unsent = "未送信の記録はありません", "ぜんぶ おくりました";
    unsent_list = "未送信の記録", "まだ おくって いない もの";
    no_day = "日なし", "[日|ひ]なし";
    in_row(day: &str, what: &str) = "{day}　{what}", "{day} {what}";
    kept_here = "このスマホに保存してあります。電波がつながると自動で送ります", "この スマホに のこして あります。あとで じどうで おくります";
    waiting(days: i64) = "{days}日 送れていません。ケアプラザのWi‑Fiで送れます", "{days}[日|にち] おくれて いません。ケアプラザの Wi‑Fiで おくれます";

    attention = "直してください", "なおして ください";
    attention_none = "直すものはありません", "なおす ものは ありません";
    attention_told = "区のほうで受けとれなかった記録です。書いたものはこのスマホに残っています",
        "うけとって もらえませんでした。[書|か]いた ものは のこって います";
    let_go = "この変更をやめる", "これを やめる";
    let_go_told = "やめると、この変更は送られません。先にファイルに保存できます", "やめると おくりません";
    open_it = "開いて直す", "[開|ひら]いて なおす";

    why_malformed = "読みとれない記録でした", "よめませんでした";
    why_oversize = "長すぎます。短くしてください", "ながすぎます。みじかく して ください";
    why_scope = "いまは担当していない地区の記録です。ケアプラザにお知らせください", "べつの [地区|ちく]の ものです。ケアプラザに [言|い]って ください";
    why_role = "この記録を直せるのは、その団体の方と職員です", "これは その [団体|だんたい]の [人|ひと]が なおします";
    why_value(field: &str) = "{field}の値が範囲の外です", "{field}が おおきすぎるか まちがいです";
    why_parent = "この前の記録が受けとれなかったためです", "まえの ものが だめだった からです";
    why_cycle = "見出しの上下が輪になっています", "[上|うえ]と [下|した]が まるく なって います";
    why_update = "アプリが古いためです。新しくしてから、もういちど送ります", "アプリが ふるいです。あたらしく して ください";
    why_other = "区のほうで受けとれませんでした。ケアプラザにお知らせください", "うけとれませんでした。ケアプラザに [言|い]って ください";

    to_file = "ファイルに保存", "ファイルに のこす";
    to_file_told = "電波がどうしてもつながらないとき、ファイルをケアプラザに渡すと送れます",
        "どうしても おくれない とき、ファイルを ケアプラザに わたします";
    file_kept = "ファイルに保存しました", "ファイルに のこしました";
    file_not_kept = "ファイルに保存できませんでした。記録はこのスマホに残っています", "のこせませんでした。きろくは のこって います";
    carry = "預かったファイルを開いて送る", "あずかった ファイルを おくる";
    carry_told = "ほかの方の未送信のファイルを、この画面から送ります。書いた方の名前で残ります",
        "ほかの [人|ひと]の ファイルを ここから おくります";
    carried(n: usize) = "{n}件を受けとりました。電波がつながると自動で送ります", "{n}[件|けん] もらいました。あとで じどうで おくります";
    carried_none = "ファイルは選ばれませんでした", "ファイルが ありません";
    not_a_file = "つながり帳の未送信のファイルではないようです。別のファイルを選んでください", "ちがう ファイルです";

    storage = "保存のようす", "のこす ところ";
    used(size: &str) = "使っている大きさ {size}", "[使|つか]って いる おおきさ {size}";
    room(size: &str) = "空き 約{size}", "あき だいたい {size}";
    room_unknown = "空きの大きさは、この画面ではわかりません", "あきは わかりません";
    kept_for_good = "スマホがいっぱいになっても、つながり帳は消されません", "スマホが いっぱいでも きえません";
    may_go = "スマホがいっぱいになると、送信済みの記録の写しが消されることがあります。送信した記録は区に残っています。未送信があるときは早めに送ってください",
        "スマホが いっぱいに なると きえる ことが あります。はやく おくって ください";
    may_go_tab = "この画面で使うと、7日開かないだけで消されることがあります。ホーム画面に追加してください",
        "この [画面|がめん]では きえる ことが あります。ホーム[画面|がめん]に いれて ください";
    ask_to_keep = "消さないように頼む", "けさないで と たのむ";
    forgets = "この画面は閉じると忘れます（プライベートモードなど）。記録は送信されるまで残りません",
        "この [画面|がめん]は とじると わすれます";

    clock = "このスマホの時計", "スマホの とけい";
    clock_right = "時計は合っています", "とけいは だいじょうぶ です";
    help = "アプリのこと", "アプリの こと";
    this_build(id: &str) = "版 {id}", "ばん {id}";
    new_build = "新しい版があります", "あたらしい つながり[帳|ちょう]が あります";
    new_build_form = "書きかけの画面を閉じてから新しくします", "[書|か]きおわってから あたらしく します";

    my_name = "呼び名", "よびな";
    rename = "呼び名を変える", "よびなを かえる";
    save = "保存する", "のこす";
    saved = "このスマホに保存しました", "この スマホに のこしました";
    my_district = "担当の地区", "[地区|ちく]";
    role_volunteer = "担い手（スタッフ）", "てつだう [人|ひと]";
    role_staff = "職員", "しょくいん";
    role_admin = "区の管理者", "[区|く]の [人|ひと]";
    role = "立場", "たちば";
    not_joined = "まだ参加していません。計画と場所は、参加しなくても見られます", "まだ さんか して いません。[計画|けいかく]は [見|み]られます";
    waiting_ok = "ケアプラザの確認待ち", "ケアプラザが たしかめて います";
    my_groups_hint = "選んだ団体が「きょう」に出ます", "えらんだ [団体|だんたい]が「きょう」に でます";
    groups_none = "この地区に団体の登録がまだありません。ケアプラザが登録すると選べます", "まだ [団体|だんたい]が ありません";
    staff_page = "職員のページ", "しょくいんの ページ";

    practice = "練習（残りません）", "れんしゅう（のこりません）";
    practice_told = "本物と同じ画面で試せます。書いたものは残らず、どこにも送りません", "ためす ことが できます。のこりません。おくりません";
    practice_start = "練習を始める", "れんしゅうを はじめる";

    leave = "このスマホでの利用をやめる", "この スマホで [使|つか]うのを やめる";
    leave_told = "このスマホから記録の写しを消します。送信した記録は区に残ります", "この スマホから けします。おくった ものは のこります";
    leave_unsent(n: usize) = "未送信が{n}件あるので、まだやめられません。先に送るか、ファイルに保存してください",
        "まだ {n}[件|けん] おくって いません。さきに おくるか ファイルに のこして ください";
    leave_sure = "やめる", "やめる";
    leave_keep = "使い続ける", "[使|つか]う";
    left = "このスマホでの利用をやめました。ありがとうございました", "おわりました。ありがとう ございました";
    not_saved = "保存できませんでした。入れたものはこの画面に残っています", "のこせませんでした。[書|か]いた ものは ここに あります";
    offline_now = "いまは電波がつながっていないので、できません。電波のある所でもういちど押してください",
        "いま [電波|でんぱ]が ないので できません。あとで もういちど おして ください";

    kind_group = "団体", "[団体|だんたい]";
    kind_session = "定例の活動", "いつもの [活動|かつどう]";
    kind_place = "場所", "ばしょ";
    kind_person = "人", "[人|ひと]";
    kind_plan = "計画", "[計画|けいかく]";
    kind_other = "そのほか", "ほか";
    kind_named(kind: &str, name: &str) = "{kind}：{name}", "{kind}：{name}";
}

/// Why the server did not take a change, in words that say what to do.
pub fn why(reason: &Refused) -> Text {
    match reason {
        Refused::Malformed | Refused::OtherBytes => why_malformed(),
        Refused::Oversize => why_oversize(),
        Refused::Protocol | Refused::Kind | Refused::UnknownField { .. } => why_update(),
        Refused::Scope | Refused::Place => why_scope(),
        Refused::Role => why_role(),
        Refused::Value { field } => why_value(&field_name(field).letters(super::Speech::Plain)),
        Refused::Parent => why_parent(),
        Refused::Cycle => why_cycle(),
        _ => why_other(),
    }
}

/// What a field of a record is called where its kind has no word of its own.
pub fn field_name(field: &str) -> Text {
    match field.split('.').next().unwrap_or_default() {
        "head" | "heads" | "qty" => log::total(),
        "helpers" => log::helpers(),
        "day" => log::day(),
        "month" => log::month(),
        "place" => log::place(),
        "slot" => log::start(),
        "held" => log::not_held(),
        "note" => log::note(),
        "about" => log::about(),
        "removed" => super::records::deleted(),
        _ => log::what_was_done(),
    }
}
