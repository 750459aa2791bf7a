//! `tsunagari plan`: a ward's table or a plan's own file read onto a plan, shown or written in one transaction.

use std::fs::File;
use std::io::{Read as _, stdin};
use std::path::Path;

use tsunagari_core::id::{OrgId, derived};
use tsunagari_core::import::compare::Standing;
use tsunagari_core::import::{Choices, Table};
use tsunagari_core::plan::Plan;
use tsunagari_core::plan::body::Body;
use tsunagari_core::record::{Kind, Record};

use super::serve::{DATABASE, Stopped, open};
use crate::config::{PlanExport, PlanImport, Preview};
use crate::import::publish::{Importer, publish};
use crate::import::{
    Brought, Deed, FILE_BYTES, Found, Ground, Refused, bring_table, ground, own_file, preview, sheet_file,
    table, whole,
};
use crate::platform;
use crate::sample::Row;
use crate::storage::{Fault, Org, Storage};

type Say<'a> = &'a (dyn Fn(&str) + Sync);

/// What is there to read a file onto.
struct Place {
    storage: Option<Storage>,
    org: Option<Org>,
    bodies: Vec<Body>,
    grounds: Vec<Ground>,
}

/// Reads a file onto a plan; without `--preview` writes what it changes.
pub async fn import(options: &PlanImport, say: Say<'_>) -> Result<(), Stopped> {
    let bytes = bytes(&options.file)?;
    let place = place(options).await?;
    let done = any(options, &bytes, &place, say).await;
    if let Some(storage) = &place.storage {
        storage.close().await;
    }
    done
}

async fn any(options: &PlanImport, bytes: &[u8], place: &Place, say: Say<'_>) -> Result<(), Stopped> {
    if options.file.extension().is_some_and(|end| end == "toml") {
        let name = options.file.to_string_lossy();
        let text = str::from_utf8(bytes).map_err(|_| refused(Refused::Letters))?;
        let slug = ward(options, place).slug;
        let plans: Vec<&Plan> = place.grounds.iter().map(|known| &known.plan).collect();
        let wanted = own_file::of_text(&name, text, &slug, &place.bodies, &plans).map_err(refused)?;
        let rows = wanted.first.iter().cloned().chain(wanted.records.iter().map(row)).collect();
        return of_whole(options, rows, place, say).await;
    }
    let table = table(bytes).map_err(refused)?;
    if sheet_file::is_plan(&table) {
        let rows = sheet_file::rows(&table, &place.bodies).map_err(refused)?;
        return of_whole(options, rows, place, say).await;
    }
    of_table(options, &table, place, say).await
}

/// Writes a whole plan as a file.
pub async fn export(options: &PlanExport, say: Say<'_>) -> Result<(), Stopped> {
    let (storage, _) = open(&options.data.data, options.data.database.as_deref()).await?;
    let slug = options.org.clone();
    let found = storage.read(move |tx| {
        Box::pin(async move {
            let org = tx.orgs().await?.into_iter().find(|org| org.slug == slug);
            match org {
                Some(org) => ground::of_ward(tx, &org).await,
                None => Ok(Vec::new()),
            }
        })
    });
    let grounds = found.await?;
    storage.close().await;
    let ground = grounds.iter().find(|ground| ground.plan.key == options.plan);
    let ground = ground.ok_or(Stopped::Option("--org, --plan: there is no such plan"))?;
    let lines = sheet_file::lines(ground);
    let bytes = match options.to.extension().and_then(|end| end.to_str()) {
        Some("csv") => sheet_file::csv(&lines).into_bytes(),
        Some("xlsx") => sheet_file::xlsx(&lines).map_err(refused)?,
        Some("toml") => own_file::toml(ground).map_err(refused)?.into_bytes(),
        _ => return Err(Stopped::Option("--to: a file that ends in .csv, .xlsx or .toml")),
    };
    std::fs::write(&options.to, bytes)?;
    say(&format!("書きました（{}行）", lines.len()));
    Ok(())
}

