//! Names of kinds, bands, quantities and contents; a plan's own words are data and do not stand here.

use super::words;

words! {
    greeting = "あいさつ運動", "あいさつ[運動|うんどう]";
    salon = "サロン", "サロン";
    ibasho = "居場所（いつでも立ち寄れる場）", "だれでも [行|い]ける ばしょ";
    ibasho_short = "居場所", "だれでも [行|い]ける ばしょ";
    dementia_cafe = "認知症カフェ", "[認知症|にんちしょう]カフェ";
    exercise = "体操", "たいそう";
    event = "交流行事", "まつりなど";
    cleaning = "清掃", "そうじ";
    class = "講座・教室", "べんきょう・きょうしつ";
    parents = "親子サロン", "[親子|おやこ]サロン";
    childrens_table = "子ども食堂", "[子|こ]ども[食堂|しょくどう]";
    meals = "会食・配食", "[食事|しょくじ]を いっしょに・とどける";
    service_b = "サービスB", "サービスB";
    meeting = "会議・研修", "かいぎ・べんきょう";
    notice = "周知・配布", "おしらせを くばる";
    visit = "訪問・同席支援", "たずねる・いっしょに いる";
    watching = "見守り", "みまもり";
    daily_help = "生活支援", "くらしの てつだい";
    advice = "相談", "そうだん";
    own = "ほかの活動", "ほかの [活動|かつどう]";

    over_65 = "65歳以上", "65さいから";
    adults = "おとな", "おとな";
    children = "こども", "こども";
    children_hint = "高校生まで", "[高校生|こうこうせい]まで";
    families = "組", "[組|くみ]";
    users = "利用", "[使|つか]った [人|ひと]";
    support_needed = "うち要支援", "その うち [要支援|ようしえん]";
    total_people = "人数", "[人数|にんずう]";
    meals_served = "食", "[食|しょく]";
    copies = "部", "[部|ぶ]";
    spots = "か所", "か[所|しょ]";
    cases = "件", "[件|けん]";
    homes = "軒", "[軒|けん]";
    total_visits = "延べ人数（来るたびに1人と数えた合計）", "[来|き]た [人|ひと]の ごうけい";

    content_exercise = "体操", "たいそう";
    content_song = "歌", "うた";
    content_tea = "茶話", "おちゃ";
    content_talk = "講話", "はなしを きく";
    content_meal = "食事", "しょくじ";
    content_craft = "工作", "つくる";
}
