//! 动态口令. One-time codes of six digits from a secret and the time (RFC 6238: HMAC-SHA-1, steps of
//! thirty seconds), as every authenticator makes them. Which step a code was of is told, so that it
//! can be used once.

use std::fmt;

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::error::EngineError;

/// How many seconds a code is shown for.
const STEP: i64 = 30;

/// How many bytes make a secret: as many as the hash has (RFC 4226, section 4).
const SECRET: usize = 20;

/// How many digits a code has.
const DIGITS: usize = 6;

/// 密钥. What codes are made from.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET]);

// A secret has no business in a log.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When the machine gives no randomness.
    pub fn random() -> Result<Self, EngineError> {
        let mut bits = [0; SECRET];
        getrandom::fill(&mut bits)
            .map_err(|error| EngineError::Internal(anyhow!("making a secret: {error}")))?;
        Ok(Self(bits))
    }

    /// Reads the form of [`Secret::text`].
    pub fn parse(text: &str) -> Option<Self> {
        BASE32_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// The secret in base 32, as people type it.
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// What an authenticator reads from a QR code.
    pub fn uri(&self, username: &str) -> String {
        let secret = self.text();
        format!(
            "otpauth://totp/duban:{username}?secret={secret}&issuer=duban&algorithm=SHA1&digits=6\
             &period={STEP}"
        )
    }

    /// The code of an instant.
    ///
    /// # Errors
    /// Never with a secret of this length.
    pub fn code_at(&self, at: DateTime<Utc>) -> Result<String, EngineError> {
        self.code(step_of(at))
    }

    /// The step that a code is of, if it is of now, the step before or the one after: clocks differ,
    /// and typing takes its time.
    ///
    /// # Errors
    /// As [`Secret::code_at`].
    pub fn step(&self, code: &str, now: DateTime<Utc>) -> Result<Option<i64>, EngineError> {
        let typed: String = code.chars().filter(|c| !c.is_whitespace()).take(DIGITS + 1).collect();
        let now = step_of(now);
        let mut found = None;
        for step in now - 1..=now + 1 {
            if self.code(step)? == typed {
                found = Some(step);
            }
        }
        Ok(found)
    }

    /// RFC 4226, section 5.3.
    fn code(&self, step: i64) -> Result<String, EngineError> {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0)
            .map_err(|error| EngineError::Internal(anyhow!("making a code: {error}")))?;
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let offset = usize::from(digest.last().copied().unwrap_or(0) & 0xf);
        let taken = digest.iter().skip(offset).take(4);
        let number = taken.fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff;
        Ok(format!("{:06}", number % 1_000_000))
    }
}

fn step_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret(*b"12345678901234567890")
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code_at(at(second)).unwrap(), code);
        }
    }

    #[test]
    fn a_code_counts_a_step_early_or_late_and_no_longer() {
        let now = at(1_111_111_111);
        for (seconds, counts) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let code = secret().code_at(at(1_111_111_111 + seconds)).unwrap();
            let step = secret().step(&code, now).unwrap();
            let expected = counts.then(|| step_of(at(1_111_111_111 + seconds)));
            assert_eq!(step, expected, "{seconds} s");
        }
        assert!(secret().step(" 050 471 ", now).unwrap().is_some());
        for wrong in ["", "0504711", "50471", "abcdef"] {
            assert_eq!(secret().step(wrong, now).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_read_back_and_its_link_holds_it() {
        let text = secret().text();
        assert_eq!(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(Secret::parse(&text), Some(secret()));
        assert!(secret().uri("office.clerk").contains(&text));
        assert!(!format!("{:?}", secret()).contains(&text));
    }
}
