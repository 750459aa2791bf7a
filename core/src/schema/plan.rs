//! The fields of a plan and its parts, as data: one table for each kind. A plan comes by import, most of the time.

use super::field::{Field, Name, Shape};

/// A plan's longest value, in bytes of JSON.
const VALUE_BYTES: usize = 64 * 1024;

/// A part of a plan keeps whatever the plan's file says of it.
const AS_THE_FILE_SAYS: &[Field] = &[Field { name: Name::Any, shape: Shape::Json(VALUE_BYTES) }];

/// 実施主体.
pub(super) const BODY: &[Field] = AS_THE_FILE_SAYS;
/// 計画.
pub(super) const PLAN: &[Field] = AS_THE_FILE_SAYS;
/// 計画の見出し.
pub(super) const NODE: &[Field] = AS_THE_FILE_SAYS;
/// 取組.
pub(super) const MEASURE: &[Field] = AS_THE_FILE_SAYS;
/// 年度ごとの実施計画.
pub(super) const ITEM: &[Field] = AS_THE_FILE_SAYS;
/// 目標.
pub(super) const TARGET: &[Field] = AS_THE_FILE_SAYS;
