//! Tests of text: limits in characters, folding and its laws, counts in any width, what looks like a person.

use proptest::prelude::*;

use super::*;

#[test]
fn length_is_counted_in_characters() {
    assert!(Name::parse(&"花".repeat(NAME_CHARS)).is_ok());
    assert_eq!(
        Name::parse(&"花".repeat(NAME_CHARS + 1)),
        Err(TextFault::TooLong { chars: NAME_CHARS + 1, limit: NAME_CHARS })
    );
    assert!(Note::parse(&"😀".repeat(NOTE_CHARS)).is_ok());
    assert!(Note::parse(&"😀".repeat(NOTE_CHARS + 1)).is_err());
    // か and its mark are one character once composed.
    assert!(Note::parse(&"か\u{3099}".repeat(NOTE_CHARS)).is_ok());
}

#[test]
fn what_is_typed_is_trimmed_and_composed() {
    assert_eq!(Name::parse("　つくし \t サロン\u{7} ").unwrap().as_str(), "つくし サロン");
    assert_eq!(Name::parse("カ\u{3099}").unwrap().as_str(), "ガ");
    assert_eq!(Name::parse(" 　\n"), Err(TextFault::Empty));
    assert_eq!(Note::parse(" 一\r\n二\r三\u{0} ").unwrap().as_str(), "一\n二\n三");
    assert!(Note::parse("").unwrap().is_empty());
}

#[test]
fn a_text_from_outside_goes_through_the_same_door() {
    assert_eq!(serde_json::from_str::<Name>("\" 花 \"").unwrap().as_str(), "花");
    assert!(serde_json::from_str::<Name>("\"\"").is_err());
    assert!(serde_json::from_str::<Note>(&format!("\"{}\"", "あ".repeat(NOTE_CHARS + 1))).is_err());
}

#[test]
fn one_word_in_all_its_spellings_is_found() {
    let same: &[&[&str]] = &[
        &["取組", "取組み", "取り組み"],
        &["子ども", "こども", "子供", "コドモ", "ｺﾄﾞﾓ"],
        &["10か所", "10箇所", "１０ヶ所", "10カ所", "10ヵ所", "10ケ所"],
        &["障がい", "障害"],
        &["高齢", "高齡"],
        &["サービスＢ", "サービスb", "さーびすB", "ｻｰﾋﾞｽB"],
        &["立ち上げ", "立上げ"],
        &["居場所づくり", "いばしょづくり", "居場所 づくり"],
        &["が", "か\u{3099}", "ガ", "ｶﾞ"],
    ];
    for words in same {
        let first = fold(words[0]);
        for word in *words {
            assert_eq!(fold(word), first, "{word}");
        }
    }
    assert_ne!(fold("サロン"), fold("サロソ"));
}

#[test]
fn a_query_finds_every_word_in_any_order() {
    let needle = Needle::new("ひなた　子供");
    assert!(needle.finds("こども食堂（ひなた会館）"));
    assert!(!needle.finds("こども食堂（こもれび会館）"));
    assert!(Needle::new(" 　").finds("なんでも"));
    assert!(Needle::new("地域ケアプラザ").finds("ひなたケアプラザ"));
    assert!(Needle::new("区社協").finds("区社会福祉協議会"));
    assert!(Needle::new("区社会福祉協議会").finds("区社協"));
}

#[test]
fn counts_are_read_in_any_width() {
    let read = |typed: &str| count(typed, 9_999);
    for (typed, number) in
        [("12", 12), ("１２", 12), (" 12人 ", 12), ("1,482人", 1_482), ("９，９９９", 9_999), ("0", 0)]
    {
        assert_eq!(read(typed), Ok(Some(number)), "{typed}");
    }
    assert_eq!(read(""), Ok(None));
    assert_eq!(read("人"), Ok(None));
    assert_eq!(read("-0"), Ok(Some(0)));
    assert_eq!(read("10000"), Err(CountFault::TooMany { limit: 9_999 }));
    assert_eq!(read(&"9".repeat(400)), Err(CountFault::TooMany { limit: 9_999 }));
    assert_eq!(read("-3"), Err(CountFault::Negative));
    assert_eq!(read("－３"), Err(CountFault::Negative));
    for wrong in ["十二", "1.5", "1e3", "12 3x", "--1", "人12"] {
        assert_eq!(read(wrong), Err(CountFault::NotANumber), "{wrong}");
    }
}

#[test]
fn a_note_that_names_somebody_is_noticed() {
    for text in ["田中さんが来た", "佐藤様より電話", "ケンタくんと工作", "鈴木氏の講話", "〇〇さんが転んだ"]
    {
        assert_eq!(personal(text), Some(Suspicion::Name), "{text}");
    }
    for text in ["045-123-4567 まで", "０９０−１２３４−５６７８", "電話は(045)123-4567", "09012345678"]
    {
        assert_eq!(personal(text), Some(Suspicion::Phone), "{text}");
    }
    for text in ["ひなた3丁目の方", "三丁目", "12番地", "５番３号", "203号室"] {
        assert_eq!(personal(text), Some(Suspicion::Address), "{text}");
    }
}

#[test]
fn what_is_said_of_many_is_no_warning() {
    for text in [
        "皆さんで歌いました",
        "みなさん元気でした",
        "民生委員さんも参加",
        "保健師さんの講話",
        "お母さんと赤ちゃん",
        "八百屋さんの差し入れ",
        "参加者の様子",
        "様々な人",
        "氏名は書かない",
        "近くをさんぽ",
        "ボランティアさん3人",
        "11月24日 10時 18人",
        "2026-11-24",
        "参加 130→368回",
        "",
        "😀😀",
    ] {
        assert_eq!(personal(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in "\\PC{0,24}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn folding_japanese_twice_is_folding_once(text in "[ぁ-んァ-ヶｦ-ﾟ取組子供箇所障害みりがい合打話問立上付受け　 ー・ーA-Zａ-ｚ０-９゛゜\u{3099}\u{309a}]{0,24}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn a_text_is_found_by_itself(text in "[ぁ-んァ-ヶ取組子供箇所]{1,12}") {
        prop_assert!(Needle::new(&text).finds(&text));
    }

    #[test]
    fn parsing_what_was_parsed_changes_nothing(text in "\\PC{0,60}") {
        if let Ok(name) = Name::parse(&text) {
            prop_assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
            prop_assert!(is_clean(name.as_str(), NAME_CHARS, false));
        }
        if let Ok(note) = Note::parse(&text) {
            prop_assert_eq!(Note::parse(note.as_str()), Ok(note.clone()));
            prop_assert!(is_clean(note.as_str(), NOTE_CHARS, true));
        }
    }

    #[test]
    fn any_text_is_counted_and_suspected_without_a_panic(text in ".{0,40}") {
        let _ = (count(&text, 9_999), personal(&text));
    }
}
