//! 清理. Files that nothing refers to: uploads whose command was refused, and bytes that a crash
//! left without a row.
//!
//! A row goes before its bytes, so a file cannot be referred to once its bytes may be gone; what a
//! crash leaves between the two are bytes without a row, which the second sweep takes.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use chrono::TimeDelta;
use duban_store::attachment;

use super::{Files, failed};
use crate::Engine;
use crate::error::EngineError;

/// How many orphans one transaction takes.
const BATCH: u32 = 100;

/// After how many files a sweep for strays stops: the next one goes on with the folder after that.
/// A folder, a 256th of all files, is looked through as a whole.
const LOOKED_MAX: usize = 10_000;

/// How many batches one sweep runs; the rest waits for the next.
const BATCHES_MAX: usize = 100;

impl Engine {
    /// Sweeps away files that nothing has referred to for so long, and tells how many.
    ///
    /// # Errors
    /// When directory or database fail; what was swept until then stays so.
    pub async fn sweep_files(&self, files: &Files, age: TimeDelta) -> Result<usize, EngineError> {
        let mut swept = 0;
        for _ in 0..BATCHES_MAX {
            let before = self.clock().now() - age;
            let orphans = self
                .store()
                .write(move |tx| async move { attachment::take_orphans(&tx, before, BATCH).await })
                .await?;
            if orphans.is_empty() {
                break;
            }
            swept += orphans.len();
            let paths = orphans.iter().filter_map(|orphan| files.path(&orphan.storage_key));
            remove(paths.collect()).await?;
        }
        Ok(swept + self.sweep_strays(files, age).await?)
    }

    /// Removes bytes without a row, folder by folder, from where the last sweep stopped.
    async fn sweep_strays(&self, files: &Files, age: TimeDelta) -> Result<usize, EngineError> {
        let (mut swept, mut looked) = (0, 0);
        let age = age.to_std().unwrap_or(Duration::MAX);
        for _ in 0..=u8::MAX {
            if looked >= LOOKED_MAX {
                break;
            }
            let folder = files.next.fetch_add(1, Ordering::Relaxed);
            let place = files.clone();
            let old = blocking(move || old_keys(&place, folder, age)).await?;
            if old.is_empty() {
                continue;
            }
            looked += old.len();
            let keys = &old;
            let known = self
                .store()
                .read(move |tx| async move { attachment::known_keys(&tx, keys).await })
                .await?;
            let strays = old.iter().filter(|key| !known.contains(*key));
            let paths: Vec<PathBuf> = strays.filter_map(|key| files.path(key)).collect();
            swept += paths.len();
            remove(paths).await?;
        }
        Ok(swept)
    }
}

/// The keys in one of the folders whose files were last written so long ago. The age is that of
/// the file system's own clock: the engine's may be set.
fn old_keys(files: &Files, folder: u8, age: Duration) -> anyhow::Result<Vec<String>> {
    let folder = files.root.join(format!("{folder:02x}"));
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("listing `{}`", folder.display()))?,
    };
    let mut keys = Vec::new();
    for entry in entries {
        let entry = entry?;
        let old = entry.metadata()?.modified()?.elapsed().is_ok_and(|since| since >= age);
        if let Some(key) = entry.file_name().to_str().filter(|_| old) {
            keys.push(key.to_owned());
        }
    }
    Ok(keys)
}

/// Removes files; one that is gone already is as good.
async fn remove(paths: Vec<PathBuf>) -> Result<(), EngineError> {
    blocking(move || {
        for path in paths {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("removing `{}`", path.display()));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    })
    .await
}

/// Does what waits for the file system on a thread that may wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> Result<T, EngineError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.context("a thread that sweeps files").map_err(failed)?.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_files_of_the_folder_are_listed() {
        let root = tempfile::tempdir().unwrap();
        let files = Files::new(root.path(), 10);
        let written = files.write("abc".as_bytes()).unwrap();
        let folder = u8::from_str_radix(&written.key[..2], 16).unwrap();
        assert_eq!(old_keys(&files, folder, Duration::ZERO).unwrap(), [written.key]);
        let day = Duration::from_secs(86_400);
        assert_eq!(old_keys(&files, folder, day).unwrap(), Vec::<String>::new());
        let other = folder.wrapping_add(1);
        assert_eq!(old_keys(&files, other, Duration::ZERO).unwrap(), Vec::<String>::new());
    }
}
