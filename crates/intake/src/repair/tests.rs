use super::repair;
use crate::draft::RepairKind;

/// The repaired text and the kinds of mends.
fn mended(text: &str) -> (String, Vec<RepairKind>) {
    let (body, repairs) = repair(text);
    (body.quote(body.all()), repairs.into_iter().map(|repair| repair.kind).collect())
}

fn filler(length: usize) -> String {
    "统筹推进各项建设任务落地见效。稳步完成年度投资计划。".chars().cycle().take(length).collect()
}

#[test]
fn page_numbers_that_count_up_are_taken_out() {
    let text = format!(
        "建设一批示范2、项目。{}市住房和城乡建3、设局{}到20244、年{}完成5、改造",
        filler(90),
        filler(90),
        filler(90)
    );
    let (read, kinds) = mended(&text);
    assert!(
        read.contains("示范项目") && read.contains("城乡建设局") && read.contains("完成改造"),
        "{read}"
    );
    assert!(read.contains("到2024年"), "{read}");
    assert_eq!(kinds, [RepairKind::PageMarker; 4]);
}

#[test]
fn a_close_enumeration_stays() {
    let text = "重点包括1、道路2、桥梁3、管网等,涉及309、341国道。";
    assert_eq!(mended(text), (text.to_owned(), vec![]));
}

#[test]
fn a_page_number_in_a_list_of_units_is_taken_out() {
    let (read, _) = mended("完善路网。(责任单位:市教育局、市自然资源7、局)");
    assert_eq!(read, "完善路网。(责任单位:市教育局、市自然资源局)");
}

#[test]
fn page_lines_and_banners_go_and_the_sentence_is_joined() {
    let (read, kinds) = mended(
        "大力推进县城基础设施补短板强弱项工程建设步伐,提升县\n— 12 —\n更多资料请访问 www.example.com 免费下载\n域综合承载能力。\n第二段。",
    );
    assert_eq!(
        read,
        "大力推进县城基础设施补短板强弱项工程建设步伐,提升县域综合承载能力。\n第二段。"
    );
    assert!(kinds.contains(&RepairKind::Banner) && kinds.contains(&RepairKind::BrokenLine));
}

#[test]
fn letters_read_for_digits_become_digits() {
    assert_eq!(mended("建设高标准农田IOOO亩").0, "建设高标准农田1000亩");
    assert_eq!(mended("新增绿化L98万亩").0, "新增绿化1.98万亩");
    assert_eq!(mended("到2O25年").0, "到2025年");
    assert_eq!(mended("推广LED灯具、建设5G基站、创建A级景区、改造I类工程").1, []);
}

#[test]
fn pinyin_and_stray_letters_go() {
    assert_eq!(mended("政务(wù)服务中心建设iqv项目").0, "政务服务中心建设项目");
    assert_eq!(mended("推广app和wifi覆盖,建设乡村e镇").1, []);
}

#[test]
fn lost_breaks_are_put_back() {
    let text = format!(
        "一、总体要求{}二、重点任务{}(一)完善路网。{}(责任单位:市交通运输局)(二)完善管网。{}",
        filler(195),
        filler(195),
        filler(150),
        filler(150)
    );
    let (read, _) = mended(&text);
    assert!(read.contains("\n二、重点任务") && read.contains("\n(二)完善管网"), "{read}");
}

#[test]
fn a_sentence_that_stands_twice_is_read_once() {
    let (read, kinds) =
        mended("(一)完善路网建设工作。(一)完善路网建设工作。到2025年建成5公里。要快。要快。");
    assert_eq!(read, "(一)完善路网建设工作。到2025年建成5公里。要快。要快。");
    assert_eq!(kinds, [RepairKind::RepeatedSentence]);
}

#[test]
fn blanks_around_figures_go_where_they_are_a_habit() {
    let text = "到 2025 年建成 8.5 公里,占比达到 65% 以上;到 2027 年新增 12 处、改造 30 处,比例为 1:8 左右。\n3 推进建设";
    let (read, kinds) = mended(text);
    assert_eq!(
        read,
        "到2025年建成8.5公里,占比达到65%以上;到2027年新增12处、改造30处,比例为1:8左右。\n3 推进建设"
    );
    assert!(kinds.iter().all(|kind| *kind == RepairKind::StrayBlank));
    let once =
        "(责任单位:市住建局 2025年完成)到2025年建成5公里,改造6处、7处、8处、9处、10处、11处、12处";
    assert_eq!(mended(once).1, []);
}

#[test]
fn a_number_that_goes_on_begins_a_line() {
    let (read, _) = mended("(一)完善路网。建成5公里。(责任单位:市交通局)(二)完善管网。改造管网。");
    assert!(read.contains(")\n(二)完善管网"), "{read}");
    let aside = "完善路网。(二)是完善管网。";
    assert_eq!(mended(aside).0, aside);
}
