//! Measures reading: `cargo run --release -p duban-intake --example measure -- [FILE…]`.
//!
//! Prints the time for each file, then for ten megabytes of text made to be costly.

use std::{env, fs, time::Instant};

use duban_intake::{Hints, read};

/// Bytes of each made text.
const LARGE: usize = 10 << 20;

/// Units that made texts repeat.
const UNITS: &[(&str, &str)] = &[
    ("figures on one line", "建设12个"),
    ("open brackets", "（责任单位："),
    ("nested brackets", "（市教育局（"),
    ("page numbers", "建设2、项目3、完成"),
    ("dates", "到2025年，"),
    ("headings", "（一）推进建设\n"),
    ("tasks", "推进建设。（责任单位：市教育局、市财政局）\n"),
    ("items", "1.推进道路建设工作并持续提升相关水平，完成各项任务要求。\n"),
    ("table rows", "任务\t责任单位\n"),
    ("comparators", "达到不低于的"),
    ("markup", "<td><p>&nbsp;"),
    ("letters", "aI1lO0 "),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in env::args().skip(1) {
        let bytes = fs::read(&path)?;
        report(&path, &bytes);
    }
    for (name, unit) in UNITS {
        let text = unit.repeat(LARGE / unit.len());
        report(name, text.as_bytes());
    }
    Ok(())
}

fn report(name: &str, bytes: &[u8]) {
    let start = Instant::now();
    let outcome = match read(bytes, &Hints::default()) {
        Ok(draft) => format!("{} tasks, {} findings", draft.tasks.len(), draft.findings.len()),
        Err(error) => error.to_string().chars().take(40).collect(),
    };
    let milliseconds = start.elapsed().as_micros() / 1000;
    println!("{milliseconds:>7} ms  {:>10} bytes  {name}: {outcome}", bytes.len());
}
