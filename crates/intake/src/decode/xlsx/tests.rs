use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    Hints, Unreadable,
    decode::{Format, Place, decode},
    hints::Limits,
};

const TYPES: &str =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
const ROOT: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
const BOOK: &str = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"任务\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

fn cell(place: &str, words: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{words}</t></is></c>")
}

fn book() -> Vec<u8> {
    let rows = [
        [
            cell("A1", "序号"),
            cell("B1", "重点任务"),
            cell("C1", "牵头单位"),
            cell("D1", "完成时限"),
        ]
        .concat(),
        [
            cell("A2", "1"),
            cell("B2", "新建学校3所"),
            cell("C2", "市教育局"),
            cell("D2", "2025年6月"),
        ]
        .concat(),
        [cell("A3", "2"), cell("B3", "改造学校5所"), cell("D3", "2025年底")].concat(),
    ];
    let rows: String =
        (1..).zip(rows).map(|(row, cells)| format!("<row r=\"{row}\">{cells}</row>")).collect();
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:D3\"/><sheetData>{rows}</sheetData><mergeCells count=\"1\"><mergeCell ref=\"C2:C3\"/></mergeCells></worksheet>"
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    for (name, content) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(content.as_bytes()).expect("content");
    }
    writer.finish().expect("a package").into_inner()
}

#[test]
fn a_sheet_is_a_table_with_merges_inherited() {
    let decoded = decode(&book(), &Hints::default()).expect("a book");
    assert_eq!(decoded.format, Format::Xlsx);
    let table = decoded.tables.first().expect("a table");
    assert_eq!(table.rows[2][2].span, table.rows[1][2].span);
    let place = Place::Cell { table: 1, row: 2, column: 3 };
    assert_eq!(decoded.place(table.rows[1][2].span), Some(place));
}

#[test]
fn rows_become_tasks() {
    let draft = crate::read(&book(), &Hints::default()).expect("a plan");
    let leads: Vec<_> = draft.tasks.iter().filter_map(|task| task.lead.as_deref()).collect();
    assert_eq!(leads, ["市教育局", "市教育局"]);
    let target = draft.tasks[1].targets.first().expect("a target");
    assert_eq!(target.deadline.map(|date| date.to_string()).as_deref(), Some("2025-12-31"));
}

#[test]
fn a_book_that_unpacks_too_large_is_refused() {
    let hints =
        Hints { limits: Limits { unpacked_bytes: 500, ..Limits::default() }, ..Hints::default() };
    assert_eq!(decode(&book(), &hints), Err(Unreadable::UnpacksTooLarge { limit: 500 }));
}
