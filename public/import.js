// Runs beside the page: a file and a question in, the import program's answer out, in the order of asking.
// `cargo xtask precache` lays it behind the script that wasm-bindgen makes for app/import, and puts the address in.
const here = wasm_bindgen({ module_or_path: "/import_bg.wasm" });

self.addEventListener("message", async ({ data: { file, asked } }) => {
  let told = null;
  try {
    await here;
    told = wasm_bindgen.run(file, asked) || null;
  } catch (why) {
    console.error(why); // not brought, or stopped by a fault of its own: the page says so in words
  }
  self.postMessage(told);
});
