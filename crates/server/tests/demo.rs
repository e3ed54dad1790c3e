//! The program `duban demo`, run as people run it.

#[cfg(test)]
mod demo {
    #[cfg(unix)]
    mod life;
}
