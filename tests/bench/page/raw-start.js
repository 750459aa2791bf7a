// `raw`'s bare page: open, the newest 50 of a district and month, fifty lines of text.
import { newest, open } from './raw.js';

const asked = new URLSearchParams(location.search);
const month = asked.get('month');
const found = await newest(await open(), asked.get('scope'), `${month}-01`, `${month}-31`, 50);
const list = document.getElementById('rows');
for (const record of found) {
  const row = document.createElement('li');
  row.textContent = `${record.fields.day} ${record.fields.what} ${record.fields.note ?? ''}`;
  list.append(row);
}
