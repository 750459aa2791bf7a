//! The copies for all: made once a result is 確定, idempotent, frozen while the year is closed, taken away when it is sent back.

use serde_json::{Value, json};
use tsunagari_core::calendar::FiscalYear;
use tsunagari_core::change::{Act, Base, Change, PROTOCOL};
use tsunagari_core::id::{BodyId, ChangeId, DeviceId, ItemId, PersonId, PlanId, RecordId, derived};
use tsunagari_core::org::{Role, Session};
use tsunagari_core::plan::close::close_id;
use tsunagari_core::plan::result::{Drafted, Source, State, Teller, Word, YearResult, copy_id, result_id};
use tsunagari_core::record::{Fields, Kind, Record, Scope};

use crate::desk::{Carrier, settle_all};
use crate::platform;
use crate::storage::Storage;
use crate::storage::empty::{T0, org, ward};

fn plan() -> PlanId {
    PlanId::of(derived(&["plan"]))
}

fn item() -> ItemId {
    ItemId::of(derived(&["item"]))
}

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

fn teller() -> Teller {
    Teller::Body(Some(BodyId::of(derived(&["body"]))))
}

async fn begun() -> Storage {
    let storage = ward().await;
    put(&storage, item().record(), Kind::Item, Scope::OrgAll, fields(json!({"title": "居場所の運営支援"})))
        .await;
    let body = fields(json!({"name": "区社協"}));
    put(&storage, derived(&["body"]), Kind::Body, Scope::OrgAll, body).await;
    let figure = json!({"number": 31, "unit": "件", "source": "窓口集計", "year": 2026});
    put(&storage, derived(&["figure"]), Kind::Figure, Scope::OrgStaff, fields(figure)).await;
    storage
}

fn fields(json: Value) -> Fields {
    let Value::Object(fields) = json else { panic!("an object") };
    fields.into_iter().collect()
}

async fn put(storage: &Storage, record: RecordId, kind: Kind, scope: Scope, fields: Fields) {
    let change = Change {
        id: ChangeId::from_uuid(platform::random_uuid()),
        protocol: PROTOCOL,
        device: None,
        record,
        kind,
        scope,
        base: Base::NEW,
        after: None,
        act: Act::Set(fields),
        written_at: T0,
        by: None,
    };
    // The person has seen what stands: each change is based on the version that is.
    let seen = storage
        .read(move |tx| Box::pin(async move { Ok((tx.epoch().await?, tx.version(org().id, scope).await?)) }))
        .await
        .unwrap();
    let change = Change { base: Base { epoch: Some(seen.0), version: seen.1 }, ..change };
    let session = Session {
        device: DeviceId::from_uuid(org().id.uuid()),
        person: PersonId::from_uuid(org().id.uuid()),
        role: Role::Admin,
        office: None,
        body: None,
        districts: [].into(),
        confirmed: true,
        groups: [].into(),
    };
    let carrier = Carrier { org: org().id, session, now: T0 };
    let raw = serde_json::value::to_raw_value(&change).unwrap();
    let answered = storage
        .write(move |tx| Box::pin(async move { settle_all(tx, &carrier, &[raw]).await }))
        .await
        .unwrap();
    assert!(answered[0].outcome.version().is_some(), "{answered:?}");
}

async fn tell(storage: &Storage, text: &str, state: State) {
    let from = vec![Source {
        shown: "31件".to_owned(),
        figures: [tsunagari_core::id::FigureId::of(derived(&["figure"]))].into(),
        ..Source::default()
    }];
    let result = YearResult {
        word: Some(Word { state, ..Word::draft(text.to_owned()) }),
        drafted: Some(Drafted { at: T0, text: text.to_owned(), from }),
        ..YearResult::blank(Some(plan()), item(), year(), teller())
    };
    put(storage, result.id.record(), Kind::Result, Scope::OrgStaff, result.fields()).await;
}

async fn close(storage: &Storage, closed: bool) {
    let fields = json!({"plan": plan().to_string(), "year": 2026, "closed": if closed { json!(true) } else { Value::Null }});
    put(storage, close_id(plan(), year()).record(), Kind::Close, Scope::OrgAll, self::fields(fields)).await;
}

async fn copies(storage: &Storage, kind: Kind) -> Vec<Record> {
    let all = storage.read(move |tx| tx.of_kind(org().id, kind, Some(Scope::OrgAll))).await.unwrap();
    all.into_iter().filter(|record| !record.removed()).collect()
}

async fn text(storage: &Storage) -> Option<String> {
    let copies = copies(storage, Kind::Result).await;
    assert!(copies.len() <= 1);
    copies.first().and_then(|copy| YearResult::read(copy).word).map(|word| word.text)
}

#[tokio::test]
async fn a_settled_result_is_copied_for_all_with_its_figures_and_what_the_plan_said() {
    let storage = begun().await;
    tell(&storage, "・一", State::Submitted).await;
    assert_eq!(text(&storage).await, None, "what is handed in is staff's");
    tell(&storage, "・一", State::Confirmed).await;
    let all = copies(&storage, Kind::Result).await;
    let copy = YearResult::read(&all[0]);
    assert_eq!(all[0].id, copy_id(result_id(item(), teller()).record()));
    let copied = copy.copy.unwrap();
    assert_eq!(copied.title.unwrap().as_str(), "居場所の運営支援");
    assert_eq!(copied.body.as_deref(), Some("区社協"));
    let figures = copies(&storage, Kind::Figure).await;
    assert_eq!(figures.iter().map(|figure| figure.number("number")).collect::<Vec<_>>(), [Some(31)]);
    tell(&storage, "・一", State::Confirmed).await;
    assert_eq!(copies(&storage, Kind::Result).await, all, "the same again writes nothing");
    tell(&storage, "・一", State::Returned).await;
    assert_eq!(text(&storage).await, None, "sent back, it is nobody's but staff's");
    tell(&storage, "・二", State::Confirmed).await;
    assert_eq!(text(&storage).await.as_deref(), Some("・二"));
}

#[tokio::test]
async fn a_closed_year_s_copies_stand_still_until_it_is_opened_again() {
    let storage = begun().await;
    tell(&storage, "・一", State::Confirmed).await;
    close(&storage, true).await;
    tell(&storage, "・あとで直した", State::Confirmed).await;
    assert_eq!(text(&storage).await.as_deref(), Some("・一"));
    close(&storage, true).await;
    assert_eq!(text(&storage).await.as_deref(), Some("・一"), "a second close moves nothing");
    close(&storage, false).await;
    assert_eq!(text(&storage).await.as_deref(), Some("・あとで直した"));
}
