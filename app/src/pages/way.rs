//! The address of another page of the same ward.

use leptos::prelude::*;

use crate::navigation::Navigation;
use crate::route::{Address, Route};

/// Where a link to the page leads.
pub fn to(route: Route) -> String {
    address(route).path()
}

/// The same, to go there after something was done.
pub fn address(route: Route) -> Address {
    let slug = Navigation::here().address().with_untracked(|here| here.slug.clone());
    Address { slug, route }
}
