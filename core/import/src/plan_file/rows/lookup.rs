//! How a plan file's reader finds rows, bodies and words, and how it says that one is not there; makes no noun.

use super::*;

impl<'a> Reader<'a> {
    pub(super) fn owners(
        &self,
        at: At<'_>,
        bodies: &[String],
        roles: &SortedMap<String, String>,
        maybe: &[String],
    ) -> Result<Owners> {
        let body = |name: &String| self.body(at, name);
        let role = |(name, role): (&String, &String)| Ok((self.body(at, name)?, role.clone()));
        Ok(Owners {
            bodies: bodies.iter().map(body).collect::<Result<_>>()?,
            roles: roles.iter().map(role).collect::<Result<_>>()?,
            maybe: maybe.iter().map(body).collect::<Result<_>>()?,
        })
    }

    pub(super) fn body(&self, at: At<'_>, name: &str) -> Result<BodyId> {
        if self.table("body").contains(name) {
            return Ok(self.org.body_id(name));
        }
        Err(self.wrong(at, Problem::NotItsBody(name.to_owned())))
    }

    /// A row of this plan by its whole name, `measure/1-b1`.
    pub(super) fn named(&self, at: At<'_>, name: &str) -> Result<()> {
        let found = ["node", "measure", "item"].into_iter().any(|table| {
            name.strip_prefix(table)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|key| self.table(table).contains(key))
        });
        if found {
            Ok(())
        } else {
            Err(self.wrong(at, Problem::NoSuch { table: "row", key: name.to_owned() }))
        }
    }

    pub(super) fn refer(&self, at: At<'_>, table: &'static str, key: &str) -> Result<RecordId> {
        self.known(at, table, key)?;
        Ok(self.row(table, key))
    }

    pub(super) fn known(&self, at: At<'_>, table: &'static str, key: &str) -> Result<()> {
        known(self.file, at.table, at.key, self.table(table), table, key)
    }

    pub(super) fn table(&self, table: &str) -> &SortedSet<&'a str> {
        static NONE: SortedSet<&str> = SortedSet::new();
        self.keys.get(table).unwrap_or(&NONE)
    }

    pub(super) fn row(&self, table: &str, key: &str) -> RecordId {
        row_id(&self.org.org.slug, &self.plan.plan.key, &format!("{table}/{key}"))
    }

    pub(super) fn blocks(&self, of: impl Fn(&&format::Block) -> bool) -> Result<SortedMap<String, Block>> {
        let blocks = self.plan.block.iter().filter(of);
        let blocks = blocks.map(|block| Ok((block.place.clone(), self.block(block)?)));
        Ok(numbered(blocks.collect::<Result<Vec<_>>>()?.into_iter()))
    }

    pub(super) fn block(&self, block: &format::Block) -> Result<Block> {
        Ok(Block {
            kind: block.kind,
            heading: block.heading.clone(),
            mark: block.mark.clone(),
            text: block.text.clone(),
            summary: block.summary,
            source: block.source.clone(),
            value: block.value.clone(),
            unit: block.unit.clone(),
            year: self.year(At { table: "block", key: &block.text }, block.year)?,
            ask: block.ask.clone(),
        })
    }

    pub(super) fn titled(&self, at: At<'_>, text: Option<&str>) -> Result<Option<Title>> {
        text.map(|text| self.title(at, text)).transpose()
    }

    pub(super) fn title(&self, at: At<'_>, text: &str) -> Result<Title> {
        Title::parse(text).map_err(|problem| self.wrong(at, Problem::Title(problem)))
    }

    pub(super) fn year(&self, at: At<'_>, year: Option<i32>) -> Result<Option<FiscalYear>> {
        let read = |year: i32| FiscalYear::new(year).map_err(|_| self.wrong(at, Problem::Year(year.into())));
        year.map(read).transpose()
    }

    pub(super) fn word<T>(
        &self,
        at: At<'_>,
        field: &'static str,
        text: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T> {
        parse(text).ok_or_else(|| self.wrong(at, Problem::Word { field, value: text.to_owned() }))
    }

    pub(super) fn need<T>(&self, at: At<'_>, field: &'static str, value: Option<T>) -> Result<T> {
        value.ok_or_else(|| self.wrong(at, Problem::Missing(field)))
    }

    pub(super) fn wrong(&self, at: At<'_>, problem: Problem) -> PlanFileError {
        PlanFileError::new(self.file, at.table, at.key, problem)
    }
}
