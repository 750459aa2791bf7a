// Yjs: one document, a map of plain records, kept by y-indexeddb. It lies in memory whole.
import * as Y from 'yjs';
import { IndexeddbPersistence } from 'y-indexeddb';
import { settled } from '../idb.js';

export const open = async () => {
  const doc = new Y.Doc();
  const kept = new IndexeddbPersistence('peer', doc);
  await kept.whenSynced;
  const logs = doc.getMap('logs');
  // It tells nobody when an update is kept: what is asked of the same table afterwards comes after it.
  const durable = () => settled(kept.db.transaction(['updates'], 'readwrite'));
  const day = (record) => record.fields.day ?? record.fields.month;
  return {
    fill: async (records) => {
      doc.transact(() => records.forEach((record) => logs.set(record.id, record)));
      await durable();
    },
    save: async (record) => {
      logs.set(record.id, record);
      await durable();
    },
    newest: async (scope, month, limit) => [...logs.values()]
      .filter((record) => record.scope === scope && day(record).startsWith(month))
      .sort((one, other) => (day(one) < day(other) ? 1 : -1)).slice(0, limit),
    count: async () => logs.size,
  };
};
