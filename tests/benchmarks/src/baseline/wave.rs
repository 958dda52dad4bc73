//! The wave equation by hand-written CUDA: `baseline/stencil.cu`.

use std::ffi::{c_int, c_void};
use std::ptr;

use super::{outcome, text};

/// PTX of `baseline/stencil.cu`; empty if there was no nvcc.
const STENCIL: &str = include_str!(concat!(env!("OUT_DIR"), "/stencil.ptx"));

mod c {
    use std::ffi::c_char;

    use super::{c_int, c_void};

    unsafe extern "C" {
        pub(super) fn rk_baseline_wave_open(
            ptx: *const c_char,
            width: c_int,
            height: c_int,
            depth: c_int,
            c2: f32,
            p: *const f32,
            q: *const f32,
            wave: *mut *mut c_void,
        ) -> c_int;
        pub(super) fn rk_baseline_wave_step(
            wave: *mut c_void,
            form: u32,
            steps: u32,
            nanoseconds: *mut u64,
        ) -> c_int;
        pub(super) fn rk_baseline_wave_copy(
            wave: *mut c_void,
            times: u32,
            nanoseconds: *mut u64,
        ) -> c_int;
        pub(super) fn rk_baseline_wave_read(wave: *mut c_void, p: *mut f32) -> c_int;
        pub(super) fn rk_baseline_wave_close(wave: *mut c_void);
    }
}

/// A hand-written kernel, in the order of `FORMS` in `baseline/stencil.cpp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the plane, a thread a cell.
    Cells2,
    /// In the plane, 4 cells of 4 rows a thread.
    Patches2,
    /// In space, a thread a cell.
    Cells3,
    /// In space, 4 cells a thread, through 16 planes.
    March1By16,
    /// In space, 4 cells of 2 rows a thread, through 16 planes.
    March2By16,
    /// In space, 4 cells a thread, through 64 planes.
    March1By64,
    /// In space, 4 cells of 2 rows a thread, through 64 planes.
    March2By64,
}

/// Two fields on the GPU: now, and one step earlier.
#[derive(Debug)]
pub struct Wave {
    raw: *mut c_void,
    cells: usize,
}

impl Wave {
    /// The fields of a grid of these sides, the last of which is 1 in the plane; widths are multiples of 128. What lies at
    /// the grid's edge must be zero, and stays so.
    ///
    /// # Errors
    /// What could not be done.
    ///
    /// # Panics
    /// If a field has not one value for each cell.
    pub fn open(sides: [u32; 3], c2: f32, p: &[f32], q: &[f32]) -> Result<Self, String> {
        let cells = sides.iter().map(|&side| side as usize).product();
        assert_eq!([p.len(), q.len()], [cells; 2]);
        assert!(sides[0].is_multiple_of(128));
        let ptx = text(STENCIL)?;
        let side = |axis: usize| c_int::try_from(sides[axis]).map_err(|error| error.to_string());
        let mut raw = ptr::null_mut();
        // SAFETY: `ptx` ends with 0, both fields have a value for each cell, and `raw` is written; all for the time of
        // the call.
        let code = unsafe {
            c::rk_baseline_wave_open(
                ptx.as_ptr(),
                side(0)?,
                side(1)?,
                side(2)?,
                c2,
                p.as_ptr(),
                q.as_ptr(),
                &mut raw,
            )
        };
        outcome(code).map(|()| Self { raw, cells })
    }

    /// Cells a second, of so many steps.
    ///
    /// # Errors
    /// What could not be done.
    pub fn step(&mut self, form: Form, steps: u32) -> Result<f64, String> {
        let mut nanoseconds = 0;
        // SAFETY: `open` has made it and it is not closed; `nanoseconds` is written.
        let code =
            unsafe { c::rk_baseline_wave_step(self.raw, form as u32, steps, &mut nanoseconds) };
        outcome(code)?;
        Ok(self.cells as f64 * f64::from(steps) / (nanoseconds as f64 / 1e9))
    }

    /// Bytes a second, read and written, of so many copies of one field over the other, which is lost.
    ///
    /// # Errors
    /// What could not be done.
    pub fn copy(&mut self, times: u32) -> Result<f64, String> {
        let mut nanoseconds = 0;
        // SAFETY: as in `step`.
        let code = unsafe { c::rk_baseline_wave_copy(self.raw, times, &mut nanoseconds) };
        outcome(code)?;
        let bytes = self.cells as f64 * (2 * size_of::<f32>()) as f64;
        Ok(bytes * f64::from(times) / (nanoseconds as f64 / 1e9))
    }

    /// The field as it is now.
    ///
    /// # Errors
    /// What could not be done.
    pub fn read(&mut self) -> Result<Vec<f32>, String> {
        let mut p = vec![0.0; self.cells];
        // SAFETY: as in `step`; `p` has room for each cell.
        let code = unsafe { c::rk_baseline_wave_read(self.raw, p.as_mut_ptr()) };
        outcome(code).map(|()| p)
    }
}

impl Drop for Wave {
    fn drop(&mut self) {
        // SAFETY: `open` has made it, and it is closed here alone.
        unsafe { c::rk_baseline_wave_close(self.raw) };
    }
}
