//! Makes what must exist before the server compiles: a folder for the app's files, empty until Trunk fills it.

use std::path::Path;

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/dist");
    if let Err(error) = std::fs::create_dir_all(&dist) {
        println!("cargo:warning=no folder for the app's files: {error}");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
