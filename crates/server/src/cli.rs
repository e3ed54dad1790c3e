//! The commands. One that is not built yet is not listed.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use uuid::Uuid;

/// 督办: turns a published action plan into responsibilities that are carried out and answered for.
#[derive(Debug, Parser)]
#[command(name = "duban", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// What settings and data to use.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// The data directory [default: ./duban-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A file of settings [default: duban.toml in the data directory, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a city in the middle of its work: SQLite in the data directory, a quarter of invented
    /// doings, accounts for every role
    Demo {
        /// Address and port to listen on
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    /// Serve
    Serve {
        /// Address and port to listen on
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
    },
    /// Bring the schema of the database up to date
    Migrate,
    /// Load units, rules and calendar; open the first accounts where nobody is on file
    Seed {
        /// More people and posts
        #[arg(long, value_name = "FILE.toml")]
        people: Option<PathBuf>,
    },
    /// Take a document in as the draft of a plan
    Import(Import),
    /// Read documents and print what was found; writes nothing
    Intake {
        /// Plain text, HTML, DOCX or XLSX
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Print everything that was read as JSON
        #[arg(long)]
        json: bool,
    },
    /// Make everything that is made from the journal again, beside what stands, and put right what
    /// differs; a server may go on serving
    Rebuild,
    /// Prove the journal or a receipt, or name what does not fit
    Verify(Verify),
    /// Write everything but keys and settings into one new file; a server may go on serving
    Backup {
        /// The archive, ZIP
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Put a backup into an empty data directory and database, and prove it there
    Restore(Restore),
    /// Print the GraphQL schema
    Schema,
    /// Print a report
    #[command(subcommand)]
    Report(Report),
    /// Score a year and split its fund from two files, offline; writes nothing
    Assess {
        /// The scheme, TOML
        #[arg(value_name = "SCHEME.toml")]
        scheme: PathBuf,
        /// The data, CSV
        #[arg(value_name = "DATA.csv")]
        data: PathBuf,
        /// Print everything as JSON, with the explanation of every score
        #[arg(long)]
        json: bool,
    },
    /// Print every setting that counts and where it comes from
    Config,
}

/// Take a document in as the draft of a plan.
#[derive(Debug, Args)]
pub struct Import {
    /// Plain text, HTML, DOCX or XLSX
    pub file: PathBuf,
    /// Also confirm what was inferred, issue the plan and dispatch its tasks
    #[arg(long)]
    pub issue: bool,
    /// The account that drafts and dispatches
    #[arg(long = "as", value_name = "MAKER", default_value = "office.clerk")]
    pub maker: String,
    /// The account that confirms and issues; another person than the maker
    #[arg(long = "approve-as", value_name = "CHECKER", default_value = "office.director")]
    pub checker: String,
    /// From when duties count; what was due earlier is carried over [default: today]
    #[arg(long, value_name = "DATE")]
    pub in_force_from: Option<NaiveDate>,
    /// Put units on file that the document names and nobody knows
    #[arg(long)]
    pub register_unknown_units: bool,
}

/// Prove the journal or a receipt, or name what does not fit.
#[derive(Debug, Args)]
pub struct Verify {
    /// A head that was kept elsewhere, or a file that holds one: finds a journal that was cut off
    /// or put back [default: the file `checkpoint-head` in the data directory]
    #[arg(long, value_name = "HEAD")]
    pub anchor: Option<String>,
    /// Check this receipt (`journalReceipt` over GraphQL) instead, without the database
    #[arg(long, value_name = "FILE", conflicts_with = "anchor")]
    pub receipt: Option<PathBuf>,
    /// Believe seals of this key too, 64 hexadecimal digits; may be given more than once
    #[arg(long = "public-key", value_name = "KEY")]
    pub public_keys: Vec<String>,
}

/// Put a backup into an empty data directory and database, and prove it there.
#[derive(Debug, Args)]
pub struct Restore {
    /// The archive
    pub file: PathBuf,
    /// A head that was kept elsewhere, or a file that holds one: refuses an archive that is older
    #[arg(long, value_name = "HEAD")]
    pub anchor: Option<String>,
}

/// Print a report.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// Who owed what by when, and what became of it
    Accountability {
        /// The plan
        #[arg(long, value_name = "ID")]
        plan: Uuid,
        /// At the end of which day [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
        /// By whom the figures are grouped
        #[arg(long, value_enum, default_value = "lead")]
        by: Grouping,
        /// How it is printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
}

/// By whom the figures of a report are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Grouping {
    /// By lead.
    Lead,
    /// By supporting unit.
    Support,
    /// By county.
    County,
    /// By section of the plan.
    Section,
    /// By class of county.
    Class,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_are_consistent() {
        Cli::command().debug_assert();
    }
}
