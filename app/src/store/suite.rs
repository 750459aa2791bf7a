//! The promises of the store, each as a test that runs on any store: on memory in `cargo test`, on IndexedDB in the
//! browsers through the page that `src/bin/suite.rs` makes. No engine is known here.

use tsunagari_core::device::tables::{Durability, StoreOp, Table};

use super::{Span, Store, StoreFault, Stretch};

/// A promise that did not hold, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

impl From<StoreFault> for Broken {
    fn from(fault: StoreFault) -> Self {
        Self(format!("fault: {fault}"))
    }
}

/// Keeps every promise in turn; the names of those kept, or the first that did not hold. The store must be empty.
pub async fn run<S: Store>(store: &S) -> Result<Vec<&'static str>, Broken> {
    let mut kept = Vec::new();
    bytes_come_back(store).await?;
    kept.push("bytes come back exactly");
    order_within_a_batch(store).await?;
    kept.push("operations of a batch take effect in their order");
    scans_by_key(store).await?;
    kept.push("scans go by key, both ways, within their limit");
    prefixes(store).await?;
    kept.push("a prefix deletes its own keys alone");
    many_deleted(store).await?;
    kept.push("rows deleted together are these alone");
    several_tables(store).await?;
    kept.push("one batch writes several tables");
    a_dropped_batch(store).await?;
    kept.push("a batch whose future is dropped is whole or absent");
    order_of_batches(store).await?;
    kept.push("batches take effect in the order asked for");
    large_values(store).await?;
    kept.push("a megabyte in a value, a thousand rows in a batch");
    Ok(kept)
}

async fn bytes_come_back<S: Store>(store: &S) -> Result<(), Broken> {
    let all: Vec<u8> = (0..=255).collect();
    let batch = vec![put(Table::Meta, "all", all.clone()), put(Table::Meta, "none", Vec::new())];
    store.commit(batch, Durability::Strict).await?;
    same("every byte", store.get(Table::Meta, "all").await?, Some(all.clone()))?;
    same("the empty value", store.get(Table::Meta, "none").await?, Some(Vec::new()))?;
    same("a missing key", store.get(Table::Meta, "nowhere").await?, None)?;
    let keys = ["none", "nowhere", "all"].map(str::to_owned);
    same("several keys", store.get_many(Table::Meta, &keys).await?, vec![Some(Vec::new()), None, Some(all)])?;
    same("no keys", store.get_many(Table::Meta, &[]).await?, Vec::new())?;
    store.commit(Vec::new(), Durability::Strict).await?;
    Ok(())
}

async fn order_within_a_batch<S: Store>(store: &S) -> Result<(), Broken> {
    let batch = vec![
        put(Table::Draft, "k/1", b"old".to_vec()),
        StoreOp::DeletePrefix(Table::Draft, "k/".to_owned()),
        put(Table::Draft, "k/2", b"a".to_vec()),
        put(Table::Draft, "k/2", b"b".to_vec()),
        put(Table::Draft, "k/3", b"c".to_vec()),
        StoreOp::Delete(Table::Draft, "k/3".to_owned()),
    ];
    store.commit(batch, Durability::Relaxed).await?;
    same("after the batch", store.scan(Table::Draft, Span::all()).await?, vec![row("k/2", b"b")])
}

async fn scans_by_key<S: Store>(store: &S) -> Result<(), Broken> {
    let keys = ["a/2", "a/10", "b/1", "a/1", "a"];
    let batch = keys.iter().map(|key| put(Table::Fresh, key, key.as_bytes().to_vec())).collect();
    store.commit(batch, Durability::Strict).await?;
    let scan = async |span: Span| -> Result<Vec<String>, StoreFault> {
        Ok(store.scan(Table::Fresh, span).await?.into_iter().map(|(key, _)| key).collect())
    };
    same("all", scan(Span::all()).await?, words(&["a", "a/1", "a/10", "a/2", "b/1"]))?;
    same("prefix", scan(Span::prefix("a/")).await?, words(&["a/1", "a/10", "a/2"]))?;
    same("first two", scan(Span::prefix("a/").first(2)).await?, words(&["a/1", "a/10"]))?;
    same("last two", scan(Span::prefix("a/").first(2).reversed()).await?, words(&["a/2", "a/10"]))?;
    same("backwards", scan(Span::all().reversed()).await?, words(&["b/1", "a/2", "a/10", "a/1", "a"]))?;
    same("between", scan(Span::between("a/1", "a/2")).await?, words(&["a/1", "a/10"]))?;
    same("nothing between", scan(Span::between("a/2", "a/1")).await?, words(&[]))?;
    same("none asked for", scan(Span::all().first(0)).await?, words(&[]))?;
    let stretch = |table, prefix, values| Stretch { table, prefix, values };
    let asked = [
        stretch(Table::Sent, "", true),
        stretch(Table::Fresh, "b", true),
        stretch(Table::Fresh, "a/1", false),
    ];
    let found = store.scan_many(&asked).await?;
    let found: Vec<_> = found.iter().map(|(table, key, value)| (*table, key.as_str(), value.len())).collect();
    let wanted = [("b/1", 3), ("a/1", 0), ("a/10", 0)].map(|(key, bytes)| (Table::Fresh, key, bytes));
    same("several at once, with values and without", found, wanted.to_vec())?;
    let rows = store.scan(Table::Fresh, Span::prefix("b/")).await?;
    same("key with value", rows, vec![row("b/1", b"b/1")])
}

async fn prefixes<S: Store>(store: &S) -> Result<(), Broken> {
    let drop = |prefix: &str| vec![StoreOp::DeletePrefix(Table::Fresh, prefix.to_owned())];
    store.commit(drop("a/"), Durability::Strict).await?;
    same("others stay", store.scan(Table::Fresh, Span::all()).await?.len(), 2)?;
    store.commit(drop(""), Durability::Strict).await?;
    same("the empty prefix is the whole table", store.scan(Table::Fresh, Span::all()).await?.len(), 0)
}

