//! What must hold of scores and money for any scheme, any data and any pool (DOMAIN 11 and 12).

#[cfg(test)]
mod measure_properties {
    mod generate;
    mod lights;
    mod money;
    mod scores;
}
