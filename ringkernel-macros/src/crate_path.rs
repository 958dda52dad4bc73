//! What the user's package calls the runtime crate.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use ringkernel_build::name;

use crate::outcome;
use crate::surroundings::Surroundings;

/// The runtime crate as an absolute path; the build script knows a renamed dependency.
pub(crate) fn runtime(surroundings: &Surroundings) -> TokenStream {
    let name = outcome::stamp(surroundings)
        .map_or_else(|_| name::RUNTIME_CRATE.to_owned(), |stamp| stamp.runtime);
    let ident = Ident::new(&name, Span::call_site());
    quote!(::#ident)
}

/// The name that generated code gives the runtime crate inside its own scope.
pub(crate) fn alias() -> Ident {
    Ident::new(name::CRATE_ALIAS, Span::call_site())
}
