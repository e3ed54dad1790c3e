//! Units as the practice tells them apart.

use std::fmt;

use serde::{Deserialize, Serialize};

/// 单位性质. What a unit is, which decides who may direct it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnitKind {
    /// 市政府. The government whose plans are carried out.
    Government,
    /// 政府部门. A department of that government.
    GovDept,
    /// 省垂直管理. A body of the province in the city.
    VerticalProv,
    /// 中央垂直管理. A body of the centre in the city.
    VerticalCentral,
    /// 事业单位. A public institution.
    PublicInstitution,
    /// 党委机构. A party organ.
    PartyOrgan,
    /// 群团组织. A mass organisation.
    MassOrg,
    /// 国有企业. A state-owned enterprise.
    Soe,
    /// 市辖区. An urban district.
    District,
    /// 县. A county.
    County,
    /// 开发区. A development zone with a committee of its own.
    Zone,
}

impl UnitKind {
    /// Whether the unit carries tasks out on its own territory (县区、开发区).
    pub fn is_county(self) -> bool {
        matches!(self, Self::District | Self::County | Self::Zone)
    }
}

/// 督查关系. Whether the government may direct the unit or only coordinate with it
/// (政府督查工作条例 art. 2 and 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Supervision {
    /// 直接督查. The unit answers to this government.
    Direct,
    /// 协调. Letters only; no red orders and no interviews.
    Coordinate,
}

/// 县域类型. A class or designation of a county, such as `DUBAN_4:III` or `PILOT`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClassTag {
    /// The scheme of classes, such as `DUBAN_4`.
    pub scheme: String,
    /// The class within it, such as `III`.
    pub class: String,
}

impl fmt::Display for ClassTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.class)
    }
}
