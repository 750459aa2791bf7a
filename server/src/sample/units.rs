//! Who does what in つむぎ区（架空）: its groups with their places and rhythms, as the field's table counts them; no log.

use tsunagari_core::calendar::Weekday;

/// The twelve districts, in the order of the field's table, with the key that the ward's file gives them.
pub(super) const DISTRICTS: [(&str, &str); 12] = [
    ("hinata", "ひなた"),
    ("komorebi", "こもれび"),
    ("soyokaze", "そよかぜ"),
    ("michikusa", "みちくさ"),
    ("yunagi", "ゆうなぎ"),
    ("asatsuyu", "あさつゆ"),
    ("hoshizora", "ほしぞら"),
    ("kazaguruma", "かざぐるま"),
    ("watagumo", "わたぐも"),
    ("donguri", "どんぐり"),
    ("shirotsume", "しろつめ"),
    ("nanakamado", "ななかまど"),
];

/// When a unit meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rhythm {
    /// Every week on a day.
    Weekly(Weekday),
    /// The n-th such weekdays of the month.
    Nth(&'static [u8], Weekday),
    /// The n-th such weekday of these months.
    In(&'static [u8], u8, Weekday),
    /// The school day nearest to the 8th.
    Eighth,
    /// Counted for the whole month.
    Month,
}

/// One group (or one gate of it) with its rhythm.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Unique in the ward; ids come from it.
    pub(super) key: String,
    /// The group's name.
    pub(super) group: String,
    /// The activity kind's key.
    pub(super) what: &'static str,
    /// Index into [`DISTRICTS`].
    pub(super) district: usize,
    /// The place's name; none for what has no place.
    pub(super) place: Option<String>,
    /// When.
    pub(super) rhythm: Rhythm,
    /// Start, `10:00`; empty where there is none.
    pub(super) slot: &'static str,
    /// Fiscal-year months (4–12, 1–3) in which it rests.
    pub(super) off: &'static [u8],
    /// First month of the second year in which it exists (a unit that began late); none where it is old.
    pub(super) from: Option<(i32, u8)>,
}

const BLOOMS: [&str; 44] = [
    "つくし",
    "たんぽぽ",
    "すみれ",
    "なずな",
    "れんげ",
    "さくら",
    "ふじ",
    "あじさい",
    "ほたる",
    "あさがお",
    "ひまわり",
    "ききょう",
    "はぎ",
    "こすもす",
    "りんどう",
    "もみじ",
    "いちょう",
    "さざんか",
    "つばき",
    "すいせん",
    "うめ",
    "もも",
    "やまぶき",
    "あやめ",
    "くちなし",
    "ほおずき",
    "なでしこ",
    "すすき",
    "きんもくせい",
    "ひいらぎ",
    "ゆず",
    "みかん",
    "ふきのとう",
    "わらび",
    "よもぎ",
    "すぎな",
    "かたばみ",
    "せり",
    "はこべ",
    "すずな",
    "すずしろ",
    "ゆり",
    "ぼたん",
    "きく",
];

const DAYS: [Weekday; 4] = [Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// All units of the ward.
pub(super) fn units() -> Vec<Unit> {
    [
        greetings(),
        salons(),
        children(),
        places(),
        meals(),
        stations(),
        services(),
        cafes(),
        monthly(),
        events(),
        plazas(),
    ]
    .concat()
}

fn unit(
    what: &'static str,
    district: usize,
    n: usize,
    group: String,
    rhythm: Rhythm,
    slot: &'static str,
) -> Unit {
    let place = Some(format!("{}会館", name(district)));
    Unit {
        key: format!("{what}/{district}/{n}"),
        group,
        what,
        district,
        place,
        rhythm,
        slot,
        off: &[],
        from: None,
    }
}

fn name(district: usize) -> &'static str {
    DISTRICTS.get(district).map_or("", |(_, name)| name)
}

fn of<T: Copy>(list: &[T], n: usize) -> Option<T> {
    list.get(n % list.len().max(1)).copied()
}

