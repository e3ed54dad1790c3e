use super::{blanket, phrases};
use crate::{body::Body, draft::Role, glyph::plain};

/// Lead, others, open list.
fn read(text: &str) -> Option<(String, Vec<String>, bool)> {
    let body = Body::new(text.chars().zip(0..), plain);
    let phrase = phrases(body.all()).into_iter().next_back()?;
    let (holders, _) = phrase.group.settle(false);
    let lead = holders.iter().find(|holder| holder.role == Role::Lead)?.unit.to_string();
    let others =
        holders.iter().filter(|h| h.role != Role::Lead).map(|h| h.unit.to_string()).collect();
    Some((lead, others, phrase.group.open))
}

fn duty(lead: &str, others: &[&str], open: bool) -> Option<(String, Vec<String>, bool)> {
    Some((lead.to_owned(), others.iter().map(|&other| other.to_owned()).collect(), open))
}

#[test]
fn labelled_brackets() {
    assert_eq!(
        read("完善路网。(责任单位:市住房和城乡建设局、市工业和信息化局)"),
        duty("市住房和城乡建设局", &["市工业和信息化局"], false)
    );
    assert_eq!(
        read("完善路网。〔责任单位：市林业局、市水务局等有关单位〕"),
        duty("市林业局", &["市水务局"], true)
    );
    assert_eq!(
        read("（牵头单位：市教育局；配合单位：市财政局、各县（市、区）人民政府）"),
        duty("市教育局", &["市财政局", "各县(市、区)人民政府"], false)
    );
}

#[test]
fn labels_in_the_open() {
    assert_eq!(
        read("责任单位：市农业农村局，市水务局"),
        duty("市农业农村局", &["市水务局"], false)
    );
    assert_eq!(
        read("牵头单位：市商务局；责任单位：市邮政管理局、各区县"),
        duty("市商务局", &["市邮政管理局", "各区县"], false)
    );
}

#[test]
fn sentences_in_brackets() {
    assert_eq!(
        read("（工业和信息化部、发展改革委、科技部等负责。列第一位者为牵头单位，下同）"),
        duty("工业和信息化部", &["发展改革委", "科技部"], true)
    );
    assert_eq!(read("（市场监管总局负责）"), duty("市场监管总局", &[], false));
    assert_eq!(read("（国家发展改革委会同有关部门负责）"), duty("国家发展改革委", &[], true));
    assert_eq!(
        read("(市工信局牵头,市发改委、市财政局参与,各县区负责落实)"),
        duty("市工信局", &["市发改委", "市财政局", "各县区"], false)
    );
    assert_eq!(read("(市民政局会同市财政局负责)"), duty("市民政局", &["市财政局"], false));
}

#[test]
fn sentences_in_the_open() {
    assert_eq!(
        read("加快补齐短板。由市交通运输局牵头,市公安局、市财政局按职责分工负责。"),
        duty("市交通运输局", &["市公安局", "市财政局"], false)
    );
}

#[test]
fn ordinary_brackets_are_no_duties() {
    assert_eq!(read("各县(市、区)持续推进老旧小区(城中村)改造。"), None);
    assert_eq!(read("落实《办法(试行)》,推动“三区”(老旧小区、厂区、街区)改造工作落实。"), None);
}

#[test]
fn a_blanket_clause_writes_elided_names_out() {
    let text = "(以下任务均需各县(区)人民政府、江北高新区和经开区管委会落实,不再单独列出;所列单位依职责分工负责)";
    let body = Body::new(text.chars().zip(0..), plain);
    let clause = blanket(body.all()).expect("a blanket clause").describe(&body, None);
    assert_eq!(clause.names, ["各县(区)人民政府", "江北高新区管委会", "江北经开区管委会"]);
    assert!(clause.phrase.starts_with("以下任务") && clause.phrase.ends_with("分工负责"));
}
