//! Duban: see ARCHITECTURE.md.
