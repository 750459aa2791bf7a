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

  const memories = [];
  const keep = (made) => { memories.push((made.instance || made).exports.memory); return made; };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => keep(await real.apply(WebAssembly, given));
  }
  window.most = { sum: 0, wasm: 0, js: 0 };
  setInterval(() => {
    const wasm = memories.reduce((sum, memory) => sum + (memory ? memory.buffer.byteLength : 0), 0);
    const js = performance.memory ? performance.memory.usedJSHeapSize : 0;
    if (wasm + js > window.most.sum) window.most = { sum: wasm + js, wasm, js };
  }, 20);
})();
