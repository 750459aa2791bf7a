//! Which of the results that are told of an item the table prints: the copies for all, else the merged ones, else the offices'
//! own lines; how far each has come is said in words from outside.

use super::Told;
use crate::book::Book;
use crate::id::ItemId;
use crate::plan::result::YearResult;
use crate::sorted::SortedMap;

/// The results of a year by item, as a table prints them.
pub fn told_of(
    book: &Book,
    results: &[YearResult],
    state: &dyn Fn(&YearResult) -> Option<String>,
) -> SortedMap<ItemId, Vec<Told>> {
    let mut by_item: SortedMap<ItemId, Vec<&YearResult>> = SortedMap::new();
    for result in
        results.iter().filter(|result| result.word.as_ref().is_some_and(|word| !word.text.is_empty()))
    {
        if let Some(item) = result.item {
            by_item.of(item).push(result);
        }
    }
    let told = |all: Vec<&YearResult>| -> Vec<Told> {
        let rank = |result: &YearResult| match (&result.copy, result.office) {
            (Some(_), _) => 0,
            (None, None) => 1,
            (None, Some(_)) => 2,
        };
        let best = all.iter().map(|result| rank(result)).min();
        let printed = all.into_iter().filter(|result| Some(rank(result)) == best);
        printed.map(|result| one(book, result, state)).collect()
    };
    by_item.into_iter().map(|(item, all)| (item, told(all))).collect()
}

fn one(book: &Book, result: &YearResult, state: &dyn Fn(&YearResult) -> Option<String>) -> Told {
    let office = result.office.and_then(|office| book.offices.get(&office)).map(|office| office.name.clone());
    let body = result.body.and_then(|body| book.bodies.get(&body).cloned());
    let copied = result.copy.as_ref().and_then(|copy| copy.body.clone());
    let text = result.word.as_ref().map(|word| word.printed()).unwrap_or_default();
    Told { by: copied.or(office).or(body), text, state: state(result) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::FiscalYear;
    use crate::id::{BodyId, OfficeId, derived};
    use crate::plan::result::{Copied, State, Teller, Word};

    #[test]
    fn the_copy_for_all_goes_before_what_it_was_made_of() {
        let item = ItemId::of(derived(&["item"]));
        let body = Teller::Body(Some(BodyId::of(derived(&["body"]))));
        let year = FiscalYear::new(2026).unwrap();
        let result = |teller, text: &str, state| YearResult {
            word: Some(Word { state, ..Word::draft(text.to_owned()) }),
            ..YearResult::blank(None, item, year, teller)
        };
        let office = result(Teller::Office(OfficeId::of(derived(&["office"]))), "・事業所", State::Draft);
        let merged = result(body, "・まとめ", State::Submitted);
        let copied = Copied { of: merged.id, title: None, body: Some("区社協".to_owned()) };
        let copy = YearResult { copy: Some(copied), ..result(body, "・確定", State::Confirmed) };
        let empty = result(body, "", State::Draft);
        let state = |result: &YearResult| (result.state() == Some(State::Draft)).then(|| "下書き".to_owned());
        let said = |results: &[YearResult]| {
            let told = told_of(&Book::default(), results, &state).get(&item).cloned().unwrap_or_default();
            told.into_iter().map(|told| (told.by, told.text, told.state)).collect::<Vec<_>>()
        };
        assert_eq!(said(&[empty]), []);
        assert_eq!(
            said(core::slice::from_ref(&office)),
            [(None, "・事業所".to_owned(), Some("下書き".to_owned()))]
        );
        assert_eq!(said(&[office.clone(), merged.clone()]), [(None, "・まとめ".to_owned(), None)]);
        let whole = said(&[copy, office, merged]);
        assert_eq!(whole, [(Some("区社協".to_owned()), "・確定".to_owned(), None)]);
    }
}
