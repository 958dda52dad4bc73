//! What a path means: an item of the package, something of the runtime or of `std`, a primitive.
//!
//! Follows rustc's order: what a module defines and imports by name, then its globs, then what is round a block, then
//! crate names and primitives. Names of other crates are not looked up; they stay paths, which the caller recognises or
//! refuses.

use crate::ir::Scalar;
use crate::scan::{Crate, ItemId, ItemKind, ModuleId, Use, UseName, What};
use crate::syntax::ast::{self, OWN_TYPE};

use super::standard;

/// What a path was found to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// An annotated item or a constant.
    Item(ItemId),
    /// A variant of an annotated enum, by its position.
    Variant(ItemId, u32),
    /// A module of the package.
    Module(ModuleId),
    /// A function of the package without an attribute of ours.
    Function,
    /// Another value of the package.
    Value,
    /// A type of the package without a derive of ours.
    Type,
    /// A path into another crate. More than one where globs may each bring it.
    Foreign(Vec<Vec<String>>),
    /// A primitive type.
    Scalar(Scalar),
    /// Something of a type, such as `f32::MAX` or `Vec3::new`.
    Associated(Owner, String),
    /// `cfg` gives the name different meanings in different builds.
    Ambiguous,
    /// Nothing we know.
    Unknown,
}

/// A type that `impl` blocks give members to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// A primitive type.
    Scalar(Scalar),
    /// A type of the package.
    Item(ItemId),
}

/// What a name was found to mean in one scope.
#[derive(Clone, Debug)]
struct Found {
    meaning: Meaning,
    /// Whether every build finds it there.
    certain: bool,
}

impl Found {
    const NOTHING: Self = Self {
        meaning: Meaning::Unknown,
        certain: false,
    };

    /// Whether nothing behind it is seen.
    fn is_final(&self) -> bool {
        self.certain || self.meaning == Meaning::Ambiguous
    }

    /// Beside another in one scope.
    fn beside(self, meaning: Meaning, certain: bool) -> Self {
        let certain = self.certain || certain && meaning != Meaning::Unknown;
        Self {
            meaning: merge(self.meaning, meaning),
            certain,
        }
    }

    /// In front of what a scope behind it has.
    fn before(self, behind: Self) -> Self {
        if self.is_final() {
            return self;
        }
        Self {
            meaning: merge(self.meaning, behind.meaning),
            certain: behind.certain,
        }
    }
}

/// Where a name is looked for: types and modules, or values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    Type,
    Value,
}

