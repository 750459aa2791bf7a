// RxDB on its free storage, with a schema as it asks for one.
import { createRxDatabase } from 'rxdb/plugins/core';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';

const LAST = '\uffff';
const BATCH = 10_000;
const text = (maxLength) => ({ type: 'string', maxLength });
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: text(40), scope: text(60), day: text(10), record: { type: 'object' } },
  required: ['id', 'scope', 'day'],
  indexes: [['scope', 'day']],
};
const row = (record) =>
  ({ id: record.id, scope: record.scope, day: record.fields.day ?? record.fields.month, record });

export const open = async () => {
  const db = await createRxDatabase({ name: 'peer', storage: getRxStorageDexie(), multiInstance: false });
  const { logs } = await db.addCollections({ logs: { schema } });
  const fill = async (records) => {
    for (let from = 0; from < records.length; from += BATCH) {
      await logs.bulkInsert(records.slice(from, from + BATCH).map(row));
    }
  };
  return {
    fill,
    save: (record) => logs.insert(row(record)),
    newest: async (scope, month, limit) => {
      const selector = { scope, day: { $gte: month, $lt: month + LAST } };
      const found = await logs.find({ selector, sort: [{ scope: 'desc' }, { day: 'desc' }], limit }).exec();
      return found.map((doc) => doc.toJSON());
    },
    count: () => logs.count().exec(),
  };
};
