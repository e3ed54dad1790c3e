//! 不收. Why a file is not taken: what was found, and what is taken.

use duban_domain::value::language::Language;

use super::{Kind, Purpose};

/// The most characters of an ending or a media type that are repeated to who sent it.
const REPEATED: usize = 40;

/// What the bytes turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A kind that is taken for some purpose.
    Kind(Kind),
    /// A kind that hides another.
    Polyglot(Kind),
    /// An Office document with macros or programs in it.
    Macros,
    /// An archive that is none of the known documents, or is not in order.
    Archive,
    /// A drawing that can carry scripts.
    Svg,
    /// XML that is no document of ours.
    Xml,
    /// A script.
    Script,
    /// Nothing at all.
    Nothing,
    /// A known kind that is never taken, by its media type.
    Other(&'static str),
    /// Bytes that nobody knows.
    Unknown,
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It is of a kind that is not taken for this purpose.
    NotTaken {
        /// What it is.
        found: Found,
    },
    /// Its name says something else.
    Named {
        /// How its name ends.
        ending: String,
        /// What it is.
        kind: Kind,
    },
    /// It is declared as something else.
    Declared {
        /// As what.
        declared: String,
        /// What it is.
        kind: Kind,
    },
}

/// 文件不符. A file that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Why not.
    pub why: Why,
    /// What it was handed in for.
    pub purpose: Purpose,
}

impl Found {
    fn name(&self, language: Language) -> String {
        let name = match self {
            Self::Kind(kind) => kind.name(language),
            Self::Polyglot(kind) => {
                let kind = kind.name(language);
                let (chinese, english) =
                    (format!("夹带其他内容的 {kind}"), format!("{kind} that hides something else"));
                return language.pick(chinese, english);
            }
            Self::Macros => language.pick(
                "带有宏或可执行内容的 Office 文件",
                "an Office document with macros or programs in it",
            ),
            Self::Archive => {
                language.pick("压缩包或已损坏的文档", "an archive, or a document that is damaged")
            }
            Self::Svg => language.pick("SVG 图形", "an SVG drawing"),
            Self::Xml => "XML",
            Self::Script => language.pick("脚本", "a script"),
            Self::Nothing => language.pick("空文件", "an empty file"),
            Self::Other(media_type) => media_type,
            Self::Unknown => language.pick("无法识别的内容", "of an unknown kind"),
        };
        name.to_owned()
    }
}

impl Unfit {
    /// The sentence for who handed it in: what was found, and what is taken.
    pub fn message(&self, language: Language) -> String {
        let taken = self.purpose.allowed().iter().map(|kind| kind.name(language));
        let taken = taken.collect::<Vec<_>>().join(language.pick("、", ", "));
        let purpose = self.purpose.name(language);
        let short = |text: &str| text.chars().take(REPEATED).collect::<String>();
        let (chinese, english) = match &self.why {
            Why::NotTaken { found } => {
                let found = found.name(language);
                (
                    format!("文件内容为{found},不能作为{purpose}。"),
                    format!("The content of the file is {found}, which is not taken as {purpose}."),
                )
            }
            Why::Named { ending, kind } => {
                let (ending, kind) = (short(ending), kind.name(language));
                (
                    format!("文件名后缀为 {ending},内容却是{kind},二者不符。"),
                    format!("The name of the file ends in `{ending}`, but its content is {kind}."),
                )
            }
            Why::Declared { declared, kind } => {
                let (declared, kind) = (short(declared), kind.name(language));
                (
                    format!("文件声明的类型为 {declared},内容却是{kind},二者不符。"),
                    format!("The file is declared as `{declared}`, but its content is {kind}."),
                )
            }
        };
        language.pick(
            format!("{chinese}可接收的{purpose}:{taken}。"),
            format!("{english} Taken as {purpose}: {taken}."),
        )
    }
}
