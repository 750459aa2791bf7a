//! One form for everything that a reader takes for the same word, for searching; never stored, never shown.

use super::form::small_nfkc;

/// Rounds after which folding has settled; two are enough for all that people write.
const ROUNDS: usize = 4;

/// Spellings of one word, after width, case and kana are folded; the right one stands for all. Longer ones first.
const SPELLINGS: &[(&str, &str)] = &[
    ("取り組み", "取組"),
    ("取組み", "取組"),
    ("取りくみ", "取組"),
    ("とり組み", "取組"),
    ("子ども", "こども"),
    ("子供", "こども"),
    ("箇所", "か所"),
    ("個所", "か所"),
    ("ゖ所", "か所"),
    ("ゕ所", "か所"),
    ("け所", "か所"),
    ("障がい", "障害"),
    ("障碍", "障害"),
    ("立ち上げ", "立上げ"),
    ("話し合い", "話合い"),
    ("話しあい", "話合い"),
    ("打ち合わせ", "打合せ"),
    ("打ち合せ", "打合せ"),
    ("打合わせ", "打合せ"),
    ("問い合わせ", "問合せ"),
    ("問い合せ", "問合せ"),
    ("問合わせ", "問合せ"),
    ("受け付け", "受付"),
    ("受付け", "受付"),
    ("支えあい", "支え合い"),
    ("ささえあい", "支え合い"),
    ("助けあい", "助け合い"),
    ("たすけあい", "助け合い"),
    ("ふれ合い", "ふれあい"),
    ("触れ合い", "ふれあい"),
    ("担手", "担い手"),
    ("町づくり", "まちづくり"),
    ("街づくり", "まちづくり"),
    ("餅つき", "もちつき"),
    ("夏祭り", "夏まつり"),
    ("お祭り", "おまつり"),
    ("一人暮らし", "ひとり暮らし"),
    ("1人暮らし", "ひとり暮らし"),
    ("集い", "つどい"),
    ("居ばしょ", "居場所"),
    ("いばしょ", "居場所"),
];

/// Names that stand for one another, though neither is a spelling of the other.
const SYNONYMS: &[(&str, &str)] = &[
    ("社会福祉協議会", "社協"),
    ("地域けあぷらざ", "けあぷらざ"),
    ("自治会町内会", "自治会"),
    ("町内会", "自治会"),
    ("実施主体", "推進主体"),
    ("あいさつ運動", "声かけ運動"),
];

/// Folds width, case, kana, composition, white space, dashes, old letters and known spellings. Folding what is folded
/// changes nothing.
pub fn fold(text: &str) -> String {
    let mut folded = round(text);
    for _ in 1..ROUNDS {
        let again = round(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn round(text: &str) -> String {
    let letters: String = small_nfkc(text).chars().filter_map(letter).collect();
    spell(&letters)
}

/// One letter's folded form; none for white space.
fn letter(letter: char) -> Option<char> {
    Some(match letter {
        // Katakana stand 0x60 above hiragana.
        'ァ'..='ヶ' => match char::from_u32(letter as u32 - 0x60) {
            Some(hiragana) => hiragana,
            None => letter,
        },
        '〜' | '∼' => '~',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '･' | '•' | '‧' => '・',
        '齡' => '齢',
        '髙' => '高',
        '﨑' => '崎',
        '邊' | '邉' => '辺',
        '澤' => '沢',
        '區' => '区',
        '會' => '会',
        letter if letter.is_whitespace() || letter.is_control() => return None,
        letter => letter,
    })
}

/// Whether one of [`SPELLINGS`] begins with the letter.
const fn begins(letter: char) -> bool {
    matches!(
        letter,
        '取' | 'と'
            | '子'
            | '箇'
            | '個'
            | 'ゖ'
            | 'ゕ'
            | 'け'
            | '障'
            | '立'
            | '話'
            | '打'
            | '問'
            | '受'
            | '支'
            | 'さ'
            | '助'
            | 'た'
            | 'ふ'
            | '触'
            | '担'
            | '町'
            | '街'
            | '餅'
            | '夏'
            | 'お'
            | '一'
            | '1'
            | '集'
            | '居'
            | 'い'
    )
}

fn spell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    'text: while let Some(first) = rest.chars().next() {
        // Most letters begin none, and every text of a plan is folded before one can search it.
        let spellings = if begins(first) { SPELLINGS } else { &[] };
        for (spelling, word) in spellings {
            if let Some(after) = rest.strip_prefix(spelling) {
                out.push_str(word);
                rest = after;
                continue 'text;
            }
        }
        out.push(first);
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    out
}

/// What somebody looks for: every word of it, each in any of its folded forms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needle {
    words: Vec<Vec<String>>,
}

impl Needle {
    /// Folds a typed query; words are parted by white space.
    pub fn new(query: &str) -> Self {
        let words = query.split_whitespace().map(fold).filter(|word| !word.is_empty());
        Self { words: words.map(|word| forms(&word)).collect() }
    }

    /// Whether nothing is looked for; then everything is found.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Its words, each in its forms.
    pub fn words(&self) -> impl Iterator<Item = &[String]> {
        self.words.iter().map(Vec::as_slice)
    }

    /// Whether a text, as it is stored, has every word.
    pub fn finds(&self, text: &str) -> bool {
        self.is_empty() || self.finds_folded(&fold(text))
    }

    /// The same for a text that is folded already.
    pub fn finds_folded(&self, folded: &str) -> bool {
        self.words.iter().all(|forms| forms.iter().any(|form| folded.contains(form)))
    }
}

/// The word, and what it becomes with each synonym put in.
fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    for (one, other) in SYNONYMS {
        for (from, to) in [(one, other), (other, one)] {
            if word.contains(from) && !word.contains(to) {
                forms.push(word.replace(from, to));
            }
        }
    }
    // 「地域ケアプラザ」 holds 「ケアプラザ」: the shorter one is looked for as well.
    for (long, short) in SYNONYMS {
        if word.contains(long) && long.contains(short) {
            forms.push(word.replace(long, short));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_is_passed_over_for_its_first_letter() {
        let passed = |spelling: &&str| !spelling.chars().next().is_some_and(begins);
        assert_eq!(SPELLINGS.iter().map(|(spelling, _)| *spelling).find(passed), None);
    }
}
