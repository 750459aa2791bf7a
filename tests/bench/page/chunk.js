// `chunk`: the limit of a packed layout: a row for each district and month that holds its records as JSON bytes, and a
// journal for what is saved singly. No sync, no update of a packed record: not a whole store.
import { asked, opened, settled, strict } from './idb.js';

export const open = () => opened('chunk', (db) => {
  db.createObjectStore('cells');
  db.createObjectStore('journal', { autoIncrement: true });
});

// What is counted by the month has no day.
const day = ({ fields }) => fields.day ?? fields.month;
const cell = (record) => `${record.scope} ${day(record).slice(0, 7)}`;

export const load = async (db, url) => {
  const records = await (await fetch(url)).json();
  const cells = new Map();
  for (const record of records) {
    const name = cell(record);
    const held = cells.get(name);
    if (held) held.push(record); else cells.set(name, [record]);
  }
  const bytes = new TextEncoder();
  const transaction = db.transaction('cells', 'readwrite', strict);
  const rows = transaction.objectStore('cells');
  for (const [name, held] of cells) {
    held.sort((a, b) => (day(a) < day(b) ? 1 : -1));
    rows.put(bytes.encode(JSON.stringify(held)), name);
  }
  await settled(transaction);
  return records.length;
};

export const newest = async (db, scope, month, limit) => {
  const transaction = db.transaction(['cells', 'journal']);
  const packed = asked(transaction.objectStore('cells').get(`${scope} ${month}`));
  const journal = asked(transaction.objectStore('journal').getAll());
  const rows = JSON.parse(new TextDecoder().decode(await packed));
  return [...await journal, ...rows].slice(0, limit);
};
