//! Conditional compilation: whether an item under `#[cfg(…)]` is part of a build.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// A build whose content is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// The product with any features, without tests.
    Product,
    /// The product with no features, without tests.
    WithoutFeatures,
}

/// A condition of compilation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Only in tests.
    Test,
    /// Only with some feature.
    Feature,
    /// If all hold.
    All(Vec<Self>),
    /// If any holds.
    Any(Vec<Self>),
    /// If it does not hold.
    Not(Box<Self>),
    /// Depends on the machine; unknown here.
    Unknown,
}

impl Condition {
    /// The conditions among attributes: `cfg` and anything called `test`.
    pub(crate) fn of(attributes: &[Attribute]) -> Vec<Self> {
        attributes.iter().filter_map(Self::of_attribute).collect()
    }

    fn of_attribute(attribute: &Attribute) -> Option<Self> {
        if is_test(attribute) {
            return Some(Self::Test);
        }
        let Meta::List(list) = &attribute.meta else { return None };
        if !list.path.is_ident("cfg") {
            return None;
        }
        Some(list.parse_args::<Meta>().map_or(Self::Unknown, |meta| Self::of_meta(&meta)))
    }

    fn of_meta(meta: &Meta) -> Self {
        match meta {
            Meta::Path(path) if path.is_ident("test") => Self::Test,
            Meta::NameValue(pair) if pair.path.is_ident("feature") => Self::Feature,
            Meta::List(list) => {
                let Ok(inner) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
                    return Self::Unknown;
                };
                let mut inner: Vec<Self> = inner.iter().map(Self::of_meta).collect();
                match list.path.get_ident().map(ToString::to_string).as_deref() {
                    Some("all") => Self::All(inner),
                    Some("any") => Self::Any(inner),
                    Some("not") if inner.len() == 1 => Self::Not(Box::new(inner.remove(0))),
                    _ => Self::Unknown,
                }
            }
            _ => Self::Unknown,
        }
    }

    /// Whether the condition holds in a build, where that can be known.
    fn holds(&self, build: Build) -> Option<bool> {
        match self {
            Self::Test => Some(false),
            Self::Feature => (build == Build::WithoutFeatures).then_some(false),
            Self::All(inner) => fold(inner.iter().map(|one| one.holds(build)), false),
            Self::Any(inner) => fold(inner.iter().map(|one| one.holds(build)), true),
            Self::Not(inner) => inner.holds(build).map(|holds| !holds),
            Self::Unknown => None,
        }
    }
}

/// Three-valued `any` (`decisive` is true) or `all` (`decisive` is false).
fn fold(values: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut known = true;
    for value in values {
        match value {
            Some(value) if value == decisive => return Some(decisive),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decisive)
}

/// Whether what stands under all these conditions may be part of a build.
pub(crate) fn may_be_in(conditions: &[Condition], build: Build) -> bool {
    conditions.iter().all(|condition| condition.holds(build) != Some(false))
}

/// Whether an attribute makes a function a test: `#[test]`, `#[tokio::test]`.
pub(crate) fn is_test(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "test")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_builds(attribute: &str) -> (bool, bool) {
        let item: syn::ItemFn = syn::parse_str(&format!("{attribute} fn f() {{}}")).unwrap();
        let conditions = Condition::of(&item.attrs);
        (may_be_in(&conditions, Build::Product), may_be_in(&conditions, Build::WithoutFeatures))
    }

    #[test]
    fn what_is_only_for_tests_is_in_no_product() {
        for attribute in
            ["#[test]", "#[tokio::test]", "#[cfg(test)]", "#[cfg(all(test, unix))]", "#[cfg(not(not(test)))]"]
        {
            assert_eq!(in_builds(attribute), (false, false), "{attribute}");
        }
    }

    #[test]
    fn what_needs_a_feature_is_not_in_the_build_without_features() {
        for attribute in
            ["#[cfg(feature = \"os\")]", "#[cfg(any(test, feature = \"os\"))]", "#[cfg(all(unix, feature = \"os\"))]"]
        {
            assert_eq!(in_builds(attribute), (true, false), "{attribute}");
        }
    }

    #[test]
    fn what_is_there_without_a_feature_or_on_some_machines_is_in_every_build() {
        for attribute in ["", "#[cfg(unix)]", "#[cfg(not(feature = \"os\"))]", "#[cfg(any(unix, test))]", "#[inline]"] {
            assert_eq!(in_builds(attribute), (true, true), "{attribute}");
        }
    }
}
