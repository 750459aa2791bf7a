//! The app's files, the manifest and the headers of safety.

use serde_json::Value;
use tsunagari_tests::http1::Request;

use crate::house::House;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[test]
fn every_answer_carries_the_headers_of_safety() {
    let house = House::new();
    for path in ["/", "/o/tsukushi/", "/health", "/api/v1/orgs", "/api/v1/nothing", "/nothing.js"] {
        let response = house.get(path, None);
        let header = |name: &str| response.headers.get(name).unwrap_or_default().to_owned();
        assert_eq!(header("content-security-policy"), POLICY, "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(header("permissions-policy").contains("geolocation=()"), "{path}");
        assert_eq!(header("strict-transport-security"), "", "http has none");
        assert_eq!(header("access-control-allow-origin"), "", "{path}");
        if path.starts_with("/api") {
            assert_eq!(header("cache-control"), "no-store", "{path}");
        }
    }
}

#[test]
fn the_manifest_is_the_wards_own() {
    let house = House::new();
    let response = house.get("/o/tsukushi/manifest.webmanifest", None);
    assert_eq!(response.headers.get("content-type"), Some("application/manifest+json"));
    let manifest: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(manifest["id"], "/o/tsukushi/");
    assert_eq!(manifest["start_url"], "/o/tsukushi/");
    assert_eq!(manifest["lang"], "ja");
    assert!(manifest["short_name"].as_str().unwrap().chars().count() <= 8);
    let icons = manifest["icons"].as_array().unwrap();
    assert!(icons.iter().any(|icon| icon["purpose"] == "maskable" && icon["sizes"] == "512x512"));
    assert_eq!(manifest["shortcuts"].as_array().unwrap().len(), 3);
    assert_eq!(manifest["launch_handler"]["client_mode"], "navigate-existing");
    assert_eq!(manifest["share_target"]["method"], "GET");
    assert_eq!(house.get("/o/nowhere/manifest.webmanifest", None).status, 404);
}

#[test]
fn a_file_that_is_not_there_is_absent_and_an_address_of_the_app_is_its_page() {
    let house = House::new();
    assert_eq!(house.get("/nothing.js", None).status, 404);
    assert_eq!(house.get("/../Cargo.toml", None).status, 404);
    let built = tsunagari_tests::server::dist().join("index.html").is_file();
    for page in ["/", "/o/tsukushi/", "/o/tsukushi/plan/x", "/o/tsukushi/join"] {
        let response = house.get(page, None);
        assert_eq!(response.status, if built { 200 } else { 503 }, "{page}");
        assert_eq!(response.headers.get("content-type"), Some("text/html; charset=utf-8"));
        if built {
            assert_eq!(response.headers.get("cache-control"), Some("no-cache"));
        }
    }
    let mut request = Request::new("POST", "/");
    request.headers.set("origin", &house.origin);
    assert_eq!(house.ask(request).status, 405);
}

/// With a built app: hashed names are kept for ever, the rest is asked for again; the coding is the reader's choice.
#[test]
fn the_apps_files_come_compressed_and_are_kept_as_their_names_allow() {
    let dist = tsunagari_tests::server::dist();
    let Ok(files) = std::fs::read_dir(&dist) else { return };
    let names: Vec<_> = files.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect();
    let house = House::new();
    for name in names.iter().filter(|name| names.contains(&format!("{name}.br"))) {
        let ask = |coding: &str, tag: Option<&str>| {
            let mut request = Request::new("GET", &format!("/{name}"));
            request.headers.set("accept-encoding", coding);
            if let Some(tag) = tag {
                request.headers.set("if-none-match", tag);
            }
            house.ask(request)
        };
        let best = ask("gzip, deflate, br, zstd", None);
        assert_eq!((best.status, best.headers.get("content-encoding")), (200, Some("br")), "{name}");
        assert_eq!(best.headers.get("vary"), Some("accept-encoding"));
        assert_eq!(ask("gzip", None).headers.get("content-encoding"), Some("gzip"), "{name}");
        assert_eq!(ask("br;q=0.1, gzip;q=0.9", None).headers.get("content-encoding"), Some("gzip"), "{name}");
        assert_eq!(ask("identity", None).headers.get("content-encoding"), None, "{name}");
        let kept = best.headers.get("cache-control").unwrap();
        let plain = ["index.html", "sw.js", "rest.css"].contains(&name.as_str());
        assert_eq!(kept, if plain { "no-cache" } else { "public, max-age=31536000, immutable" }, "{name}");
        let tag = best.headers.get("etag").unwrap().to_owned();
        assert_eq!(ask("gzip, deflate, br, zstd", Some(&tag)).status, 304, "{name}");
    }
}
