//! Words of 計画: around the plan's own words, which are data.

use super::words;

words! {
    heading = "計画", "まちの [計画|けいかく]";
    search = "取組を探す", "さがす";
    in_preparation = "案", "[案|あん]";
    measures = "取組", "[取組|とりくみ]";
    bodies = "実施主体", "する ところ";
    schedule = "推進のスケジュール（年度）", "いつ するか（[年度|ねんど]）";
    target = "目標", "もくひょう";
    target_all(of: &str) = "目標：{of}", "もくひょう：{of}";
    target_places(n: u32) = "目標：{n}か所", "もくひょう：{n}か[所|しょ]";
    reached(done: u32, all: u32, unit: &str) = "{all}{unit}のうち{done}{unit}", "{all}{unit}の うち {done}{unit}";
    still(n: u32, unit: &str) = "あと{n}{unit}です", "あと {n}{unit} です";
    as_of(at: &str, records: u32) = "{at} まで。もとの記録 {records}件", "{at} まで。きろく {records}[件|けん]";
    behind = "もとの記録を見る", "きろくを [見|み]る";
    not_counted_here = "この取組は、人が結果を書きます", "これは [人|ひと]が [書|か]きます";
    no_plan = "計画がまだ届いていません", "[計画|けいかく]が まだ ありません";
    no_plan_way = "計画がなくても記録はできます", "[計画|けいかく]が なくても [書|か]けます";
    no_district_list = "地区の一覧がありません", "[地区|ちく]が まだ ありません";
    year_unknown = "年度の記載なし", "[年度|ねんど]は わかりません";
    same_as_before = "（前の年度と同じ）", "（まえと おなじ）";
}
