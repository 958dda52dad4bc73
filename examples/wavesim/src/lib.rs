//! Two-dimensional room acoustics: a floor plan and a sound in, a film and a recording out.
//!
//! ```text
//!  plan.png   ── plan ───> Plan ── room ──> Room (one number a cell) ──┐
//!  source.wav ── sound ──> Sound (at the simulation's rate) ───────────┤
//!  commands   ── desk ───> Command ────────────────────────────────────┤
//!                                                                      ▼
//!  film.gif, final.png <── film ────┬─────────────────────────────── session
//!  microphone.wav      <── sound ───┘        one `wave` step and one `exchange` at a time
//! ```
//!
//! The scalar wave equation is stepped by the leapfrog scheme on a square grid; `kernels` holds all that runs on the
//! device, the rest is ordinary Rust around it. This crate does no three-dimensional acoustics and knows nothing of
//! frequency-dependent materials.

pub mod desk;
pub mod error;
pub mod film;
mod glyph;
pub mod job;
pub mod kernels;
pub mod options;
mod palette;
pub mod picture;
pub mod plan;
pub mod progress;
pub mod room;
pub mod session;
pub mod sound;
