//! What users see: `fail/` has one mistake a file with the message for it, `pass/` what must compile in strict crates.
//!
//! The build script makes artifacts for all files of both folders, as a user's build script would.
