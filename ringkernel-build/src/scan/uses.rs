//! What `use` and `extern crate` bring into a module.

use crate::name::plain_name;

/// One name that a `use` brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The path as written.
    pub path: Vec<String>,
    /// Whether it starts with `::`.
    pub absolute: bool,
    /// What it is called here.
    pub name: UseName,
    /// Whether it is `pub` in some way.
    pub public: bool,
    /// Whether every build has it.
    pub certain: bool,
}

/// What a `use` calls what it brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UseName {
    /// By this name.
    Named(String),
    /// By the names it has: `*`.
    Glob,
    /// By none: `as _`.
    Nothing,
}

/// All that a `use` brings in, which every build has or only some.
pub(super) fn of_use(item: &syn::ItemUse, certain: bool) -> Vec<Use> {
    let base = UseBase {
        certain,
        absolute: item.leading_colon.is_some(),
        public: is_public(&item.vis),
    };
    let mut uses = Vec::new();
    flatten_use(&item.tree, Vec::new(), base, &mut uses);
    uses
}

/// What an `extern crate` brings in.
pub(super) fn of_extern_crate(item: &syn::ItemExternCrate) -> Use {
    let name = match &item.rename {
        Some((_, name)) if name == "_" => UseName::Nothing,
        Some((_, name)) => UseName::Named(plain_name(name)),
        None => UseName::Named(plain_name(&item.ident)),
    };
    let is_self = item.ident == "self";
    let path = if is_self {
        "crate".to_owned()
    } else {
        plain_name(&item.ident)
    };
    Use {
        path: vec![path],
        absolute: !is_self,
        name,
        public: is_public(&item.vis),
        certain: true,
    }
}

#[derive(Clone, Copy)]
struct UseBase {
    certain: bool,
    absolute: bool,
    public: bool,
}

fn flatten_use(tree: &syn::UseTree, mut path: Vec<String>, base: UseBase, uses: &mut Vec<Use>) {
    let name = match tree {
        syn::UseTree::Path(inner) => {
            path.push(plain_name(&inner.ident));
            return flatten_use(&inner.tree, path, base, uses);
        }
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                flatten_use(tree, path.clone(), base, uses);
            }
            return;
        }
        syn::UseTree::Glob(_) => UseName::Glob,
        syn::UseTree::Name(name) if name.ident == "self" => {
            UseName::Named(path.last().cloned().unwrap_or_default())
        }
        syn::UseTree::Name(name) => {
            path.push(plain_name(&name.ident));
            UseName::Named(plain_name(&name.ident))
        }
        syn::UseTree::Rename(rename) => {
            if rename.ident != "self" {
                path.push(plain_name(&rename.ident));
            }
            if rename.rename == "_" {
                UseName::Nothing
            } else {
                UseName::Named(plain_name(&rename.rename))
            }
        }
    };
    uses.push(Use {
        path,
        absolute: base.absolute,
        name,
        public: base.public,
        certain: base.certain,
    });
}

/// Whether it is `pub` in some way.
pub(super) fn is_public(visibility: &syn::Visibility) -> bool {
    !matches!(visibility, syn::Visibility::Inherited)
}
