//! The film: scenes as an animated GIF, and the last one as a PNG.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::palette;
use crate::picture::{Painter, Picture, Scene};
use crate::room::Room;

/// Hundredths of a second that a picture stands.
const DELAY: u16 = 4;
/// Hundredths of a second that the last picture stands.
const LAST_DELAY: u16 = 200;

/// A film that is being written.
pub struct Film {
    path: PathBuf,
    encoder: gif::Encoder<BufWriter<File>>,
    painter: Painter,
    caption: String,
    /// The last picture, held back because it stands longer.
    last: Option<Picture>,
    frames: usize,
}

impl std::fmt::Debug for Film {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Film")
            .field("path", &self.path)
            .field("frames", &self.frames)
            .finish_non_exhaustive()
    }
}

impl Film {
    /// Starts a film of a room; `caption` is a short line about it.
    ///
    /// # Errors
    /// [`Error::Write`] and [`Error::Film`].
    pub fn create(path: &Path, room: &Room, caption: String) -> Result<Self, Error> {
        let painter = Painter::new(room);
        let (width, height) = painter.size();
        let file = File::create(path).map_err(|source| Error::Write {
            path: path.into(),
            source,
        })?;
        let failed = |source| Error::Film {
            path: path.into(),
            source,
        };
        let mut encoder = gif::Encoder::new(
            BufWriter::new(file),
            width as u16,
            height as u16,
            &palette::colours(),
        )
        .map_err(failed)?;
        encoder.set_repeat(gif::Repeat::Infinite).map_err(failed)?;
        Ok(Self {
            path: path.into(),
            encoder,
            painter,
            caption,
            last: None,
            frames: 0,
        })
    }

    /// Adds a scene.
    ///
    /// # Errors
    /// [`Error::Film`].
    pub fn add(&mut self, scene: &Scene) -> Result<(), Error> {
        let picture = self.painter.paint(&self.caption, scene);
        if let Some(before) = self.last.replace(picture) {
            self.write(before, DELAY)?;
        }
        Ok(())
    }

    /// How many pictures were added.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.frames + usize::from(self.last.is_some())
    }

    /// Ends the film.
    ///
    /// # Errors
    /// [`Error::Film`].
    pub fn finish(mut self) -> Result<(), Error> {
        if let Some(last) = self.last.take() {
            self.write(last, LAST_DELAY)?;
        }
        Ok(())
    }

    /// Draws a scene with a caption of its own and writes it as a PNG.
    ///
    /// # Errors
    /// [`Error::Write`] and [`Error::Picture`].
    pub fn still(&mut self, caption: &str, scene: &Scene, path: &Path) -> Result<(), Error> {
        let picture = self.painter.paint(caption, scene);
        let file = File::create(path).map_err(|source| Error::Write {
            path: path.into(),
            source,
        })?;
        let failed = |source| Error::Picture {
            path: path.into(),
            source,
        };
        let mut encoder = png::Encoder::new(
            BufWriter::new(file),
            picture.width as u32,
            picture.height as u32,
        );
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette::colours());
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&picture.pixels).map_err(failed)?;
        writer.finish().map_err(failed)
    }

    fn write(&mut self, picture: Picture, delay: u16) -> Result<(), Error> {
        let mut frame = gif::Frame::from_indexed_pixels(
            picture.width as u16,
            picture.height as u16,
            picture.pixels,
            None,
        );
        frame.delay = delay;
        self.frames += 1;
        self.encoder
            .write_frame(&frame)
            .map_err(|source| Error::Film {
                path: self.path.clone(),
                source,
            })
    }
}
