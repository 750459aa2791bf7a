//! Words of the ways to read a plan: by body, year and target, a district's part, on paper.

use super::words;

words! {
    ways = "計画の見かた", "[見|み]かた";
    contents = "目次", "もくじ";
    by_body = "団体から", "する ところから";
    by_year = "年度から", "[年度|ねんど]から";
    by_target = "目標から", "もくひょうから";
    by_district = "わたしの地区", "わたしの [地区|ちく]";
    by_beside = "区と地区", "[区|く]と [地区|ちく]";
    list = "計画の中をえらぶ", "えらぶ";
    about_plan = "この計画について", "この [計画|けいかく]は";
    rows(n: usize) = "{n}件", "{n}[件|けん]";
    no_rows = "この計画には書かれていません", "[書|か]いて ありません";
    body_unknown(word: &str) = "{word}のわからないもの", "だれが するか わからない";
    possible = "候補（確かめていません）", "かも しれません";
    year_now = "いまの年度", "いま";
    year_unknown = "年度不明", "[年度|ねんど]が わかりません";
    year_outside(year: &str) = "いまの年度（{year}）は、この計画の期間の外です", "いま（{year}）は この [計画|けいかく]に ありません";
    cell_like_before(what: &str) = "前の年度と同じ：{what}", "まえと おなじ：{what}";
    arrow_told = "→ は前の年度と同じ", "→ は まえと おなじ";
    none_told = "－ はなし", "－ は しません";
    mark_told = "◎ はその年度の重点の印", "◎ は たいせつな しるし";
    cell_blank = "記載なし", "ありません";
    district = "どの地区を見ますか", "どの [地区|ちく]";
    choose_district = "地区を選ぶ", "[地区|ちく]を えらぶ";
    choose_district_way = "地区を選ぶと、その地区の計画と、区の計画のうちその地区にかかわる取組が出ます",
        "[地区|ちく]を えらんで ください";
    own_plan = "地区の計画", "[地区|ちく]の [計画|けいかく]";
    own_plan_none(name: &str) = "{name}の計画は、まだ届いていません", "{name}の [計画|けいかく]は まだ ありません";
    of_ward = "区の計画のうち、この地区にかかわる取組", "[区|く]の [計画|けいかく]で この [地区|ちく]の こと";
    of_ward_none = "この地区にかかわると書かれた取組はありません", "ありません";
    targets_shared = "この地区もいっしょに進める目標", "いっしょに する もくひょう";
    because_everywhere = "目標：全地区", "ぜんぶの [地区|ちく]";
    because_own = "この地区の目標", "この [地区|ちく]の もくひょう";
    because_answered = "地区の計画に取組がある", "[地区|ちく]の [計画|けいかく]に ある";
    because_named = "全地区・この地区の名がある", "[地区|ちく]の [名前|なまえ]が ある";
    ward_measure = "区の計画の取組", "[区|く]の [計画|けいかく]";
    district_measure = "地区の計画の取組", "[地区|ちく]の [計画|けいかく]";
    answers = "この取組に応える地区の計画", "[地区|ちく]の [計画|けいかく]では";
    answers_none(n: usize) = "このほか、区の計画の取組{n}件には、応える取組を書いた地区がまだありません", "ほかの {n}には まだ ありません";
    answers_silent(names: &str) = "計画はあるが、この取組への記載がない地区：{names}", "[書|か]いて いない [地区|ちく]：{names}";
    answers_unplanned(n: usize) = "地区の計画がまだ届いていない地区（{n}）", "[計画|けいかく]が まだ ない [地区|ちく]（{n}）";
    answer_to = "この取組が応える、区の計画の取組", "[区|く]の [計画|けいかく]では";
    only_district = "地区だけの取組", "[地区|ちく]だけ";
    print = "印刷する", "いんさつする";
    print_told = "計画の表をA4で印刷します", "[紙|かみ]に します";
    printed_on(day: &str) = "印刷した日：{day}", "いんさつ：{day}";
    printed_from(what: &str) = "もと：{what}", "もと：{what}";
    paper_draft = "案", "[案|あん]";
    paper_measure = "取組", "[取組|とりくみ]";
    paper_items = "実施計画", "する こと";
    paper_loose = "見出しのわからない取組", "[見出|みだ]しが わからない";
    paper_years = "年度", "[年度|ねんど]";
    goes_on = "（続き）", "（つづき）";
    page_of(n: usize, all: usize) = "{n} / {all}ページ", "{n} / {all}ページ";
    as_of(day: &str) = "基準日：{day}", "いつまで：{day}";
    was_called(name: &str) = "前の計画では「{name}」", "まえは「{name}」";
}
