//! Words for what goes wrong: what happened, what is safe, what to do.

use super::words;

words! {
    offline = "いまは電波がつながっていません", "いま [電波|でんぱ]が ありません";
    offline_safe = "記録も、見るのも、このままできます。電波がつながると自動で送ります",
        "このまま [書|か]けます。[見|み]られます。あとで じどうで おくります";
    storage_full = "このスマホの空きがいっぱいで、保存できませんでした", "スマホが いっぱいで、のこせませんでした";
    storage_full_safe = "前に保存した記録は残っています。いま書いたものもこの画面に残っています",
        "まえの きろくは のこって います。いま [書|か]いた ものも この [画面|がめん]に あります";
    storage_full_way = "写真や使わないアプリを減らして、もういちど押してください", "しゃしんを へらして、もういちど おして ください";
    storage_lost = "この画面は保存のしくみとつながらなくなりました", "いま のこせません";
    storage_lost_way = "記録は残っています。もういちど開いてください", "きろくは のこって います。もういちど [開|ひら]いて ください";
    emptied = "このスマホに保存していたものが消えました", "この スマホに のこした ものが きえました";
    emptied_kept(count: usize) = "まだ送っていない記録（{count}件）は、もういちど保存しました。電波がつながると自動で送ります",
        "まだ おくって いない きろく（{count}）は もういちど のこしました。あとで じどうで おくります";
    emptied_sent = "送信済みの記録は残っています。電波がつながると、ここに戻ります",
        "おくった きろくは のこって います。あとで ここに もどります";
    emptied_before = "まだ送っていなかった記録は、残っていないかもしれません。手帳などと見くらべて、なければもういちど記録してください",
        "まだ おくって いない きろくは きえたかも しれません。なければ もういちど きろくして ください";
    emptied_why = "スマホの空きが少ないときや、履歴を消したときに起こります。空きを増やしてください",
        "スマホが いっぱいの ときに おきます。しゃしんを へらして ください";
    storage_none = "この画面では記録を残せません（プライベートモードなど）", "この [画面|がめん]では のこせません";
    storage_none_way = "ふつうの画面で開きなおしてください。見るだけならこのままできます",
        "ふつうの [画面|がめん]で [開|ひら]いて ください。[見|み]る ことは できます";
    storage_blocked = "ほかの画面で開いている古いつながり帳を閉じてください", "ほかの [画面|がめん]の つながり[帳|ちょう]を とじて ください";
    clock_wrong = "このスマホの時計がずれているようです", "スマホの とけいが ちがいます";
    clock_minutes(minutes: i64) = "約{minutes}分ずれています。記録の日がちがっていないか見てください",
        "だいたい {minutes}[分|ふん] ちがいます。[日|ひ]を [見|み]て ください";
    clock_hours(hours: i64) = "約{hours}時間ずれています。記録の日がちがっていないか見てください",
        "だいたい {hours}[時間|じかん] ちがいます。[日|ひ]を [見|み]て ください";
    clock_days(days: i64) = "約{days}日ずれています。記録の日がちがっていないか見てください",
        "だいたい {days}[日|にち] ちがいます。[日|ひ]を [見|み]て ください";
    refused = "直してください", "なおして ください";
    refused_kept = "書いたものはこのスマホに残っています", "[書|か]いた ものは のこって います";
    signed_out = "もういちど参加番号を入れてください", "もういちど さんか ばんごうを いれて ください";
    signed_out_safe = "記録はこのスマホに残っていて、参加すると送ります", "きろくは のこって います。さんか すると おくります";
    revoked = "このスマホでの利用は、ケアプラザで止められています", "この スマホは [使|つか]えなく なって います";
    revoked_safe = "まだ送っていない記録は、このスマホに残っています", "まだの きろくは のこって います";
    revoked_way = "「設定」でファイルに保存して、ケアプラザに渡すと送れます", "「せってい」で ファイルに のこして、ケアプラザに わたして ください";
    panic = "思わぬことが起きて、画面が止まりました", "[画面|がめん]が とまりました";
    panic_safe = "保存した記録と書きかけは残っています", "きろくは のこって います";
    panic_way = "もういちど開く", "もういちど [開|ひら]く";
    update_ready = "新しいつながり帳があります", "あたらしい つながり[帳|ちょう]が あります";
    update_now = "新しくする", "あたらしく する";
    update_later = "あとで", "あとで";
    update_spares = "書きかけはそのまま残ります", "[書|か]いた ものは のこります";
    captive = "電波はありますが、Wi‑Fiの入口で止められています。Wi‑Fiの画面で同意してください",
        "Wi‑Fiの [画面|がめん]で「はい」を おして ください";
    server_busy = "いま混みあっています。自動でまた送ります", "いま こんで います。あとで じどうで おくります";
    not_yours = "ほかの団体の記録なので、直せません。ケアプラザにお知らせください",
        "ほかの [団体|だんたい]の きろくです。ケアプラザに [言|い]って ください";
    part_missing_way = "この画面は、電波のよい所でいちど開くと、次からは電波がなくても開けます",
        "[電波|でんぱ]の ある ところで もういちど [開|ひら]いて ください。つぎからは いつでも [開|ひら]けます";
    help_phone(name: &str, phone: &str) = "困ったときは {name} {phone}", "こまった ときは {name} {phone}";
}

/// Milliseconds in a minute, minutes in an hour and in a day.
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// How far the phone's clock is off, by so many milliseconds either way: in minutes up to two hours, in hours up to two days,
/// else in days.
pub fn clock_off(off: i64) -> super::Text {
    let minutes = off.saturating_abs() / MINUTE;
    let about = |unit: i64| (minutes + unit / 2) / unit;
    if minutes < 2 * HOUR {
        clock_minutes(minutes)
    } else if minutes < 2 * DAY {
        clock_hours(about(HOUR))
    } else {
        clock_days(about(DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Speech;

    #[test]
    fn a_clock_that_is_days_off_is_told_in_days() {
        let said = |minutes: i64| {
            let text = clock_off(minutes * MINUTE).letters(Speech::Plain);
            text.split("ずれ").next().unwrap_or_default().to_owned()
        };
        let told = [
            (11, "約11分"),
            (-119, "約119分"),
            (120, "約2時間"),
            (-9 * HOUR, "約9時間"),
            (2 * DAY - 1, "約48時間"),
            (2 * DAY, "約2日"),
            (-3 * DAY - 13 * HOUR, "約4日"),
            (365 * DAY, "約365日"),
        ];
        for (minutes, words) in told {
            assert_eq!(said(minutes), words);
        }
        assert!(clock_off(i64::MIN).letters(Speech::Plain).contains('日'));
    }
}
