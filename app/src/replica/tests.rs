//! The replica against a memory store and a desk in memory.
