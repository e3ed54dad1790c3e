//! Reading a year from its files.

use duban_domain::measure::allot::candidate::CandidateKind;
use duban_domain::measure::score::grade::Grade;

use super::territory::County;
use super::*;

/// Two counties of one class and a zone, one indicator of each kind of datum, a small fund.
const SCHEME: &str = r#"
title = "试行方案"
year = 2025

[[county]]
code = "3"
name = "丙区"
zone = true

[[class]]
code = "I"
name = "第一类"
members = ["甲县", "2", "丙区"]

[[dimension]]
code = "A"
name = "建设"
weights = { I = 100 }

[[indicator]]
code = "roads"
name = "路网密度"
dimension = "A"
source = "甲局"
checker = "乙局"
weight = "60.5"
target = "8.5"
method = { kind = "COMPLETION" }

[[indicator]]
code = "votes"
name = "满意度"
dimension = "A"
source = "甲局"
checker = "乙局"
weight = "39.5"
method = { kind = "VOTES", full = 100 }

[[adjustment]]
code = "praise"
name = "表彰"
kind = "BONUS"
points = 2
basis = "办法第三条"

[grades]
rule = "LINE"
excellent = 90
good = 80
fair = 60

[fund]
pool = "100000.00"
unit = "YUAN"
kind = "REWARD"
mode = "FACTORS"
factors = [{ code = "task", name = "任务量", weight = 1, source = "GIVEN" }]
min_grade = "POOR"
"#;

const DATA: &str = "县区,项目,数值,事项,依据\n\
    甲县,roads,8.5,,\n甲县,votes,90;80;100;0;95,,\n甲县,praise,,试点,通报1号\n甲县,task,3,,\n\
    乙县,roads,,,\n乙县,votes,不适用,,\"未开展,市局核定\"\n2,task,1,,\n\
    丙区,roads,8.5,,\n丙区,votes,100,,\n";

fn known() -> Territory {
    let county = |code: &str, name: &str| County {
        code: code.into(),
        name: name.to_owned(),
        aliases: Vec::new(),
        kind: CandidateKind::County,
        classes: BTreeMap::new(),
    };
    Territory { counties: vec![county("1", "甲县"), county("2", "乙县")], presets: Vec::new() }
}

fn year(scheme: &str, data: &[u8]) -> Result<Year, Vec<String>> {
    let scheme = File { name: "s.toml", bytes: scheme.as_bytes() };
    read(scheme, File { name: "d.csv", bytes: data }, &known())
        .map_err(|all| all.iter().map(ToString::to_string).collect())
}

/// The complaints about a scheme with one place written otherwise.
fn complaints_of_scheme(from: &str, to: &str) -> Vec<String> {
    assert!(SCHEME.contains(from), "{from}");
    year(&SCHEME.replace(from, to), DATA.as_bytes()).unwrap_err()
}

fn complaints_of_data(from: &str, to: &str) -> Vec<String> {
    assert!(DATA.contains(from), "{from}");
    year(SCHEME, DATA.replace(from, to).as_bytes()).unwrap_err()
}

#[test]
fn a_year_is_read_scored_and_split() {
    let year = year(SCHEME, DATA.as_bytes()).unwrap();
    let assessed = assess(&year).unwrap();
    let rows: Vec<_> = assessed
        .scored
        .counties()
        .map(|one| (year.name(&one.county), one.total.to_string(), one.rank, one.grade))
        .collect();
    assert_eq!(
        rows,
        [
            // 90, 80 and 95 remain of five votes: 39.5 × 0.883333.
            ("甲县", "97.3917".to_owned(), Some(2), Grade::Excellent),
            ("乙县", "0.0000".to_owned(), Some(3), Grade::Poor),
            ("丙区", "100.0000".to_owned(), Some(1), Grade::Excellent),
        ]
    );
    let allotted = assessed.allotted.unwrap();
    let amounts: Vec<_> = allotted.allotments.iter().map(|one| one.amount.to_string()).collect();
    assert_eq!(amounts, ["75000.00", "25000.00"]);
    assert_eq!(year.not_applicable[&("2".into(), "votes".into())], "未开展,市局核定");
}

