//! The ZIP package of an Office file, unpacked within limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Unreadable;

/// A package and how much of it may still be unpacked.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    format: &'static str,
    limit: usize,
    left: usize,
}

impl<'b> Package<'b> {
    pub(super) fn open(
        bytes: &'b [u8],
        format: &'static str,
        limit: usize,
    ) -> Result<Self, Unreadable> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged { format })?;
        Ok(Self { archive, format, limit, left: limit })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// Unpacks a part; `None` when there is none of this name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        self.archive.index_for_name(name).map(|index| self.unpack(index)).transpose()
    }

    fn unpack(&mut self, index: usize) -> Result<Vec<u8>, Unreadable> {
        let (limit, format) = (self.limit, self.format);
        let part = self.archive.by_index(index).map_err(|_| Unreadable::Damaged { format })?;
        let mut content = Vec::new();
        let most = u64::try_from(self.left).unwrap_or(u64::MAX).saturating_add(1);
        part.take(most).read_to_end(&mut content).map_err(|_| Unreadable::Damaged { format })?;
        if content.len() > self.left {
            return Err(Unreadable::UnpacksTooLarge { limit });
        }
        self.left -= content.len();
        Ok(content)
    }

    /// Unpacks every part once, to see that the whole stays within the limit.
    pub(super) fn measure(&mut self) -> Result<(), Unreadable> {
        for index in 0..self.archive.len() {
            self.unpack(index)?;
        }
        self.left = self.limit;
        Ok(())
    }
}
