//! Follows `mod` from a crate root and records what each module names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use syn::visit::{self, Visit};

use super::impls::ImplId;
use super::items::{self, ItemId};
use super::uses::{self, is_public, Use, UseName};
use super::{Crate, Error, Options, SyntaxError, Truth};
use crate::name::plain_name;
use crate::syntax::parse;

/// Names a module by its position in [`Crate::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModuleId(pub usize);

/// A module, or a block with items of its own.
#[derive(Clone, Debug)]
pub struct Module {
    /// The module round it; `None` for a crate root.
    pub parent: Option<ModuleId>,
    /// Its crate's root.
    pub root: ModuleId,
    /// Whether it is a block: it sees the names of what is round it.
    pub is_block: bool,
    /// What is defined in it. More than one entry of a kind means that `cfg` decides between builds.
    pub names: BTreeMap<String, Vec<Name>>,
    /// What its `use`s bring in.
    pub uses: Vec<Use>,
    /// The `impl` whose scope it is.
    pub implementation: Option<ImplId>,
}

/// Something a module defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// What it is.
    pub what: What,
    /// Whether it is `pub` in some way.
    pub public: bool,
    /// Whether every build has it.
    pub certain: bool,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An annotated item or a constant.
    Item(ItemId),
    /// A module.
    Module(ModuleId),
    /// A function without an attribute of ours.
    Function,
    /// Another value, such as a `static`.
    Value,
    /// A type without a derive of ours.
    Type,
}

/// Words of which a file that matters has at least one: our attributes, or what other files reach through it.
const MARKERS: [&str; 11] = [
    "kernel",
    "stencil",
    "device",
    "GpuType",
    "RingMessage",
    "mod",
    "const",
    "pub use",
    ") use",
    "pub type",
    ") type",
];

/// Where `mod name;` looks.
#[derive(Clone)]
struct Place {
    /// The file's folder, from which a `#[path]` outside inline modules counts.
    file_folder: PathBuf,
    /// The folder of child modules.
    folder: PathBuf,
    /// Whether it is inside an inline module, so that `#[path]` counts from `folder`.
    inline: bool,
}

