//! The name of this node, and how long what it audits is kept.

use std::path::Path;

use anyhow::Result;
use duban_domain::audit::{FLOOR_DAYS, Node};

use crate::config::Settings;
use crate::failure::Hinted;

/// Where Linux keeps the name of the machine.
const HOST_NAME: &str = "/proc/sys/kernel/hostname";

/// The name that the settings give, or else that of the machine.
///
/// # Errors
/// When the setting is no name.
pub fn name(settings: &Settings) -> Result<Node> {
    let named = settings.audit.node.as_str();
    if named.is_empty() {
        return Ok(of_machine(Path::new(HOST_NAME)));
    }
    Node::parse(named).ok_or_else(|| {
        let message = format!("`audit.node` is `{named}`, which is no name of a node");
        let hint = format!("use 1 to {} letters, digits, dots, lines and underscores", Node::MAX);
        Hinted::new(message, hint).into()
    })
}

fn of_machine(file: &Path) -> Node {
    let host = std::fs::read_to_string(file).unwrap_or_default();
    let fit = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '_' { c } else { '-' };
    let host: String = host.trim().chars().map(fit).take(Node::MAX).collect();
    Node::parse(&host).unwrap_or_default()
}

/// Refuses to keep what was audited for less long than the law asks.
///
/// # Errors
/// When the setting undercuts the floor.
pub fn refuse_short_retention(settings: &Settings) -> Result<()> {
    let days = settings.audit.retention_days;
    if days >= FLOOR_DAYS {
        return Ok(());
    }
    let message = format!(
        "`audit.retention_days` is {days}; what was audited is kept for at least six months, \
         {FLOOR_DAYS} days (网络安全法 art. 21)"
    );
    let hint = format!("set DUBAN__AUDIT__RETENTION_DAYS to {FLOOR_DAYS} or more, or leave it out");
    Err(Hinted::new(message, hint).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Arguments, Config};

    fn settings(name: &str, value: &str) -> Settings {
        let arguments = Arguments { data: Some("/nowhere".into()), ..Arguments::default() };
        let set = [(name.to_owned(), value.to_owned())];
        Config::load(&arguments, set.into_iter()).unwrap().settings
    }

    #[test]
    fn no_setting_undercuts_six_months() {
        for days in ["0", "30", "183"] {
            let short = settings("DUBAN__AUDIT__RETENTION_DAYS", days);
            let refused = refuse_short_retention(&short).unwrap_err();
            let [error, hint] = crate::failure::lines(&refused);
            assert!(error.contains(&format!("is {days};")), "{error}");
            assert!(hint.contains("184"), "{hint}");
        }
        refuse_short_retention(&settings("DUBAN__AUDIT__RETENTION_DAYS", "184")).unwrap();
        refuse_short_retention(&settings("DUBAN__AUDIT__NODE", "")).unwrap();
    }

    #[test]
    fn a_node_has_the_name_of_the_settings_or_of_the_machine() {
        let named = name(&settings("DUBAN__AUDIT__NODE", "duban-1")).unwrap();
        assert_eq!(named.as_str(), "duban-1");
        assert!(name(&settings("DUBAN__AUDIT__NODE", "节点 1")).is_err());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hostname");
        for (host, node) in [("city a\n", "city-a"), ("督办", "--"), ("", "main")] {
            std::fs::write(&file, host).unwrap();
            assert_eq!(of_machine(&file).as_str(), node);
        }
        assert_eq!(of_machine(&folder.path().join("none")), Node::default());
    }
}
