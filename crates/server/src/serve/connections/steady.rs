//! A stream whose other end must take what it is sent.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::serve::connections::guests::Guest;

/// Fails a write that makes no progress for too long. It holds the place of its guest, so that a
/// connection that became a socket counts until it is closed.
pub struct Steady<S> {
    stream: S,
    limit: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    _guest: Guest,
}

impl<S> Steady<S> {
    /// Watches a stream.
    pub fn new(stream: S, limit: Duration, guest: Guest) -> Self {
        Self { stream, limit, stalled: None, _guest: guest }
    }

    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let limit = self.limit;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(limit)));
        match stalled.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Steady<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Steady<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.watch(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;
    use crate::serve::connections::guests::Guests;

    fn steady(room: usize) -> (Steady<tokio::io::DuplexStream>, tokio::io::DuplexStream) {
        let guests = Arc::new(Guests::new(1, 1));
        let (near, far) = duplex(room);
        let guest = guests.admit([127, 0, 0, 1].into()).unwrap();
        (Steady::new(near, Duration::from_secs(5), guest), far)
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_given_up() {
        let (mut near, far) = steady(4);
        let error = near.write_all(b"12345").await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(far);
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_a_little_now_and_then_is_served() {
        let (mut near, mut far) = steady(4);
        let taken = tokio::spawn(async move {
            let mut taken = Vec::new();
            while taken.len() < 20 {
                sleep(Duration::from_secs(4)).await;
                let mut some = [0; 4];
                let count = far.read(&mut some).await.unwrap();
                taken.extend_from_slice(some.get(..count).unwrap());
            }
            taken
        });
        near.write_all(&[7; 20]).await.unwrap();
        assert_eq!(taken.await.unwrap(), [7; 20]);
    }
}
