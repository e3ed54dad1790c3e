use std::io::{Cursor, Write as _};

use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn docx() -> Vec<u8> {
    let types = format!("<Types><Override ContentType=\"{DOCX}.main+xml\"/></Types>");
    zipped(&[("[Content_Types].xml", &types), ("word/document.xml", "<w/>")])
}

fn xlsx() -> Vec<u8> {
    zipped(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<x/>")])
}

fn ofd() -> Vec<u8> {
    zipped(&[("OFD.xml", "<ofd/>"), ("Doc_0/Document.xml", "<x/>")])
}

fn take(purpose: Purpose, name: &str, bytes: &[u8]) -> Result<Kind, Why> {
    declared(purpose, (name, None), bytes)
}

fn declared(purpose: Purpose, said: (&str, Option<&str>), bytes: &[u8]) -> Result<Kind, Why> {
    match admit(&mut Cursor::new(bytes), said, purpose) {
        Ok(kind) => Ok(kind),
        Err(NotAdmitted::Unfit(unfit)) => Err(unfit.why),
        Err(NotAdmitted::Unread(error)) => panic!("{error}"),
    }
}

fn found(purpose: Purpose, name: &str, bytes: &[u8]) -> Found {
    match take(purpose, name, bytes) {
        Err(Why::NotTaken { found }) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_kind_is_known_by_its_bytes() {
    let evidence = |name, bytes: &[u8]| take(Purpose::Evidence, name, bytes).unwrap();
    assert_eq!(evidence("a.pdf", b"%PDF-1.7\n%%EOF\n"), Kind::Pdf);
    assert_eq!(evidence("a.JPG", JPEG), Kind::Jpeg);
    assert_eq!(evidence("a.png", PNG), Kind::Png);
    assert_eq!(evidence("a.webp", b"RIFF\x10\0\0\0WEBPVP8 "), Kind::Webp);
    assert_eq!(evidence("a.docx", &docx()), Kind::Docx);
    assert_eq!(evidence("a.xlsx", &xlsx()), Kind::Xlsx);
    assert_eq!(evidence("a.ofd", &ofd()), Kind::Ofd);
    assert_eq!(evidence("a.csv", "县,公里\n甲,3\n".as_bytes()), Kind::Csv);
    assert_eq!(evidence("记录", "现场记录".as_bytes()), Kind::Text);
    let plan = |name, bytes: &[u8]| take(Purpose::Plan, name, bytes).unwrap();
    assert_eq!(plan("a.md", "# 方案".as_bytes()), Kind::Markdown);
    assert_eq!(plan("a.html", b"\xef\xbb\xbf <!DOCTYPE html><p>x"), Kind::Html);
    assert_eq!(plan("a.htm", b"<?xml version='1.0'?><html xmlns='x'/>"), Kind::Html);
    assert_eq!(plan("a.docx", &docx()), Kind::Docx);
}

#[test]
fn text_is_text_in_the_sets_of_characters_of_offices_and_nothing_else() {
    let text = "一、重點任務。責任單位:交通局。".repeat(3000);
    for encoding in [encoding_rs::UTF_8, encoding_rs::GB18030, encoding_rs::BIG5] {
        let (bytes, _, lossy) = encoding.encode(&text);
        assert!(!lossy, "{}", encoding.name());
        assert_eq!(take(Purpose::Plan, "a.txt", &bytes), Ok(Kind::Text), "{}", encoding.name());
    }
    for bytes in [&b"text\0text"[..], b"\x01\x02", b"\xff\xfe\xfd\xff"] {
        assert_eq!(found(Purpose::Plan, "a.txt", bytes), Found::Unknown, "{bytes:?}");
    }
    // Also where the binary rest comes late.
    let late = [text.as_bytes(), b"\0"].concat();
    assert_eq!(found(Purpose::Plan, "a.txt", &late), Found::Unknown);
}

#[test]
fn a_name_or_declared_type_that_contradicts_the_bytes_is_refused() {
    let named = |name, bytes: &[u8]| take(Purpose::Evidence, name, bytes);
    for name in ["a.pdf", "a.png.exe", "a.html", "a.png.", "b.PNG.Txt "] {
        let contradicts = matches!(named(name, JPEG), Err(Why::Named { kind: Kind::Jpeg, .. }));
        assert!(contradicts, "{name}");
    }
    assert!(matches!(named("a.exe. .", b"words"), Err(Why::Named { .. })));
    let said = |said, bytes: &[u8]| declared(Purpose::Evidence, ("a", Some(said)), bytes);
    assert!(matches!(said("image/png", JPEG), Err(Why::Declared { .. })));
    assert!(matches!(said("text/html; charset=x", b"words"), Err(Why::Declared { .. })));
    assert_eq!(said("image/JPEG; q=1", JPEG), Ok(Kind::Jpeg));
    assert_eq!(said("application/octet-stream", JPEG), Ok(Kind::Jpeg));
    assert_eq!(said("text/csv", b"a,b"), Ok(Kind::Csv));
    assert_eq!(said("application/zip", &docx()), Ok(Kind::Docx));
}

#[test]
fn what_a_browser_or_system_would_run_is_refused_under_any_name() {
    for name in ["a.png", "a.txt", "a.pdf", "a"] {
        let seen = |bytes| found(Purpose::Evidence, name, bytes);
        assert_eq!(seen(b" <html><script>x</script>"), Found::Kind(Kind::Html));
        assert_eq!(seen(b"see <ScRiPt>x</script>"), Found::Kind(Kind::Html));
        assert_eq!(seen(b"<svg xmlns='x' onload='x'/>"), Found::Svg);
        assert_eq!(seen(b"<?xml version='1.0'?><svg/>"), Found::Svg);
        assert_eq!(seen(b"#!/bin/sh\nrm -rf /"), Found::Script);
        assert_eq!(seen(b"<?php system($_GET[0]);"), Found::Script);
        assert!(matches!(seen(b"MZ\x90\0\x03\0\0\0"), Found::Other(_)));
        assert!(matches!(
            seen(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0" as &[u8]),
            Found::Unknown | Found::Other(_)
        ));
        assert_eq!(seen(b"{\\rtf1 x}"), Found::Other("application/rtf"));
        assert_eq!(seen(b""), Found::Nothing);
    }
    assert_eq!(found(Purpose::Evidence, "a.html", b"<html>"), Found::Kind(Kind::Html));
    assert_eq!(found(Purpose::Plan, "a.pdf", b"%PDF-1.7\n"), Found::Kind(Kind::Pdf));
}

#[test]
fn what_hides_another_kind_is_refused() {
    let seen = |bytes: &[u8]| found(Purpose::Evidence, "a.png", bytes);
    assert_eq!(seen(&[PNG, b"tEXt<script>x"].concat()), Found::Polyglot(Kind::Png));
    assert_eq!(seen(&[JPEG, &docx()].concat()), Found::Polyglot(Kind::Jpeg));
    assert_eq!(seen(&[b"%PDF-1.4\n", &docx()[..], b"%%EOF"].concat()), Found::Polyglot(Kind::Pdf));
    assert_eq!(seen(&[&docx()[..], b"tail"].concat()), Found::Archive);
    assert_eq!(seen(&zipped(&[("a.txt", "x")])), Found::Archive);
    assert_eq!(seen(&docx()[..docx().len() - 3]), Found::Archive);
    let two = [("[Content_Types].xml", ""), ("word/document.xml", ""), ("xl/workbook.xml", "")];
    assert_eq!(seen(&zipped(&two)), Found::Archive);
}

#[test]
fn office_documents_with_programs_in_them_are_refused_under_any_name() {
    let types = "<Types><Override ContentType=\"application/vnd.ms-word.document.macroEnabled\
                 .main+xml\"/></Types>";
    let plain = ("word/document.xml", "");
    let list = ("[Content_Types].xml", "<Types/>");
    for parts in [
        vec![("[Content_Types].xml", types), plain],
        vec![list, plain, ("word/vbaProject.bin", "")],
        vec![list, plain, ("word/embeddings/run.EXE", "")],
        vec![list, ("xl/workbook.xml", ""), ("xl/macrosheets/sheet1.xml", "")],
        vec![("OFD.xml", ""), ("Doc_0/Res/x.js", "")],
    ] {
        for name in ["a.docx", "a.docm", "a.xlsx", "a.ofd"] {
            assert_eq!(found(Purpose::Evidence, name, &zipped(&parts)), Found::Macros, "{parts:?}");
        }
    }
}

#[test]
fn a_list_of_types_that_unpacks_without_end_is_not_unpacked() {
    let bomb = " ".repeat(4 << 20);
    let bytes = zipped(&[("[Content_Types].xml", &bomb), ("word/document.xml", "")]);
    assert_eq!(found(Purpose::Evidence, "a.docx", &bytes), Found::Archive);
}

#[test]
fn the_answer_says_what_was_found_and_what_is_taken_in_both_languages() {
    let unfit = |why| Unfit { why, purpose: Purpose::Plan };
    let not_taken = unfit(Why::NotTaken { found: Found::Kind(Kind::Pdf) });
    assert_eq!(
        not_taken.message(Language::English),
        "The content of the file is PDF, which is not taken as a plan document. Taken as a plan \
         document: plain text, Markdown, HTML, DOCX, XLSX."
    );
    assert_eq!(
        not_taken.message(Language::Chinese),
        "文件内容为PDF,不能作为方案文件。可接收的方案文件:纯文本、Markdown、HTML、DOCX、XLSX。"
    );
    let named = unfit(Why::Named { ending: "x".repeat(5000), kind: Kind::Text });
    assert!(named.message(Language::English).len() < 300);
}

/// Bytes near to what is recognised: a beginning, noise, and perhaps an archive or its end.
fn near() -> impl Strategy<Value = Vec<u8>> {
    let beginning = prop_oneof![
        Just(Vec::new()),
        Just(b"%PDF-1.7".to_vec()),
        Just(PNG.to_vec()),
        Just(JPEG.to_vec()),
        Just(b"PK\x03\x04".to_vec()),
        Just("<?xml 文".as_bytes().to_vec()),
        Just(docx()),
        Just(ofd()),
    ];
    let noise = prop::collection::vec(any::<u8>(), 0..200);
    let end = prop_oneof![
        Just(Vec::new()),
        Just(b"PK\x05\x06".to_vec()),
        Just(docx()),
        prop::collection::vec(any::<u8>(), 18)
            .prop_map(|rest| [b"PK\x05\x06".as_slice(), &rest].concat()),
    ];
    (beginning, noise, end).prop_map(|(a, b, c)| [a, b, c].concat())
}

/// A good archive with some bytes changed.
fn bent() -> impl Strategy<Value = Vec<u8>> {
    let whole = prop_oneof![Just(docx()), Just(xlsx()), Just(ofd())];
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
    (whole, changes).prop_map(|(mut bytes, changes)| {
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

proptest! {
    #[test]
    fn whatever_the_bytes_they_are_answered_and_only_listed_kinds_get_in(
        bytes in prop_oneof![near(), bent()],
        name in "\\PC{0,8}(\\.[a-z]{0,5})?",
    ) {
        for purpose in Purpose::ALL {
            match admit(&mut Cursor::new(&bytes), (&name, None), purpose) {
                Ok(kind) => assert!(purpose.allowed().contains(&kind)),
                Err(NotAdmitted::Unfit(unfit)) => {
                    assert!(!unfit.message(Language::Chinese).is_empty());
                }
                Err(NotAdmitted::Unread(error)) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn text_in_any_piece_is_text_or_markup(text in "[\\PC\n]{1,300}") {
        let kind = take(Purpose::Evidence, "a.txt", text.as_bytes());
        let fine = matches!(kind, Ok(Kind::Text) | Err(Why::NotTaken { .. }));
        assert!(fine, "{kind:?}");
    }
}
