//! Tells the linker to keep what cutting the program in two needs (xtask/src/parts.rs); decides nothing else.

fn main() {
    if std::env::var_os("CARGO_CFG_TARGET_ARCH").is_some_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bin=tsunagari-app=--emit-relocs");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
