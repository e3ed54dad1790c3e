//! Names that outlive a power cut.
//!
//! A file is safe when it was synced, its name only when its folder was, and so on upwards. What is
//! acknowledged must be found again, so whoever makes a file or a folder makes its name safe too.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Makes a folder and those above it, with names that are safe.
///
/// # Errors
/// When one of them cannot be made.
pub fn make_folder(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        make_folder(above)?;
    }
    match fs::create_dir(path) {
        // Somebody else was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {}
        made => made?,
    }
    keep_name(path)
}

/// Makes the name of a file or folder safe.
///
/// # Errors
/// When the folder it is in cannot be opened or synced.
#[cfg(unix)]
pub fn keep_name(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    fs::File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be synced, and names are safe with their files.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn keep_name(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_once_and_nothing_is_put_in_the_place_of_a_file() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b/c");
        make_folder(&deep).unwrap();
        make_folder(&deep).unwrap();
        assert!(deep.is_dir());
        fs::write(deep.join("file"), "x").unwrap();
        keep_name(&deep.join("file")).unwrap();
        assert!(make_folder(&deep.join("file")).is_err());
        assert!(keep_name(&deep.join("none/file")).is_err());
    }
}
