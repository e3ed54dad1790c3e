//! 识别. What bytes are: first by the marks that cannot be text, then as text, whole.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{BIG5, Decoder, DecoderResult, Encoding, GB18030, UTF_8};

use super::{Found, Kind, archive};

/// How many bytes of the beginning are looked at for marks and markup.
const HEAD: usize = 4 << 10;

/// How many bytes of the end are looked at for an archive that hides there.
const TAIL: u64 = (64 << 10) + 22;

/// Bytes that are read at once.
const PIECE: usize = 16 << 10;

/// Markup that no text, image or PDF begins with.
const PAGE: [&str; 7] =
    ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "javascript:"];

/// Recognises content from its first byte to its last.
pub(super) fn recognise(content: &mut (impl Read + Seek)) -> io::Result<Found> {
    let mut head = Vec::with_capacity(HEAD);
    content.rewind()?;
    content.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    if head.is_empty() {
        return Ok(Found::Nothing);
    }
    if head.starts_with(b"PK\x03\x04") {
        return archive::recognise(content);
    }
    if let Some(kind) = marked(&head) {
        let hides = has_markup(&head) || hides_archive(content)?;
        return Ok(if hides { Found::Polyglot(kind) } else { Found::Kind(kind) });
    }
    if head.starts_with(b"{\\rtf") {
        return Ok(Found::Other("application/rtf"));
    }
    if head.starts_with(b"%!PS") {
        return Ok(Found::Other("application/postscript"));
    }
    content.rewind()?;
    Ok(if is_text(content)? { text(&head) } else { unknown(&head) })
}

/// The kinds that are known by their first bytes.
fn marked(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    match infer::get(head)?.mime_type() {
        "image/jpeg" => Some(Kind::Jpeg),
        "image/png" => Some(Kind::Png),
        "image/webp" => Some(Kind::Webp),
        _ => None,
    }
}

/// What is none of ours, by its name where it has one.
fn unknown(head: &[u8]) -> Found {
    infer::get(head).map_or(Found::Unknown, |known| Found::Other(known.mime_type()))
}

fn has_markup(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    PAGE.iter().chain(&["<svg", "<?php"]).any(|mark| head.contains(mark))
}

/// Whether an archive lies behind, whose readers begin at the end.
fn hides_archive(content: &mut (impl Read + Seek)) -> io::Result<bool> {
    let size = content.seek(SeekFrom::End(0))?;
    content.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    content.by_ref().take(TAIL).read_to_end(&mut tail)?;
    let is_end = |(at, window): (usize, &[u8])| {
        let comment = window.get(20..22).and_then(|length| length.try_into().ok());
        let comment = comment.map(|length| usize::from(u16::from_le_bytes(length)));
        window.starts_with(b"PK\x05\x06")
            && comment.is_some_and(|rest| at + 22 + rest <= tail.len())
    };
    Ok(tail.windows(22).enumerate().any(is_end))
}

/// Which text it is. In all three sets of characters these marks are what they are in ASCII.
fn text(head: &[u8]) -> Found {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let has = |mark: &&str| text.contains(mark);
    if text.starts_with("#!") || text.contains("<?php") {
        return Found::Script;
    }
    // `javascript:` alone is a word that a text may speak of.
    let page = PAGE.iter().filter(|mark| mark.starts_with('<')).any(&has);
    match (page, has(&"<svg"), text.starts_with("<?xml")) {
        (true, _, _) => Found::Kind(Kind::Html),
        (false, true, _) => Found::Svg,
        (false, false, true) => Found::Xml,
        (false, false, false) if infer::is_mime(text.as_bytes(), "text/html") => {
            Found::Kind(Kind::Html)
        }
        (false, false, false) => Found::Kind(Kind::Text),
    }
}

/// Whether everything is text in one of the sets of characters that offices use.
fn is_text(content: &mut impl Read) -> io::Result<bool> {
    let mut readers: Vec<Decoder> = [UTF_8, GB18030, BIG5]
        .into_iter()
        .map(Encoding::new_decoder_without_bom_handling)
        .collect();
    let mut piece = vec![0; PIECE];
    // What comes out is at most three times as long as what goes in.
    let mut out = vec![0; 4 * PIECE];
    loop {
        let count = content.read(&mut piece)?;
        let bytes = piece.get(..count).unwrap_or_default();
        if bytes.iter().any(|byte| is_no_text(*byte)) {
            return Ok(false);
        }
        readers.retain_mut(|reader| reads(reader, bytes, &mut out));
        if bytes.is_empty() || readers.is_empty() {
            return Ok(!readers.is_empty());
        }
    }
}

/// Whether a piece goes on as text; an empty one ends it.
fn reads(reader: &mut Decoder, bytes: &[u8], out: &mut [u8]) -> bool {
    let mut rest = bytes;
    loop {
        let (result, read, _) =
            reader.decode_to_utf8_without_replacement(rest, out, bytes.is_empty());
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return true,
            DecoderResult::Malformed(..) => return false,
            DecoderResult::OutputFull => {}
        }
    }
}

/// Signs that no text has: all controls but the ends of lines, of pages and of old DOS files.
fn is_no_text(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | 0x1a)
}
