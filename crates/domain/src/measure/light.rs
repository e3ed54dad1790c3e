//! 红绿灯. Traffic lights (DOMAIN 9).

pub mod index;
