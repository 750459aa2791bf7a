// Put into every new page before its own scripts: when the rows are drawn, and how much memory there was at most.
(() => {
  const ROWS = 50;
  const rows = () => document.querySelectorAll('.entries > li, #rows > li').length;
  const look = () => {
    if (window.drawnAt || rows() < ROWS) return;
    watch.disconnect();
    requestAnimationFrame(() => { window.drawnAt = performance.now(); });
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true });

  // When what was there, for whoever wants to know where the time went.
  window.steps = {};
  const step = (name) => { window.steps[name] ??= Math.round(performance.now()); };
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...given) {
    const request = open.apply(this, given);
    step('asks for the store');
    request.addEventListener('success', () => step('has the store'));
    return request;
  };
  // Each reading of the store by its tables, and when the first and the last cell was inflated.
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    (window.steps.reads ??= []).push(`${Math.round(performance.now())} ${[given[0]].flat().join('+')}`);
    return transaction.apply(this, given);
  };
  const Inflate = window.DecompressionStream;
  window.DecompressionStream = function (...given) {
    step('inflates');
    window.steps.inflated = Math.round(performance.now());
    return new Inflate(...given);
  };
  document.addEventListener('DOMContentLoaded', () => step('has the page'));

  const memories = [];
  const keep = (made) => { step('has the program'); memories.push((made.instance || made).exports.memory); return made; };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => step('asks for the program') ?? keep(await real.apply(WebAssembly, given));
  }
  window.most = { sum: 0, wasm: 0, js: 0 };
  setInterval(() => {
    const wasm = memories.reduce((sum, memory) => sum + (memory ? memory.buffer.byteLength : 0), 0);
    const js = performance.memory ? performance.memory.usedJSHeapSize : 0;
    if (wasm + js > window.most.sum) window.most = { sum: wasm + js, wasm, js };
  }, 20);
})();
