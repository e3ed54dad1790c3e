//! The machine of assignments, driven by random commands of random people and held against plain
//! statements of what must always be true.

#[cfg(test)]
mod properties {
    mod assessment;
    mod bench;
    mod random;
    mod rules;
}
