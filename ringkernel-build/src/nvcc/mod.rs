//! nvcc
