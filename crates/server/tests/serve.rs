//! The program `duban serve` and what is asked of its data afterwards, run as people run it.

#[cfg(all(test, unix))]
mod serve {
    mod journal;
    mod refusals;
    mod running;
    mod stop;
}
