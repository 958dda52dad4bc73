//! Reads what the front end says out of its source.
//!
//! - [`Message`]: one text, with holes where values are formatted in.
//! - [`Sources`]: all messages and types of some folders.
//! - `follow`: from the argument that is a message to the literals it may be.

mod follow;
mod source;

pub use source::{Message, Sources};