fn greetings() -> Vec<Unit> {
    let gates = |district: usize| match district {
        0..=2 => (2, Rhythm::Weekly(Weekday::Mon), None),
        3..=7 => (3, Rhythm::Eighth, None),
        8 | 10 => (4, Rhythm::Eighth, None),
        11 => (2, Rhythm::Eighth, Some((0, 10))),
        _ => (0, Rhythm::Eighth, None),
    };
    let at = ["小 正門", "中 正門", "小 東門", "第二集会所前"];
    (0..DISTRICTS.len())
        .flat_map(|district| {
            let (count, rhythm, from) = gates(district);
            at.iter().take(count).enumerate().map(move |(n, gate)| {
                let group = format!("{}{gate}のあいさつ", name(district));
                let mut unit = unit("aisatsu", district, n, group, rhythm.clone(), "07:40");
                unit.place = Some(format!("{}{gate}", name(district)));
                unit.off = if matches!(district, 8 | 10) { &[8, 9, 1] } else { &[8] };
                unit.from = from;
                unit
            })
        })
        .collect()
}

fn salons() -> Vec<Unit> {
    BLOOMS
        .iter()
        .enumerate()
        .map(|(n, bloom)| {
            let day = if n == 0 { Weekday::Tue } else { of(&DAYS, n).unwrap_or(Weekday::Fri) };
            let rhythm = match n {
                0 => Rhythm::Nth(&[4], day),
                1..=27 => Rhythm::Nth(of(&[&[1][..], &[2], &[3], &[4]], n).unwrap_or(&[1]), day),
                28..=41 => Rhythm::Nth(of(&[&[1, 3][..], &[2, 4]], n).unwrap_or(&[2, 4]), day),
                _ => Rhythm::In(&[5, 7, 9, 11, 1, 3], 2, day),
            };
            let slot = if n % 3 == 1 { "13:30" } else { "10:00" };
            let mut unit = unit("salon", n % 12, n, format!("{bloom}サロン"), rhythm, slot);
            unit.off = if n % 5 == 4 { &[] } else { &[8] };
            unit
        })
        .collect()
}

fn children() -> Vec<Unit> {
    let names = ["ぴよぴよ", "ころころ", "にこにこ", "よちよち", "すくすく", "ぽかぽか"];
    (0..12)
        .map(|n| {
            let group = format!("{}{}ひろば", name(n), of(&names, n).unwrap_or(""));
            let day = of(&[Weekday::Tue, Weekday::Wed, Weekday::Thu], n).unwrap_or(Weekday::Tue);
            let mut unit = unit("oyako", n, n, group, Rhythm::Nth(&[2], day), "10:00");
            unit.off = &[8];
            unit
        })
        .collect()
}

fn places() -> Vec<Unit> {
    let homes = [
        ("まめのきハウス", 0, None),
        ("ゆうなぎ縁側", 4, None),
        ("こもれび亭", 1, None),
        ("ひなた文庫", 0, None),
        ("わたぐもの家", 8, Some((0, 7))),
        ("みちくさ広場", 3, Some((0, 11))),
    ];
    homes
        .iter()
        .enumerate()
        .map(|(n, (home, district, from))| {
            let day =
                of(&[Weekday::Wed, Weekday::Fri, Weekday::Thu, Weekday::Sat], n).unwrap_or(Weekday::Wed);
            let mut unit = unit("ibasho", *district, n, (*home).to_owned(), Rhythm::Weekly(day), "13:00");
            unit.place = Some((*home).to_owned());
            unit.from = *from;
            unit
        })
        .collect()
}

fn meals() -> Vec<Unit> {
    let canteens = (0..5).map(|n| {
        let district = n * 2 + 1;
        let group = format!("{}こども食堂", name(district));
        let mut unit = unit("kodomo_shokudo", district, n, group, Rhythm::Nth(&[3], Weekday::Sat), "11:30");
        unit.off = &[8];
        unit
    });
    let lunches = (0..8).map(|n| {
        let group = format!("{}ふれあい会食", name(n + 2));
        let mut unit = unit("kaishoku", n + 2, n, group, Rhythm::Nth(&[2], Weekday::Wed), "11:30");
        unit.off = &[8];
        unit
    });
    canteens.chain(lunches).collect()
}

