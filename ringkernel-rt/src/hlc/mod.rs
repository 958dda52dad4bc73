//! Times of events on the host and on GPUs: [`Alignment`] puts a GPU's clock beside the host's.

mod alignment;

pub use alignment::Alignment;
