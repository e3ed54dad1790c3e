//! A CSV file as rows that know their line (RFC 4180: quotes double inside quotes).

use super::complaint::{Complaint, Complaints};

/// A row with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line it starts on.
    pub line: usize,
    /// Its fields, without blanks around them.
    pub fields: Vec<String>,
}

/// Reads rows; those without content are left out.
pub(super) fn rows(file: &str, text: &str, complaints: &mut Complaints) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut reader = Reader { rest: text, line: 1 };
    while !reader.rest.is_empty() {
        let line = reader.line;
        let mut fields = Vec::new();
        loop {
            let (field, end) = reader.field();
            fields.push(field.trim().to_owned());
            match end {
                End::Field => {}
                End::Row => break,
                End::Torn => {
                    complaints.add(Complaint {
                        file: file.to_owned(),
                        line,
                        key: String::new(),
                        value: String::new(),
                        problem: "a quotation mark does not pair".to_owned(),
                        remedy: "put the whole field in \"…\" and double a mark inside".to_owned(),
                    });
                    break;
                }
            }
        }
        if fields.iter().any(|field| !field.is_empty()) {
            rows.push(Row { line, fields });
        }
    }
    rows
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

/// What ends a field.
enum End {
    Field,
    Row,
    /// A quotation mark without its other, or with something behind it.
    Torn,
}

impl Reader<'_> {
    fn field(&mut self) -> (String, End) {
        let Some(mut rest) = self.rest.strip_prefix('"') else {
            return self.plain(String::new());
        };
        let mut field = String::new();
        loop {
            let Some((inside, after)) = rest.split_once('"') else {
                self.advance_to("");
                return (field, End::Torn);
            };
            field.push_str(inside);
            match after.strip_prefix('"') {
                Some(more) => {
                    field.push('"');
                    rest = more;
                }
                None => {
                    self.advance_to(after);
                    let closed = field.len();
                    let (field, end) = self.plain(field);
                    let clean = field.get(closed..).is_some_and(|behind| behind.trim().is_empty());
                    return (field, if clean { end } else { End::Torn });
                }
            }
        }
    }

    /// Reads on to the end of the field.
    fn plain(&mut self, mut field: String) -> (String, End) {
        let at = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
        let (before, after) = self.rest.split_at(at);
        field.push_str(before);
        let end = if after.starts_with(',') { End::Field } else { End::Row };
        let after = after.get(1..).unwrap_or_default();
        self.advance_to(after);
        (field, end)
    }

    fn advance_to(&mut self, rest: &str) {
        let from = self.rest.len() - rest.len();
        let (passed, left) = self.rest.split_at(from);
        self.line += passed.matches('\n').count();
        self.rest = left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(usize, Vec<String>)>, usize) {
        let mut complaints = Complaints::default();
        let rows = rows("data.csv", text, &mut complaints);
        let rows = rows.into_iter().map(|row| (row.line, row.fields)).collect();
        (rows, complaints.into_sorted().len())
    }

    #[test]
    fn quotes_hold_commas_marks_and_line_ends() {
        let (rows, complaints) = read("a,\"b, \"\"c\"\"\nd\" ,e\n\n , \nf,,g");
        let expected = [(1, vec!["a", "b, \"c\"\nd", "e"]), (5, vec!["f", "", "g"])];
        let expected =
            expected.map(|(line, row)| (line, row.into_iter().map(str::to_owned).collect()));
        assert_eq!((rows, complaints), (expected.to_vec(), 0));
    }

    #[test]
    fn a_torn_quote_is_named_and_loses_no_other_row() {
        assert_eq!(read("a,\"b\"c,d\ne,f").1, 1);
        assert_eq!(read("a,b\nc,\"d\ne").1, 1);
        assert_eq!(read("a,\"b\"c\ne,f").0.last().unwrap().1, ["e", "f"]);
    }
}
