//! 压缩包. Which document a ZIP archive is, by its directory; nothing is unpacked but a bounded
//! beginning of the part that says which types the others have.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::{Found, Kind};

/// The most parts a document may have; a workbook of a hundred sheets has some hundreds.
const PARTS: u16 = 10_000;

/// The most bytes of a directory.
const DIRECTORY: u64 = 4 << 20;

/// The most bytes of the list of types that are looked at.
const TYPES: u64 = 1 << 20;

/// The part of an Office document that says which types the others have.
const LIST_OF_TYPES: &str = "[Content_Types].xml";

/// The record at the end of an archive, which has no comment here.
const END: usize = 22;

/// What only an archive with more than this is made with ends in.
const LARGE: [u8; 4] = *b"PK\x06\x07";

/// Names of parts, in small letters, that are or hold programs.
const PROGRAMS: [&str; 11] = [
    "vbaproject",
    "vbadata",
    "macrosheets/",
    "activex/",
    ".exe",
    ".dll",
    ".vbs",
    ".bat",
    ".ps1",
    ".scr",
    ".js",
];

/// Recognises an archive that begins at the first byte.
pub(super) fn recognise(content: &mut (impl Read + Seek)) -> io::Result<Found> {
    let Some(parts) = orderly(content)? else { return Ok(Found::Archive) };
    content.rewind()?;
    let Ok(mut archive) = ZipArchive::new(content) else { return Ok(Found::Archive) };
    // Twins are one to this reader, and may be the other one to the next.
    if archive.len() != usize::from(parts) || archive.offset() != 0 {
        return Ok(Found::Archive);
    }
    for name in archive.file_names() {
        let Ok(name) = name else { return Ok(Found::Archive) };
        let name = name.to_lowercase();
        if PROGRAMS.iter().any(|program| name.contains(program)) {
            return Ok(Found::Macros);
        }
    }
    let has = |part: &str| archive.index_for_name(part).is_some();
    let kinds = [
        (has("word/document.xml"), Kind::Docx),
        (has("xl/workbook.xml"), Kind::Xlsx),
        (has("OFD.xml"), Kind::Ofd),
    ];
    let mut kinds = kinds.into_iter().filter(|(is, _)| *is).map(|(_, kind)| kind);
    match (kinds.next(), kinds.next()) {
        (Some(Kind::Ofd), None) => Ok(Found::Kind(Kind::Ofd)),
        (Some(kind), None) => Ok(office(&mut archive, kind)),
        (None, _) | (Some(_), Some(_)) => Ok(Found::Archive),
    }
}

/// How many parts an archive has whose one directory ends where it says, without anything before
/// or behind; none where it is not so.
fn orderly(content: &mut (impl Read + Seek)) -> io::Result<Option<u16>> {
    let size = content.seek(SeekFrom::End(0))?;
    let Some(at) = size.checked_sub(END as u64) else { return Ok(None) };
    let mut end = [0; END];
    content.seek(SeekFrom::Start(at))?;
    content.read_exact(&mut end)?;
    let [b'P', b'K', 5, 6, 0, 0, 0, 0, _, _, p0, p1, s0, s1, s2, s3, o0, o1, o2, o3, 0, 0] = end
    else {
        return Ok(None);
    };
    if let Some(before) = at.checked_sub(20) {
        let mut mark = [0; 4];
        content.seek(SeekFrom::Start(before))?;
        content.read_exact(&mut mark)?;
        if mark == LARGE {
            return Ok(None);
        }
    }
    let parts = u16::from_le_bytes([p0, p1]);
    let length = u64::from(u32::from_le_bytes([s0, s1, s2, s3]));
    let start = u64::from(u32::from_le_bytes([o0, o1, o2, o3]));
    let fits = start + length == at && length <= DIRECTORY && (1..=PARTS).contains(&parts);
    Ok(fits.then_some(parts))
}

/// An Office document says in one part which of its parts are programs, whatever they are named.
fn office(archive: &mut ZipArchive<impl Read + Seek>, kind: Kind) -> Found {
    let Ok(part) = archive.by_name(LIST_OF_TYPES) else { return Found::Archive };
    let mut text = Vec::new();
    if part.take(TYPES + 1).read_to_end(&mut text).is_err() || text.len() as u64 > TYPES {
        return Found::Archive;
    }
    let text = String::from_utf8_lossy(&text).to_lowercase();
    if ["macroenabled", "vbaproject", "ms-office.vba"].iter().any(|word| text.contains(word)) {
        return Found::Macros;
    }
    Found::Kind(kind)
}
