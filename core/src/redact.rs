//! What a log may hold of a thing that has content: ids, counts, instants, never what people wrote, who they are or
//! how to reach them. Panics, test failures and `{:?}` in a log line all go through `Debug`, so `Debug` is the place.

/// Gives types a `Debug` that shows these fields and says that there is more.
#[macro_export]
macro_rules! redacted {
    ($($name:ident { $($shown:ident),* })+) => {
        $(impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($shown), &self.$shown))*.finish_non_exhaustive()
            }
        })+
    };
}
