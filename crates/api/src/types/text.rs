//! Bounded text: a `String` to clients, checked before a resolver sees it.

use std::borrow::Cow;
use std::fmt;

use async_graphql::registry::Registry;
use async_graphql::{InputType, InputValueError, InputValueResult, Value};
use duban_domain::value::phone::{Phone, PhoneError};
use duban_domain::value::text::{Body, DocNo, Name, Paragraph, Reason, TextError, Title};

/// Text of a bounded length.
pub trait Bounded: Send + Sync + Sized {
    /// Why one is refused.
    type Error: fmt::Display + Send + Sync + 'static;

    /// Trims and checks it.
    fn read(raw: &str) -> Result<Self, Self::Error>;

    /// The text.
    fn text(&self) -> &str;
}

macro_rules! bounded {
    ($($name:ident or $error:ident,)*) => {$(
        impl Bounded for $name {
            type Error = $error;

            fn read(raw: &str) -> Result<Self, $error> {
                Self::parse(raw)
            }

            fn text(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

bounded! {
    Body or TextError,
    DocNo or TextError,
    Name or TextError,
    Paragraph or TextError,
    Phone or PhoneError,
    Reason or TextError,
    Title or TextError,
}

/// 文本. Text that was checked at the door; `String` to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<T>(pub T);

impl<T: Bounded> InputType for Text<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <String as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <String as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => T::read(&text).map(Self).map_err(InputValueError::custom),
            value => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.text().to_owned())
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }
}

/// The texts themselves, without their wrapping.
pub fn unwrapped<T>(texts: Vec<Text<T>>) -> Vec<T> {
    texts.into_iter().map(|text| text.0).collect()
}
