//! The worked examples of the specification, to the last digit.

#[cfg(test)]
mod worked {
    mod calendar;
}