/// Resolves paths in one package.
pub(super) struct Resolver<'a> {
    krate: &'a Crate,
    /// What is being looked up, against imports that lead back to themselves.
    pending: Vec<(ModuleId, String, Space)>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(krate: &'a Crate) -> Self {
        Self {
            krate,
            pending: Vec::new(),
        }
    }

    /// Resolves a path written in a module.
    pub(super) fn path(
        &mut self,
        module: ModuleId,
        path: &[String],
        absolute: bool,
        space: Space,
    ) -> Meaning {
        let Some((first, mut rest)) = path.split_first() else {
            return Meaning::Unknown;
        };
        let first_space = if rest.is_empty() { space } else { Space::Type };
        let mut meaning = if absolute {
            self.crate_name(first)
        } else {
            match first.as_str() {
                "crate" => Meaning::Module(self.krate.modules[module.0].root),
                "self" => Meaning::Module(self.named(module)),
                OWN_TYPE => self.own_type(module),
                "super" => {
                    let mut current = self.parent(self.named(module));
                    while let Some((segment, more)) = rest.split_first() {
                        if segment != "super" {
                            break;
                        }
                        current = current.and_then(|module| self.parent(module));
                        rest = more;
                    }
                    current.map_or(Meaning::Unknown, Meaning::Module)
                }
                name => self.lexical(module, name, first_space),
            }
        };
        meaning = self.recognized(meaning);
        while let Some((segment, more)) = rest.split_first() {
            let space = if more.is_empty() { space } else { Space::Type };
            meaning = match meaning {
                Meaning::Module(inner) => {
                    let found = self.member(inner, segment, space, module);
                    if found.is_final() {
                        found.meaning
                    } else {
                        let behind = self.foreign_globs(inner, segment);
                        self.before_foreign(found, behind)
                    }
                }
                Meaning::Foreign(mut paths) => {
                    for path in &mut paths {
                        path.push(segment.clone());
                    }
                    self.recognized(Meaning::Foreign(paths))
                }
                Meaning::Scalar(scalar) => {
                    Meaning::Associated(Owner::Scalar(scalar), segment.clone())
                }
                Meaning::Item(item) if self.krate.items[item.0].kind == ItemKind::Struct => {
                    Meaning::Associated(Owner::Item(item), segment.clone())
                }
                Meaning::Ambiguous => Meaning::Ambiguous,
                Meaning::Item(item) => self.variant(item, segment),
                Meaning::Variant(..)
                | Meaning::Function
                | Meaning::Value
                | Meaning::Type
                | Meaning::Associated(..)
                | Meaning::Unknown => Meaning::Unknown,
            };
            rest = more;
        }
        meaning
    }

    /// A number type that another crate defines is a scalar.
    fn recognized(&self, meaning: Meaning) -> Meaning {
        let Meaning::Foreign(paths) = &meaning else {
            return meaning;
        };
        let narrow = paths
            .iter()
            .find_map(|path| standard::narrow(path, &self.krate.runtime));
        narrow.map_or(meaning, Meaning::Scalar)
    }

    /// What `Self` means.
    fn own_type(&mut self, module: ModuleId) -> Meaning {
        let krate = self.krate;
        let mut current = Some(module);
        while let Some(id) = current {
            let scope = &krate.modules[id.0];
            if let Some(implementation) = scope.implementation {
                return match &krate.impls[implementation.0].syntax {
                    Ok(ast::Impl {
                        ty:
                            ast::Ty {
                                kind: ast::TyKind::Path(path),
                                ..
                            },
                        ..
                    }) => self.written(id, path, Space::Type),
                    Ok(_) | Err(_) => Meaning::Unknown,
                };
            }
            current = scope.parent.filter(|_| scope.is_block);
        }
        Meaning::Unknown
    }

    /// Resolves a path of a syntax tree.
    pub(super) fn written(&mut self, module: ModuleId, path: &ast::Path, space: Space) -> Meaning {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.name.clone())
            .collect();
        self.path(module, &names, path.absolute, space)
    }

    /// What a module's name stands for; an alias of a plain path is followed.
    fn meaning(&mut self, what: What) -> Meaning {
        let item = match what {
            What::Item(item) => item,
            What::Module(module) => return Meaning::Module(module),
            What::Function => return Meaning::Function,
            What::Value => return Meaning::Value,
            What::Type => return Meaning::Type,
        };
        match &self.krate.items[item.0].syntax {
            Ok(ast::Item::Alias(ast::Alias {
                generics,
                ty:
                    ast::Ty {
                        kind: ast::TyKind::Path(path),
                        ..
                    },
                ..
            })) if generics.params.is_empty() => {
                self.written(self.krate.items[item.0].module, path, Space::Type)
            }
            _other => Meaning::Item(item),
        }
    }

    /// What a name inside an item means; an enum that is wrong itself stands for its variants.
    fn variant(&self, item: ItemId, name: &str) -> Meaning {
        let found = &self.krate.items[item.0];
        match (&found.syntax, found.kind) {
            (Ok(ast::Item::Enum(syntax)), _) => (0u32..)
                .zip(&syntax.variants)
                .find(|(_, variant)| variant.name.name == name)
                .map_or(
                    Meaning::Associated(Owner::Item(item), name.to_owned()),
                    |(position, _)| Meaning::Variant(item, position),
                ),
            (Err(_), ItemKind::Enum) => Meaning::Item(item),
            _other => Meaning::Unknown,
        }
    }

    /// The module a block stands in, or the module itself.
    fn named(&self, mut module: ModuleId) -> ModuleId {
        while let (true, Some(parent)) = (
            self.krate.modules[module.0].is_block,
            self.krate.modules[module.0].parent,
        ) {
            module = parent;
        }
        module
    }

    fn parent(&self, module: ModuleId) -> Option<ModuleId> {
        Some(self.named(self.krate.modules[module.0].parent?))
    }

    /// A path's first name.
    fn lexical(&mut self, module: ModuleId, name: &str, space: Space) -> Meaning {
        let mut found = Found::NOTHING;
        let mut current = Some(module);
        while let (Some(id), false) = (current, found.is_final()) {
            found = found.before(self.member(id, name, space, module));
            let scope = &self.krate.modules[id.0];
            current = scope.parent.filter(|_| scope.is_block);
        }
        if found.is_final() {
            return found.meaning;
        }
        if space == Space::Type {
            let behind = match self.crate_name(name) {
                Meaning::Foreign(_) if !self.is_known_crate(name) => {
                    standard::scalar(name).map_or(Meaning::Unknown, Meaning::Scalar)
                }
                known => known,
            };
            if behind != Meaning::Unknown {
                return merge(found.meaning, behind);
            }
        }
        let mut current = Some(module);
        while let Some(id) = current {
            match self.foreign_globs(id, name) {
                Meaning::Unknown => {}
                behind => return self.before_foreign(found, behind),
            }
            let scope = &self.krate.modules[id.0];
            current = scope.parent.filter(|_| scope.is_block);
        }
        found.meaning
    }

    /// What is found in front of globs of other crates, which may bring any name: those that device code knows count.
    fn before_foreign(&self, found: Found, behind: Meaning) -> Meaning {
        match &behind {
            Meaning::Foreign(paths) if found.meaning != Meaning::Unknown => {
                let hides = paths
                    .iter()
                    .any(|path| standard::is_known(path, &self.krate.runtime));
                if hides {
                    Meaning::Ambiguous
                } else {
                    found.meaning
                }
            }
            _other => {
                found
                    .before(Found {
                        meaning: behind,
                        certain: true,
                    })
                    .meaning
            }
        }
    }

    fn is_known_crate(&self, name: &str) -> bool {
        matches!(name, "std" | "core" | "alloc") || name == self.krate.runtime
    }

    fn crate_name(&self, name: &str) -> Meaning {
        match &self.krate.library {
            Some((library, root)) if library == name => Meaning::Module(*root),
            Some(_) | None => Meaning::Foreign(vec![vec![name.to_owned()]]),
        }
    }

    /// What a module defines or imports; `from` is who asks, since private names are seen only from inside.
    fn member(&mut self, module: ModuleId, name: &str, space: Space, from: ModuleId) -> Found {
        let key = (module, name.to_owned(), space);
        if self.pending.contains(&key) {
            return Found::NOTHING;
        }
        self.pending.push(key);
        let found = self.member_unguarded(module, name, space, from);
        self.pending.pop();
        found
    }

    fn member_unguarded(
        &mut self,
        module: ModuleId,
        name: &str,
        space: Space,
        from: ModuleId,
    ) -> Found {
        let krate = self.krate;
        let scope = &krate.modules[module.0];
        let sees_private = self.is_inside(from, module);
        let mut found = Found::NOTHING;
        for entry in scope.names.get(name).into_iter().flatten() {
            if !(entry.public || sees_private) || !self.lives_in(entry.what, space) {
                continue;
            }
            found = found.beside(self.meaning(entry.what), entry.certain);
        }
        for import in &scope.uses {
            if import.name == UseName::Named(name.to_owned()) && (import.public || sees_private) {
                found = found.beside(self.import(module, import, space), import.certain);
            }
        }
        if found.is_final() {
            return found;
        }
        let mut globs = Found::NOTHING;
        for import in &scope.uses {
            if import.name != UseName::Glob || !(import.public || sees_private) {
                continue;
            }
            match self.import(module, import, Space::Type) {
                Meaning::Module(inner) => {
                    let inner = self.member(inner, name, space, module);
                    globs = globs.beside(inner.meaning, inner.certain && import.certain);
                }
                // `use Shape::*;`
                Meaning::Item(item) => {
                    if let variant @ Meaning::Variant(..) = self.variant(item, name) {
                        globs = globs.beside(variant, import.certain);
                    }
                }
                _other => {}
            }
        }
        found.before(globs)
    }

    /// Where a `use` leads.
    fn import(&mut self, module: ModuleId, import: &Use, space: Space) -> Meaning {
        // No name has a space, so a `use` is not taken for the name that its path begins with.
        let key = (module, format!("use {}", import.path.join("::")), space);
        if self.pending.contains(&key) {
            return Meaning::Unknown;
        }
        self.pending.push(key);
        let meaning = match self.path(module, &import.path, import.absolute, space) {
            // A crate that nothing else says anything about.
            Meaning::Unknown if import.path.len() > 1 || import.absolute => {
                match self.path(module, &import.path[..1], import.absolute, Space::Type) {
                    Meaning::Unknown => Meaning::Foreign(vec![import.path.clone()]),
                    _known => Meaning::Unknown,
                }
            }
            found => found,
        };
        self.pending.pop();
        meaning
    }

    /// The paths by which globs of other crates may bring a name into a module.
    fn foreign_globs(&mut self, module: ModuleId, name: &str) -> Meaning {
        let mut modules = vec![module];
        let mut paths = Vec::new();
        let mut next = 0;
        while let Some(&current) = modules.get(next) {
            next += 1;
            let krate = self.krate;
            for import in &krate.modules[current.0].uses {
                if import.name != UseName::Glob {
                    continue;
                }
                match self.import(current, import, Space::Type) {
                    Meaning::Module(inner) if !modules.contains(&inner) => modules.push(inner),
                    Meaning::Foreign(globs) => {
                        for mut path in globs {
                            path.push(name.to_owned());
                            paths.push(path);
                        }
                    }
                    _other => {}
                }
            }
        }
        if paths.is_empty() {
            Meaning::Unknown
        } else {
            Meaning::Foreign(paths)
        }
    }

    fn is_inside(&self, mut inner: ModuleId, outer: ModuleId) -> bool {
        loop {
            if inner == outer {
                return true;
            }
            match self.krate.modules[inner.0].parent {
                Some(parent) => inner = parent,
                None => return false,
            }
        }
    }

    fn lives_in(&self, what: What, space: Space) -> bool {
        let value = match what {
            What::Item(item) => match self.krate.items[item.0].kind {
                ItemKind::Kernel | ItemKind::Device | ItemKind::Const => true,
                // The name of `S(f32)` and of `S;` is a value too.
                ItemKind::Struct => match &self.krate.items[item.0].syntax {
                    Ok(ast::Item::Struct(syntax)) if syntax.shape != ast::Shape::Named => {
                        return true
                    }
                    Ok(_) | Err(_) => false,
                },
                ItemKind::Enum | ItemKind::Alias => false,
            },
            What::Function | What::Value => true,
            What::Module(_) | What::Type => false,
        };
        value == (space == Space::Value)
    }
}

fn merge(a: Meaning, b: Meaning) -> Meaning {
    match (a, b) {
        (Meaning::Unknown, other) | (other, Meaning::Unknown) => other,
        (a, b) if a == b => a,
        _different => Meaning::Ambiguous,
    }
}
