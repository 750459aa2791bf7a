// PouchDB on its newer adapter; the id says district and day, so that one range of ids is the answer: its best case.
import PouchDB from 'pouchdb-browser';
import adapter from 'pouchdb-adapter-indexeddb';

PouchDB.plugin(adapter);
const LAST = '\uffff';
const BATCH = 10_000;

export const asDoc = ({ id, ...rest }) => ({ _id: `${rest.scope}|${rest.fields.day ?? rest.fields.month}|${id}`, ...rest });

export const open = async () => {
  const db = new PouchDB('peer', { adapter: 'indexeddb' });
  await db.info();
  const fill = async (records) => {
    for (let from = 0; from < records.length; from += BATCH) {
      await db.bulkDocs(records.slice(from, from + BATCH).map(asDoc));
    }
  };
  return {
    fill,
    save: (record) => db.put(asDoc(record)),
    newest: async (scope, month, limit) => {
      const [endkey, startkey] = [`${scope}|${month}`, `${scope}|${month}${LAST}`];
      const found = await db.allDocs({ include_docs: true, descending: true, startkey, endkey, limit });
      return found.rows.map((row) => row.doc);
    },
    count: async () => (await db.info()).doc_count,
    pull: (from) => db.replicate.from(from, { batch_size: 1000 }),
    push: (to) => db.replicate.to(to, { batch_size: 1000 }),
  };
};
