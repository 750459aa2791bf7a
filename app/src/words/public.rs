//! Words around the public page of a measure.

use super::words;

words! {
    heading = "だれでも見られるページ", "だれでも [見|み]られる ページ";
    send = "LINEなどで送る", "LINEで おくる";
    open = "そのページを開く（電波が要ります）", "その ページを [開|ひら]く";
    copied = "リンクを写しとりました。LINEなどにはりつけて送れます", "リンクを うつしました。LINEに はって おくれます";
    not_copied = "写しとれませんでした。下のリンクを長く押して写してください", "リンクを ながく おして うつして ください";
}
