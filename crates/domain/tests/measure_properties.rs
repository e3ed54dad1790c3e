//! What must hold of scores and money for any scheme, any data and any pool.

#[cfg(test)]
mod measure_properties {
    mod generate;
    mod lights;
    mod money;
    mod scores;
}
