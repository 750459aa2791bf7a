//! `/o/SLUG/manifest.webmanifest`: how the ward's app is installed.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::App;
use super::error::Fail;
use super::files;

/// The name under the icon, at most 8 kana.
const SHORT_NAME: &str = "つながり帳";
/// Pictures of the app for the sheet that offers to install it, with their widths; those that exist are named.
const SCREENSHOTS: [(&str, &str, &str); 2] =
    [("screenshots/narrow.png", "narrow", "1080x1920"), ("screenshots/wide.png", "wide", "1920x1080")];

pub(super) async fn manifest(
    State(app): State<App>,
    slug: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Response, Fail> {
    let Path(slug) = slug.map_err(|_| Fail::Absent)?;
    let org = app.org(&slug).await?;
    let body = serde_json::to_vec(&of(&org.slug, &org.name)).map_err(|_| Fail::Ours)?;
    let head = [(CONTENT_TYPE, "application/manifest+json"), (CACHE_CONTROL, "no-cache")];
    Ok((head, body).into_response())
}

fn of(slug: &str, name: &str) -> Value {
    let start = format!("/o/{slug}/");
    let icon = |src: &str, sizes: &str, purpose: &str| json!({ "src": src, "sizes": sizes, "type": "image/png", "purpose": purpose });
    let shortcut = |name: &str, page: &str| json!({ "name": name, "url": format!("{start}{page}"), "icons": [icon("/icons/icon-192.png", "192x192", "any")] });
    json!({
        "id": start,
        "start_url": start,
        "scope": "/",
        "name": format!("つながり帳 {name}"),
        "short_name": SHORT_NAME,
        "description": "地区の活動を、電波がなくても三回押すだけで記録できます。",
        "lang": "ja",
        "dir": "ltr",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "categories": ["productivity", "social"],
        "icons": [
            icon("/icons/icon-192.png", "192x192", "any"),
            icon("/icons/icon-512.png", "512x512", "any"),
            icon("/icons/icon-512-maskable.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            shortcut("記録する", "log"),
            shortcut("計画を見る", "plan"),
            shortcut("未送信の記録", "records?unsent=1"),
        ],
        "screenshots": screenshots(),
        "launch_handler": { "client_mode": "navigate-existing" },
        "share_target": { "action": format!("{start}share"), "method": "GET", "enctype": "application/x-www-form-urlencoded", "params": { "title": "title", "text": "text", "url": "url" } },
        "prefer_related_applications": false,
    })
}

fn screenshots() -> Vec<Value> {
    let there = SCREENSHOTS.into_iter().filter(|(path, ..)| files::exists(path));
    there
        .map(|(path, form, sizes)| {
            json!({ "src": format!("/{path}"), "sizes": sizes, "type": "image/png", "form_factor": form })
        })
        .collect()
}
