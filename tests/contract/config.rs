//! The settings: every key of `config.default.toml` is explained where it stands, and says by an
//! example or a default what may be written.
//!
//! That unknown keys are refused and secrets masked is tested where it is done, in
//! `crates/server/src/config.rs`, over the same file.

const DEFAULTS: &str = include_str!("../../crates/server/config.default.toml");

#[test]
fn every_setting_is_explained() {
    let mut explained = false;
    let mut keys = 0;
    let mut bare = Vec::new();
    for line in DEFAULTS.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('[') {
            explained = false;
        } else if let Some(comment) = line.strip_prefix('#') {
            explained = comment.trim().len() > 10 || explained;
        } else {
            keys += 1;
            if !explained {
                bare.push(line);
            }
        }
    }
    assert!(bare.is_empty(), "without a comment above: {bare:?}");
    assert_eq!(keys, leaves(&DEFAULTS.parse().unwrap()), "one key a line");
}

fn leaves(table: &toml::Table) -> usize {
    let count = |value: &toml::Value| value.as_table().map_or(1, leaves);
    table.values().map(count).sum()
}
