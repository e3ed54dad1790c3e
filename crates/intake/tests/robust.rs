//! No bytes make reading panic, and no span leaves the text.

use duban_intake::{Hints, read};
use proptest::prelude::{Strategy, any, prop, proptest};

/// Pieces real plans are made of, in any order.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "一、", "（一）", "1.", "(1)", "①", "到2025年，", "2024年底前，", "达到", "不低于",
    "8.5公里/平方公里", "1:8", "1.1-1.3倍之间", "二十五所", "IOOO亩", "（责任单位：", "牵头单位：",
    "；配合单位：", "市教育局", "、", "各县（区）人民政府", "等有关单位）", "负责）", "牵头，",
    "由", "会同有关部门", "列第一位者为牵头单位，下同", "（", "）", "《", "》", "“", "”", "。",
    "，", "\n", "\t", "|", "12、", "<table><tr><td rowspan=3>", "</td>", "&nbsp;", "不再单独列出",
    "以下任务均需", "任务\t责任单位\n", "每年建设40个", "分别达到65%和55%", "长政办发〔2024〕17号",
    "\u{0}", "\u{feff}", "🏙", "ā", "９９９９９９９９９９９９９９９９９９９９",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES).prop_map(str::to_owned);
    let any_text = "\\PC{0,12}".prop_map(String::from);
    prop::collection::vec(proptest::prop_oneof![6 => piece, 1 => any_text], 0..120)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in text()) {
        let _ = read(text.as_bytes(), &Hints::default());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes, &Hints::default());
    }

    #[test]
    fn spans_stay_inside_the_text(text in text()) {
        if let Ok(draft) = read(text.as_bytes(), &Hints::default()) {
            let length = draft.text().chars().count();
            let spans = draft.targets().map(|(_, target)| target.span);
            let findings = draft.findings.iter().map(|finding| finding.span);
            let repairs = draft.repairs.iter().map(|repair| repair.span);
            assert!(spans.chain(findings).chain(repairs).all(|span| span.end <= length));
        }
    }
}
