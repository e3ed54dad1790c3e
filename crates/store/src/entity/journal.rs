//! Table `journal`.

use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ActiveModelBehavior, DeriveEntityModel, DerivePrimaryKey, DeriveRelation, EntityTrait,
    EnumIter, PrimaryKeyTrait,
};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub stream: String,
    pub stream_version: i64,
    pub kind: String,
    pub schema: i32,
    pub payload: String,
    pub actor: String,
    pub post: Option<String>,
    pub caused_by: Option<String>,
    pub request_id: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub effective_at: Option<DateTimeUtc>,
    pub algorithm: String,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// No relations are walked.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
