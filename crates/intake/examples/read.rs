//! Prints the draft of a document as JSON: `cargo run -p duban-intake --example read -- FILE`.
//!
//! The output has the shape of the hand-labelled plans, so it can be scored against them.

use std::{env, fs, process::ExitCode};

use duban_intake::{Hints, read};

fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        eprintln!("usage: read FILE");
        return ExitCode::from(2);
    };
    match draft(&path) {
        Ok(json) => {
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn draft(path: &str) -> Result<String, Box<dyn std::error::Error>> {
    let bytes = fs::read(path)?;
    let name = path.rsplit('/').next().map(str::to_owned);
    let draft = read(&bytes, &Hints { file_name: name, ..Hints::default() })?;
    Ok(serde_json::to_string_pretty(&draft)?)
}
