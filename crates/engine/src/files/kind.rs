//! 文件类型. What may be handed in, told by the bytes and never by the name.
//!
//! There are two lists, one for evidence and one for the documents that plans are read from. A name
//! or a declared media type is only held against what the bytes are: what contradicts them is
//! refused, and what is stored is the recognised type. Archives are not unpacked: their directory
//! is read, and of one part, which says what an Office document is, a bounded beginning.

mod archive;
mod recognise;
mod unfit;

use std::io::{Read, Seek};

use duban_domain::value::language::Language;

pub use crate::files::kind::unfit::{Found, Unfit, Why};

/// 用途. What a file is handed in for; it decides which kinds are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// 佐证. Evidence.
    Evidence,
    /// 方案文件. A document that a plan is read from.
    Plan,
}

/// 种类. A kind of file that is taken for some purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// A Word document, without macros.
    Docx,
    /// An Excel workbook, without macros.
    Xlsx,
    /// 版式文件. OFD, GB/T 33190.
    Ofd,
    /// Plain text in UTF-8, GB18030 or Big5.
    Text,
    /// Comma-separated values: text that is named so.
    Csv,
    /// Markdown: text that is named so.
    Markdown,
    /// A page of HTML.
    Html,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Evidence, Self::Plan];

    /// The kinds that are taken for it.
    pub fn allowed(self) -> &'static [Kind] {
        match self {
            Self::Evidence => &[
                Kind::Pdf,
                Kind::Jpeg,
                Kind::Png,
                Kind::Webp,
                Kind::Docx,
                Kind::Xlsx,
                Kind::Ofd,
                Kind::Text,
                Kind::Csv,
            ],
            Self::Plan => &[Kind::Text, Kind::Markdown, Kind::Html, Kind::Docx, Kind::Xlsx],
        }
    }

    /// Its name for people.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Self::Evidence => language.pick("佐证材料", "evidence"),
            Self::Plan => language.pick("方案文件", "a plan document"),
        }
    }
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Pdf,
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Docx,
        Self::Xlsx,
        Self::Ofd,
        Self::Text,
        Self::Csv,
        Self::Markdown,
        Self::Html,
    ];

    /// Its name for people.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
            Self::Docx => "DOCX",
            Self::Xlsx => "XLSX",
            Self::Ofd => "OFD",
            Self::Text => language.pick("纯文本", "plain text"),
            Self::Csv => "CSV",
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
        }
    }

    /// The media type under which it is stored.
    pub fn media_type(self) -> &'static str {
        self.declared().first().copied().unwrap_or("application/octet-stream")
    }

    /// The media types under which it may be declared, its own first.
    fn declared(self) -> &'static [&'static str] {
        const ZIP: &str = "application/zip";
        const ZIP_OF_OLD: &str = "application/x-zip-compressed";
        match self {
            Self::Pdf => &["application/pdf", "application/x-pdf"],
            Self::Jpeg => &["image/jpeg", "image/jpg", "image/pjpeg"],
            Self::Png => &["image/png", "image/x-png"],
            Self::Webp => &["image/webp"],
            Self::Docx => &[
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                ZIP,
                ZIP_OF_OLD,
            ],
            Self::Xlsx => &[
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ZIP,
                ZIP_OF_OLD,
            ],
            Self::Ofd => &["application/ofd", "application/vnd.ofd", ZIP, ZIP_OF_OLD],
            Self::Text => &["text/plain", "application/toml", "text/x-toml"],
            // Windows with Excel calls it a workbook.
            Self::Csv => &["text/csv", "application/csv", "application/vnd.ms-excel", "text/plain"],
            Self::Markdown => &["text/markdown", "text/x-markdown", "text/plain"],
            Self::Html => &["text/html", "application/xhtml+xml"],
        }
    }

    /// The endings that its name may have.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Ofd => &["ofd"],
            Self::Text => &["txt", "text", "toml"],
            Self::Csv => &["csv"],
            Self::Markdown => &["md", "markdown"],
            Self::Html => &["html", "htm", "xhtml"],
        }
    }

    /// Text has no mark of its own: which text it is, its name says, or else who hands it in.
    fn of_text(ending: Option<&str>, declared: Option<&str>) -> Self {
        let named = |kind: &Self| match ending {
            Some(ending) => kind.endings().contains(&ending),
            None => declared == Some(kind.media_type()),
        };
        [Self::Csv, Self::Markdown].into_iter().find(named).unwrap_or(Self::Text)
    }
}

/// Recognises a file and holds it against the list, its name and what it is declared to be. The
/// content is read from its beginning, and stands there again afterwards.
///
/// # Errors
/// [`Why`] it is not taken, or that it cannot be read.
pub(crate) fn admit(
    content: &mut (impl Read + Seek),
    (name, declared): (&str, Option<&str>),
    purpose: Purpose,
) -> Result<Kind, NotAdmitted> {
    let found = recognise::recognise(content)?;
    content.rewind()?;
    let unfit = |why| NotAdmitted::Unfit(Unfit { why, purpose });
    let ending = ending(name);
    let declared = declared.and_then(declaration);
    let kind = match found {
        Found::Kind(Kind::Text) => Kind::of_text(ending.as_deref(), declared.as_deref()),
        Found::Kind(kind) => kind,
        other => return Err(unfit(Why::NotTaken { found: other })),
    };
    if !purpose.allowed().contains(&kind) {
        return Err(unfit(Why::NotTaken { found: Found::Kind(kind) }));
    }
    match ending {
        Some(ending) if !kind.endings().contains(&ending.as_str()) => {
            return Err(unfit(Why::Named { ending, kind }));
        }
        Some(_) | None => {}
    }
    match declared {
        Some(declared) if !kind.declared().contains(&declared.as_str()) => {
            Err(unfit(Why::Declared { declared, kind }))
        }
        Some(_) | None => Ok(kind),
    }
}

/// Why a file does not get in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAdmitted {
    /// It is not what may be handed in.
    #[error("the file is not of a kind that is taken")]
    Unfit(Unfit),
    /// It cannot be read.
    #[error("reading an uploaded file")]
    Unread(#[from] std::io::Error),
}

/// The ending of a name, in small letters; some systems drop dots and blanks behind it.
fn ending(name: &str) -> Option<String> {
    let name = name.trim_end_matches(|sign: char| sign == '.' || sign.is_whitespace());
    let (_, ending) = name.rsplit_once('.')?;
    Some(ending.to_lowercase()).filter(|ending| !ending.is_empty())
}

/// A declared media type without its parameters; none where it says nothing.
fn declaration(declared: &str) -> Option<String> {
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let says = !matches!(essence.as_str(), "" | "application/octet-stream" | "binary/octet-stream");
    says.then_some(essence)
}

#[cfg(test)]
mod tests;
