//! Words of 設定: how it looks and speaks, who I am, what is on this phone.

use super::words;

words! {
    heading = "設定", "せってい";
    text_size = "文字の大きさ", "もじの おおきさ";
    size_normal = "標準", "ふつう";
    size_large = "大", "おおきい";
    size_largest = "特大", "とても おおきい";
    speech = "ことば", "ことば";
    speech_plain = "ふつう", "ふつう";
    speech_easy = "やさしい日本語", "やさしい [日本語|にほんご]";
    person = "わたしのこと", "わたし";
    groups = "わたしの団体", "わたしの [団体|だんたい]";
    sending = "送受信", "おくる・もらう";
    last_exchange(at: &str) = "最後に送受信した時刻 {at}", "さいごに おくった とき {at}";
    unsent_file = "未送信の記録をファイルに保存", "まだの ものを ファイルに のこす";
    storage = "このスマホの空き", "スマホの あき";
    build(id: &str) = "版 {id}", "ばん {id}";
    practice = "練習（残りません）", "れんしゅう（のこりません）";
    leave = "このスマホでの利用をやめる", "この スマホで [使|つか]うのを やめる";
    install = "ホーム画面に追加する", "ホーム[画面|がめん]に いれる";
}
