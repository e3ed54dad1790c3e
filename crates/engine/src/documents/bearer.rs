//! Who has to reach a target: every county for itself, or the city through its lead.

use duban_domain::task::target::Bearer;

/// Words that speak of each county, wherever they stand in a scope.
const EACH: [&str; 12] = [
    "县县",
    "每个县",
    "每县",
    "各县",
    "所有县",
    "全部县",
    "县(区)",
    "县（区）",
    "县级",
    "县属",
    "县城",
    "县域",
];

/// Words that narrow a scope to some counties: which ones only the office can say, so that the
/// lead answers until it has.
const SOME: [&str; 14] = [
    "试点",
    "其他",
    "有条件",
    "具备条件",
    "符合条件",
    "黄河流域",
    "沿线",
    "万人以上",
    "以上的县",
    "个县(区)",
    "部分",
    "四区四县",
    "市级",
    "全市",
];

/// The bearer of a target of this scope.
pub(super) fn bearer(scope: Option<&str>) -> Bearer {
    let Some(scope) = scope else {
        return Bearer::Lead;
    };
    let each = scope == "县" || EACH.iter().any(|word| scope.contains(word));
    let every = ["每个县", "各县", "所有县"].iter().any(|word| scope.contains(word));
    let some = SOME.iter().any(|word| scope.contains(word)) && !every;
    if each && !some { Bearer::Counties } else { Bearer::Lead }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_of_each_county_are_borne_by_counties() {
        for scope in
            ["各县(区)", "每个县(区)", "县城", "所有县城", "县(区)", "县级", "县县(每个县)", "县"]
        {
            assert_eq!(bearer(Some(scope)), Bearer::Counties, "{scope}");
        }
    }

    #[test]
    fn other_scopes_and_classes_of_counties_are_the_leads() {
        for scope in [
            "全市",
            "农村",
            "试点县(区)",
            "其他县(区)",
            "黄河流域县",
            "市级、县级",
            "四区四县",
            "沁源县",
        ] {
            assert_eq!(bearer(Some(scope)), Bearer::Lead, "{scope}");
        }
        assert_eq!(bearer(None), Bearer::Lead);
    }
}