/// In the queue another window's change may stand between those that were answered: it is in no file and on no server.
async fn many_deleted<S: Store>(store: &S) -> Result<(), Broken> {
    let key = |n: usize| format!("many/{n:03}");
    let gone = |but: usize| -> Vec<_> {
        (0..40).filter(|n| *n != but).map(|n| StoreOp::Delete(Table::Queue, key(n))).collect()
    };
    let all = (0..40).map(|n| put(Table::Queue, &key(n), vec![1]));
    let around = [put(Table::Queue, "many/", vec![1]), put(Table::Queue, "many/040", vec![1])];
    for (but, left) in [(17, vec![key(17)]), (40, Vec::new())] {
        store.commit(all.clone().chain(around.clone()).collect(), Durability::Strict).await?;
        store.commit(gone(but), Durability::Strict).await?;
        let left: Vec<_> = [vec!["many/".to_owned()], left, vec![key(40)]].concat();
        let keys = |rows: Vec<(String, Vec<u8>)>| rows.into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        same("those around", keys(store.scan(Table::Queue, Span::prefix("many/")).await?), left)?;
    }
    // One that is missing already is nothing to stumble over, whatever stands in its place.
    let stranger = put(Table::Queue, "many/017x", vec![1]);
    let others = all.filter(|op| *op != put(Table::Queue, &key(17), vec![1]));
    store.commit(others.chain([stranger]).collect(), Durability::Strict).await?;
    store.commit(gone(40), Durability::Strict).await?;
    let left = store.scan(Table::Queue, Span::prefix("many/017")).await?;
    same("a stranger in a missing row's place", left, vec![row("many/017x", &[1])])?;
    // Deleted and written in one batch: in the order asked for.
    let again = gone(40).into_iter().chain([put(Table::Queue, &key(3), vec![2])]);
    store.commit(again.collect(), Durability::Strict).await?;
    same("written after", store.get(Table::Queue, &key(3)).await?, Some(vec![2]))?;
    let drop = vec![StoreOp::DeletePrefix(Table::Queue, "many/".to_owned())];
    Ok(store.commit(drop, Durability::Strict).await?)
}

async fn several_tables<S: Store>(store: &S) -> Result<(), Broken> {
    let batch = Table::ALL.iter().map(|table| put(*table, "t", table.name().as_bytes().to_vec())).collect();
    store.commit(batch, Durability::Strict).await?;
    for table in Table::ALL {
        same(table.name(), store.get(table, "t").await?, Some(table.name().as_bytes().to_vec()))?;
    }
    Ok(())
}

async fn a_dropped_batch<S: Store>(store: &S) -> Result<(), Broken> {
    for turns in 0..6 {
        let batch = vec![put(Table::Queue, "d/1", vec![turns]), put(Table::Sent, "d/1", vec![turns])];
        let mut future = Box::pin(store.commit(batch, Durability::Strict));
        for _ in 0..turns {
            if one_turn(&mut future).await {
                break;
            }
        }
        drop(future);
        let one = store.get(Table::Queue, "d/1").await?;
        let other = store.get(Table::Sent, "d/1").await?;
        same("both or neither", one, other)?;
    }
    Ok(())
}

async fn order_of_batches<S: Store>(store: &S) -> Result<(), Broken> {
    for n in 0..20_u8 {
        store.commit(vec![put(Table::Totals, "n", vec![n])], Durability::Relaxed).await?;
        same("the last one wins", store.get(Table::Totals, "n").await?, Some(vec![n]))?;
    }
    Ok(())
}

async fn large_values<S: Store>(store: &S) -> Result<(), Broken> {
    let big = vec![7_u8; 1024 * 1024];
    let mut batch = vec![put(Table::Mirror, "big", big.clone())];
    batch.extend((0..1000).map(|n| put(Table::Directory, &format!("row/{n:04}"), vec![1; 100])));
    store.commit(batch, Durability::Strict).await?;
    same("the megabyte", store.get(Table::Mirror, "big").await? == Some(big), true)?;
    same("the rows", store.scan(Table::Directory, Span::prefix("row/")).await?.len(), 1000)?;
    let all = Table::ALL.iter().map(|table| StoreOp::DeletePrefix(*table, String::new())).collect();
    store.commit(all, Durability::Strict).await?;
    same("all gone", store.scan(Table::Directory, Span::all()).await?.len(), 0)
}

/// Polls a future once and gives the turn away; whether it is done.
async fn one_turn<F: Future + Unpin>(future: &mut F) -> bool {
    let mut done = false;
    let mut polled = false;
    std::future::poll_fn(|context| {
        if polled {
            return std::task::Poll::Ready(());
        }
        polled = true;
        done = std::pin::Pin::new(&mut *future).poll(context).is_ready();
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
    done
}

fn put(table: Table, key: &str, value: Vec<u8>) -> StoreOp {
    StoreOp::Put(table, key.to_owned(), value)
}

fn row(key: &str, value: &[u8]) -> (String, Vec<u8>) {
    (key.to_owned(), value.to_vec())
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn same<T: PartialEq + core::fmt::Debug>(what: &str, found: T, wanted: T) -> Result<(), Broken> {
    if found == wanted { Ok(()) } else { Err(Broken(format!("{what}: {found:?}, not {wanted:?}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::memory::MemoryStore;

    #[test]
    fn the_memory_store_keeps_every_promise() {
        let kept = futures::executor::block_on(run(&MemoryStore::new()));
        assert_eq!(kept.as_ref().map(Vec::len), Ok(9), "{kept:?}");
    }
}
