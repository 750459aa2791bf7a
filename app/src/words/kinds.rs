//! Names of kinds, bands, quantities and contents by their keys; a ward's own kinds and a plan's own words are data.

use super::{Text, words};

words! {
    total_visits = "延べ人数（来るたびに1人と数えた合計）", "[来|き]た [人|ひと]の ごうけい";
    ibasho_long = "居場所（いつでも立ち寄れる場）", "だれでも [行|い]ける ばしょ";
    children_hint = "高校生まで", "[高校生|こうこうせい]まで";
    people_total = "人数", "[人数|にんずう]";
}

/// やさしい日本語 of the built-in names; a name that is not here is said as it is.
const EASY: &[(&str, &str)] = &[
    ("aisatsu", "あいさつ [運動|うんどう]"),
    ("salon", "[高齢者|こうれいしゃ]サロン"),
    ("ibasho", "だれでも [行|い]ける ばしょ"),
    ("oyako", "[親子|おやこ]サロン"),
    ("kodomo_shokudo", "こども[食堂|しょくどう]"),
    ("kaishoku", "いっしょに [食|た]べる・[食事|しょくじ]を とどける"),
    ("taiso", "たいそう"),
    ("service_b", "サービスB"),
    ("ninchisho_cafe", "[認知症|にんちしょう]カフェ"),
    ("mimamori", "みまもり"),
    ("seikatsu_shien", "くらしの てつだい"),
    ("koryu", "まつりなど"),
    ("seiso", "そうじ"),
    ("koza", "べんきょう・きょうしつ"),
    ("kaigi", "かいぎ・べんきょう"),
    ("shuchi", "おしらせを くばる"),
    ("homon", "たずねる・いっしょに いる"),
    ("sodan", "そうだん"),
    ("senior", "65さいから"),
    ("adult", "おとな"),
    ("child", "こども"),
    ("first", "はじめての [人|ひと]"),
    ("user", "[使|つか]った [人|ひと]"),
    ("frail", "その うち [要支援|ようしえん]"),
    ("meals", "[食事|しょくじ]の かず"),
    ("families", "[家族|かぞく]の かず"),
    ("households", "[家|いえ]の かず"),
    ("cases", "けんすう"),
    ("trash", "その うち ごみ"),
    ("shopping", "その うち かいもの"),
    ("garden", "その うち にわ"),
    ("bulb", "その うち でんきゅう"),
    ("escort", "その うち いっしょに [行|い]く"),
    ("copies", "くばった かず"),
    ("places", "くばった ところ"),
    ("gym", "たいそう"),
    ("song", "うた"),
    ("tea", "おちゃ"),
    ("talk", "はなしを きく"),
    ("meal", "[食事|しょくじ]"),
    ("craft", "つくる"),
];

/// The name that core knows under a key, with its やさしい日本語.
pub fn named(key: &str, label: &str) -> Text {
    let easy = EASY.iter().find(|(known, _)| *known == key).map_or(label, |(_, easy)| easy);
    Text::of(label.to_owned(), easy.to_owned())
}
