//! All generated names.
