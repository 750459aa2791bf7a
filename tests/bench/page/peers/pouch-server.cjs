// PouchDB's own server on loopback, on its files: `node pouch-server.cjs FOLDER` prints its port. For the bench alone.
const express = require('express');
const PouchDB = require('pouchdb-node');
const peer = require('express-pouchdb');

const folder = process.argv[2];
const app = express();
app.use((request, response, next) => {
  response.set({
    'access-control-allow-origin': request.headers.origin ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': 'content-type, accept',
    'access-control-allow-methods': 'GET, POST, PUT, OPTIONS',
  });
  if (request.method === 'OPTIONS') response.sendStatus(204); else next();
});
const stores = PouchDB.defaults({ prefix: `${folder}/` });
app.use('/', peer(stores, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: `${folder}/log.txt` }));
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
