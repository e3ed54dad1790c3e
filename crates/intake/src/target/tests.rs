use chrono::NaiveDate;

use super::{Reach, Setting, Undated, read};
use crate::{body::Body, draft::Comparator, glyph::plain};

/// Indicator, comparison, deadline.
type Short = (String, String, String);

fn targets_with(text: &str, reach: Reach, undated: Undated) -> Vec<Short> {
    let body = Body::new(text.chars().zip(0..), plain);
    let setting = Setting { issued: NaiveDate::from_ymd_opt(2024, 3, 1), reach, undated };
    read(&body, body.all(), setting)
        .targets
        .into_iter()
        .map(|target| {
            let sign = match target.comparator {
                Comparator::AtLeast => ">=",
                Comparator::AtMost => "<=",
                Comparator::Equal => "=",
                Comparator::Between => "between",
                Comparator::Qualitative => "",
            };
            let number = |value: Option<crate::Number>| {
                value
                    .map(|value| format!(" {}", serde_json::to_string(&value).expect("JSON")))
                    .unwrap_or_default()
            };
            let unit = target.unit.unwrap_or_default();
            let comparison =
                format!("{sign}{}{}{unit}", number(target.value), number(target.value_max));
            let deadline = target.deadline.map(|date| date.to_string()).unwrap_or_default();
            (target.indicator, comparison, deadline)
        })
        .collect()
}

fn targets(text: &str) -> Vec<Short> {
    targets_with(text, Reach::Sentence, Undated::Counts)
}

fn short(indicator: &str, comparison: &str, deadline: &str) -> Short {
    (indicator.to_owned(), comparison.to_owned(), deadline.to_owned())
}

/// Why each figure of a text is no target.
fn reasons(text: &str) -> Vec<(String, String)> {
    let body = Body::new(text.chars().zip(0..), plain);
    let issued = NaiveDate::from_ymd_opt(2024, 3, 1);
    let setting = Setting { issued, reach: Reach::Sentence, undated: Undated::Counts };
    let reading = read(&body, body.all(), setting);
    let numeric = reading.targets.iter().filter(|target| target.value.is_some()).count();
    assert_eq!(numeric, 0, "{text}: {:?}", reading.targets);
    reading.distractors.into_iter().map(|found| (found.text, found.why)).collect()
}

#[test]
fn comparisons() {
    let end = "2026-12-31";
    let cases = [
        ("到2026年,镇区道路硬化率达到95%以上。", short("镇区道路硬化率", ">= 95%", end)),
        ("到2026年,公共管网漏损率低于9%。", short("公共管网漏损率", "<= 9%", end)),
        ("到2026年,历史建筑空置率不超10%。", short("历史建筑空置率", "<= 10%", end)),
        (
            "到2026年,细颗粒物浓度控制在35微克/立方米以内。",
            short("细颗粒物浓度", "<= 35微克/立方米", end),
        ),
        (
            "到2026年,充电桩与电动汽车比例不低于1∶8。",
            short("充电桩与电动汽车比例", ">= 0.125", end),
        ),
        ("到2026年,通车里程超过500公里。", short("通车里程", ">= 500公里", end)),
        ("到2026年,创建3—5个示范镇。", short("示范镇", "between 3 5个", end)),
        ("到2026年,农机总动力稳定在1.2亿千瓦左右。", short("农机总动力", "= 1.2亿千瓦", end)),
        ("到2026年,每个镇至少办好一所公办幼儿园。", short("公办幼儿园", ">= 1所", end)),
        ("到2026年,县级达标率达到百分之八十。", short("县级达标率", "= 80%", end)),
        ("到2026年,平均办理时限压缩至3个工作日。", short("平均办理时限", "<= 3个工作日", end)),
    ];
    for (text, wanted) in cases {
        assert_eq!(targets(text), [wanted], "{text}");
    }
}

