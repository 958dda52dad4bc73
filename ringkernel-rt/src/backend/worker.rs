//! A device's own thread: runs jobs one after another, in the order they were submitted.
//!
//! All contents of the device's memory are read and written by jobs, so they never race, even when the future that
//! waits for a job is dropped: the job still runs to its end. Nobody else's thread is ever blocked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::error::{Asked, Error};

/// How long [`Worker::stop`] waits for a kernel that does not end.
const PATIENCE: Duration = Duration::from_secs(5);

/// As much as a main thread has: the driver's and NVRTC's compilers run on a GPU's worker.
const STACK: usize = 8 << 20;

type Job = Box<dyn FnOnce() + Send>;

/// Set when running and waiting jobs shall end early.
#[derive(Clone, Debug, Default)]
pub(crate) struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Whether to stop.
    pub(crate) fn is_set(&self) -> bool {
        // Relaxed: the flag says only "soon"; no data is passed with it.
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The thread and its queue. The thread ends when this is dropped and the queue is empty.
#[derive(Debug)]
pub(crate) struct Worker {
    jobs: Sender<Job>,
    stop: StopFlag,
}

/// The result of a job that may not have run yet.
#[derive(Debug)]
pub(crate) struct Answer<R>(oneshot::Receiver<R>);

impl<R> Answer<R> {
    /// Waits for the job.
    pub(crate) async fn wait(self) -> Result<R, Error> {
        // The sender is lost only with the job, when the thread is gone.
        self.0.await.map_err(|_| Error::ShutDown)
    }
}

impl Worker {
    /// Starts the thread under a name.
    ///
    /// # Errors
    /// [`Error::Thread`] if the system starts none.
    pub(crate) fn start(name: &str) -> Result<Self, Error> {
        let (jobs, queue) = mpsc::channel::<Job>();
        thread::Builder::new()
            .name(name.into())
            .stack_size(STACK)
            .spawn(move || {
                for job in queue {
                    job();
                }
            })
            .map_err(|error| Error::Thread { kind: error.kind() })?;
        Ok(Self {
            jobs,
            stop: StopFlag::default(),
        })
    }

    /// Puts a job at the queue's end. It is told whether to stop early.
    ///
    /// # Errors
    /// [`Error::ShutDown`] after [`Worker::stop`].
    pub(crate) fn submit<R: Send + 'static>(
        &self,
        job: impl FnOnce(&StopFlag) -> R + Send + 'static,
    ) -> Result<Answer<R>, Error> {
        if self.stop.is_set() {
            return Err(Error::ShutDown);
        }
        self.push(job)
    }

    fn push<R: Send + 'static>(
        &self,
        job: impl FnOnce(&StopFlag) -> R + Send + 'static,
    ) -> Result<Answer<R>, Error> {
        let (reply, answer) = oneshot::channel();
        let stop = self.stop.clone();
        let job = Box::new(move || {
            // Nobody waits for the answer when the future was dropped.
            let _ = reply.send(job(&stop));
        });
        self.jobs.send(job).map_err(|_| Error::ShutDown)?;
        Ok(Answer(answer))
    }

    /// Refuses new jobs, makes those in the queue end early and waits for them, but not for ever.
    ///
    /// # Errors
    /// [`Error::Timeout`] when a kernel does not end; its thread is left behind.
    pub(crate) async fn stop(&self) -> Result<(), Error> {
        self.stop.set();
        let (sender, ended) = mpsc::channel();
        self.push(move |_| {
            // The watch may have given up already.
            let _ = sender.send(());
        })?;
        let (reply, answer) = oneshot::channel();
        let watch = thread::Builder::new()
            .name("ringkernel-stop".into())
            .spawn(move || {
                // Nobody waits for the answer when the future was dropped.
                let _ = reply.send(ended.recv_timeout(PATIENCE));
            });
        if watch.is_err() {
            return Err(late());
        }
        match answer.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(late()),
        }
    }
}

/// The kernel that does not end is one of many.
fn late() -> Error {
    Error::Timeout {
        name: "the kernels".into(),
        asked: Asked::End,
    }
}
