//! What the demo prints: where it listens, who can sign in, how far it is, and a first query.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::time::Instant;

use chrono::NaiveDate;

use super::people::Passwords;
use super::stage::Played;
use crate::say::say;
use crate::seed::people::{Entry, Roster};

/// Whose sign-ins are printed; all of them are in the file.
const SHOWN: [&str; 16] = [
    "office.director",
    "office.clerk",
    "supervisor",
    "leader",
    "mayor",
    "luzhou.handler",
    "luzhou.signer",
    "huguan.handler",
    "huguan.signer",
    "parks.handler",
    "parks.signer",
    "finance.clerk",
    "assessor",
    "sysadmin",
    "secadmin",
    "auditor",
];

/// Where it listens and who can sign in.
pub fn opened(address: SocketAddr, roster: &Roster, passwords: &Passwords, plan: &str) {
    say(format_args!("duban listens on http://{address}/graphql"));
    say("");
    say("sign in as (name, password, post):");
    for name in SHOWN {
        let entry = roster.person.iter().find(|entry| entry.username == name);
        entry.iter().for_each(|entry| say(line(entry)));
    }
    let (count, file) = (roster.person.len(), passwords.file());
    say(format_args!("all {count} sign-ins are in {}", file.display()));
    say("");
    say("a first query, in another terminal:");
    say("");
    say(first_query(address, &passwords.sign_in_file().display().to_string(), plan));
    say("");
}

fn line(entry: &Entry) -> String {
    let Entry { username, name, .. } = entry;
    let password = entry.password.as_deref().unwrap_or_default();
    let post = entry.posts.first().map(|post| format!("{} {}", post.role, post.grade));
    format!("  {username:<16} {password:<20} {name} ({})", post.unwrap_or_default())
}

/// The commands to paste: sign in, and ask with the token that is answered.
fn first_query(address: SocketAddr, sign_in: &str, plan: &str) -> String {
    let query = format!(
        "{{ accountabilityReport(planId: \\\"plan:{plan}\\\", groupBy: COUNTY) {{ rows {{ label \
         duties rowsDue rowsOnTime rowsMissed milestones {{ total met overdue }} \
         completionRate }} }} }}"
    );
    let json = "-H 'content-type: application/json'";
    format!(
        "curl -s http://{address}/graphql {json} -d @{sign_in} |\n  \
         sed 's/.*\"accessToken\":\"\\([^\"]*\\)\".*/authorization: Bearer \\1/' |\n  \
         curl -s http://{address}/graphql -H @- {json} \\\n    -d '{{\"query\": \"{query}\"}}'"
    )
}

/// How far the story is: on a terminal a line that is written over, nothing in a pipe.
pub struct Progress {
    began: Instant,
    shown: bool,
}

impl Progress {
    /// Begins now.
    pub fn begin() -> Self {
        Self { began: Instant::now(), shown: std::io::stdout().is_terminal() }
    }

    /// Which act of how many, and which day it is.
    pub fn show(&self, act: usize, of: usize, day: NaiveDate) {
        if self.shown {
            let percent = act * 100 / of.max(1);
            print!("\r  {day}  {percent:>3} %  ({act} of {of} acts)");
            // A terminal that went away is no error.
            let _ = std::io::stdout().flush();
        }
    }

    /// It is told.
    pub fn end(&self, played: Played) {
        if self.shown {
            print!("\r{:60}\r", "");
        }
        let seconds = self.began.elapsed().as_secs_f32();
        let Played { now, before, refused } = played;
        if now + refused == 0 {
            say(format_args!("the quarter was told before: {before} acts"));
            return;
        }
        say(format_args!("the quarter is told: {now} acts in {seconds:.0} s, {before} before"));
        if refused > 0 {
            say(format_args!("{refused} acts were refused, because of what was done meanwhile"));
        }
    }
}
