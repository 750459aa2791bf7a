//! The address of another page of the same ward.

use leptos::prelude::*;

use crate::navigation::Navigation;
use crate::route::{Address, Route};

/// Where a link to the page leads.
pub fn to(route: Route) -> String {
    let slug = Navigation::here().address().with_untracked(|here| here.slug.clone());
    Address { slug, route }.path()
}
