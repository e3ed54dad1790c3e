//! Measures reading: `cargo run --release -p duban-intake --example measure -- [FILE…]`.
//!
//! Prints the time for each file, then for 2.5, 5 and 10 megabytes of texts made to be costly.

use std::{env, fs, time::Instant};

use duban_intake::{Hints, read};

/// Bytes of each made text: what is linear doubles from one to the next.
const SIZES: [usize; 3] = [5 << 19, 5 << 20, 10 << 20];

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
    ("punctuation", "，、。；：（）"),
    ("digits", "1234567890"),
    ("unit names", "市教育局、"),
    ("clauses in the open", "，由市教育局"),
    ("wide blanks", "任务  责任单位  时限\n"),
    ("emphasis", "**推进** "),
    ("numbered items", "①建设12个；"),
    ("blanks around figures", "建设 12 个"),
    ("lost line ends", "完成。（一）推进建设。1.建设道路"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in env::args().skip(1) {
        let bytes = fs::read(&path)?;
        report(&path, &bytes);
    }
    for (name, unit) in UNITS {
        for size in SIZES {
            report(name, unit.repeat(size / unit.len()).as_bytes());
        }
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
