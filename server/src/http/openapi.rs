//! `GET /api/v1/openapi.json`: the description of this API, kept by hand and held to the doors by a test.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

const PAGE: &str = include_str!("openapi.json");

pub(super) async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], PAGE).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::PAGE;

    /// The doors as mod.rs writes them: each route under its nest, with its methods.
    fn doors() -> BTreeSet<(String, String)> {
        let source = include_str!("mod.rs");
        let (api, rest) = source.split_once("Router::new()\n        .nest").unwrap();
        let mut doors = BTreeSet::new();
        for (part, nest) in [(api, "/api/v1"), (rest, "")] {
            for route in part.split(".route(\"").skip(1) {
                let (path, handlers) = route.split_once('"').unwrap();
                let handlers = handlers.lines().next().unwrap();
                for method in ["get", "post"] {
                    if handlers.contains(&format!("{method}(")) {
                        doors.insert((format!("{nest}{path}"), method.to_owned()));
                    }
                }
            }
        }
        doors
    }

    #[test]
    fn every_door_is_described_and_nothing_else() {
        let page: Value = serde_json::from_str(PAGE).unwrap();
        let described = page["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(|method| (path.clone(), method.clone()))
        });
        assert_eq!(described.collect::<BTreeSet<_>>(), doors());
    }

    #[test]
    fn every_reference_finds_its_shape() {
        let page: Value = serde_json::from_str(PAGE).unwrap();
        for reference in PAGE.split("\"#/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(page.pointer(&format!("/{reference}")).is_some(), "{reference}");
        }
    }
}
