//! Attribute and derive macros of RingKernel.