/// Walks the module trees of a package.
pub(super) struct Scanner<'a> {
    options: &'a Options,
    pub(super) output: Crate,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(options: &'a Options) -> Self {
        Self {
            options,
            output: Crate {
                runtime: options.runtime.clone(),
                ..Crate::default()
            },
        }
    }

    /// Scans a crate root; `None` when the file was skipped or does not parse.
    pub(super) fn root(&mut self, file: &Path) -> Result<Option<ModuleId>, Error> {
        let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
        let Some((id, parsed)) = self.read(file)? else {
            return Ok(None);
        };
        let module = self.module(None, false);
        let place = Place {
            file_folder: folder.clone(),
            folder,
            inline: false,
        };
        self.items(module, id, &place, &parsed.items)?;
        Ok(Some(module))
    }

    /// Scans text as a crate root.
    pub(super) fn text_root(&mut self, file: &str, text: &str) {
        let Some((id, parsed)) = self.parse(file.to_owned(), text) else {
            return;
        };
        let module = self.module(None, false);
        let place = Place {
            file_folder: PathBuf::new(),
            folder: PathBuf::new(),
            inline: false,
        };
        // A module in a file of its own is not there, and a missing file is no error.
        let _missing = self.items(module, id, &place, &parsed.items);
    }

    pub(super) fn module(&mut self, parent: Option<ModuleId>, is_block: bool) -> ModuleId {
        let id = ModuleId(self.output.modules.len());
        let root = parent.map_or(id, |parent| self.output.modules[parent.0].root);
        self.output.modules.push(Module {
            parent,
            root,
            is_block,
            names: BTreeMap::new(),
            uses: Vec::new(),
            implementation: None,
        });
        id
    }

    /// Reads and parses a file; `None` if nothing in it can matter or it does not parse.
    fn read(&mut self, file: &Path) -> Result<Option<(u32, syn::File)>, Error> {
        let path = self.options.manifest_dir.join(file);
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Read { path, source }),
        };
        Ok(self.parse(slashed(file), &text))
    }

    fn parse(&mut self, file: String, text: &str) -> Option<(u32, syn::File)> {
        let id =
            u32::try_from(self.output.files.len()).expect("a package has less than 2^32 files");
        self.output.files.push(file.clone());
        if !MARKERS.iter().any(|marker| text.contains(marker)) {
            return None;
        }
        match syn::parse_file(&text.replace("\r\n", "\n")) {
            Ok(parsed) => Some((id, parsed)),
            Err(error) => {
                let at = error.span().start();
                self.output.syntax_errors.push(SyntaxError {
                    file,
                    message: format!("{}:{}: {error}", at.line, at.column + 1),
                });
                None
            }
        }
    }

    /// Records the items of a module, `use`s first since they decide what an attribute means.
    fn items<'i>(
        &mut self,
        module: ModuleId,
        file: u32,
        place: &Place,
        list: impl IntoIterator<Item = &'i syn::Item> + Clone,
    ) -> Result<(), Error> {
        for item in list.clone() {
            match item {
                syn::Item::Use(item) => {
                    let (truth, _) = items::attributes(&self.options.cfg, &item.attrs);
                    if truth != Truth::No {
                        let found = uses::of_use(item, truth == Truth::Yes);
                        self.output.modules[module.0].uses.extend(found);
                    }
                }
                syn::Item::ExternCrate(item) => {
                    self.output.modules[module.0]
                        .uses
                        .push(uses::of_extern_crate(item));
                }
                _other => {}
            }
        }
        for item in list {
            self.item(module, file, place, item)?;
        }
        Ok(())
    }

    fn item(
        &mut self,
        module: ModuleId,
        file: u32,
        place: &Place,
        item: &syn::Item,
    ) -> Result<(), Error> {
        let Some(attributes) = attributes_of(item) else {
            return Ok(());
        };
        let (truth, attributes) = items::attributes(&self.options.cfg, attributes);
        if truth == Truth::No {
            return Ok(());
        }
        let certain = truth == Truth::Yes;
        match item {
            syn::Item::Fn(function) => {
                let found = attributes.iter().find_map(|attribute| {
                    Some((self.attribute(module, attribute.meta.path())?, attribute))
                });
                let what = match found {
                    Some((kind, attribute)) => {
                        let options = items::options(&attribute.meta);
                        self.keep(items::function(module, file, kind, &options, function))
                    }
                    None => What::Function,
                };
                self.define(module, &function.sig.ident, what, &function.vis, certain);
                self.blocks(module, file, place, |blocks| {
                    blocks.visit_block(&function.block);
                })?;
            }
            syn::Item::Struct(record) => {
                let what = self.record(module, file, &attributes, record);
                self.define(module, &record.ident, what, &record.vis, certain);
            }
            syn::Item::Enum(record) => {
                let what = self.record(module, file, &attributes, record);
                self.define(module, &record.ident, what, &record.vis, certain);
            }
            syn::Item::Const(constant) => {
                if constant.ident != "_" {
                    let what = self.keep(items::constant(module, file, constant));
                    self.define(module, &constant.ident, what, &constant.vis, certain);
                }
                self.blocks(module, file, place, |blocks| {
                    blocks.visit_expr(&constant.expr);
                })?;
            }
            syn::Item::Mod(inner) => {
                self.child(module, file, place, (inner, certain), &attributes)?;
            }
            syn::Item::Static(item) => {
                self.define(module, &item.ident, What::Value, &item.vis, certain);
                self.blocks(module, file, place, |blocks| blocks.visit_expr(&item.expr))?;
            }
            syn::Item::Impl(item) => {
                let scope = self.implementation(module, file, item);
                self.blocks(scope, file, place, |blocks| {
                    visit::visit_item_impl(blocks, item);
                })?;
            }
            syn::Item::Trait(item) => {
                self.define(module, &item.ident, What::Type, &item.vis, certain);
                self.blocks(module, file, place, |blocks| {
                    visit::visit_item_trait(blocks, item);
                })?;
            }
            syn::Item::Union(item) => {
                self.define(module, &item.ident, What::Type, &item.vis, certain)
            }
            syn::Item::Type(item) => {
                let what = self.keep(items::alias(module, file, item));
                self.define(module, &item.ident, what, &item.vis, certain);
            }
            _other => {}
        }
        Ok(())
    }

    /// A struct or enum, kept if one of our derives stands on it.
    fn record(
        &mut self,
        module: ModuleId,
        file: u32,
        attributes: &[items::Resolved],
        record: &(impl Clone + Into<syn::DeriveInput>),
    ) -> What {
        let derives = items::derives(attributes);
        let derive = derives
            .iter()
            .find_map(|path| parse::Derive::from_name(&self.imported(module, path)?));
        match derive {
            Some(_) => self.keep(items::record(
                module,
                file,
                items::Traits::of(&derives),
                record.clone(),
                &self.options.cfg,
            )),
            None => What::Type,
        }
    }

    fn keep(&mut self, item: items::Item) -> What {
        What::Item(self.keep_item(item))
    }

    pub(super) fn keep_item(&mut self, item: items::Item) -> ItemId {
        self.output.items.push(item);
        ItemId(self.output.items.len() - 1)
    }

    pub(super) fn resolve_attributes(
        &self,
        attributes: &[syn::Attribute],
    ) -> (Truth, Vec<items::Resolved>) {
        items::attributes(&self.options.cfg, attributes)
    }

    fn define(
        &mut self,
        module: ModuleId,
        ident: &proc_macro2::Ident,
        what: What,
        visibility: &syn::Visibility,
        certain: bool,
    ) {
        let name = Name {
            what,
            public: is_public(visibility),
            certain,
        };
        let names = &mut self.output.modules[module.0].names;
        names.entry(plain_name(ident)).or_default().push(name);
    }

    /// Which of our attributes a path means.
    pub(super) fn attribute(&self, module: ModuleId, path: &syn::Path) -> Option<parse::Attribute> {
        parse::Attribute::from_name(&self.imported(module, path)?)
    }

    /// The last segment of a macro's path after renaming by `use`; `None` when another crate's macro is imported.
    fn imported(&self, module: ModuleId, path: &syn::Path) -> Option<String> {
        let last = plain_name(&path.segments.last()?.ident);
        if path.segments.len() > 1 {
            let first = plain_name(&path.segments[0].ident);
            return self.may_be_ours(module, &first).then_some(last);
        }
        let mut current = Some(module);
        while let Some(id) = current {
            let module = &self.output.modules[id.0];
            let found = module
                .uses
                .iter()
                .find(|import| import.name == UseName::Named(last.clone()));
            if let Some(import) = found {
                let first = import.path.first()?;
                return self
                    .may_be_ours(id, first)
                    .then(|| import.path.last().cloned())?;
            }
            current = module.parent.filter(|_| module.is_block);
        }
        Some(last)
    }

    /// Whether a path that starts so may lead to the runtime: directly, or through a module of the package.
    fn may_be_ours(&self, module: ModuleId, first: &str) -> bool {
        let is_renamed = || {
            self.output.modules[module.0]
                .uses
                .iter()
                .any(|import| import.name == UseName::Named(first.to_owned()))
        };
        first == self.options.runtime
            || matches!(first, "crate" | "self" | "super")
            || self.output.modules[module.0].names.contains_key(first)
            || is_renamed()
    }

    fn child(
        &mut self,
        parent: ModuleId,
        file: u32,
        place: &Place,
        (item, certain): (&syn::ItemMod, bool),
        attributes: &[items::Resolved],
    ) -> Result<(), Error> {
        let name = plain_name(&item.ident);
        let path = attributes
            .iter()
            .find_map(|attribute| path_of(&attribute.meta));
        let module = self.module(Some(parent), false);
        self.define(
            parent,
            &item.ident,
            What::Module(module),
            &item.vis,
            certain,
        );
        if let Some((_, content)) = &item.content {
            let place = Place {
                file_folder: place.file_folder.clone(),
                folder: place.folder.join(path.unwrap_or(name)),
                inline: true,
            };
            return self.items(module, file, &place, content);
        }
        let candidates = match path {
            Some(path) if place.inline => vec![(place.folder.join(path), true)],
            Some(path) => vec![(place.file_folder.join(path), true)],
            None => vec![
                (place.folder.join(format!("{name}.rs")), false),
                (place.folder.join(&name).join("mod.rs"), true),
            ],
        };
        for (candidate, owns_folder) in candidates {
            let candidate = normal(&candidate);
            if !self.options.manifest_dir.join(&candidate).is_file() {
                continue;
            }
            let Some((file, parsed)) = self.read(&candidate)? else {
                return Ok(());
            };
            let file_folder = candidate
                .parent()
                .map(Path::to_path_buf)
                .unwrap_or_default();
            let folder = if owns_folder {
                file_folder.clone()
            } else {
                file_folder.join(&name)
            };
            let place = Place {
                file_folder,
                folder,
                inline: false,
            };
            return self.items(module, file, &place, &parsed.items);
        }
        Ok(())
    }

    /// Records the items inside blocks of a function's body or a constant's value.
    fn blocks(
        &mut self,
        module: ModuleId,
        file: u32,
        place: &Place,
        visit: impl FnOnce(&mut Blocks<'_, 'a>),
    ) -> Result<(), Error> {
        let mut blocks = Blocks {
            scanner: self,
            module,
            file,
            place,
            result: Ok(()),
        };
        visit(&mut blocks);
        blocks.result
    }
}

