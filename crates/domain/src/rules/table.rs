//! Who may change the rules.

use crate::policy::Who;

/// 规则由安全管理员维护，系统初始化时装载. The security administrator keeps the rules; the first
/// ones come with the installation.
pub const MAINTAIN: &[Who] = &[Who::System, Who::SecurityAdmin];
