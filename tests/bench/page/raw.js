// `raw`: IndexedDB by hand, a row for each record and one index of district and day. What one writes without a plan.
import { asked, opened, settled, strict } from './idb.js';

export const open = () => opened('raw', (db) => {
  db.createObjectStore('logs', { keyPath: 'id' }).createIndex('day', ['scope', 'fields.day']);
});

export const put = async (db, record) => {
  const transaction = db.transaction('logs', 'readwrite', strict);
  transaction.objectStore('logs').put(record);
  await settled(transaction);
};

export const fill = async (db, records) => {
  for (let from = 0; from < records.length; from += 5000) {
    const transaction = db.transaction('logs', 'readwrite', strict);
    const rows = transaction.objectStore('logs');
    for (const record of records.slice(from, from + 5000)) rows.put(record);
    await settled(transaction);
  }
};

export const newest = async (db, scope, from, to, limit) => {
  const days = db.transaction('logs').objectStore('logs').index('day');
  const query = IDBKeyRange.bound([scope, from], [scope, to]);
  if (days.getAllRecords) {
    return (await asked(days.getAllRecords({ query, direction: 'prev', count: limit }))).map((it) => it.value);
  }
  return (await asked(days.getAll(query))).slice(-limit).reverse();
};
