//! The phone's half, in reading order: what the browser knows, what the store keeps, what the network says; then words, parts, pages.

#![allow(
    unreachable_pub,
    reason = "the component macro writes public items of its own inside every part and page"
)]

pub mod net;
pub mod platform;
pub mod replica;
pub mod rest;
pub mod staff;
pub mod store;

pub mod app;
pub mod navigation;
pub mod pages;
pub mod parts;
pub mod read;
pub mod route;
pub mod screens;
pub mod words;
