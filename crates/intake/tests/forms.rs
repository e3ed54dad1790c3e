//! One text of our own for each form of duty, structure, target and noise that reading knows.

#![expect(clippy::expect_used, reason = "a test whose text is not read has failed")]

use duban_intake::draft::{Comparator, Role, Target, Task};
use duban_intake::{Draft, Hints, NotAPlan, Organisation, OrganisationKind, read};

/// A plan with this body, of March 2024.
fn plan(body: &str) -> Draft {
    let text = format!(
        "江州市人民政府办公室关于印发江州市城乡建设行动方案的通知\n江政办发〔2024〕9号\n\
         各县（区）人民政府：\n现印发给你们，请认真贯彻落实。\n江州市人民政府办公室\n2024年3月15日\n\
         江州市城乡建设行动方案\n{body}\n"
    );
    read(text.as_bytes(), &Hints::default()).expect("a plan")
}

/// Lead, then the others with their part.
fn duties(task: &Task) -> String {
    let part = |role: Role| match role {
        Role::Lead => "lead",
        Role::CoLead => "co",
        Role::Support => "support",
        Role::Implement => "implement",
    };
    let all = task.duties.iter().map(|duty| format!("{} {}", part(duty.role), duty.unit));
    all.collect::<Vec<_>>().join(", ")
}

/// Comparison, value, unit, date.
fn target(target: &Target) -> String {
    let sign = match target.comparator {
        Comparator::AtLeast => ">=",
        Comparator::AtMost => "<=",
        Comparator::Equal => "=",
        Comparator::Between => "in",
        Comparator::Qualitative => "do",
    };
    let number = |value: Option<duban_intake::Number>| {
        value.map_or_else(String::new, |value| serde_json::to_string(&value).expect("JSON"))
    };
    let (from, to) = (number(target.value), number(target.value_max));
    let dash = if to.is_empty() { "" } else { "-" };
    let on = target.deadline.map_or_else(String::new, |on| format!(" {on}"));
    format!("{sign}{from}{dash}{to}{}{on}", target.unit.as_deref().unwrap_or_default())
}

fn targets(body: &str) -> Vec<String> {
    let draft = plan(&format!("一、重点任务\n（一）推进建设。{body}（责任单位：市住建局）"));
    draft.tasks.iter().flat_map(|task| &task.targets).map(target).collect()
}

/// The duties of every task of a body.
fn parts(body: &str) -> Vec<String> {
    plan(&format!("一、重点任务\n{body}")).tasks.iter().map(duties).collect()
}

#[test]
fn duties_in_brackets() {
    assert_eq!(
        parts("1.修路。新建道路。〔牵头单位：市交通局；\n责任单位：市财政局、市气象局〕"),
        ["lead 市交通局, support 市财政局, support 市气象局"]
    );
    assert_eq!(
        parts("1.修路。新建道路。（市交通局牵头，市财政局配合，各县区、高新区管委会负责落实）"),
        ["lead 市交通局, support 市财政局, implement 各县区, implement 高新区管委会"]
    );
    assert_eq!(
        parts("1.办学。新建学校。（市教育局、市住建局分别牵头，各县区配合）"),
        ["lead 市教育局, co 市住建局, implement 各县区"]
    );
    assert_eq!(
        parts("1.修路。新建道路。[责任单位：市住建局（市人防办）、市发改委（市粮食局）]"),
        ["lead 市住建局（市人防办）, support 市发改委（市粮食局）"]
    );
    assert_eq!(
        parts("1.整治。开展整治。（县农业农村局负责，各乡镇人民政府、街道办事处落实）"),
        ["lead 县农业农村局, implement 各乡镇人民政府, implement 街道办事处"]
    );
}

#[test]
fn duties_on_lines_of_their_own() {
    let draft = plan(
        "一、重点任务\n（一）修路。新建道路。\n牵头领导：张某\n牵头单位：市交通局\n配合单位：市财政局 市公安局\n完成时限：2024年10月",
    );
    let task = draft.tasks.first().expect("a task");
    assert_eq!(duties(task), "lead 市交通局, support 市财政局, support 市公安局");
    assert_eq!(task.persons, ["张某"]);
    assert_eq!(task.deadline.map(|on| on.to_string()).as_deref(), Some("2024-10-31"));
    assert_eq!(task.units_text, "市交通局 配合单位：市财政局 市公安局");
    assert_eq!(task.targets.iter().map(target).collect::<Vec<_>>(), ["do 2024-10-31"]);
}