#[test]
fn a_file_in_the_characters_of_an_old_office_reads_the_same() {
    let [gb, utf] = [true, false].map(|gb| {
        let mark = if gb { "" } else { "\u{feff}" };
        let text = format!("{mark}{}", DATA.replace('\n', "\r\n"));
        let bytes = if gb { gb18030(&text) } else { text.into_bytes() };
        assess(&year(SCHEME, &bytes).unwrap()).unwrap()
    });
    assert_eq!(gb, utf);
}

/// GB18030 of the few characters of the example.
fn gb18030(text: &str) -> Vec<u8> {
    let pairs: BTreeMap<char, [u8; 2]> = [
        ('县', [0xCF, 0xD8]),
        ('区', [0xC7, 0xF8]),
        ('项', [0xCF, 0xEE]),
        ('目', [0xC4, 0xBF]),
        ('数', [0xCA, 0xFD]),
        ('值', [0xD6, 0xB5]),
        ('事', [0xCA, 0xC2]),
        ('依', [0xD2, 0xC0]),
        ('据', [0xBE, 0xDD]),
        ('甲', [0xBC, 0xD7]),
        ('乙', [0xD2, 0xD2]),
        ('丙', [0xB1, 0xFB]),
        ('试', [0xCA, 0xD4]),
        ('点', [0xB5, 0xE3]),
        ('通', [0xCD, 0xA8]),
        ('报', [0xB1, 0xA8]),
        ('号', [0xBA, 0xC5]),
        ('不', [0xB2, 0xBB]),
        ('适', [0xCA, 0xCA]),
        ('用', [0xD3, 0xC3]),
        ('未', [0xCE, 0xB4]),
        ('开', [0xBF, 0xAA]),
        ('展', [0xD5, 0xB9]),
        ('市', [0xCA, 0xD0]),
        ('局', [0xBE, 0xD6]),
        ('核', [0xBA, 0xCB]),
        ('定', [0xB6, 0xA8]),
    ]
    .into();
    let bytes = text.chars().flat_map(|c| match pairs.get(&c) {
        Some(pair) => pair.to_vec(),
        None => vec![u8::try_from(c).unwrap()],
    });
    bytes.collect()
}

#[test]
fn everything_wrong_with_a_scheme_is_named_at_once() {
    let scheme = SCHEME
        .replace("target = \"8.5\"", "target = 8.5")
        .replace("kind = \"VOTES\"", "kind = \"VOTE\"")
        .replace("points = 2", "points = 0")
        .replace("year = 2025", "year = 2025\nyaer = 2025")
        .replace("members = [\"甲县\"", "members = [\"丁县\"");
    assert_eq!(
        year(&scheme, b"").unwrap_err(),
        [
            "s.toml:4: `yaer` = 2025: nobody reads this key; the keys here are title, year, preset, \
             county, class, dimension, indicator, adjustment, caps, grades, fund",
            "s.toml:14: `class[1].members[1]` = \"丁县\": no county has this code or name; use a \
             code or name of the seeds, or add a `[[county]]`",
            "s.toml:28: `indicator[1].target` = 8.5: a bare decimal is read as a float, which is \
             not exact; write a number in quotes, such as \"7.9\"",
            "s.toml:38: `indicator[2].method.kind` = \"VOTE\": it is none of the known words; write \
             one of \"COMPLETION\", \"THRESHOLD\", \"STEPS\", \"BANDS\", \"BEST_FULL\", \"EFFICACY\", \
             \"LEVEL_AND_INCREASE\", \"VOTES\", \"RANGE\", \"RECORD\"",
            "s.toml:40: `praise`: the adjustment `praise` counts 0.0000; it must be above 0; give it \
             `points` above 0",
        ]
    );
}

