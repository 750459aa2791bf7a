// The first script of every page: brings the app, shows how far it is, and says in words why where it cannot come.
// It stands outside the app on purpose: it must work where the app does not. `cargo xtask precache` gives it its hashed name.
//
// What it promises the app:
//   <meta name="build">                        the build's id, also in document.documentElement.dataset.build
//   event "tsunagari:update" on window         a newer build is downloaded and waits; dataset.update === "waiting" says the same later
//   event "tsunagari:update-now" from the app  the person agreed: the newer build takes over and this page is loaded once more
//   event "tsunagari:staff" from the app       this phone is staff's: the files that only they need are kept too
//   instantiated(answer, imports)              of a program that is asked for, packed or not
//   localStorage "tsunagari.memo"              what was noted on the help page: [{"at": "2026-11-24T05:03:00.000Z", "text": "…"}]
// The first screen (#first) goes as soon as the app has put an element into #app.
(() => {
  "use strict";
  const me = document.getElementById("boot");
  const root = document.documentElement;
  const build = (document.querySelector('meta[name="build"]') || {}).content || "dev";
  const first = (name) => document.getElementById("first-" + name);
  const AGAIN = "tsunagari.again"; // the build for which this window was already loaded once more
  const AGREED = "tsunagari.agreed"; // the build that this window was told to leave, and has not left yet
  const SLOW_MS = 8000;
  const ASK_MS = 60000; // a newer build is looked for at most once a minute
  const TAKE_OVER_MS = 5000; // some phones never say that the newer build has taken over, some take longer
  const CALM_MS = 3000; // so long at most a first page has the phone to itself
  const parts = []; // what was asked for behind the program
  root.dataset.build = build;

  show("load");
  linkManifest();
  if (typeof WebAssembly !== "object" || typeof WebAssembly.instantiate !== "function") {
    show("help");
    memo();
    return;
  }
  const drawn = whenDrawn();
  wakeStore();
  const slow = setTimeout(() => (first("slow").hidden = false), SLOW_MS);
  bring().catch(broken);
  drawn.then(async () => {
    clearTimeout(slow);
    document.getElementById("first").remove();
    forget(AGAIN);
    // The worker that is to keep all of it brings and unpacks it once more: on a first visit, when the page is at rest.
    if (!controlled()) await Promise.race([Promise.allSettled(parts), new Promise((done) => setTimeout(done, CALM_MS))]);
    serviceWorker();
  });

  function controlled() {
    return navigator.serviceWorker && navigator.serviceWorker.controller;
  }

  function show(name) {
    for (const part of ["load", "broken", "help"]) first(part).hidden = part !== name;
  }

  // Each ward has a manifest of its own, made by the server.
  function linkManifest() {
    const ward = location.pathname.match(/^\/o\/[^/]+\//);
    if (!ward) return;
    const link = document.createElement("link");
    link.rel = "manifest";
    link.href = ward[0] + "manifest.webmanifest";
    document.head.append(link);
  }

  async function bring() {
    const { js, wasm, bytes, integrity } = me.dataset;
    const [module, response] = await Promise.all([import(js), fetch(wasm, integrity ? { integrity } : {})]);
    if (!response.ok) throw new Error("wasm " + response.status);
    // What is on the phone already is read at once, and the browser may keep what it made of it.
    const given = controlled() ? response : counted(response, Number(bytes));
    const program = isModule(response) ? given : await unpacked(await given.arrayBuffer());
    await module.default({ module_or_path: program });
    if (program.buffer) givenBack(program.buffer);
    dispatchEvent(new CustomEvent("TrunkApplicationStarted"));
  }

  // The phone's store sleeps in a new process, and waking it takes as long as bringing the app: both at once. What is in it is
  // the app's alone to read; where there is none yet, none is made.
  function wakeStore() {
    const ward = location.pathname.match(/^\/o\/([^/]+)/);
    if (!ward || !window.indexedDB || !controlled()) return;
    try {
      const asked = indexedDB.open("tsunagari-" + ward[1]);
      asked.onupgradeneeded = () => asked.transaction.abort();
      asked.onerror = (event) => event.preventDefault(); // the app opens it too, and says why where it cannot
      asked.onsuccess = () => {
        const store = asked.result;
        store.onversionchange = () => store.close();
        drawn.then(() => store.close());
      };
    } catch {
      // the same
    }
  }

  // What the service worker kept is put together already, and the browser reads it while it comes; the server sends it packed.
  function isModule(answer) {
    return (answer.headers.get("content-type") || "").startsWith("application/wasm");
  }

  self.instantiated = (asked, imports) => {
    const made = instance(asked, imports);
    parts.push(made);
    return made;
  };

  async function instance(asked, imports) {
    const answer = await asked;
    if (!answer.ok) throw new Error("part " + answer.status);
    if (isModule(answer)) return WebAssembly.instantiateStreaming(answer, imports);
    const program = await unpacked(await answer.arrayBuffer());
    const made = await WebAssembly.instantiate(program, imports);
    givenBack(program.buffer);
    return made;
  }

  // The same answer, telling the bar what has passed.
  function counted(response, total) {
    const bar = first("bar");
    if (!response.body || !total) return response;
    const reader = response.body.getReader();
    let passed = 0;
    const body = new ReadableStream({
      async pull(out) {
        const { done, value } = await reader.read();
        if (done) return out.close();
        passed += value.length;
        bar.value = Math.min(100, Math.round((passed / total) * 100));
        out.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { headers: response.headers });
  }

  function whenDrawn() {
    const app = document.getElementById("app");
    return new Promise((done) => {
      if (app.firstElementChild) return done();
      const watch = new MutationObserver(() => {
        if (!app.firstElementChild) return;
        watch.disconnect();
        requestAnimationFrame(() => done());
        setTimeout(done, 500); // a window in the background draws no frame
      });
      watch.observe(app, { childList: true });
    });
  }

  // A broken or missing file: once more by itself, then in words. A panic after the first screen is the app's own to tell.
  function broken(why) {
    if (document.getElementById("app").firstElementChild) return;
    if (recall(AGAIN) !== build && remember(AGAIN, build)) return location.reload();
    first("why").textContent = `${build} ${String((why && why.message) || why).slice(0, 200)}`;
    first("again").onclick = () => location.reload();
    show("broken");
  }

  async function serviceWorker() {
    const worker = navigator.serviceWorker;
    if (!worker || build === "dev") return;
    addEventListener("tsunagari:staff", () => worker.ready.then(({ active }) => active.postMessage({ type: "STAFF" })));
    try {
      const registration = await worker.register("/sw.js", { updateViaCache: "none" });
      offer(registration);
      await worker.ready;
      registration.active.postMessage({ type: "DRAWN", build });
      let asked = Date.now();
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState !== "visible" || Date.now() - asked < ASK_MS) return;
        asked = Date.now();
        registration.update().catch(() => {}); // no network; asked again later
      });
    } catch (why) {
      root.dataset.worker = String(why); // private windows have none; the app then works while there is a network
    }
  }

  function offer(registration) {
    const waits = () => {
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      root.dataset.update = "waiting";
      dispatchEvent(new CustomEvent("tsunagari:update"));
    };
    waits();
    registration.addEventListener("updatefound", () => {
      const next = registration.installing;
      if (next) next.addEventListener("statechange", waits);
    });
    // One that takes longer than a person likes to wait is asked once more by the page that comes then.
    const agreed = (again) => {
      const next = registration.waiting;
      const reload = () => location.reload();
      if (!next) return reload(); // it has taken over meanwhile
      if (again) remember(AGREED, build);
      navigator.serviceWorker.addEventListener("controllerchange", reload);
      setTimeout(reload, TAKE_OVER_MS);
      registration.active.postMessage({ type: "LEAVE" });
      next.postMessage({ type: "SKIP_WAITING" });
    };
    addEventListener("tsunagari:update-now", () => agreed(true));
    const owed = recall(AGREED) === build;
    forget(AGREED);
    if (owed) agreed(false);
  }

  function memo() {
    const KEY = "tsunagari.memo";
    const text = document.getElementById("memo-text");
    const said = document.getElementById("memo-said");
    const list = document.getElementById("memo-list");
    const all = () => {
      try {
        const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
        return Array.isArray(kept) ? kept : [];
      } catch {
        return [];
      }
    };
    const keep = (memos) => {
      try {
        localStorage.setItem(KEY, JSON.stringify(memos));
        return true;
      } catch {
        return false;
      }
    };
    const draw = () => {
      list.replaceChildren(
        ...all().map((one, at) => {
          const row = document.createElement("li");
          row.className = "memo";
          const words = document.createElement("span");
          words.textContent = one.text;
          const away = document.createElement("button");
          away.type = "button";
          away.textContent = "削除する";
          away.onclick = () => {
            keep(all().filter((_, n) => n !== at));
            said.textContent = "削除しました";
            draw();
          };
          row.append(words, away);
          return row;
        }),
      );
    };
    document.getElementById("memo").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!text.value.trim()) return;
      const saved = keep([...all(), { at: new Date().toISOString(), text: text.value.trim() }]);
      said.textContent = saved ? "このスマホに残しました" : "残せませんでした。紙などに写してください";
      if (saved) text.value = "";
      draw();
    });
    document.getElementById("memo-copy").onclick = async () => {
      const words = all().map((one) => one.text).join("\n");
      try {
        await navigator.clipboard.writeText(words);
        said.textContent = "写しとりました。LINEやメールに、はりつけられます";
      } catch {
        text.value = words;
        text.focus();
        text.select();
        said.textContent = "上の文を長く押して、写しとってください";
      }
    };
    draw();
  }

  function recall(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  }
  function remember(key, value) {
    try {
      sessionStorage.setItem(key, value);
      return true;
    } catch {
      return false;
    }
  }
  function forget(key) {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // nothing was remembered either
    }
  }
})();
