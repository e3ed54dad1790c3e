//! 电话. A telephone number: what is shown of it to whom, and how it is kept.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// 电话号码. A number as people write it: digits, spaces, `+`, `-`, brackets, and `转` before an
/// extension.
///
/// It never shows itself in a log: `Debug` gives the masked form.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// Why a number was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// Something in it belongs to no number.
    #[error("`{found}` does not belong in a telephone number; write digits, spaces, + - ( ) or 转")]
    Sign {
        /// The character.
        found: char,
    },
    /// Too few or too many digits.
    #[error("the number has {digits} digits; {least} to {most} are accepted", least = Phone::DIGITS_MIN, most = Phone::DIGITS_MAX)]
    Length {
        /// Digits given.
        digits: usize,
    },
}

impl Phone {
    /// The fewest digits: a short number of a switchboard with its extension.
    pub const DIGITS_MIN: usize = 5;

    /// The most digits: country and area code, number, extension (ITU-T E.164 allows 15 before it).
    pub const DIGITS_MAX: usize = 20;

    /// The most characters, signs included.
    const LIMIT: usize = 40;

    /// Trims and checks `raw`.
    ///
    /// # Errors
    /// When something in it belongs to no number, or it has too few or too many digits.
    pub fn parse(raw: &str) -> Result<Self, PhoneError> {
        let text = raw.trim();
        let allowed =
            |c: &char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '转');
        if let Some(found) = text.chars().find(|c| !allowed(c)) {
            return Err(PhoneError::Sign { found });
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let fits = (Self::DIGITS_MIN..=Self::DIGITS_MAX).contains(&digits);
        if !fits || text.chars().count() > Self::LIMIT {
            return Err(PhoneError::Length { digits });
        }
        Ok(Self(text.to_owned()))
    }

    /// The whole number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 脱敏. The number with its middle hidden, as personal data is shown to whoever need not call
    /// (GB/T 22239-2019, 8.1.4.11): of a long one the first three and the last four digits remain,
    /// of a short one the last two.
    ///
    /// ```
    /// use duban_domain::value::phone::Phone;
    ///
    /// let masked = |raw| Phone::parse(raw).map(|phone| phone.masked());
    /// assert_eq!(masked("13800001234"), Ok("138****1234".to_owned()));
    /// assert_eq!(masked("0355-202345"), Ok("****-****45".to_owned()));
    /// ```
    pub fn masked(&self) -> String {
        let digits = self.0.chars().filter(char::is_ascii_digit).count();
        let (front, back) = if digits >= 11 { (3, 4) } else { (0, 2) };
        let mut seen = 0;
        let mask = |c: char| {
            if !c.is_ascii_digit() {
                return c;
            }
            seen += 1;
            if seen > front && seen + back <= digits { '*' } else { c }
        };
        self.0.chars().map(mask).collect()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Phone").field(&self.masked()).finish()
    }
}

/// 密文. Something that only the holder of a key outside of the database can read: for the core it is
/// text without a meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(Phone::parse("电话1"), Err(PhoneError::Sign { found: '电' }));
        assert_eq!(Phone::parse(" 1234 "), Err(PhoneError::Length { digits: 4 }));
        assert_eq!(Phone::parse(&"1".repeat(21)), Err(PhoneError::Length { digits: 21 }));
        let spaced = format!("12345{}6", " ".repeat(40));
        assert_eq!(Phone::parse(&spaced), Err(PhoneError::Length { digits: 6 }));
    }

    #[test]
    fn a_number_does_not_show_itself() {
        let phone = Phone::parse("+86 138 0000 1234 转 8").unwrap();
        assert_eq!(format!("{phone:?}"), "Phone(\"+86 1** **** *234 转 8\")");
    }
}