#[test]
fn weights_are_compared_with_a_hundred_and_with_their_dimension() {
    assert_eq!(
        complaints_of_scheme("weight = \"39.5\"", "weight = \"39.4\""),
        [
            "s.toml:10: `I`: the weights of class `I` add up to 99.9000, not to 100; change the \
             weights of its indicators until they add up to 100",
            "s.toml:18: `dimension[1].weights.I` = 100: the indicators of dimension `A` add up to \
             99.9000 in class `I`; change the weights of the indicators or of the dimension",
        ]
    );
}

#[test]
fn everything_wrong_with_the_data_is_named_at_once() {
    let data = DATA
        .replace("甲县,roads,8.5", "甲县,roads,八")
        .replace("\"未开展,市局核定\"", "")
        .replace("2,task,1", "2,tusk,1")
        .replace("丙区,votes,100,,", "丙区,roads,8,,\n丁县,roads,1,,");
    assert_eq!(
        year(SCHEME, data.as_bytes()).unwrap_err(),
        [
            "d.csv:2: `value` = 八: `八` is not a decimal number; write digits with at most one \
             point and six decimals, such as 7.9",
            "d.csv:7: `basis`: what does not apply needs a reason and who approved it; write both",
            "d.csv:8: `item` = tusk: the scheme has no such item; write the code of an indicator, an \
             adjustment or a factor, or red_orders, applied, debt, difficulty, plan_adopted, \
             reports_met",
            "d.csv:9: `votes`: there is no row of it for 丙区; add a row; leave the value blank if it \
             was not reported",
            "d.csv:10: `item` = roads: line 9 says it already; keep one of the two",
            "d.csv:11: `county` = 丁县: no class of the scheme has this county; write its code or \
             name, or add it to a class",
        ]
    );
}

#[test]
fn fields_that_nobody_would_read_are_refused() {
    assert_eq!(
        complaints_of_data("甲县,roads,8.5,,", "甲县,roads,8.5,表彰,"),
        ["d.csv:2: `matter` = 表彰: an item `roads` has none; leave it blank"]
    );
    assert_eq!(
        complaints_of_data("甲县,task,3,,", "甲县,task,3,,,,"),
        ["d.csv:5: 7 fields, and 5 columns; put a field that holds a comma in quotation marks"]
    );
    assert_eq!(
        complaints_of_scheme("[fund]\n", "[fund]\nshortfall = \"REFUSE\"\n"),
        [
            "s.toml:53: `fund.shortfall` = \"REFUSE\": it does not count under this mode; take it out"
        ]
    );
    assert_eq!(
        complaints_of_scheme("code = \"praise\"", "code = \"votes\"")[0],
        "s.toml:39: `votes`: the code stands for something else in the data file; give it a code of \
         its own"
    );
}

#[test]
fn what_the_domain_refuses_is_told_with_its_line() {
    let refused = |scheme: &str, data: &str| {
        let year = year(scheme, data.as_bytes()).unwrap();
        assess(&year).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        refused(SCHEME, &DATA.replace("甲县,praise,,", "甲县,praise,3,")),
        [
            "d.csv:4: `praise`: county `1`: `试点` counts 3.0000, and `praise` gives at most 2.0000; \
             use a rule of the scheme and no more points than it gives one matter"
        ]
    );
    assert_eq!(
        refused(SCHEME, &DATA.replace("甲县,task,3,,\n", "").replace("2,task,1,,\n", "")),
        [
            "d.csv:2: `1`: county `1` has no value for the factor `task`; add a row with the value \
             of the factor",
            "d.csv:5: `2`: county `2` has no value for the factor `task`; add a row with the value \
             of the factor",
        ]
    );
    assert_eq!(
        refused(&SCHEME.replace("\"100000.00\"", "\"0.99\""), DATA),
        ["s.toml:52: `fund`: the pool of 0.99 yuan does not hold one unit of 1.00 yuan; take a \
             smaller `unit`, or a larger `pool`"]
    );
}
