//! The register of administrative units.
