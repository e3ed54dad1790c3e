use crate::{Hints, Organisation, draft::FindingCode, read};

const PLAN: &str = "\
江州市人民政府办公室关于印发江州市县城建设行动方案的通知
江政办发〔2024〕3号
各县(区)人民政府:
现印发给你们。
江州市人民政府办公室
2024年3月1日
江州市县城建设行动方案
一、工作目标
到2027年,县城面貌显著改善。
二、重点任务
(一)建设和美乡村。每年建设40个示范村。到2027年底,建成150个示范村。(责任单位:市农业农村局、市财政局等有关单位)
(二)提升绿地品质。到2025年,试点县(区)建成区人均绿地面积达到15平方米以上,其他县(区)达到13平方米。(责任单位:市园林中心)
(三)完善停车设施。到2025年,公共停车泊位达到5000个。(责任单位:各县(区)人民政府、市城管局)
(四)完善停车设施短板。提高四区四县停车能力,到2025年,公共停车泊位达到6000个。(责任单位:市公安局)
(五)完善供水管网。完善公共图书馆、文化馆等场馆功能,提升供给。完善公共图书馆、文化馆等场馆设施。(责任单位:市水务局)
三、保障措施
(一)加强组织领导。各县(区)于2024年4月底前制定方案。
(二)强化考核。市级定期考核各县(区)工作成效,并将考核结果作为重要参考,对工作落实不力的单位及时通报和";

fn codes(hints: &Hints) -> Vec<(FindingCode, Option<String>)> {
    let draft = read(PLAN.as_bytes(), hints).expect("a plan");
    for finding in &draft.findings {
        let words: String = draft.words(finding.span);
        assert!(!words.is_empty(), "{finding:?} points at nothing");
    }
    draft.findings.into_iter().map(|finding| (finding.code, finding.task)).collect()
}

fn has(found: &[(FindingCode, Option<String>)], code: FindingCode, task: &str) -> bool {
    let task = (!task.is_empty()).then(|| task.to_owned());
    found.contains(&(code, task))
}

#[test]
fn a_careful_reader_asks_about_tasks() {
    let found = codes(&Hints::default());
    assert!(has(&found, FindingCode::LeadInferred, "T01"));
    assert!(has(&found, FindingCode::OpenList, "T01"));
    assert!(has(&found, FindingCode::LeadIsLocality, "T03"));
    assert!(has(&found, FindingCode::NearDuplicateTasks, "T04"));
    assert!(has(&found, FindingCode::NoMeasurableTarget, "T05"));
    assert!(has(&found, FindingCode::NoDeadline, "T05"));
    assert!(!has(&found, FindingCode::LeadInferred, "T02"));
}

#[test]
fn a_careful_reader_asks_about_figures() {
    let found = codes(&Hints::default());
    assert!(has(&found, FindingCode::YearlySumDiffers, "T01"));
    assert!(has(&found, FindingCode::ClassDependent, "T02"));
    assert!(has(&found, FindingCode::TargetsDiffer, "T04"));
}

#[test]
fn a_careful_reader_asks_about_the_text() {
    let found = codes(&Hints::default());
    assert!(has(&found, FindingCode::ScopeNeedsList, "T04"));
    assert!(has(&found, FindingCode::DuplicatedSentence, ""));
    assert!(has(&found, FindingCode::CutOff, ""));
    assert!(has(&found, FindingCode::NoResponsibleUnit, ""));
}

#[test]
fn units_are_asked_about_only_when_organisations_are_known() {
    assert!(!codes(&Hints::default()).iter().any(|(code, _)| *code == FindingCode::UnknownUnit));
    let known = |name: &str| Organisation { name: name.to_owned(), ..Organisation::default() };
    let organisations = ["市农业农村局", "市财政局", "市城市管理局", "市公安局", "市园林绿化中心"]
        .map(known)
        .to_vec();
    let found = codes(&Hints { organisations, ..Hints::default() });
    assert!(has(&found, FindingCode::UnknownUnit, "T05"));
    assert!(
        !has(&found, FindingCode::UnknownUnit, "T03")
            || !has(&found, FindingCode::UnknownUnit, "T02")
    );
}
