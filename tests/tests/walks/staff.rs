//! What staff do for others: what they enter is there on another phone, a number that they end joins nobody any more, a phone
//! that they shut out is told so in plain words and loses nothing that was written on it.

use serde_json::json;
use tsunagari_tests::browser::Engine;
use tsunagari_tests::place::Folder;
use tsunagari_tests::proxy::Fault;
use tsunagari_tests::trouble::Outcome;
use tsunagari_tests::wait;

use crate::town::{DISTRICT, Phone, Town};

const PLACE: &str = "ひなた集会所";
const GROUP: &str = "ひなた体操の会";
const MEETING: &str = "朝の体操";
const LISTED: &str = "[...document.querySelectorAll('main h2')].map((it) => it.innerText.trim()).join() \
    === '自分の活動団体,ひなた地区,こもれび地区,そのほかの団体,ほかの活動' \
    && document.querySelector('main section ul').children.length === 1";
const SHUT_OUT: &str = "このスマホでの利用は、ケアプラザで止められています";

fn what_staff_enter_is_found_on_another_phone(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.enters_a_place(&town)?;
    town.network.fault(Fault::Unreachable);
    office.enters_a_group()?;
    office.enters_a_meeting(&town)?;
    let number = office.makes_a_number()?;
    office.opens_today(&town)?;
    office.has_sent()?;

    let phone = Phone::new(engine)?;
    phone.types_number(&town, &number)?;
    phone.chooses_district()?;
    phone.gives_name("会計さん")?;
    phone.browser.press(GROUP)?;
    phone.browser.press("参加する")?;
    phone.browser.until_text(MEETING)?;
    phone.browser.until("navigator.serviceWorker.controller")?;
    phone.browser.reload()?;
    phone.browser.until_text(MEETING)?;
    phone.browser.until_text(&format!("きょう 09:30　{PLACE}"))?;
    drop(phone);

    office.loads(&town, "staff/places", PLACE)?;
    office.browser.until_text("地区社協")?;
    office.loads(&town, "staff/groups", GROUP)?;
    office.browser.until_text("毎週火曜")?;
    // Their own group first, then those of their districts, then the kinds.
    office.loads(&town, "log", GROUP)?;
    office.browser.until(LISTED)?;
    office.loads(&town, "staff/invites", "あと6人（7人まで）")?;
    office.browser.press_in("あと6人（7人まで）", "この番号を終わりにする")?;
    office.browser.until_no_text("あと6人（7人まで）")?;
    let late = Phone::new(engine)?;
    late.types_number(&town, &number)?;
    late.browser.until_text("この番号は期限が切れています。ケアプラザに新しい番号を聞いてください")
}

fn a_phone_that_is_shut_out_is_told_and_keeps_its_unsent(engine: Engine) -> Outcome<()> {
    let town = Town::open()?;
    let folder = Folder::new("files")?;
    let phone = Phone::new(engine)?;
    phone.joins(&town, "会計さん")?;
    phone.has_sent()?;
    phone.browser.goto("about:blank")?;
    let office = Phone::new(engine)?;
    office.joins_as(&town, "staff", "職員さん")?;
    office.loads(&town, "staff/people", "スマホ・タブレットを見る")?;
    office.browser.press("スマホ・タブレットを見る")?;
    office.browser.until_text("最後につながった日")?;
    office.bars_nobody("the devices of a district")?;
    office.shuts_out("会計さん")?;

    town.network.fault(Fault::Unreachable);
    phone.opens_today(&town)?;
    phone.logs_greeting(&town, "7")?;
    phone.is_unsent(1)?;
    town.network.fault(Fault::None);
    phone.browser.press("いま送る")?;
    for _ in 0..2 {
        phone.browser.until_text(SHUT_OUT)?;
        phone.browser.until_text("まだ送っていない記録は、このスマホに残っています")?;
        phone.is_unsent(1)?;
        phone.browser.reload()?;
    }
    phone.browser.until_text(SHUT_OUT)?;
    phone.bars_nobody("きょう of a phone that is shut out")?;

    // As the words promise: by a file, over the plaza.
    phone.browser.press_in(SHUT_OUT, "設定")?;
    let file = phone.saves_file(&folder)?;
    office.loads(&town, "settings", "預かったファイルを開いて送る")?;
    office.carries(&file, 1)?;
    office.has_sent()?;
    office.opens_district()?;
    office.until_greetings(1, "担い手 7人")
}

