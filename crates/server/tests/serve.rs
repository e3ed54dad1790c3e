//! The program `duban serve` and what is asked of its data afterwards, run as people run it.

#[cfg(test)]
mod serve {
    #[cfg(unix)]
    mod audit;
    #[cfg(unix)]
    mod cluster;
    #[cfg(unix)]
    mod figures;
    #[cfg(unix)]
    mod hostile;
    #[cfg(unix)]
    mod journal;
    #[cfg(unix)]
    mod refusals;
    #[cfg(unix)]
    mod running;
    #[cfg(unix)]
    mod stop;
    #[cfg(target_os = "linux")]
    mod uploads;
}