fn bytes(file: &Path) -> Result<Vec<u8>, Stopped> {
    // One byte more than may be, so that a larger file is seen as such and never read whole.
    let most = u64::try_from(FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        stdin().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(file)?.take(most).read_to_end(&mut bytes)?;
    }
    if bytes.len() > FILE_BYTES { Err(refused(Refused::File)) } else { Ok(bytes) }
}

fn refused(fault: impl std::fmt::Display) -> Stopped {
    Stopped::Import(fault.to_string())
}

/// Opens the storage where there is one; a preview does without.
async fn place(options: &PlanImport) -> Result<Place, Stopped> {
    let there = options.data.database.is_some() || options.data.data.join(DATABASE).exists();
    let mut place = Place { storage: None, org: None, bodies: Vec::new(), grounds: Vec::new() };
    if there && (options.org.is_some() || options.preview.is_none()) {
        let (storage, _) = open(&options.data.data, options.data.database.as_deref()).await?;
        let slug = options.org.clone();
        let found = storage.read(move |tx| {
            Box::pin(async move {
                let orgs = tx.orgs().await?;
                let org = orgs.into_iter().find(|org| slug.as_ref() == Some(&org.slug));
                let Some(org) = org else { return Ok(None) };
                let bodies: Vec<Body> =
                    tx.of_kind(org.id, Kind::Body, None).await?.iter().map(Body::read).collect();
                let grounds = ground::of_ward(tx, &org).await?;
                Ok(Some((org, bodies, grounds)))
            })
        });
        if let Some((org, bodies, grounds)) = found.await? {
            (place.org, place.bodies, place.grounds) = (Some(org), bodies, grounds);
        }
        place.storage = Some(storage);
    }
    if place.org.is_none() && options.preview.is_none() {
        return Err(Stopped::Option("--org: there is no ward of this slug; see `tsunagari org list`"));
    }
    if let Some(file) = &options.describe {
        let text = std::fs::read_to_string(file)?;
        let described =
            ground::of_file(&file.to_string_lossy(), &text, &ward(options, &place), &place.bodies);
        let mut described = described.map_err(refused)?;
        // The plan may be there already, from a former import.
        if let Some(known) = place.grounds.iter().find(|known| known.plan.id == described.plan.id) {
            described = known.clone();
        }
        place.grounds = vec![described];
    } else if place.org.is_none() {
        place.grounds = ground::of_samples(options.org.as_deref()).map_err(refused)?;
        // They lend their words alone: a sample's titles are not the document's, and nothing of it would be the same.
        place.grounds.iter_mut().for_each(|ground| ground.records.clear());
    }
    if let Some(key) = &options.plan {
        place.grounds.retain(|ground| ground.plan.key == *key);
    }
    Ok(place)
}

fn ward(options: &PlanImport, place: &Place) -> Org {
    let slug = options.org.clone().unwrap_or_else(|| "preview".to_owned());
    let unknown = || Org { id: OrgId::of(derived(&["org", &slug])), name: slug.clone(), slug: slug.clone() };
    place.org.clone().unwrap_or_else(unknown)
}

/// A table onto the plan that was named, or onto the one that it fits best.
async fn of_table(options: &PlanImport, table: &Table, place: &Place, say: Say<'_>) -> Result<(), Stopped> {
    let choices = Choices {
        taken_back: options.take_back.iter().cloned().collect(),
        accepted: options.accept.iter().cloned().collect(),
    };
    let mut best: Option<(usize, Found, Brought)> = None;
    let mut fault = None;
    for ground in &place.grounds {
        match bring_table(table, ground, options.layout.as_deref(), &choices) {
            Ok(mut brought) => {
                let Some(found) = brought.found.take() else { continue };
                let fits = fits(&found);
                if best.as_ref().is_none_or(|(most, ..)| fits > *most) {
                    best = Some((fits, found, brought));
                }
            }
            Err(why) => fault = fault.or(Some(why)),
        }
    }
    let Some((_, found, brought)) = best else {
        let none = "計画がありません。--plan か --describe で、読みこむ先の計画を示してください";
        return Err(Stopped::Import(
            fault.map_or_else(|| none.to_owned(), |fault: Refused| fault.to_string()),
        ));
    };
    match options.preview {
        Some(Preview::Json) => {
            let gone = preview::gone(&found.said);
            for line in preview::lines(&found.reading, &found.guide, &found.said).chain(gone) {
                say(&line.to_string());
            }
            return Ok(());
        }
        Some(Preview::Text) => summary(&found, say),
        None => {
            summary(&found, say);
            let (Some(storage), Some(org)) = (&place.storage, &place.org) else { return Ok(()) };
            let mut all = brought.deeds;
            if options.remove_gone {
                all.extend(brought.gone.into_iter().map(|gone| Deed {
                    id: gone.id,
                    kind: gone.kind,
                    set: None,
                }));
            }
            write(storage, org, all, say).await?;
        }
    }
    Ok(())
}