#[test]
fn several_targets_in_one_clause() {
    let end = "2026-12-31";
    assert_eq!(
        targets("到2026年,供水普及率、燃气普及率达到100%。"),
        [short("供水普及率", "= 100%", end), short("燃气普及率", "= 100%", end)]
    );
    assert_eq!(
        targets("到2026年,花生种植、收获机械化率分别达到65%和55%。"),
        [short("花生种植机械化率", "= 65%", end), short("花生收获机械化率", "= 55%", end)]
    );
    assert_eq!(
        targets("每年建设40个精品村、400个提档村。"),
        [short("精品村", "= 40个", ""), short("提档村", "= 400个", "")]
    );
    assert_eq!(
        targets("引进人才1000人(其中博士不少于200人)。"),
        [short("引进人才", "= 1000人", ""), short("博士", ">= 200人", "")]
    );
}

#[test]
fn dates_govern_what_follows_them() {
    assert_eq!(
        targets("完善制度。到2025年,基本补齐短板,建成平台;到2027年,全面达标。加强宣传。"),
        [
            short("补齐短板", "", "2025-12-31"),
            short("建成平台", "", "2025-12-31"),
            short("达标", "", "2027-12-31"),
        ]
    );
    assert_eq!(
        targets("到2025年,装配式建筑占比达到30%,2030年达到40%。"),
        [
            short("装配式建筑占比", "= 30%", "2025-12-31"),
            short("装配式建筑占比", "= 40%", "2030-12-31")
        ]
    );
    assert_eq!(
        targets_with("到2025年,试点见效。产业提质增效。", Reach::Paragraph, Undated::Ignored),
        [short("试点见效", "", "2025-12-31"), short("产业提质增效", "", "2025-12-31")]
    );
}

#[test]
fn dates_that_come_round_and_dates_of_a_subject() {
    assert_eq!(
        targets("从2024年起,各县于每年2月底前报送名单。"),
        [short("各县于每年2月底前报送名单", "", "")]
    );
    assert_eq!(
        targets("各单位制定的实施办法,于2024年12月31日前报送市政府办公室。"),
        [short("各单位制定的实施办法,于2024年12月31日前报送市政府办公室", "", "2024-12-31")]
    );
}

#[test]
fn dates_of_many_forms() {
    let cases = [
        ("2025年6月底前完成整治。", "2025-06-30"),
        ("9月30日前报送方案。", "2024-09-30"),
        ("年底前建成投用。", "2024-12-31"),
        ("到“十四五”末,体系健全。", "2025-12-31"),
        ("2025年上半年完成验收。", "2025-06-30"),
        ("2025年三季度完成验收。", "2025-09-30"),
        ("二〇二六年底前完成改造。", "2026-12-31"),
        ("到 2027 年,体系健全。", "2027-12-31"),
    ];
    for (text, deadline) in cases {
        let found = targets(text);
        assert_eq!(
            found.iter().map(|target| target.2.as_str()).collect::<Vec<_>>(),
            [deadline],
            "{text}"
        );
    }
}

#[test]
fn figures_that_are_no_targets_are_named_with_the_reason() {
    let cases = [
        ("加快309、341国道改造和国道208线建设。", 3),
        ("创建5A级景区。", 1),
        ("开展3岁以下婴幼儿照护。", 1),
        ("城镇人口规模在10万人以上的县完成普查。", 1),
        ("完成使用寿命超过30年的管网改造。", 1),
        ("推进综合医院、中医院、妇幼保健院三所医院提标。", 1),
        ("以党参等17个地理标志农产品为龙头,带动增收。", 1),
        ("畅通12345政务热线。", 1),
        ("对验收合格的村给予20万元奖励。", 1),
        ("现有学校200所。", 1),
        ("按照“1+7”布局建设。", 2),
        ("围绕8个方面统筹推进。", 1),
    ];
    for (text, least) in cases {
        assert!(reasons(text).len() >= least, "{text}: {:?}", reasons(text));
    }
    assert_eq!(targets("2023年,全市完成改造120公里。"), []);
}