fn stations() -> Vec<Unit> {
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    (0..36)
        .map(|n| {
            let day = of(&days, n).unwrap_or(Weekday::Mon);
            let rhythm = if n < 18 { Rhythm::Weekly(day) } else { Rhythm::Nth(&[1, 3], day) };
            let group =
                format!("{}元気づくり{}組", name(n % 12), of(&["朝", "昼", "夕"], n / 12).unwrap_or("朝"));
            unit("taiso", n % 12, n, group, rhythm, "10:00")
        })
        .collect()
}

fn services() -> Vec<Unit> {
    (0..6)
        .map(|n| {
            let day = of(&DAYS, n).unwrap_or(Weekday::Tue);
            let group = format!("{}ほっと会（サービスB）", name(n * 2));
            unit("service_b", n * 2, n, group, Rhythm::Weekly(day), "13:30")
        })
        .collect()
}

fn cafes() -> Vec<Unit> {
    (0..6)
        .map(|n| {
            let group = format!("{}オレンジカフェ", name(n * 2 + 1));
            let mut unit =
                unit("ninchisho_cafe", n * 2 + 1, n, group, Rhythm::Nth(&[4], Weekday::Sat), "13:30");
            unit.off = &[8];
            unit
        })
        .collect()
}

fn monthly() -> Vec<Unit> {
    let watch = (0..20).map(|n| {
        let group = format!("{}見守り隊{}", name(n % 12), if n < 12 { "" } else { "（東）" });
        unit("mimamori", n % 12, n, group, Rhythm::Month, "")
    });
    let chores = (0..8).map(|n| {
        let group = format!("{}お助け隊", name(n + 1));
        unit("seikatsu_shien", n + 1, n, group, Rhythm::Month, "")
    });
    watch.chain(chores).map(|unit| Unit { place: None, ..unit }).collect()
}

fn events() -> Vec<Unit> {
    (0..12)
        .flat_map(|district| {
            let party = unit(
                "koryu",
                district,
                0,
                format!("{}まつりの会", name(district)),
                Rhythm::In(&[7, 9, 10, 11, 1, 3], 3, Weekday::Sun),
                "10:00",
            );
            let mut broom = unit(
                "seiso",
                district,
                0,
                format!("{}美化の会", name(district)),
                Rhythm::In(&[4, 5, 6, 9, 10, 11, 12, 3], 1, Weekday::Sun),
                "09:00",
            );
            broom.place = Some(format!("{}公園", name(district)));
            let meeting = unit(
                "kaigi",
                district,
                0,
                format!("{}地区社協", name(district)),
                Rhythm::Nth(&[2], Weekday::Thu),
                "19:00",
            );
            [party, broom, meeting]
        })
        .collect()
}

/// What the six plazas do themselves, in the first of their two districts: courses, and visits that staff alone see.
fn plazas() -> Vec<Unit> {
    (0..6)
        .flat_map(|plaza| {
            let district = plaza * 2;
            let named = |what: &str| format!("{}ケアプラザ {what}", name(district));
            let day = |n: usize| of(&DAYS, plaza + n).unwrap_or(Weekday::Tue);
            let mut one = unit("koza", district, 0, named("教室"), Rhythm::Weekly(day(0)), "14:00");
            let mut two = unit("koza", district, 1, named("講座"), Rhythm::Weekly(day(2)), "10:30");
            let mut visits = unit("homon", district, 0, named("訪問"), Rhythm::Weekly(day(1)), "15:00");
            for unit in [&mut one, &mut two] {
                unit.place = Some(format!("{}地域ケアプラザ", name(district)));
            }
            visits.place = None;
            [one, two, visits]
        })
        .collect()
}