/// How well a plan's words fit a table: what was known by them, less what must be asked.
fn fits(found: &Found) -> usize {
    let reading = &found.reading;
    let items = reading.items.iter().map(|item| 1 + usize::from(!item.bodies.is_empty()));
    let known = |bodies: bool, cells: bool| usize::from(bodies) + usize::from(cells);
    let measures =
        reading.measures.iter().map(|measure| known(!measure.bodies.is_empty(), !measure.cells.is_empty()));
    let nodes = reading.nodes.iter().filter(|node| node.number.is_some() && node.title.is_some()).count();
    (items.sum::<usize>() * 2 + measures.sum::<usize>() * 2 + nodes).saturating_sub(reading.questions.len())
}

/// A whole plan as it shall be, with its bodies.
async fn of_whole(options: &PlanImport, rows: Vec<Row>, place: &Place, say: Say<'_>) -> Result<(), Stopped> {
    let plan = rows.iter().find(|row| row.kind == Kind::Plan).map(|row| row.id);
    let known = place.grounds.iter().find(|known| Some(known.plan.id.record()) == plan);
    let Brought { deeds, gone, .. } = whole(rows, known, &place.bodies).map_err(refused)?;
    say(&format!("書く {}件　なくなった行 {}件", deeds.len(), gone.len()));
    let mut all = deeds;
    if options.remove_gone {
        all.extend(gone.into_iter().map(|gone| Deed { id: gone.id, kind: gone.kind, set: None }));
    }
    match (&place.storage, &place.org, options.preview) {
        (Some(storage), Some(org), None) => write(storage, org, all, say).await,
        _ => Ok(()),
    }
}

fn row(record: &Record) -> Row {
    Row { id: record.id, kind: record.kind.clone(), scope: record.scope, fields: record.fields.clone() }
}

async fn write(storage: &Storage, org: &Org, deeds: Vec<Deed>, say: Say<'_>) -> Result<(), Stopped> {
    if deeds.is_empty() {
        say("変わるところはありません");
        return Ok(());
    }
    let importer = Importer { org: org.id, session: None, now: platform::now() };
    let written = storage
        .write_in(org.id, move |tx| Box::pin(async move { publish(tx, &importer, &deeds).await }))
        .await;
    match written {
        Ok(rows) => say(&format!("取り込みました（{rows}件）")),
        Err(Fault::Not(why)) => return Err(Stopped::Import(why.to_owned())),
        Err(fault) => return Err(fault.into()),
    }
    Ok(())
}

/// The figures in words.
fn summary(found: &Found, say: Say<'_>) {
    let Found { reading, said, .. } = found;
    let count = |rows: &[(tsunagari_core::id::RecordId, Option<Standing>)], of: Standing| {
        rows.iter().filter(|(_, standing)| *standing == Some(of)).count()
    };
    for (name, rows) in [("見出し", &said.nodes), ("取組", &said.measures), ("項目", &said.items)] {
        let [new, changed, same] =
            [Standing::New, Standing::Changed, Standing::Same].map(|of| count(rows, of));
        say(&format!("{name} {}件：新しい {new}、変わった {changed}、同じ {same}", rows.len()));
    }
    let made = reading.repairs.iter().filter(|repair| repair.made).count();
    let (asked, suggested) = (reading.questions.len(), reading.suggestions.len());
    say(&format!(
        "直した {made}　たずねる {asked}　読み違いかもしれない {suggested}　表にない行 {}",
        said.gone.len()
    ));
    for gone in &said.gone {
        say(&format!("表にない：{}", gone.title));
    }
}
