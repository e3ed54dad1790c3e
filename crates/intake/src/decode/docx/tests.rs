use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    Hints,
    decode::{Format, Place, decode},
    hints::Limits,
};

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(content.as_bytes()).expect("content");
    }
    writer.finish().expect("a package").into_inner()
}

fn document(body: &str) -> String {
    format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>")
}

#[test]
fn numbered_paragraphs_get_their_numbers() {
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"7\">\
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%2.\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>";
    let item = |level: u32, words: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"
        )
    };
    let body = [
        item(0, "总体要求"),
        item(0, "重点任务"),
        item(1, "完善路网"),
        item(1, "完善管网 &amp; 其他"),
        item(0, "保障"),
    ]
    .concat();
    let bytes =
        package(&[("word/document.xml", &document(&body)), ("word/numbering.xml", numbering)]);
    let decoded = decode(&bytes, &Hints::default()).expect("a document");
    assert_eq!(
        decoded.text,
        "一、总体要求\n二、重点任务\n1.完善路网\n2.完善管网 & 其他\n三、保障\n"
    );
    assert_eq!(decoded.format, Format::Docx);
    assert_eq!(decoded.place(crate::Span::new(8, 9)), Some(Place::Paragraph(2)));
}

#[test]
fn merged_cells_are_inherited_and_deleted_text_is_gone() {
    let cell = |merge: &str, words: &str| {
        format!(
            "<w:tc><w:tcPr>{merge}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r><w:del><w:r><w:t>旧</w:t></w:r></w:del></w:p></w:tc>"
        )
    };
    let rows = [
        [cell("", "工作任务"), cell("", "责任单位")].concat(),
        [cell("", "新建学校"), cell("<w:vMerge w:val=\"restart\"/>", "市教育局")].concat(),
        [cell("", "改造学校"), cell("<w:vMerge/>", "")].concat(),
    ];
    let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    let bytes = package(&[("word/document.xml", &document(&format!("<w:tbl>{rows}</w:tbl>")))]);
    let decoded = decode(&bytes, &Hints::default()).expect("a document");
    assert_eq!(decoded.text, "工作任务\t责任单位\n新建学校\t市教育局\n改造学校\t\n");
    let table = decoded.tables.first().expect("a table");
    assert_eq!(table.rows[2][1].span, table.rows[1][1].span);
}

#[test]
fn what_unpacks_too_large_or_nests_too_deep_is_refused() {
    let large = document(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "长".repeat(100_000)));
    let bytes = package(&[("word/document.xml", &large)]);
    let limits = Limits { unpacked_bytes: 10_000, ..Limits::default() };
    let hints = Hints { limits, ..Hints::default() };
    assert_eq!(decode(&bytes, &hints), Err(crate::Unreadable::UnpacksTooLarge { limit: 10_000 }));
    let deep = package(&[("word/document.xml", &"<w:sdt>".repeat(400))]);
    assert_eq!(decode(&deep, &Hints::default()), Err(crate::Unreadable::TooDeep { limit: 256 }));
}
