// Runs a program beside the page: a file and a question in, the program's answer out, in the order of asking.
// `cargo xtask precache` lays it behind the script that wasm-bindgen makes for app/import or app/export, and puts the
// address in. A file that is answered is handed over, not copied.
const here = wasm_bindgen({ module_or_path: "/aside_bg.wasm" });

self.addEventListener("message", async ({ data: { file, asked } }) => {
  let told = null;
  try {
    await here;
    told = wasm_bindgen.run(file, asked) || null;
  } catch (why) {
    console.error(why); // not brought, or stopped by a fault of its own: the page says so in words
  }
  self.postMessage(told, told && told.buffer ? [told.buffer] : []);
});
