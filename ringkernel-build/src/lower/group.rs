//! Types groups of threads: `this_warp()`, `tiled::<8>()`, `Tile<8>`, and their methods.
//!
//! A group's value says nothing that its type does not, so it is a struct without fields, and its methods are intrinsics.

use proc_macro2::Span;

use super::body::{Body, Role};
use super::constant::Value;
use super::context::{location, Context};
use super::generic::Generic;
use super::infer::{Class, Head, Shape, Ty};
use super::intrinsic::find;
use super::option::block;
use super::resolve::{Meaning, Space};
use super::tree::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::intrinsic::{self, Spelling};
use crate::ir::{Group, Handle, Literal, Scalar, Struct, StructKind, Type};
use crate::scan::ModuleId;
use crate::syntax::ast;

/// The functions of the prelude that give a group.
const GROUPS: [&str; 5] = [
    "this_block",
    "this_warp",
    "this_grid",
    "this_cluster",
    "tiled",
];

/// Whether the prelude's function of that name gives a group.
pub(super) fn gives_group(name: &str) -> bool {
    GROUPS.contains(&name)
}

/// The width of a tile, if a warp can be cut into such.
pub(super) fn tile_width(lanes: u64) -> Option<u32> {
    matches!(lanes, 1 | 2 | 4 | 8 | 16 | 32).then_some(lanes as u32)
}

/// `usize`, written nowhere.
pub(super) fn usize_at(span: Span) -> ast::Ty {
    let name = ast::Ident {
        name: "usize".to_owned(),
        span,
    };
    ast::Ty {
        kind: ast::TyKind::Path(ast::Path {
            absolute: false,
            segments: vec![name],
            arguments: Vec::new(),
            span,
        }),
        span,
    }
}

fn wrong_width(span: Span) -> Diagnostic {
    Diagnostic::new(span, "a warp is not cut into tiles of so many lanes")
        .help("a tile has 1, 2, 4, 8, 16 or 32 lanes")
}

impl Context<'_> {
    /// The group that a type of the runtime is.
    pub(super) fn group(
        &mut self,
        module: ModuleId,
        name: &str,
        path: &ast::Path,
        span: Span,
    ) -> Result<Group, Diagnostic> {
        let width = match name {
            "ThreadBlock" => return Ok(Group::Block),
            "ThreadGrid" => return Ok(Group::Grid),
            _tile => path.arguments.last().map(|given| given.list.as_slice()),
        };
        let Some([width]) = width else {
            return Err(Diagnostic::new(span, "a `Tile` has a number of lanes").soft());
        };
        self.width(module, width, span).map(Group::Tile)
    }

    fn width(
        &mut self,
        module: ModuleId,
        width: &ast::Argument,
        span: Span,
    ) -> Result<u32, Diagnostic> {
        let kind = ast::GenericKind::Const(usize_at(span));
        match self.generic(module, &kind, width)? {
            Generic::Const(lanes, _) => u64::try_from(lanes)
                .ok()
                .and_then(tile_width)
                .ok_or_else(|| wrong_width(span)),
            Generic::Type(_) => Err(Diagnostic::new(span, "a constant is wanted here").soft()),
        }
    }

    /// The group that a struct stands for.
    fn group_of(&self, handle: Handle<Struct>) -> Option<Group> {
        match self.module.structs[handle].kind {
            StructKind::Group(group) => Some(group),
            StructKind::Named | StructKind::Tuple => None,
        }
    }

    /// The width as written, of a path that means `Tile<N>`.
    pub(super) fn tile_argument<'p>(
        &self,
        module: ModuleId,
        path: &'p ast::Path,
    ) -> Option<&'p ast::Argument> {
        let [width] = path.arguments.last()?.list.as_slice() else {
            return None;
        };
        match self.resolve(module, path, Space::Type) {
            Meaning::Foreign(paths) if self.of_runtime(&paths) == Some("Tile") => Some(width),
            _another => None,
        }
    }
}

