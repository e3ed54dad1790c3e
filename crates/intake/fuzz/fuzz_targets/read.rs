//! Reads any bytes, and looks every span up in the text.
#![no_main]

use duban_intake::{Hints, Span, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(draft) = read(bytes, &Hints::default()) else {
        return;
    };
    let length = draft.text().chars().count();
    let inside = |span: Span| assert!(span.end <= length, "{span:?} leaves {length}");
    draft.targets().for_each(|(_, target)| inside(target.span));
    draft.sections.iter().for_each(|section| inside(section.span));
    draft.findings.iter().for_each(|finding| inside(finding.span));
    draft.repairs.iter().for_each(|repair| inside(repair.span));
    for task in &draft.tasks {
        inside(task.span);
        inside(task.units_span);
        task.duties.iter().for_each(|duty| inside(duty.span));
    }
});
