// The service worker: keeps one whole build of the app on the phone and opens it without a network.
// It answers only GET of its own files and the app's own pages, never /api; of a public page it says when it is away.
const BUILD = "dev"; // these lines are written by `cargo xtask precache`
const FILES = [];
const ASIDE = []; // files that only staff need: kept from when one of their kind was asked for

const PREFIX = "tsunagari-build-";
const CACHE = PREFIX + BUILD;
const STATE = "tsunagari-state"; // {current, drawn, starts, former}: which builds are here and whether the current one has ever drawn
const PAGE = "/index.html";
const STARTS = 2; // starts without a first screen, after which the former build is opened again
const HASHED = /-[0-9a-f]{16}(_bg)?\.[a-z]+$/; // a name that says its content

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(patient(activate())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || request.headers.has("range")) return;
  if (request.mode === "navigate") {
    if (isAppPage(url.pathname)) event.respondWith(page(event));
    else if (isPublicPage(url.pathname)) event.respondWith(fetch(request).catch(() => away(url.pathname)));
  } else if (isOwnFile(url.pathname)) {
    event.respondWith(file(url.pathname, request));
  }
});
self.addEventListener("message", (event) => {
  const { type, build } = event.data || {};
  if (type === "SKIP_WAITING") self.skipWaiting(); // only ever because a person agreed
  if (type === "LEAVE") leave();
  if (type === "DRAWN") event.waitUntil(drawn(build));
  if (type === "STAFF") spare(event, fill(FILES.concat(ASIDE)));
});

// A newer build takes over once this one has nothing left to do: what is only good to have does not keep it waiting, and is
// tried again at the next start.
let leave;
const leaving = new Promise((done) => (leave = done));
const spare = (event, work) => event.waitUntil(Promise.race([work.catch(() => {}), leaving]));

function isAppPage(path) {
  return path === "/" || path === PAGE || (path.startsWith("/o/") && !path.endsWith("/manifest.webmanifest"));
}

function isPublicPage(path) {
  return path === "/p" || path.startsWith("/p/");
}

// The server's public pages are never kept: without a network the same page in the app is offered.
function away(path) {
  const app = path.replace(/^\/p(\/[\w-]+)?(\/plan\/[\w-]+)?.*/, (_, slug, row) => (slug ? `/o${slug}${row || "/plan"}` : "/"));
  const page = `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>電波がつながりません</title><h1>いまは電波がつながりません</h1><p><a href="${app}">アプリで計画を見る（電波がなくても開けます）</a>`;
  return new Response(page, { status: 503, headers: { "content-type": "text/html" } });
}

function isOwnFile(path) {
  return listed(path) || (HASHED.test(path) && path.lastIndexOf("/") === 0);
}

function listed(path) {
  return FILES.concat(ASIDE).find((one) => one.url === path);
}

// All or nothing: a build that is not whole never becomes the one that opens.
async function install() {
  try {
    const files = FILES.concat(await aside());
    // Each has come or failed before anything is thrown away: one that came later would leave half a build behind.
    const all = await Promise.allSettled(files.map(async (one) => put(CACHE, one, (await kept(one)) || (await download(one)))));
    for (const { reason } of all) if (reason) throw reason;
  } catch (why) {
    if ((await state()).current !== BUILD) await caches.delete(CACHE);
    throw why;
  }
}

// Of the files aside, those whose like this phone has already, from whichever build.
async function aside() {
  const like = (url) => new URL(url, self.location.origin).pathname.replace(HASHED, "");
  const here = new Set();
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX)) for (const key of await (await caches.open(name)).keys()) here.add(like(key.url));
  return ASIDE.filter((one) => here.has(like(one.url)));
}

// An unchanged file is taken over from a build that is here already; its name says that it is the same.
async function kept(one) {
  if (!HASHED.test(one.url)) return undefined;
  for (const name of await caches.keys()) {
    const found = name.startsWith(PREFIX) && (await inside(name, one.url));
    if (found) return found;
  }
  return undefined;
}

