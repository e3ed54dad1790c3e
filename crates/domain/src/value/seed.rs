//! Secrets that are none: keys that stand in a standard, or that anybody would try first.

use super::hex;

/// The seeds of the examples in RFC 8032 (section 7.1) and RFC 8410 (section 10.3).
const PUBLISHED: [&str; 4] = [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842",
];

/// Fewer different bytes than this among 32 does not come from a source of randomness: it would
/// happen once in 10^13 keys.
const DIFFERENT_MIN: usize = 20;

/// Whether others can know a key's 32 bytes: they are published, repeat themselves, count up or
/// down, or are readable text.
pub fn is_guessable(seed: &[u8; 32]) -> bool {
    let mut different = seed.to_vec();
    different.sort_unstable();
    different.dedup();
    let text = hex::encode(seed);
    let mut steps = seed.windows(2).map(|pair| match pair {
        [a, b] => b.wrapping_sub(*a),
        _ => 0,
    });
    let first = steps.next();
    different.len() < DIFFERENT_MIN
        || steps.all(|step| Some(step) == first)
        || seed.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
        || PUBLISHED.contains(&text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_anybody_would_try_is_guessable() {
        let published = hex::decode(PUBLISHED[0]).unwrap().try_into().unwrap();
        let counting = std::array::from_fn(|place| place as u8);
        let text = *b"this is the secret key of duban!";
        for seed in [[0; 32], published, counting, text] {
            assert!(is_guessable(&seed), "{seed:?}");
        }
    }

    #[test]
    fn what_looks_random_is_not() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..1_000 {
            let seed = std::array::from_fn(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            });
            assert!(!is_guessable(&seed), "{seed:?}");
        }
    }
}