impl Body<'_, '_> {
    /// `this_block()` and its kin.
    pub(super) fn group_function(
        &mut self,
        name: &str,
        args: &[ast::Expr],
        path: &ast::Path,
        span: Span,
    ) -> Expr {
        if self.role == Role::Constant {
            return self
                .refuse(Diagnostic::new(span, "a constant cannot ask where it runs").soft());
        }
        if self.role == Role::Stencil {
            return self.refuse(
                Diagnostic::new(
                    path.span,
                    "a stencil runs once for each cell, on no particular thread",
                )
                .help("ask the `GridPos` where the cell is"),
            );
        }
        if name == "this_cluster" {
            return self.refuse(
                Diagnostic::new(path.span, "blocks are launched one by one, not in clusters")
                    .help("use `this_block()`, or `this_grid()` where all blocks take part"),
            );
        }
        if !args.is_empty() {
            return self.wrong_count(name, 0, span);
        }
        let ty = match name {
            "this_block" => self.whole_group(Group::Block, span),
            "this_grid" => self.whole_group(Group::Grid, span),
            "this_warp" => self.infer.compound(Head::Tile, vec![Ty::Const(32)]),
            _tiled => {
                let width = match path.arguments.last().map(|given| given.list.as_slice()) {
                    None | Some([ast::Argument::Infer(_)]) => self.infer.fresh(Class::Any),
                    Some([width]) => match self.cx.width(self.module, width, path.span) {
                        Ok(width) => Ty::Const(width.into()),
                        Err(mistake) => return self.refuse(mistake),
                    },
                    Some(_) => {
                        return self.refuse(
                            Diagnostic::new(path.span, "a `Tile` has a number of lanes").soft(),
                        )
                    }
                };
                self.infer.compound(Head::Tile, vec![width])
            }
        };
        Expr {
            kind: ExprKind::Tuple(Vec::new()),
            ty,
            span,
        }
    }

    fn whole_group(&mut self, group: Group, span: Span) -> Ty {
        let location = location(self.cx.krate_file(self.module), span);
        Ty::Known(Type::Struct(self.cx.module.group(group, location)))
    }

    /// `group.name(args)`; `width` is a tile's.
    pub(super) fn group_method(
        &mut self,
        receiver: Expr,
        group: Group,
        method: &ast::Ident,
        args: &[ast::Expr],
        span: Span,
    ) -> Expr {
        let (spelling, typed): (fn(&'static str) -> Spelling, _) = match group {
            Group::Block => (Spelling::Block, Vec::new()),
            Group::Grid => (Spelling::Grid, Vec::new()),
            Group::Tile(width) => {
                let width = Value::Scalar(Literal::Int(width.into()), Scalar::U32);
                let width = Expr {
                    kind: ExprKind::Constant(width),
                    ty: Ty::scalar(Scalar::U32),
                    span,
                };
                (Spelling::Tile, vec![width])
            }
        };
        let Some(row) = find(spelling, &method.name) else {
            self.type_all(args);
            let known: Vec<String> = intrinsic::rows()
                .flat_map(|row| row.rust)
                .filter_map(|known| match (known, group) {
                    (Spelling::Tile(name), Group::Tile(_))
                    | (Spelling::Block(name), Group::Block)
                    | (Spelling::Grid(name), Group::Grid) => Some(format!("`{name}`")),
                    _of_another => None,
                })
                .collect();
            return self.refuse(
                Diagnostic::new(
                    method.span,
                    format!(
                        "the group `{}` has no method `{}`",
                        group.name(),
                        method.name
                    ),
                )
                .help(format!("it has {}", known.join(", "))),
            );
        };
        let ty = match row.class {
            intrinsic::Class::None => Ty::Mistake,
            _has_one => self.infer.fresh(Class::Any),
        };
        // A group that is named or made here has no effect of its own.
        let statements = match &receiver.kind {
            ExprKind::Variable(_) | ExprKind::Tuple(_) => Vec::new(),
            _computed => self.kept(receiver).0,
        };
        let call = self.intrinsic(row, ty, typed, args, span);
        if statements.is_empty() {
            call
        } else {
            block(statements, call)
        }
    }

    /// The group that a value of a known type is.
    pub(super) fn as_group(&self, ty: Ty) -> Option<Group> {
        match self.infer.shape(ty) {
            Shape::Tile(width) => match self.infer.shape(width) {
                Shape::Const(width) => tile_width(width).map(Group::Tile),
                _unknown => None,
            },
            Shape::Known(Type::Struct(handle)) => self.cx.group_of(handle),
            _another => None,
        }
    }
}
