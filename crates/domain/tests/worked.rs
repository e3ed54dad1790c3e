//! The worked examples of the specification, to the last digit.

#[cfg(test)]
mod worked {
    mod assessment;
    mod calendar;
    mod escalation;
    mod light;
    mod reward;
    mod scheme;
    mod scoring;
}
