//! The typed, resolved intermediate representation of a crate's device code.
//!
//! Every name is resolved, every type known, every literal evaluated to its type. The shape is made for printing C
//! without re-thinking Rust:
//!
//! - An [`Expr`] is **pure**: it cannot fault, write, call a device function or wait. It may read locals and memory.
//! - Everything with an effect is a [`Stmt`], in Rust's evaluation order. `lower` moves an operand into a temporary
//!   when a later operand of the same expression has statements of its own.
//! - Every index has a [`Check::Index`] before it, every integer division a [`Check::Divisor`] unless the divisor is a
//!   literal other than 0 and -1. A place that is already checked is just an address.
//! - Integer arithmetic wraps, shifts take their amount modulo the width, float-to-integer casts saturate and make NaN
//!   zero: Rust's meaning in release mode. The printer must keep it.
//! - `if`, blocks and loops with values do not exist: `lower` gives them a local.
//! - `while c {b}` is `Loop { Break if !c; b }`.
//! - Every loop has a [`Label`] of its own, and so has a block that is left early; whoever leaves names it.

mod arena;
pub mod dump;
mod expr;
pub mod flow;
mod kernel;
mod stmt;
mod ty;
pub mod visit;

pub use arena::{Arena, Handle};
pub use expr::{BinaryOp, Expr, ExprKind, Literal, Place, Projection, UnaryOp};
pub use kernel::{Fast, Granularity, GridSpec, Kernel, KernelKind, RingSpec, StencilSpec};
pub use stmt::{Block, Check, Label, Log, Panic, Stmt, StmtKind};
pub use ty::{Element, Scalar, Type};

/// All device code of one crate.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// Paths of the source files, relative to the package, with `/`. [`Location::file`] points here.
    pub files: Vec<String>,
    /// Structs and tuples in an order in which each stands after those it contains.
    pub structs: Arena<Struct>,
    /// Enums and `Option`s in an order in which each stands after those it contains.
    pub enums: Arena<Enum>,
    /// Array types, each once.
    pub arrays: Arena<Array>,
    /// Structs and enums together in an order in which each stands after those it contains: the order of their
    /// definitions in C.
    pub definitions: Vec<Definition>,
    /// Device functions.
    pub functions: Arena<Function>,
    /// Kernels in source order.
    pub kernels: Vec<Kernel>,
}

/// A place in the user's source, for faults and `#line`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Index into [`Module::files`].
    pub file: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A struct or an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Definition {
    /// A struct or tuple.
    Struct(Handle<Struct>),
    /// An enum.
    Enum(Handle<Enum>),
}

/// A user struct or a tuple. Its layout is C's.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The Rust name, `(f32, u32)` for a tuple. Two structs may share it (different modules); the printer's namer tells
    /// them apart.
    pub name: String,
    /// Who made it.
    pub kind: StructKind,
    /// Fields in the order written: name and type. Field types are elements. A tuple's fields are `0`, `1`, ...
    pub fields: Vec<(String, Type)>,
    /// Where it is defined; of a tuple, where it was met first.
    pub location: Location,
}

/// Who made a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StructKind {
    /// The user.
    Named,
    /// The language: a tuple type. There is one struct for each list of types.
    Tuple,
    /// The runtime: a group of threads, which has no fields. There is one struct for each group.
    Group(Group),
}

/// A group of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// `Tile<N>`: so many neighbouring lanes of a warp, a power of 2 up to 32.
    Tile(u32),
    /// `ThreadBlock`.
    Block,
    /// `ThreadGrid`.
    Grid,
}

impl Group {
    /// The type as Rust writes it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Tile(width) => format!("Tile<{width}>"),
            Self::Block => "ThreadBlock".to_owned(),
            Self::Grid => "ThreadGrid".to_owned(),
        }
    }
}

/// An enum, with or without data. Its layout is that of `repr(C)`: the tag, an i32, then the union of the variants'
/// structs.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The Rust name, `Option<f32>` for an option.
    pub name: String,
    /// Who made it.
    pub kind: EnumKind,
    /// Variants in the order written.
    pub variants: Vec<Variant>,
    /// Where it is defined; of an option, where it was met first.
    pub location: Location,
}

/// Who made an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumKind {
    /// The user.
    Named,
    /// The language: `Option` of this type. `None` is variant 0, `Some` variant 1.
    Option(Element),
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The tag's value.
    pub discriminant: i32,
    /// Fields in the order written; those of a tuple variant are `0`, `1`, ...
    pub fields: Vec<(String, Type)>,
}

/// An array type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Array {
    /// The type of its elements.
    pub element: Element,
    /// How many there are, at least one.
    pub len: u64,
}

/// A function body with its locals: a device function, or the body of a kernel.
#[derive(Clone, Debug)]
pub struct Function {
    /// The Rust name.
    pub name: String,
    /// Parameters, then every `let` and temporary.
    pub locals: Arena<Local>,
    /// The parameters in order; each is a local.
    pub params: Vec<Handle<Local>>,
    /// The result type; [`Type::Unit`] for none.
    pub output: Type,
    /// The statements. A path that ends without `Return` returns unit.
    pub body: Block,
    /// Where its name stands.
    pub location: Location,
}

