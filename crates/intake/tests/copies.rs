//! Copies of a plan as people have them: another encoding, another file format, broken and lost
//! lines, page numbers, banners, blanks. Whatever the copy, the same is read.

#![expect(clippy::expect_used, reason = "a test whose copy is not read has failed")]

use std::{env, fs, io::Write};

use duban_intake::{Draft, Hints, read};

const CITY: &str = include_str!("plans/city.txt");

/// The plan of our own and, where they are found, the published ones.
fn plans() -> Vec<(String, String)> {
    let mut plans = vec![("city".to_owned(), CITY.to_owned())];
    let Some(shared) = env::var_os("DUBAN_SHARED") else {
        println!("skipped: copies of the published plans (DUBAN_SHARED is not set)");
        return plans;
    };
    let folder = std::path::Path::new(&shared).join("plans");
    for entry in fs::read_dir(folder).expect("a folder of plans") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|kind| kind == "txt") {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            plans.push((name, fs::read_to_string(path).expect("a plan")));
        }
    }
    plans
}

/// What a reader takes from a plan, without its places: tasks with units and targets.
fn essence(draft: &Draft) -> Vec<String> {
    let plain = |words: &str| -> String {
        let fold = |c: char| match c {
            '（' => '(',
            '）' => ')',
            '，' => ',',
            '：' => ':',
            '；' => ';',
            c => c,
        };
        words.chars().filter(|c| !c.is_whitespace()).map(fold).collect()
    };
    let task = |task: &duban_intake::draft::Task| {
        let targets = task.targets.iter().map(|target| {
            let until = target.deadline.map(|on| on.to_string()).unwrap_or_default();
            let number = |value: Option<duban_intake::Number>| value.map(|value| value.millionths);
            let (from, to) = (number(target.value), number(target.value_max));
            format!("{:?} {from:?} {to:?} {:?} {until}", target.comparator, target.unit)
        });
        let units: Vec<String> = task.supporting.iter().map(|unit| plain(unit)).collect();
        let head = [task.title.as_deref(), task.lead.as_deref()].map(Option::unwrap_or_default);
        format!(
            "{} | {} | {} | {} | {}",
            plain(head[0]),
            plain(head[1]),
            units.join("、"),
            task.open_ended,
            targets.collect::<Vec<_>>().join("; ")
        )
    };
    draft.tasks.iter().map(task).collect()
}

/// Every copy reads as the plan itself does.
fn reads_alike(copy: impl Fn(&str) -> Vec<u8>) {
    for (name, text) in plans() {
        let original = read(text.as_bytes(), &Hints::default()).expect("the plan");
        assert!(original.tasks.len() >= 8, "{name}");
        let copied = read(&copy(&text), &Hints::default()).expect("the copy");
        assert_eq!(essence(&copied), essence(&original), "{name}");
    }
}