// A page of the café's Wi-Fi in place of a file fails the integrity check; a copy spoilt on the way is asked for once more.
async function download(one) {
  const ask = (cache) =>
    fetch(new Request(one.url, { integrity: one.integrity, redirect: "error", credentials: "same-origin", cache }));
  const answer = await ask(HASHED.test(one.url) ? "default" : "no-cache").catch(() => ask("reload"));
  if (answer.status !== 200) throw new Error(`${one.url} ${answer.status}`);
  if (!one.url.endsWith(".pack")) return answer;
  return new Response(await unpacked(await answer.arrayBuffer()), { headers: { "content-type": "application/wasm" } });
}

async function put(name, one, answer) {
  await (await caches.open(name)).put(one.url, answer);
}

async function inside(name, path) {
  return caches.match(path, { cacheName: name, ignoreVary: true });
}

async function activate() {
  await turn(async (old) => {
    if (old.current === BUILD) return old;
    const former = old.drawn ? old.current : old.former; // a build that never drew is nothing to go back to
    return { current: BUILD, drawn: false, starts: 0, former };
  });
  await sweep();
  await self.clients.claim();
}

async function drawn(build) {
  if (build !== BUILD) return; // the former build, opened again, or a window older than this worker
  await turn(async () => ({ current: BUILD, drawn: true, starts: 0, former: null }));
  await sweep();
}

async function sweep() {
  if (self.registration.waiting || self.registration.installing) return; // the unknown build is a newer one
  const { current, former } = await state();
  for (const name of await caches.keys()) {
    const build = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null;
    if (build && build !== current && build !== former) await caches.delete(name);
  }
}

// A phone that is full, or whose copies do not answer, still opens what it can: the state of builds is only good to have.
async function page(event) {
  const copy = inside(CACHE, PAGE);
  const [own, build] = await Promise.all([patient(copy), patient(start(), BUILD)]);
  const found = build === BUILD ? own : await patient(inside(PREFIX + build, PAGE));
  spare(event, later().then(repair));
  return found || Promise.any([fetch(event.request), copy.then((late) => late || Promise.reject())]); // the line may be silent
}

// What a page waits for has a limit.
const PATIENCE_MS = 4000;
const pause = (millis) => new Promise((done) => setTimeout(done, millis));
const patient = (work, otherwise) => Promise.race([work.catch(() => otherwise), pause(PATIENCE_MS).then(() => otherwise)]);

// Counts a start of a build that has not drawn yet, and says which build opens.
async function start() {
  const now = await turn(async (old) => (old.drawn ? old : { ...old, starts: old.starts + 1 }));
  return !now.drawn && now.starts > STARTS && now.former ? now.former : BUILD;
}

async function file(path, request) {
  const one = listed(path);
  const here = await (one ? inside(CACHE, path) : inBuilds(path));
  if (here) return here;
  if (!one) return fetch(request);
  const answer = (await kept(one)) || (await download(one));
  await put(CACHE, one, answer.clone()).catch(() => {}); // no room: it still works while there is a network
  return answer;
}

async function inBuilds(path) {
  const own = await inside(CACHE, path);
  if (own) return own;
  const { former } = await state();
  return former ? inside(PREFIX + former, path) : undefined;
}

// Not while the page is being opened.
const LATER_MS = 2000;
const later = () => pause(LATER_MS);

// The phone may have thrown away single files: what is missing is fetched again at each start.
let repairing;
function repair() {
  repairing ||= aside()
    .then((more) => fill(FILES.concat(more)))
    .finally(() => (repairing = undefined));
  return repairing;
}

async function fill(files) {
  const keys = await (await caches.open(CACHE)).keys();
  const here = new Set(keys.map((key) => new URL(key.url).pathname));
  for (const one of files) if (!here.has(one.url)) await put(CACHE, one, (await kept(one)) || (await download(one)));
}

async function state() {
  const found = await inside(STATE, "/state");
  return found ? found.json() : { current: null, drawn: false, starts: 0, former: null };
}

// One step after another, so that two windows opened at once do not lose a count.
let last = Promise.resolve();
function turn(step) {
  const next = last.then(async () => {
    const before = await state();
    const after = await step(before);
    if (after !== before) await (await caches.open(STATE)).put("/state", new Response(JSON.stringify(after)));
    return after;
  });
  last = next.catch(() => {});
  return next;
}
