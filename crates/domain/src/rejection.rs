//! Lawful refusals: one closed list for each aggregate, with a stable code and a sentence in
//! Chinese and English that carries the actual values.

use crate::value::language::Language;

/// What every refusal can say, whatever its aggregate.
pub trait Refusal {
    /// The stable code, in upper case with underscores.
    fn code(&self) -> &'static str;
    /// The input field at fault, where there is one.
    fn field(&self) -> Option<&'static str>;
    /// What was refused and why, with the values.
    fn message(&self, language: Language) -> String;
    /// What would work.
    fn hint(&self, language: Language) -> &'static str;
}

/// Declares `Rejection` (with its values), `Code` (without) and their texts in one table.
macro_rules! rejections {
    ($(
        $(#[$doc:meta])*
        $name:ident $code:literal $({ $($value:ident : $type:ty),+ $(,)? })? $(on $field:literal)?
            => $zh:literal, $en:literal; $hint_zh:literal, $hint_en:literal;
    )*) => {
        /// A lawful no, with the values that explain it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Rejection {
            $($(#[$doc])* $name $({ $(
                #[doc = concat!("The `", stringify!($value), "` the message shows.")]
                $value: $type
            ),+ })?),*
        }

        /// The stable codes of [`Rejection`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $name),*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as clients see it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code),*
                }
            }

            /// The input field at fault, by the name that clients give it; none where it is not one
            /// alone.
            pub fn field(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => $crate::rejection::first(&[$($field)?])),*
                }
            }
        }

        impl Rejection {
            /// Its stable code.
            pub fn kind(&self) -> Code {
                match self {
                    $(Self::$name { .. } => Code::$name),*
                }
            }
        }

        impl $crate::rejection::Refusal for Rejection {
            fn code(&self) -> &'static str {
                self.kind().as_str()
            }

            fn field(&self) -> Option<&'static str> {
                self.kind().field()
            }

            fn message(&self, language: $crate::value::language::Language) -> String {
                match self {
                    $(Self::$name $({ $($value),+ })? => {
                        language.pick(format!($zh), format!($en))
                    }),*
                }
            }

            fn hint(&self, language: $crate::value::language::Language) -> &'static str {
                match self {
                    $(Self::$name { .. } => language.pick($hint_zh, $hint_en)),*
                }
            }
        }
    };
}
pub(crate) use rejections;

/// The only element of an optional one, for the macro above.
pub(crate) fn first(fields: &[&'static str]) -> Option<&'static str> {
    fields.first().copied()
}
