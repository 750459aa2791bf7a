// Dexie as its guide has it: a row for each record, one compound index, relaxed as it comes.
import { Dexie } from 'dexie';

const LAST = '\uffff';

export const open = async () => {
  const db = new Dexie('peer');
  db.version(1).stores({ logs: 'id, [scope+fields.day]' });
  await db.open();
  return {
    fill: (records) => db.logs.bulkPut(records),
    save: (record) => db.logs.put(record),
    newest: (scope, month, limit) => db.logs.where('[scope+fields.day]')
      .between([scope, month], [scope, month + LAST]).reverse().limit(limit).toArray(),
    count: () => db.logs.count(),
  };
};