#[test]
fn duties_in_the_open() {
    assert_eq!(
        parts(
            "1.办学。落实标准，由市教育局会同市财政局负责。推动开放，由市文旅局牵头，市体育局等部门按职责分工负责。"
        ),
        ["lead 市教育局, support 市财政局", "lead 市文旅局, support 市体育局"]
    );
    let draft = plan("一、保障\n1.投入。落实政策。由财政、税务、发改等部门按职责分工负责。");
    let task = draft.tasks.first().expect("a task");
    assert_eq!(
        (duties(task).as_str(), task.open_ended),
        ("lead 财政, support 税务, support 发改", true)
    );
}

#[test]
fn several_groups_in_one_item() {
    let body = "1.更新。①到2025年，公交电动化率达到100%；（市交通局负责）②淘汰货车2000辆；（市生态环境局、市公安局负责）";
    assert_eq!(parts(body), ["lead 市交通局", "lead 市生态环境局, support 市公安局"]);
    let draft = plan(&format!("一、重点任务\n{body}"));
    let found: Vec<String> =
        draft.tasks.iter().flat_map(|task| &task.targets).map(target).collect();
    assert_eq!(found, ["=100% 2025-12-31", "=2000辆"]);
}

#[test]
fn units_between_title_and_text() {
    let beside = plan(
        "一、任务\n（一）以旧换新。（牵头单位：市商务局；配合单位：市财政局）年内举办展销20场。",
    );
    let below = plan(
        "一、任务\n（一）以旧换新。\n牵头单位：市商务局\n配合单位：市财政局\n年内举办展销20场。",
    );
    for draft in [beside, below] {
        let task = draft.tasks.first().expect("a task");
        assert_eq!(task.title.as_deref(), Some("以旧换新"));
        assert_eq!(duties(task), "lead 市商务局, support 市财政局");
        assert_eq!(task.targets.iter().map(target).collect::<Vec<_>>(), ["=20场 2024-12-31"]);
    }
}

#[test]
fn a_rule_and_a_blanket_clause_carry() {
    let draft = plan(
        "一、粮食\n1.种粮。稳定面积。（市农业农村局、市财政局等负责。排在第一位的为牵头单位，下同；以下各项均需各县（市、区）落实，不再一一列出）\n2.建田。新建农田。（市水利局、市财政局负责）",
    );
    let common = draft.common_implementers.as_ref().expect("a blanket clause");
    assert_eq!(
        (common.names.as_slice(), common.applies_to_section.as_deref()),
        (["各县（市、区）".to_owned()].as_slice(), None)
    );
    for task in &draft.tasks {
        assert_eq!(
            task.lead_basis,
            duban_intake::draft::LeadBasis::FirstListedByRule,
            "{}",
            task.id
        );
    }
}

#[test]
fn pasted_tables() {
    let tabs = "序号\t重点任务\t具体措施\t牵头单位\t配合单位\t完成时限\n一、教育\n1\t增加学位\t新建学校3所\t市教育局\t市财政局\t2024年12月底前\n\t\t新增学位5000个\t市教育局\t各县区\t2025年\n\n序号\t重点任务\t具体措施\t牵头单位\t配合单位\t完成时限\n二、卫生\n2\t提升医疗\t出台方案\t市卫健委\t\t持续推进\n";
    let draft = read(tabs.as_bytes(), &Hints::default()).expect("a table");
    let found: Vec<String> = draft
        .tasks
        .iter()
        .map(|task| {
            let title = task.title.as_deref().unwrap_or_default();
            let targets: Vec<String> = task.targets.iter().map(target).collect();
            format!("{} {title}: {}; {}", task.path.join("/"), duties(task), targets.join(", "))
        })
        .collect();
    assert_eq!(
        found,
        [
            "一 增加学位: lead 市教育局, support 市财政局; =3所 2024-12-31",
            "一 新增学位5000个: lead 市教育局, implement 各县区; =5000个 2025-12-31",
            "二 提升医疗: lead 市卫健委; ",
        ]
    );
    let blanks = "序号  实事项目  工作目标  牵头单位  完成时限\n1  老旧小区  改造小区86个  市住建局  2024年11月底\n2  养老服务  建成食堂50家  市民政局  2024年底\n";
    let draft = read(blanks.as_bytes(), &Hints::default()).expect("a table");
    assert_eq!(
        draft.tasks.iter().map(duties).collect::<Vec<_>>(),
        ["lead 市住建局", "lead 市民政局"]
    );
}

