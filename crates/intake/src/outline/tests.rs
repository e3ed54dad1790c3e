use super::Outline;
use crate::{body::Body, glyph::plain};

fn body(text: &str) -> Body {
    Body::new(text.chars().zip(0..), plain)
}

fn headings(text: &str) -> Vec<(String, String, usize, bool)> {
    let body = body(text);
    let outline = Outline::read(&body, &[]);
    let sections = outline.sections(&body);
    sections.into_iter().map(|s| (s.number, s.title, s.level, s.run_in)).collect()
}

fn heading(number: &str, title: &str, level: usize, run_in: bool) -> (String, String, usize, bool) {
    (number.to_owned(), title.to_owned(), level, run_in)
}

#[test]
fn headings_nest_by_the_kind_of_number() {
    let text = "一、总体要求\n(一)基本原则\n坚持统筹。\n二、重点任务\n（一）畅通道路\n1．新建道路\n①主干道\n";
    assert_eq!(
        headings(text),
        [
            heading("一", "总体要求", 1, false),
            heading("一/(一)", "基本原则", 2, false),
            heading("二", "重点任务", 1, false),
            heading("二/(一)", "畅通道路", 2, false),
            heading("二/(一)/1", "新建道路", 3, false),
            heading("二/(一)/1/①", "主干道", 4, false),
        ]
        .map(|h| (h.0.replace('（', "(").replace('）', ")"), h.1, h.2, h.3))
    );
}

#[test]
fn a_short_first_sentence_is_a_run_in_heading() {
    let text = "(一)加强领导,压实责任。建立工作机制,定期会商。\n(二)强化督导。各单位按月报送进展。";
    assert_eq!(
        headings(text),
        [heading("(一)", "加强领导,压实责任", 1, true), heading("(二)", "强化督导", 1, true)]
    );
}

#[test]
fn numbered_text_without_a_title_is_no_heading() {
    let text = "一、对按时完成年度建设任务、群众满意度高、资金使用规范且没有发生安全事故的县区,在安排下一年度资金时予以倾斜。(市财政局负责)";
    assert_eq!(headings(text), []);
}

#[test]
fn decimals_and_years_open_no_heading() {
    assert_eq!(headings("1.5公里道路\n2025年工作\n"), []);
}
