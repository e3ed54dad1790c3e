//! Key files: made on first start, readable by nobody else.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::config::Settings;
use crate::failure::Hinted;

/// Where a key lies: in the file that a setting names, or under this name in the data directory.
pub fn key_file(settings: &Settings, named: &str, otherwise: &str) -> PathBuf {
    if named.is_empty() { settings.data.dir.join(otherwise) } else { PathBuf::from(named) }
}

/// A key from its file, which is made where there is none.
///
/// # Errors
/// When it cannot be read or made, or others can read it.
pub fn read_or_make(path: &Path, generate: impl FnOnce() -> Result<String>) -> Result<String> {
    if !path.exists() {
        let made = generate().and_then(|key| write(path, &key));
        made.with_context(|| format!("making the key `{}`", path.display()))?;
    }
    read(path)
}

/// A key from its file.
///
/// # Errors
/// When it cannot be read, or others can read it.
pub fn read(path: &Path) -> Result<String> {
    refuse_open(path)?;
    std::fs::read_to_string(path).with_context(|| format!("reading the key `{}`", path.display()))
}

#[cfg(unix)]
fn write(path: &Path, key: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;

    use duban_store::durable;

    durable::make_folder(path.parent().unwrap_or(path))?;
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.as_bytes())?;
    file.sync_all()?;
    Ok(durable::keep_name(path)?)
}

#[cfg(not(unix))]
fn write(path: &Path, key: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, key)?)
}

/// Whoever can read it can sign in as anyone, seal what he likes, or read what is hidden.
#[cfg(unix)]
fn refuse_open(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let metadata =
        std::fs::metadata(path).with_context(|| format!("reading the key `{}`", path.display()))?;
    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    let message = format!("the key `{}` can be read by others", path.display());
    Err(Hinted::new(message, format!("run `chmod 600 {}`", path.display())).into())
}

#[cfg(not(unix))]
fn refuse_open(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_refused_when_others_can_read_it() {
        let folder = std::env::temp_dir().join(format!("duban-key-{}", std::process::id()));
        let path = folder.join("signing-key.pem");
        let key = |text: &str| read_or_make(&path, || Ok(text.to_owned()));
        assert_eq!(key("first").unwrap(), "first");
        assert_eq!(key("second").unwrap(), "first");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = key("third").unwrap_err();
        assert!(crate::failure::lines(&refused)[1].contains("chmod 600"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