#[test]
fn markdown_is_read_without_its_marks() {
    let draft = plan(
        "## 一、任务\n**1. 治理扬尘。** 机械化清扫率达到95%以上。*（责任单位：市城管局）*\n| 序号 | 工作任务 | 责任单位 | 完成时限 |\n|---|---|---|---|\n| 1 | 替代散煤5万户 | 各县区政府 | 2024年10月31日前 |",
    );
    let found: Vec<String> = draft.tasks.iter().map(duties).collect();
    assert_eq!(found, ["lead 市城管局", "lead 各县区政府"]);
    assert_eq!(draft.tasks.first().and_then(|task| task.title.as_deref()), Some("治理扬尘"));
    let all: Vec<String> = draft.targets().map(|(_, found)| target(found)).collect();
    assert_eq!(all, [">=95%", "=5万户 2024-10-31"]);
}

#[test]
fn hard_line_ends_are_mended() {
    let text = "        河阳市水安全保障行动计划\n    一、行动目标\n    到2025年，全市用水总量控制在18.5亿立方米以内，万元\nGDP用水量比2020年下降16%，农田灌溉水有效利用系数提高到\n0.58以上，城乡供水一体化率达到75%。\n    二、重点任务\n    （一）加快骨干水源工程建设。开工建设白龙水库，完成\n青山、石门2座中型水库除险加固，新增供水能力1.2亿立\n方米。（责任单位：市水利局、市发展改革委、市财政局、市自\n然资源和规划局）\n                    — 2 —\n    （二）推进农村供水保障。实施农村饮水提升工程156处，\n农村自来水普及率达到95%，规模化供水工程覆盖农村人口比\n例达到70%以上，2024年6月底前完成水费收缴机制建设。（责\n任单位：市水利局、市财政局，各县（市、区）人民政府）\n";
    let draft = read(text.as_bytes(), &Hints::default()).expect("a plan");
    assert_eq!(
        draft.tasks.iter().map(duties).collect::<Vec<_>>(),
        [
            "lead 市水利局, support 市发展改革委, support 市财政局, support 市自然资源和规划局",
            "lead 市水利局, support 市财政局, implement 各县（市、区）人民政府",
        ]
    );
    let goals: Vec<String> = draft.goals.iter().map(target).collect();
    assert_eq!(
        goals,
        ["<=18.5亿立方米 2025-12-31", "=16% 2025-12-31", ">=0.58 2025-12-31", ">=75% 2025-12-31"]
    );
}

