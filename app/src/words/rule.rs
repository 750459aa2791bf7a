//! Words of what counts for which measure: a plan's rules, and a person's word on one log.

use tsunagari_core::intent::RuleFault;

use super::{Speech, Text, kinds, words};
use crate::read::rules::Asks;

words! {
    heading = "この取組に数える活動", "この [取組|とりくみ]に かぞえる もの";
    none = "ひとりでに数える活動は決まっていません。記録ごとに選べます", "きまって いません。きろくで えらべます";
    own_word = "記録ごとに、数える・数えないを変えられます", "きろくで かえられます";
    all_rules = "この計画の数え方を見る", "かぞえかたを [見|み]る";
    page = "数え方", "かぞえかた";
    page_told = "どの活動の記録を、どの取組の実績に数えるかの決まりです。条件がいくつもあるときは、すべてに当てはまる記録を数えます",
        "どの きろくを どの [取組|とりくみ]に かぞえるか きめて います";
    page_none = "決まりはまだありません", "まだ ありません";
    what = "数える活動", "かぞえる もの";
    counts_for = "取組", "[取組|とりくみ]";
    of_kinds(names: &str) = "{names}の記録", "{names}の きろく";
    of_group(name: &str) = "団体「{name}」の記録", "「{name}」の きろく";
    of_some_group = "ひとつの団体の記録", "ある [団体|だんたい]の きろく";
    of_runner(name: &str) = "{name}が運営する場所での記録", "{name}の ばしょの きろく";
    of_opened = "計画の期間に始まった場所での記録", "あたらしい ばしょの きろく";
    and(one: &str, other: &str) = "{one}、かつ {other}", "{one}、そして {other}";
    missing_measure = "いまはない取組", "いまは ない [取組|とりくみ]";
    add = "決まりを足す", "きまりを たす";
    edit = "変える", "かえる";
    remove = "なくす", "なくす";
    removed = "決まりをなくしました", "なくしました";
    put_back = "元に戻す", "もどす";
    save = "保存する", "のこす";
    cancel = "やめる", "やめる";
    kind = "活動の種類（選ばなければ、どの種類も）", "しゅるい";
    group = "団体", "[団体|だんたい]";
    any_group = "どの団体も", "どの [団体|だんたい]も";
    runner = "場所を運営する人（例：地区社協）", "ばしょを うごかす [人|ひと]";
    runner_hint = "書かなければ、だれが運営する場所も", "かかなくても いいです";
    opened = "計画の期間に始まった場所だけ", "あたらしい ばしょだけ";
    measures = "どの取組に数えるか", "どの [取組|とりくみ]に かぞえるか";
    search = "取組を探す", "さがす";
    would_change(n: usize, gain: usize, lose: usize) = "保存すると、このスマホの記録{n}件の数え方が変わります（ふえる {gain}件、へる {lose}件）",
        "のこすと {n}[件|けん]の きろくが かわります";
    would_not = "保存しても、このスマホの記録の数え方は変わりません", "のこしても かわりません";
    parallel(what: &str) = "別の人も同じ決まりを変えました：{what}。どちらか選ぶ", "ほかの [人|ひと]も かえました：{what}。どちらか えらぶ";
    none_of_it = "なくす", "なくす";
    fault_condition = "種類・団体・運営する人・始まった時期のどれかを選んでください", "どれか えらんで ください";
    fault_measure = "どの取組に数えるかを選んでください", "[取組|とりくみ]を えらんで ください";
    fault_gone = "選んだ取組が、いまの計画にありません。選び直してください", "[取組|とりくみ]が ありません。もういちど えらんで ください";
    fault_many(n: usize) = "{n}個までです", "{n}こ までです";
    fault_kind = "選んだ種類が、この区にはありません", "しゅるいが ありません";
    fault_years = "その取組の計画は、この記録の年度のものではありません", "ちがう [年度|ねんど]の [計画|けいかく]です";
    serve = "この記録を数える取組", "これを かぞえる [取組|とりくみ]";
    serve_none = "いまは、どの取組にも数えていません", "いまは ありません";
    serve_own = "人が選びました", "[人|ひと]が えらびました";
    serve_not = "数えません（人が選びました）", "かぞえません";
    serve_more = "ほかの取組にも数える", "ほかの [取組|とりくみ]にも";
    yes = "数える", "かぞえる";
    no = "数えない", "かぞえない";
}

/// What a rule asks for, in one sentence.
pub fn sentence(asks: &Asks) -> Text {
    let plain = |text: &Text| text.letters(Speech::Plain);
    let names: Vec<String> = asks.kinds.iter().map(|(key, short)| plain(&kinds::named(key, short))).collect();
    let group = asks.group.as_deref().map(|name| match name {
        "" => of_some_group(),
        name => of_group(name),
    });
    let parts = [
        (!names.is_empty()).then(|| of_kinds(&names.join("・"))),
        group,
        asks.runner.as_deref().map(of_runner),
        asks.opened.then(of_opened),
    ];
    let parts = parts.into_iter().flatten();
    parts.reduce(|one, other| and(&plain(&one), &plain(&other))).unwrap_or_else(none_of_it)
}

/// Why a rule was not taken, and what to do.
pub fn fault(fault: RuleFault) -> Text {
    match fault {
        RuleFault::NoCondition => fault_condition(),
        RuleFault::NoMeasure => fault_measure(),
        RuleFault::Measure(_) => fault_gone(),
        RuleFault::Kind => fault_kind(),
        RuleFault::TooMany(most) => fault_many(most),
        RuleFault::Years => fault_years(),
    }
}
