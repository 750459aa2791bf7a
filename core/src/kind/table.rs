//! The built-in kinds of activity as data: names, bands, quantities, chips; no rule.

use super::{ActivityKind, Band, COPIES_MAX, COUNT_MAX, Chip, Home, Quantity, Span, Unit};

/// The quantity with a limit of its own.
pub(super) const COPIES: &str = "copies";

const fn band(key: &'static str, label: &'static str) -> Band {
    Band { key, label, part: false }
}

const fn part(key: &'static str, label: &'static str) -> Band {
    Band { key, label, part: true }
}

const fn qty(key: &'static str, label: &'static str, unit: &'static str) -> Quantity {
    Quantity { key, label, unit, part: false, limit: COUNT_MAX }
}

const fn among(key: &'static str, label: &'static str, unit: &'static str) -> Quantity {
    Quantity { key, label, unit, part: true, limit: COUNT_MAX }
}

const fn chip(key: &'static str, label: &'static str) -> Chip {
    Chip { key, label }
}

const AGES: &[Band] = &[band("senior", "65歳以上"), band("adult", "おとな"), band("child", "こども")];
const AGES_AND_FIRST: &[Band] = &[
    band("senior", "65歳以上"),
    band("adult", "おとな"),
    band("child", "こども"),
    part("first", "はじめての人"),
];
const PARENT_AND_CHILD: &[Band] = &[band("adult", "おとな"), band("child", "こども")];
const USERS: &[Band] = &[band("user", "利用"), part("frail", "うち要支援")];

const MEALS: &[Quantity] = &[qty("meals", "食数", "食")];
const FAMILIES: &[Quantity] = &[qty("families", "組数", "組")];
const LEAFLETS: &[Quantity] = &[
    Quantity { key: COPIES, label: "部数", unit: "部", part: false, limit: COPIES_MAX },
    qty("places", "配った所", "か所"),
];
const HOUSEHOLDS: &[Quantity] = &[qty("households", "軒数", "軒")];
const CASES: &[Quantity] = &[qty("cases", "件数", "件")];
const HELP: &[Quantity] = &[
    qty("cases", "件数", "件"),
    among("trash", "うちごみ出し", "件"),
    among("shopping", "うち買い物", "件"),
    among("garden", "うち庭", "件"),
    among("bulb", "うち電球", "件"),
    among("escort", "うち付き添い", "件"),
];

const CHIPS: &[Chip] = &[
    chip("gym", "体操"),
    chip("song", "歌"),
    chip("tea", "茶話"),
    chip("talk", "講話"),
    chip("meal", "食事"),
    chip("craft", "工作"),
];
const NO_CHIPS: &[Chip] = &[];

/// A kind without anything of its own.
pub(super) const PLAIN: ActivityKind<'static> = ActivityKind {
    key: "",
    name: "",
    short: "",
    unit: Unit::Times,
    counts_heads: true,
    bands: &[],
    quantities: &[],
    span: Span::Day,
    home: Home::District,
    numbers_only: false,
    chips: NO_CHIPS,
};

const fn kind(
    key: &'static str,
    name: &'static str,
    short: &'static str,
    bands: &'static [Band],
    quantities: &'static [Quantity],
) -> ActivityKind<'static> {
    ActivityKind { key, name, short, bands, quantities, ..PLAIN }
}

/// Numbers alone, for a day or a whole month.
const fn numbers(
    key: &'static str,
    name: &'static str,
    quantities: &'static [Quantity],
) -> ActivityKind<'static> {
    ActivityKind {
        span: Span::DayOrMonth,
        numbers_only: true,
        counts_heads: false,
        ..kind(key, name, name, &[], quantities)
    }
}

/// The kinds that every ward has, in the order of the form.
pub static BUILT_IN: &[ActivityKind<'static>] = &[
    ActivityKind {
        unit: Unit::Days,
        counts_heads: false,
        ..kind("aisatsu", "あいさつ運動", "あいさつ", &[], &[])
    },
    ActivityKind { chips: CHIPS, ..kind("salon", "高齢者サロン", "サロン", AGES, &[]) },
    ActivityKind { chips: CHIPS, ..kind("ibasho", "居場所", "居場所", AGES_AND_FIRST, &[]) },
    ActivityKind { chips: CHIPS, ..kind("oyako", "親子サロン", "親子", PARENT_AND_CHILD, FAMILIES) },
    kind("kodomo_shokudo", "こども食堂", "こども食堂", AGES, MEALS),
    kind("kaishoku", "会食・配食", "会食", AGES, MEALS),
    ActivityKind {
        chips: CHIPS, ..kind("taiso", "体操・元気づくりステーション", "体操", AGES, &[])
    },
    kind("service_b", "サービスB", "サービスB", USERS, &[]),
    ActivityKind {
        chips: CHIPS, ..kind("ninchisho_cafe", "認知症カフェ", "認知症カフェ", AGES, &[])
    },
    numbers("mimamori", "見守り・声かけ", HOUSEHOLDS),
    numbers("seikatsu_shien", "生活支援", HELP),
    kind("koryu", "交流行事", "行事", AGES, &[]),
    kind("seiso", "清掃・美化", "清掃", AGES, &[]),
    kind("koza", "講座・教室", "講座", AGES, &[]),
    kind("kaigi", "会議・研修", "会議", &[], &[]),
    ActivityKind { counts_heads: false, ..kind("shuchi", "周知・配布", "周知", &[], LEAFLETS) },
    ActivityKind {
        home: Home::DistrictStaff,
        counts_heads: false,
        ..kind("homon", "訪問・同席支援", "訪問", &[], CASES)
    },
    ActivityKind { home: Home::WardStaff, ..numbers("sodan", "相談", CASES) },
];

/// A band that some built-in kind has.
pub(super) fn known_band(key: &str) -> Option<Band> {
    BUILT_IN.iter().find_map(|kind| kind.band(key)).copied()
}

/// A quantity that some built-in kind has.
pub(super) fn known_quantity(key: &str) -> Option<Quantity> {
    BUILT_IN.iter().find_map(|kind| kind.quantity(key)).copied()
}