/// Lines broken at a width: columns, where `width` gives two to a Chinese character.
fn wrapped(text: &str, most: usize, indent: &str, width: impl Fn(char) -> usize) -> String {
    let mut lines = Vec::new();
    for paragraph in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut line = indent.to_owned();
        let mut filled: usize = line.chars().map(&width).sum();
        for c in paragraph.chars() {
            let hangs = "，。；：、）”》,.;:)%".contains(c);
            if filled + width(c) > most && !hangs {
                lines.push(std::mem::take(&mut line));
                filled = 0;
            }
            line.push(c);
            filled += width(c);
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn columns(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

#[test]
fn in_another_encoding() {
    reads_alike(|text| encoding_rs::GB18030.encode(text).0.into_owned());
    reads_alike(|text| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    });
}

#[test]
fn with_other_punctuation() {
    let half = |c: char| match c {
        '，' => ',',
        '；' => ';',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        c => c,
    };
    let digits = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32(0xff10 + digit).expect("a digit"),
        None => c,
    };
    reads_alike(|text| text.chars().map(half).collect::<String>().into_bytes());
    reads_alike(|text| text.chars().map(digits).collect::<String>().into_bytes());
    let every_other = |text: &str| -> String {
        let mixed = text.chars().enumerate();
        mixed.map(|(place, c)| if place % 2 == 0 { half(c) } else { c }).collect()
    };
    reads_alike(|text| every_other(text).into_bytes());
}

#[test]
fn with_blanks_around_its_figures() {
    reads_alike(|text| {
        let mut copy = String::new();
        let mut before = ' ';
        for c in text.chars() {
            if c.is_ascii_digit() && !before.is_ascii_digit() && !".-:：\n".contains(before)
                || before.is_ascii_digit() && !c.is_ascii_digit() && !".-:：、\n".contains(c)
            {
                copy.push(' ');
            }
            copy.push(c);
            before = c;
        }
        copy.into_bytes()
    });
}

#[test]
fn with_lines_broken_at_a_width() {
    reads_alike(|text| wrapped(text, 64, "　　", columns).into_bytes());
    reads_alike(|text| wrapped(text, 56, "", columns).into_bytes());
    reads_alike(|text| wrapped(text, 38, "", |_| 1).into_bytes());
}

#[test]
fn with_some_line_ends_lost() {
    reads_alike(|text| {
        let mut copy = String::new();
        for (place, line) in text.lines().enumerate() {
            let after_duty = copy.ends_with(['）', ')', '。']);
            if place > 12 && place % 3 == 0 && after_duty {
                copy.push_str(line.trim());
            } else {
                copy.push('\n');
                copy.push_str(line);
            }
        }
        copy.into_bytes()
    });
}

#[test]
fn with_all_line_ends_lost() {
    let joined = |text: &str| -> String {
        let head: Vec<&str> = text.lines().take(7).collect();
        let body: String = text.lines().skip(7).map(str::trim).collect();
        format!("{}\n{body}", head.join("\n"))
    };
    let draft = read(joined(CITY).as_bytes(), &Hints::default()).expect("the copy");
    let original = read(CITY.as_bytes(), &Hints::default()).expect("the plan");
    assert_eq!(essence(&draft), essence(&original));
}

#[test]
fn with_sentences_that_stand_twice() {
    reads_alike(|text| {
        let twice = |line: &str| -> String {
            let sentences = line.split_inclusive('。').enumerate();
            let doubled = sentences.map(|(place, sentence)| match place % 3 {
                1 if sentence.ends_with('。') => sentence.repeat(2),
                _ => sentence.to_owned(),
            });
            doubled.collect()
        };
        text.lines().map(twice).collect::<Vec<_>>().join("\n").into_bytes()
    });
}

#[test]
fn with_page_numbers_and_banners() {
    reads_alike(|text| {
        let mut copy = String::from("第1页 共9页\n文档来源：某某文库 欢迎下载\n");
        let (mut page, mut column) = (0, 0);
        for (place, c) in text.chars().enumerate() {
            copy.push(c);
            column = if c == '\n' { 0 } else { column + 1 };
            // A page ends with a full line, not inside of a heading.
            if place > 500 && place / 400 > page && column > 24 {
                page = place / 400;
                copy.push_str(&format!("\n— {page} —\n"));
            }
        }
        copy.into_bytes()
    });
}

#[test]
fn as_a_page_of_a_government_site() {
    reads_alike(|text| {
        let paragraph = |line: &str| format!("<p style=\"x\">&nbsp;&nbsp;<span>{line}</span></p>");
        let body: String = text.lines().filter(|line| !line.is_empty()).map(paragraph).collect();
        format!(
            "<html><head><title>江州</title><script>var a=\"责任单位：假\";</script></head><body>\
             <ul><li>首页</li><li>政务公开</li></ul><div>当前位置：首页 &gt; 文件</div>\
             <div id=\"zoom\">{body}</div><div>主办单位：江州市人民政府办公室</div>\
             <div>网站标识码：1404000001</div></body></html>"
        )
        .into_bytes()
    });
}

#[test]
fn as_a_document_of_a_word_processor() {
    reads_alike(|text| {
        let paragraph = |line: &str| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>");
        let body: String = text.lines().filter(|line| !line.is_empty()).map(paragraph).collect();
        let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        let parts = [
            ("[Content_Types].xml", "<Types/>".to_owned()),
            (
                "word/document.xml",
                format!(
                    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
                     <w:body>{body}</w:body></w:document>"
                ),
            ),
        ];
        for (name, words) in parts {
            package.start_file(name, options).expect("a part");
            package.write_all(words.as_bytes()).expect("its words");
        }
        package.finish().expect("a package").into_inner()
    });
}
