// SQLite in WASM on the origin's private files, in a worker as it must be; synchronous=FULL, as a queue needs it.
import sqlite3InitModule from '@sqlite.org/sqlite-wasm';

let db;
const put = (record) => {
  const day = record.fields.day ?? record.fields.month;
  db.exec({ sql: 'INSERT OR REPLACE INTO logs VALUES (?, ?, ?, ?)', bind: [record.id, record.scope, day, JSON.stringify(record)] });
};
const acts = {
  open: async () => {
    const sqlite = await sqlite3InitModule({ locateFile: (name) => `/bench/peers/${name}` });
    const pool = await sqlite.installOpfsSAHPoolVfs({ initialCapacity: 6 });
    db = new pool.OpfsSAHPoolDb('/peer.db');
    db.exec(`PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;
      CREATE TABLE IF NOT EXISTS logs (id TEXT PRIMARY KEY, scope TEXT, day TEXT, record TEXT) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS day ON logs (scope, day);`);
  },
  fill: (records) => db.transaction(() => records.forEach(put)),
  save: put,
  newest: (scope, month, limit) => db.selectValues(
    'SELECT record FROM logs WHERE scope = ? AND day BETWEEN ? AND ? ORDER BY day DESC LIMIT ?',
    [scope, month, `${month}~`, limit],
  ).map((text) => JSON.parse(text)),
  count: () => db.selectValue('SELECT count(*) FROM logs'),
};

onmessage = async ({ data: [turn, act, given] }) => {
  try {
    postMessage([turn, await acts[act](...given), null]);
  } catch (error) {
    postMessage([turn, null, String(error)]);
  }
};