#[test]
fn dates() {
    let cases: [(&str, &[&str]); 12] = [
        ("全年举办活动20场。", &["=20场 2024-12-31"]),
        ("年内新建农田12万亩，6月底前完成核实。", &["=12万亩 2024-12-31", "do 2024-06-30"]),
        ("三季度前完成升级。", &["do 2024-09-30"]),
        ("9月开工，12月建成。", &["do 2024-09-30", "do 2024-12-31"]),
        (
            "累计改造5000户，其中2025年1500户、2026年1800户。",
            &["=5000户", "=1500户 2025-12-31", "=1800户 2026-12-31"],
        ),
        (
            "到2027年，①新建3处；②2025年6月底前开工2处；③完工8处。",
            &["=3处 2027-12-31", "=2处 2025-06-30", "=8处 2027-12-31"],
        ),
        ("一是2024年底前出台办法；二是培训300人。", &["do 2024-12-31", "=300人"]),
        ("到2025年，能耗比2020年下降13.5%。", &["=13.5% 2025-12-31"]),
        ("对2000年底前建成的小区应改尽改。", &[]),
        ("2024年是攻坚之年。", &[]),
        ("2024年至2026年，每年新建10个。", &["=10个 2026-12-31"]),
        ("装配式建筑占比2030年达到40%，2025年达到30%。", &["=40% 2030-12-31", "=30% 2025-12-31"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(targets(text), wanted, "{text}");
    }
}

#[test]
fn figures() {
    let cases: [(&str, &[&str]); 16] = [
        ("覆盖率≥95%，漏损率≤9%。", &[">=95%", "<=9%"]),
        ("参保率巩固在95%以上，面积保持500万亩。", &[">=95%", "=500万亩"]),
        ("优良率达到 82 % 以上。", &[">=82%"]),
        ("创建示范村20个、示范镇三个。", &["=20个", "=3个"]),
        ("改造公路二百六十公里、危桥廿座。", &["=260公里", "=20座"]),
        ("数控化率、普及率分别超过90%、75%。", &[">=90%", ">=75%"]),
        ("PM2.5年均浓度降至32微克/立方米以下。", &["<=32微克/立方米"]),
        ("出口额年均增长15%以上。", &[">=15%"]),
        ("打造产值超100亿元集群2个。", &["=2个"]),
        ("完成30万千瓦以上机组改造。", &[]),
        ("淘汰35蒸吨/小时及以下锅炉120台。", &["=120台"]),
        ("对投资5亿元以上、税收30万元以上的项目优先供地。", &[]),
        ("安排贴息资金不低于2000万元。", &[">=2000万元"]),
        ("打造20亿元级集群。", &[]),
        ("组织200家（次）企业参展。", &["=200家次"]),
        ("投资8500万元新建大楼一栋。", &["=8500万元", "=1栋"]),
    ];
    for (text, wanted) in cases {
        assert_eq!(targets(text), wanted, "{text}");
    }
}

#[test]
fn aims_set_floors_and_tasks_name_figures() {
    let draft = plan(
        "一、目标\n到2025年，覆盖率达到70%，漏损率降至9%，总量稳定在11万吨。\n二、任务\n1.推进。到2025年，覆盖率达到70%。（责任单位：市住建局）",
    );
    let goals: Vec<String> = draft.goals.iter().map(target).collect();
    assert_eq!(goals, [">=70% 2025-12-31", "<=9% 2025-12-31", "=11万吨 2025-12-31"]);
    let tasks: Vec<String> =
        draft.tasks.iter().flat_map(|task| &task.targets).map(target).collect();
    assert_eq!(tasks, ["=70% 2025-12-31"]);
}

#[test]
fn noise_of_copies() {
    assert_eq!(
        targets("治理(zhì)达标率达到95%，打造20kuc亿元产业，建成IOO个。"),
        ["=95%", "=20亿元", "=100个"]
    );
}

#[test]
fn the_end_of_a_broken_text_is_reported_not_taken() {
    let draft = plan(
        "一、任务\n1.修路。新建道路5条。（责任单位：市交通局）\n二、保障\n各县（区）于2024年6月底前制定具体方案，明确目标任务，建立工作",
    );
    let goals: Vec<&str> = draft.goals.iter().map(|goal| goal.text.as_str()).collect();
    assert_eq!(goals, ["各县（区）于2024年6月底前制定具体方案", "明确目标任务"]);
    assert!(
        draft.findings.iter().any(|found| found.code == duban_intake::draft::FindingCode::CutOff)
    );
}

#[test]
fn a_report_of_a_plan_gives_its_promises() {
    let text = "江州：三年打造现代化中等城市\n来源：江州日报  发布时间：2024-07-03  浏览次数：1283\n本报讯 到2025年，全市城镇化率达到62%，停车位供给控制在保有量的1.3—1.6倍。2023年全市城镇化率已达59.8%。\n";
    let draft = read(text.as_bytes(), &Hints::default()).expect("promises");
    assert_eq!(draft.source.title.as_deref(), Some("江州：三年打造现代化中等城市"));
    assert_eq!(draft.source.published_on.map(|on| on.to_string()).as_deref(), Some("2024-07-03"));
    let goals: Vec<String> = draft.goals.iter().map(target).collect();
    assert_eq!(goals, [">=62% 2025-12-31", "in1.3-1.6倍 2025-12-31"]);
}

#[test]
fn what_is_no_plan_is_told_what_was_looked_for() {
    let recipe = "红烧肉的做法\n一、备料\n五花肉500克，洗净切块。\n二、烹制\n小火慢炖一小时即可。";
    let refused = read(recipe.as_bytes(), &Hints::default()).expect_err("no plan");
    assert!(matches!(refused, NotAPlan::NothingPromised { headings: 2 }), "{refused}");
    let told = refused.to_string();
    assert!(told.contains("责任单位") && told.contains("commitment"), "{told}");
}

#[test]
fn duties_that_lead_in_their_text() {
    let draft = plan(
        "一、重点任务\n1.保障供水。由市水利局牵头，市住建局、市城管局按职责分工负责，推进管网改造，\
         到2025年改造50公里。\n2.改造管网。市城管局、市住建局牵头，市水利局配合，更新燃气管道60公里。\n\
         3.畅通道路\n由市交通局负责，2025年底前打通断头路8条。",
    );
    assert_eq!(
        draft.tasks.iter().map(duties).collect::<Vec<_>>(),
        [
            "lead 市水利局, support 市住建局, support 市城管局",
            "lead 市城管局, co 市住建局, support 市水利局",
            "lead 市交通局"
        ]
    );
    let titles: Vec<_> = draft.tasks.iter().map(|task| task.title.as_deref()).collect();
    assert_eq!(titles, [Some("保障供水"), Some("改造管网"), Some("畅通道路")]);
    let found: Vec<String> = draft.targets().map(|(_, found)| target(found)).collect();
    assert_eq!(found, ["=50公里 2025-12-31", "=60公里", "=8条 2025-12-31"]);
}

#[test]
fn duties_with_a_date_or_an_item_beside_them() {
    let draft = plan(
        "一、重点任务\n1.修路。新建道路5公里。（市交通局牵头，市财政局配合，2025年6月底前完成）\n\
         2.惠民。新建学校2所，改造医院1所。（责任单位：市教育局负责第1项，市卫健委负责第2项）",
    );
    assert_eq!(
        draft.tasks.iter().map(duties).collect::<Vec<_>>(),
        ["lead 市交通局, support 市财政局", "lead 市教育局, support 市卫健委"]
    );
    let first = draft.tasks.first().expect("a task");
    assert_eq!(first.deadline.map(|on| on.to_string()).as_deref(), Some("2025-06-30"));
}

#[test]
fn figures_each_with_a_year_of_its_own() {
    assert_eq!(
        targets("销售收入分别于2024年、2025年达到20亿元、30亿元。"),
        ["=20亿元 2024-12-31", "=30亿元 2025-12-31"]
    );
    assert_eq!(
        targets("2024年、2025年、2026年分别新增泊位1500个、2000个、2500个。"),
        ["=1500个 2024-12-31", "=2000个 2025-12-31", "=2500个 2026-12-31"]
    );
    assert_eq!(
        targets("到2025年，人均预期寿命达到79岁，65岁以上老年人健康管理率不低于72%。"),
        ["=79岁 2025-12-31", ">=72% 2025-12-31"]
    );
}

#[test]
fn words_that_announce_a_task_are_no_title() {
    let draft = plan(
        "一、重点任务\n1.改造老旧小区\n任务内容：改造老旧小区12个。\n责任单位：市住建局\n完成时间：2025年底",
    );
    let task = draft.tasks.first().expect("a task");
    assert_eq!(task.title.as_deref(), Some("改造老旧小区"));
    assert_eq!(task.targets.iter().map(target).collect::<Vec<_>>(), ["=12个 2025-12-31"]);
}

#[test]
fn a_unit_of_another_place_or_below_a_known_one_is_not_taken_for_it() {
    let known = |name: &str, kind: OrganisationKind| Organisation {
        name: name.to_owned(),
        aliases: Vec::new(),
        kind,
    };
    let hints = Hints {
        organisations: vec![
            known("沁县", OrganisationKind::Locality),
            known("市教育局", OrganisationKind::Bureau),
            known("市生态环境局", OrganisationKind::Bureau),
        ],
        ..Hints::default()
    };
    let text = "江州市行动方案\n一、重点任务\n1.办学。新建学校2所。（责任单位：平定县教育局、平定县、\
                市生态环境局临江分局、市教育局）";
    let draft = read(text.as_bytes(), &hints).expect("a plan");
    let resolved = |duty: &duban_intake::draft::Duty| {
        let found = duty.organisation.as_ref();
        (duty.unit.clone(), found.map(|found| (found.name.clone(), found.certainty >= 90)))
    };
    let duties: Vec<_> = draft.tasks.iter().flat_map(|task| &task.duties).map(resolved).collect();
    let sure = |name: &str| Some((name.to_owned(), true));
    assert_eq!(duties.first(), Some(&("平定县教育局".to_owned(), None)));
    assert_eq!(duties.get(1), Some(&("平定县".to_owned(), None)));
    assert!(duties.get(2).is_some_and(|(_, found)| *found != sure("市生态环境局")));
    assert_eq!(duties.get(3), Some(&("市教育局".to_owned(), sure("市教育局"))));
}
