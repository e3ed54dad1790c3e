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
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Government,
        Self::GovDept,
        Self::VerticalProv,
        Self::VerticalCentral,
        Self::PublicInstitution,
        Self::PartyOrgan,
        Self::MassOrg,
        Self::Soe,
        Self::District,
        Self::County,
        Self::Zone,
    ];

    /// The kind as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Government => "GOVERNMENT",
            Self::GovDept => "GOV_DEPT",
            Self::VerticalProv => "VERTICAL_PROV",
            Self::VerticalCentral => "VERTICAL_CENTRAL",
            Self::PublicInstitution => "PUBLIC_INSTITUTION",
            Self::PartyOrgan => "PARTY_ORGAN",
            Self::MassOrg => "MASS_ORG",
            Self::Soe => "SOE",
            Self::District => "DISTRICT",
            Self::County => "COUNTY",
            Self::Zone => "ZONE",
        }
    }

    /// Reads the form of [`UnitKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

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

impl Supervision {
    /// The relation as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "DIRECT",
            Self::Coordinate => "COORDINATE",
        }
    }

    /// Reads the form of [`Supervision::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Direct, Self::Coordinate].into_iter().find(|known| known.as_str() == text)
    }
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
