//! 账号. What a user name and a password must be like; hashing and storing happen elsewhere.
//!
//! The rules follow GB/T 22239-2019, level 3: at least ten characters of three classes, nothing
//! of the account's own name, nothing that everybody tries first.

pub mod rejection;

use std::fmt;

use rejection::Rejection;

/// The fewest characters of a password.
pub const PASSWORD_LEAST: usize = 10;

/// The most characters of a password, so that hashing stays bounded.
pub const PASSWORD_MOST: usize = 128;

/// How many of the four classes (lower, upper, digit, other) a password must draw on.
pub const CLASSES_LEAST: usize = 3;

/// How long a piece of the user name may not appear in the password.
const FRAGMENT: usize = 3;

/// What everybody tries first, without the digits and signs that everybody appends.
const WEAK: &[&str] = &[
    "abc",
    "abcd",
    "abcde",
    "abcdef",
    "admin",
    "administrator",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "changeme",
    "changzhi",
    "default",
    "demo",
    "dragon",
    "duban",
    "football",
    "guest",
    "hello",
    "iloveyou",
    "letmein",
    "login",
    "master",
    "monkey",
    "passw",
    "password",
    "princess",
    "qazwsx",
    "qazxsw",
    "qwer",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "root",
    "secret",
    "shanxi",
    "sunshine",
    "superman",
    "system",
    "temp",
    "test",
    "tester",
    "user",
    "welcome",
    "woaini",
    "zaqwsx",
    "zxcv",
    "zxcvbn",
    "zxcvbnm",
];

/// 用户名. The name to sign in with: lower case, 3 to 64 letters, digits, dots, dashes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(String);

impl Username {
    /// Brings a name into its normal form.
    ///
    /// # Errors
    /// When it is too short or too long, or holds other characters.
    pub fn parse(raw: &str) -> Result<Self, Rejection> {
        let name = raw.trim().to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        if (3..=64).contains(&name.len()) && name.chars().all(plain) {
            Ok(Self(name))
        } else {
            Err(Rejection::UsernameUnfit { name: name.chars().take(64).collect() })
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a password may be set for an account of this name.
///
/// # Errors
/// The first rule it breaks.
pub fn check_password(username: &Username, password: &str) -> Result<(), Rejection> {
    let length = password.chars().count();
    if length < PASSWORD_LEAST {
        return Err(Rejection::PasswordTooShort { length, least: PASSWORD_LEAST });
    }
    if length > PASSWORD_MOST {
        return Err(Rejection::PasswordTooLong { length, most: PASSWORD_MOST });
    }
    let classes = classes(password);
    if classes < CLASSES_LEAST {
        return Err(Rejection::PasswordTooPlain { classes, least: CLASSES_LEAST });
    }
    let lower = password.to_lowercase();
    let name: Vec<char> = username.as_str().chars().collect();
    let fragments = name.windows(FRAGMENT).map(|piece| piece.iter().collect::<String>());
    if let Some(fragment) = fragments.into_iter().find(|piece| lower.contains(piece)) {
        return Err(Rejection::PasswordHoldsName { fragment });
    }
    if is_weak(&lower) {
        return Err(Rejection::PasswordWeak);
    }
    Ok(())
}

fn classes(password: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_lowercase(),
        |c| c.is_uppercase(),
        |c| c.is_numeric(),
        |c| !c.is_lowercase() && !c.is_uppercase() && !c.is_numeric(),
    ];
    kinds.iter().filter(|kind| password.chars().any(**kind)).count()
}

fn is_weak(lower: &str) -> bool {
    // `P@ssw0rd2024!` is `password` with what everybody appends.
    let ends: &[char] = &['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    let sign = |c: char| !c.is_alphanumeric();
    let stem = lower.trim_end_matches(|c| sign(c) || ends.contains(&c));
    let stem = stem.trim_start_matches(|c| sign(c) || ends.contains(&c));
    let plain: String = stem.chars().map(letter).filter(|c| c.is_alphanumeric()).collect();
    let mut seen: Vec<char> = lower.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    plain.is_empty() || WEAK.contains(&plain.as_str()) || seen.len() < 5
}

/// The letter that a digit or sign stands for.
fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<(), Rejection> {
        check_password(&Username::parse("office.clerk").unwrap(), password)
    }

    #[test]
    fn a_long_mixed_password_is_accepted() {
        assert_eq!(check("Quiet-River-27"), Ok(()));
        assert_eq!(check("山高水长Road-27"), Ok(()));
    }

    #[test]
    fn length_and_classes_are_asked_for() {
        let short = Rejection::PasswordTooShort { length: 9, least: 10 };
        assert_eq!(check("Ab3-Ab3-A"), Err(short));
        let plain = Rejection::PasswordTooPlain { classes: 2, least: 3 };
        assert_eq!(check("quietriver27"), Err(plain));
        let long = "Aa1-".repeat(40);
        assert_eq!(check(&long), Err(Rejection::PasswordTooLong { length: 160, most: 128 }));
    }

    #[test]
    fn pieces_of_the_account_name_are_refused() {
        let held = Rejection::PasswordHoldsName { fragment: "cle".into() };
        assert_eq!(check("CLErmont-1956"), Err(held));
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for weak in ["P@ssw0rd2024!", "Welcome-12345", "!!Qwerty2026", "Aa1-Aa1-Aa1-"] {
            assert_eq!(check(weak), Err(Rejection::PasswordWeak), "{weak}");
        }
    }

    #[test]
    fn user_names_are_brought_into_one_form() {
        assert_eq!(Username::parse(" Office.Clerk ").unwrap().as_str(), "office.clerk");
        for unfit in ["ab", "with space", "名字名字", &"a".repeat(65)] {
            assert!(Username::parse(unfit).is_err(), "{unfit}");
        }
    }
}
