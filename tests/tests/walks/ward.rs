//! A ward begins with nothing: its admin makes offices and districts without a network, a volunteer joins one of them by a
//! number and logs, and a district that ends says who takes over.

use tsunagari_tests::browser::Engine;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;

use crate::town::{Phone, Town};

const PLAZA: &str = "あおば地域ケアプラザ";
const MIDORI: &str = "みどり地区";
const YAMATO: &str = "やまと地区";

/// A day is chosen: how one types it depends on the machine's language.
const ENDS: &str = "
const field = document.getElementById('district-until');
field.value = '2027-03-31';
field.dispatchEvent(new Event('input', { bubbles: true }));";

fn a_ward_begins_with_nothing(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let admin = Phone::new(engine)?;
    admin.joins_by(&town.server.add_ward("aoba", "あおば区")?, "区の人")?;
    admin.opens_room(&town, "month", "地区の一覧がありません")?;
    admin.opens_room(&town, "ward", "地区はまだありません")?;
    admin.bars_nobody("a ward with nothing")?;
    admin.is_pictured("ward-empty")?;

    town.network.fault(Fault::Unreachable);
    admin.browser.press("事業所・課を加える")?;
    admin.browser.fill("名前（例", PLAZA)?;
    admin.browser.fill("電話", "000-000-0000")?;
    admin.is_pictured("ward-office-form")?;
    admin.browser.press("保存する")?;
    admin.browser.until_text("事業所・課 1")?;
    for (n, name) in [MIDORI, YAMATO].into_iter().enumerate() {
        admin.browser.press("地区を加える")?;
        admin.browser.fill("地区の名前", name)?;
        admin.browser.choose("どのケアプラザの区域ですか", PLAZA)?;
        admin.bars_nobody("the form of a district")?;
        admin.is_pictured("ward-district-form")?;
        admin.browser.press("保存する")?;
        admin.browser.until_text(&format!("地区 {}", n + 1))?;
    }
    admin.browser.press("地区を加える")?;
    admin.browser.fill("地区の名前", MIDORI)?;
    admin.browser.fill("区の一覧での番号", "百")?;
    admin.browser.press("保存する")?;
    admin.browser.until_text("1から99までの数を入れてください")?;
    admin.browser.fill("区の一覧での番号", "３")?;
    admin.browser.press("保存する")?;
    admin.browser.until_text("同じ名前のものがあります")?;
    admin.browser.press("やめる")?;
    admin.is_pictured("ward-filled")?;
    town.network.fault(Fault::None);
    admin.opens_room(&town, "ward", "地区 2")?;
    admin.drains()?;

    let number = admin.makes_a_number_for(&town, MIDORI)?;
    let volunteer = Phone::new(engine)?;
    volunteer.browser.goto(&format!("{}/o/aoba/join", town.network.origin()))?;
    volunteer.browser.fill("参加番号", &number)?;
    volunteer.browser.press("次へ")?;
    volunteer.browser.until_text(MIDORI)?;
    volunteer.is_pictured("ward-join")?;
    volunteer.browser.press(MIDORI)?;
    volunteer.browser.press("次へ")?;
    volunteer.enters("会計さん")?;
    volunteer.browser.press("ほかの活動")?;
    volunteer.browser.press("あいさつ")?;
    volunteer.browser.fill("担い手", "9")?;
    volunteer.saves()?;
    volunteer.drains()?;

    admin.opens_room(&town, "month", MIDORI)?;
    admin.browser.until_text("1回")?;
    admin.browser.until_text(YAMATO)?;
    admin.bars_nobody("a district without a log beside one with")?;
    admin.is_pictured("ward-month")?;
    admin.browser.press(YAMATO)?;
    admin.browser.until_text("先月")?;
    admin.is_pictured("ward-empty-district")?;
    admin.opens_room(&town, "charts", "みどり地区")?;
    admin.is_pictured("ward-charts")?;

    admin.opens_room(&town, "ward", "地区 2")?;
    admin.browser.press_in(YAMATO, "直す")?;
    admin.browser.until("document.getElementById('district-until')")?;
    admin.browser.run(ENDS, &[])?;
    admin.browser.press("保存する")?;
    admin.browser.until_text("まで")?;
    admin.browser.press_in(YAMATO, "直す")?;
    admin.browser.press(MIDORI)?;
    admin.is_pictured("ward-ends")?;
    admin.browser.press("保存する")?;
    admin.browser.until_text(&format!("→ {MIDORI}"))?;
    admin.drains()?;
    admin.is_pictured("ward-ended")
}

impl Phone {
    fn opens_room(&self, town: &Town, room: &str, there: &str) -> Outcome<()> {
        self.browser.goto(&format!("{}/o/aoba/staff/{room}", town.network.origin()))?;
        self.browser.until_text(there)?;
        self.browser.until("!document.getElementById('first')").map(|_| ())
    }

    fn makes_a_number_for(&self, town: &Town, district: &str) -> Outcome<String> {
        self.opens_room(town, "invites", "どの地区の番号ですか")?;
        self.browser
            .until("[...document.querySelectorAll('option')].some((it) => it.innerText === 'みどり地区')")?;
        self.browser.choose("どの地区の番号ですか", district)?;
        self.browser.press("番号を作る")?;
        self.browser.until("document.querySelector('.invite .number')")?;
        Ok(self.browser.find(".invite .number")?.text()?.trim().to_owned())
    }
}

in_engines! {
    a_ward_begins_with_nothing: chromium_begins_a_ward in Chromium;
}