impl Phone {
    fn enters_a_place(&self, town: &Town) -> Outcome<()> {
        self.loads(town, "staff/places", DISTRICT)?;
        self.browser.press_in(DISTRICT, "場所を加える")?;
        self.browser.fill("場所の名前", PLACE)?;
        self.browser.fill("運営", "地区社協")?;
        self.browser.press("保存する")?;
        self.browser.until_text(PLACE)
    }

    fn enters_a_group(&self) -> Outcome<()> {
        self.goes_over_to("団体と定例の活動")?;
        self.browser.press_in(DISTRICT, "団体を加える")?;
        self.browser.fill("団体の名前", GROUP)?;
        self.browser.choose("おもな活動", "体操")?;
        self.browser.choose("おもな場所", PLACE)?;
        self.browser.press("保存する")?;
        self.browser.until_text(GROUP)
    }

    /// Every Tuesday, which today is. While it is typed the network comes back and the server answers for the group.
    fn enters_a_meeting(&self, town: &Town) -> Outcome<()> {
        self.browser.press_in(GROUP, "定例の活動を加える")?;
        self.browser.fill("活動の名前", MEETING)?;
        town.network.fault(Fault::None);
        self.drains()?;
        self.browser.choose("おもな活動", "体操")?;
        self.browser.choose("場所", PLACE)?;
        self.browser.press("火")?;
        self.browser.fill("はじまりの時刻", "9:30")?;
        self.browser.press("保存する")?;
        self.browser.until_text(MEETING)
    }

    /// For seven people of the district.
    fn makes_a_number(&self) -> Outcome<String> {
        self.goes_over_to("参加番号とリンク")?;
        self.browser.choose("どの地区の番号ですか", DISTRICT)?;
        self.browser.fill("使える人数", "7")?;
        self.browser.press("番号を作る")?;
        self.browser.until_text("あと7人（7人まで）")?;
        let number = self.browser.find(".invite .number")?.text()?;
        Ok(number.trim().to_owned())
    }

    /// From one room to another, over their home.
    fn goes_over_to(&self, room: &str) -> Outcome<()> {
        self.browser.press("戻る")?;
        self.browser.press(room)
    }

    fn types_number(&self, town: &Town, number: &str) -> Outcome<()> {
        self.loads(town, "join", "参加番号")?;
        self.browser.fill("参加番号", number)?;
        self.browser.press("次へ")
    }

    fn shuts_out(&self, name: &str) -> Outcome<()> {
        // The person's own row above the devices has no such button.
        const ROW: &str = "return [...document.querySelectorAll('li')].find((it) => it.innerText.includes(arguments[0]) && it.innerText.includes('最後につながった日'))?.querySelector('button.quiet, button.bad') ?? null";
        for pressed in ["やめておく", "使えません"] {
            let button = wait::until(&format!("the phone of {name}"), || {
                self.browser.element(ROW, &[json!(name)]).ok().flatten()
            })?;
            button.click()?;
            self.browser.until_text(pressed)?;
            self.bars_nobody(&format!("a device of which it says 「{pressed}」"))?;
        }
        Ok(())
    }
}

in_engines! {
    what_staff_enter_is_found_on_another_phone: chromium_finds_what_staff_enter in Chromium;
    a_phone_that_is_shut_out_is_told_and_keeps_its_unsent: chromium_tells_who_is_shut_out in Chromium;
}