/// A variable of a function.
#[derive(Clone, Debug)]
pub struct Local {
    /// The user's name, or `None` for a temporary. Names repeat under shadowing.
    pub name: Option<String>,
    /// Its type.
    pub ty: Type,
    /// Whether it is assigned after its `Let` (so the printer cannot make it `const`).
    pub mutable: bool,
    /// Where it is.
    pub storage: Storage,
    /// Whether a reference or slice to it, or to a part, is kept in another local: then what is written through that
    /// one changes it.
    pub borrowed: bool,
    /// Whether a pattern binds it: on the CPU a reference is then one of Rust's, and no view.
    pub matched: bool,
}

/// Where a local is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// Each thread has its own.
    #[default]
    Thread,
    /// The threads of a block share one, zero when the block begins: the array of the `shared!` at this place. It has no
    /// `Let`. Locals of one place and type, in whichever function, are the same array.
    Shared(Location),
    /// The slice over the array in shared memory of this number, whose length the launch gives. It has no `Let`.
    Dynamic(u32),
}

impl Module {
    /// The array type, added where it is new.
    pub fn array(&mut self, array: Array) -> Handle<Array> {
        let known = self.arrays.iter().find(|(_, known)| **known == array);
        match known {
            Some((handle, _)) => handle,
            None => self.arrays.push(array),
        }
    }

    /// The struct of a tuple type, added where it is new; `name` is the type as Rust writes it.
    pub fn tuple(&mut self, parts: &[Type], name: &str, location: Location) -> Handle<Struct> {
        let is_same = |item: &Struct| {
            item.kind == StructKind::Tuple && item.fields.iter().map(|(_, ty)| ty).eq(parts.iter())
        };
        if let Some((handle, _)) = self.structs.iter().find(|(_, item)| is_same(item)) {
            return handle;
        }
        let fields = parts
            .iter()
            .enumerate()
            .map(|(position, ty)| (position.to_string(), *ty))
            .collect();
        self.add_struct(Struct {
            name: name.to_owned(),
            kind: StructKind::Tuple,
            fields,
            location,
        })
    }

    /// The struct of a group of threads, added where it is new.
    pub fn group(&mut self, group: Group, location: Location) -> Handle<Struct> {
        let kind = StructKind::Group(group);
        if let Some((handle, _)) = self.structs.iter().find(|(_, item)| item.kind == kind) {
            return handle;
        }
        self.add_struct(Struct {
            name: group.name(),
            kind,
            fields: Vec::new(),
            location,
        })
    }

    /// The enum of an `Option`, added where it is new; `name` is the type as Rust writes it.
    pub fn option(&mut self, element: Element, name: &str, location: Location) -> Handle<Enum> {
        let kind = EnumKind::Option(element);
        if let Some((handle, _)) = self.enums.iter().find(|(_, item)| item.kind == kind) {
            return handle;
        }
        let variant = |name: &str, discriminant, fields| Variant {
            name: name.to_owned(),
            discriminant,
            fields,
        };
        self.add_enum(Enum {
            name: name.to_owned(),
            kind,
            variants: vec![
                variant("None", 0, Vec::new()),
                variant("Some", 1, vec![("0".to_owned(), element.into())]),
            ],
            location,
        })
    }

    /// Adds a struct, after what it contains.
    pub fn add_struct(&mut self, item: Struct) -> Handle<Struct> {
        let handle = self.structs.push(item);
        self.definitions.push(Definition::Struct(handle));
        handle
    }

    /// Adds an enum, after what it contains.
    pub fn add_enum(&mut self, item: Enum) -> Handle<Enum> {
        let handle = self.enums.push(item);
        self.definitions.push(Definition::Enum(handle));
        handle
    }

    /// A type as Rust writes it.
    #[must_use]
    pub fn type_name(&self, ty: Type) -> String {
        let mark = |mutable: bool| if mutable { "mut " } else { "" };
        match ty {
            Type::Unit => "()".to_owned(),
            Type::Scalar(scalar) => scalar.name().to_owned(),
            Type::Struct(handle) => self.structs[handle].name.clone(),
            Type::Enum(handle) => self.enums[handle].name.clone(),
            Type::Array(handle) => {
                let Array { element, len } = self.arrays[handle];
                format!("[{}; {len}]", self.type_name(element.into()))
            }
            Type::Slice { element, mutable } => {
                format!("&{}[{}]", mark(mutable), self.type_name(element.into()))
            }
            Type::Ref { target, mutable } => {
                format!("&{}{}", mark(mutable), self.type_name(target.into()))
            }
            Type::GridPos => "GridPos".to_owned(),
            Type::RingContext => "&RingContext".to_owned(),
        }
    }
}
