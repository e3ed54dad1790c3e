//! Reads any bytes, and looks every span up in the text.
#![no_main]

use duban_intake::{Hints, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(draft) = read(bytes, &Hints::default()) {
        let length = draft.text().chars().count();
        for (_, target) in draft.targets() {
            assert!(target.span.end <= length);
        }
    }
});