/// Finds blocks with items.
struct Blocks<'s, 'a> {
    scanner: &'s mut Scanner<'a>,
    module: ModuleId,
    file: u32,
    place: &'s Place,
    result: Result<(), Error>,
}

impl<'ast> Visit<'ast> for Blocks<'_, '_> {
    fn visit_block(&mut self, block: &'ast syn::Block) {
        let inner = block.stmts.iter().filter_map(|statement| match statement {
            syn::Stmt::Item(item) => Some(item),
            syn::Stmt::Local(_) | syn::Stmt::Expr(..) | syn::Stmt::Macro(_) => None,
        });
        let outer = self.module;
        if inner.clone().next().is_some() {
            self.module = self.scanner.module(Some(outer), true);
            let brace = block.brace_token.span.open().start();
            let key = (outer, brace.line, brace.column);
            self.scanner.output.blocks.insert(key, self.module);
            let result = self
                .scanner
                .items(self.module, self.file, self.place, inner);
            if self.result.is_ok() {
                self.result = result;
            }
        }
        visit::visit_block(self, block);
        self.module = outer;
    }

    /// Items of blocks are recorded above, with what is inside them.
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

fn path_of(meta: &syn::Meta) -> Option<String> {
    match meta {
        syn::Meta::NameValue(syn::MetaNameValue {
            path,
            value:
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(value),
                    ..
                }),
            ..
        }) if path.is_ident("path") => Some(value.value()),
        _other => None,
    }
}

fn attributes_of(item: &syn::Item) -> Option<&[syn::Attribute]> {
    Some(match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Union(item) => &item.attrs,
        _other => return None,
    })
}

/// Resolves `.` and `..` without looking at the disk.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            Component::ParentDir
            | Component::Normal(_)
            | Component::RootDir
            | Component::Prefix(_) => normal.push(component),
        }
    }
    normal
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
