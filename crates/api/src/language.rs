//! The language in which a request is answered: Chinese unless English is asked for first.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use duban_domain::value::language::Language;

/// Reads `Accept-Language` and picks the better liked of the two languages.
///
/// Chinese wins a draw, an absent header and a header that names neither.
pub fn accepted(headers: &HeaderMap) -> Language {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (mut chinese, mut english) = (0, 0);
    for part in wanted.split(',').take(16) {
        let (range, weight) = weighted(part);
        let primary = range.split('-').next().unwrap_or("");
        if primary.eq_ignore_ascii_case("zh") {
            chinese = chinese.max(weight);
        } else if primary.eq_ignore_ascii_case("en") {
            english = english.max(weight);
        }
    }
    if english > chinese { Language::English } else { Language::Chinese }
}

/// Splits one element of an `Accept…` header into its name and its weight in thousandths.
///
/// A weight that is no number counts as nothing, so that nonsense is never preferred.
pub(crate) fn weighted(part: &str) -> (&str, u16) {
    let mut pieces = part.split(';');
    let name = pieces.next().unwrap_or("").trim();
    let weight = pieces
        .filter_map(|piece| piece.trim().strip_prefix("q="))
        .map(|quality| thousandths(quality.trim()))
        .next()
        .unwrap_or(1000);
    (name, weight)
}

/// Reads a quality of RFC 9110 (`0`, `1`, `0.375`) without a detour over floats.
fn thousandths(quality: &str) -> u16 {
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    let fraction = format!("{fraction:0<3}").parse::<u16>().unwrap_or(0);
    match whole {
        "0" => fraction,
        "1" if fraction == 0 => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn language(header: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(header).expect("a header"));
        accepted(&headers)
    }

    #[test]
    fn chinese_is_the_default() {
        assert_eq!(accepted(&HeaderMap::new()), Language::Chinese);
        assert_eq!(language("fr, de;q=0.9"), Language::Chinese);
        assert_eq!(language("en;q=nonsense"), Language::Chinese);
    }

    #[test]
    fn the_better_liked_language_wins() {
        assert_eq!(language("en-GB,en;q=0.9,zh;q=0.8"), Language::English);
        assert_eq!(language("zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese);
        assert_eq!(language("en;q=0.5,zh-Hans;q=0.75"), Language::Chinese);
    }

    #[test]
    fn weights_are_read_in_thousandths() {
        assert_eq!(weighted(" application/json ; q=0.5"), ("application/json", 500));
        assert_eq!(weighted("*/*"), ("*/*", 1000));
        assert_eq!(weighted("a;q=7"), ("a", 0));
        assert_eq!(weighted("a;q=0.1234"), ("a", 0));
    }
}
