//! `duban assess` as a finance clerk runs it, and its figures recomputed in another language.

#[cfg(test)]
mod assess {
    use std::process::{Command, Output};

    const SCHEME: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/assessment/changzhi-2025.toml");
    const DATA: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/assessment/changzhi-2025.csv");

    fn assess(arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_duban")).arg("assess").args(arguments).output().unwrap()
    }

    fn text(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn the_example_year_prints_a_table_and_an_allotment_that_adds_up() {
        let printed = assess(&[SCHEME, DATA]);
        assert!(printed.status.success(), "{}", text(&printed.stderr));
        let lines = text(&printed.stdout);
        let classes = lines.lines().filter(|line| line.starts_with("class ")).count();
        assert_eq!(
            (classes, lines.matches("given 20000000.00, left in the pool 0.00").count()),
            (4, 1)
        );
        // Debt levels are never published.
        assert!(!lines.contains("debt") && !lines.contains("债务"));
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let [first, second] = [(); 2].map(|()| assess(&[SCHEME, DATA, "--json"]).stdout);
        assert!(first.len() > 100_000 && first == second);
    }

    #[test]
    fn a_file_that_is_not_there_or_wrong_ends_with_an_error_and_a_hint() {
        let missing = assess(&["no-such.toml", DATA]);
        assert_eq!(missing.status.code(), Some(1));
        assert!(text(&missing.stderr).starts_with("error: reading `no-such.toml`"));
        let swapped = assess(&[DATA, SCHEME]);
        assert_eq!((swapped.status.code(), swapped.stdout.len()), (Some(1), 0));
        let said = text(&swapped.stderr);
        assert!(said.contains("changzhi-2025.csv:1: ") && said.contains("\nhint: "), "{said}");
    }

    /// Scores and money of the example and of two hundred years made up at random.
    #[test]
    fn another_language_comes_to_the_same_figures() {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/recompute/recompute.py");
        let run = Command::new("python3")
            .args(["-B", script, env!("CARGO_BIN_EXE_duban"), "200"])
            .output();
        let Ok(run) = run else {
            eprintln!("skipped: there is no python3 (3.11 or later) to recompute with");
            return;
        };
        assert!(run.status.success(), "{}{}", text(&run.stdout), text(&run.stderr));
    }
}
