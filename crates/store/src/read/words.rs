//! Looking for words in text.

use crate::statement::Sql;

/// Asks for rows in one of whose columns the words occur, upper and lower case alike.
///
/// The databases differ: LIKE ignores the case of ASCII letters on SQLite and not on PostgreSQL,
/// and backslashes are not alike within quotes. So both sides are lowered (by both databases only
/// ASCII letters, in columns sorted by bytes), and `!` takes the meaning from `%`, `_` and itself.
pub(crate) fn contains(sql: &mut Sql, columns: &[&str], words: &str) {
    like(sql, columns, format!("%{}%", escape(words)));
}

/// Asks for rows in one of whose columns the text begins so.
pub(crate) fn begins(sql: &mut Sql, columns: &[&str], words: &str) {
    like(sql, columns, format!("{}%", escape(words)));
}

/// Asks for rows whose heading is this one or lies below it, as `四/(一)/2` lies below `四/(一)`.
pub(crate) fn under(sql: &mut Sql, column: &str, heading: &str) {
    let prefix = format!("{heading}/");
    let length = i64::try_from(prefix.chars().count()).unwrap_or(i64::MAX);
    // Both databases count characters; the length is cast because PostgreSQL has no other.
    let begins = format!(" AND substr({column} || '/', 1, CAST(? AS INTEGER)) = ?");
    sql.push_with(&begins, [length.into(), prefix.into()]);
}

fn like(sql: &mut Sql, columns: &[&str], pattern: String) {
    for (index, column) in columns.iter().enumerate() {
        sql.push(if index == 0 { " AND (" } else { " OR " });
        sql.push_with(&format!("lower({column}) LIKE ? ESCAPE '!'"), [pattern.clone().into()]);
    }
    sql.push(")");
}

fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for character in words.trim().chars() {
        if matches!(character, '%' | '_' | '!') {
            escaped.push('!');
        }
        escaped.push(character.to_ascii_lowercase());
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_are_only_signs() {
        assert_eq!(escape(" 100%_of!A "), "100!%!_of!!a");
    }
}
