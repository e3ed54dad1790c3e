//! One assignment from dispatch to closing through the engine alone, on both databases.

#[cfg(test)]
mod first_path {
    mod correct;
    mod late;
    mod life;
    mod naive;
    mod past;
    mod report;
    mod town;
    mod year;
}
