//! Blocks and statements.

use syn::spanned::Spanned;

use super::ast::{Block, Expr, Stmt, StmtKind};
use super::panic::Panic;
use super::parse::Parser;
use super::shared::Shared;
use super::surface;
use crate::log::Level;

impl Parser {
    pub(super) fn block(&mut self, block: &syn::Block) -> Option<Block> {
        let mut complete = true;
        let mut statements = Vec::new();
        let mut tail = None;
        let last = block.stmts.len().saturating_sub(1);
        for (position, statement) in block.stmts.iter().enumerate() {
            match statement {
                syn::Stmt::Expr(expr, None) if position == last => match self.expr(expr) {
                    Some(expr) => tail = Some(Box::new(expr)),
                    None => complete = false,
                },
                syn::Stmt::Expr(syn::Expr::Verbatim(empty), Some(_)) if empty.is_empty() => {}
                syn::Stmt::Expr(..)
                | syn::Stmt::Local(_)
                | syn::Stmt::Item(_)
                | syn::Stmt::Macro(_) => match self.statement(statement) {
                    Some(kind) => statements.push(Stmt {
                        kind,
                        span: statement.span(),
                    }),
                    None => complete = false,
                },
            }
        }
        complete.then(|| Block {
            statements,
            tail,
            span: block.span(),
        })
    }

    fn statement(&mut self, statement: &syn::Stmt) -> Option<StmtKind> {
        match statement {
            syn::Stmt::Local(local) => self.local(local),
            syn::Stmt::Expr(expr, _) => self.expr(expr).map(StmtKind::Expr),
            syn::Stmt::Macro(call) => self.macro_call(&call.mac).map(StmtKind::Expr),
            syn::Stmt::Item(syn::Item::Const(item)) => {
                surface::check_constant(&mut self.errors, item);
                self.constant(item).map(StmtKind::Const)
            }
            syn::Stmt::Item(item) => self.refuse(
                item,
                "the only items inside device code are constants",
                "move the item out of the function",
            ),
        }
    }

    fn local(&mut self, local: &syn::Local) -> Option<StmtKind> {
        let (pattern, ty) = match &local.pat {
            syn::Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pattern => (pattern, None),
        };
        let pattern = self.pattern(pattern);
        let ty = match ty {
            Some(ty) => self.ty(ty).map(Some),
            None => Some(None),
        };
        let mut otherwise = Some(None);
        let init = match &local.init {
            Some(init) => {
                if let Some((_, diverge)) = &init.diverge {
                    otherwise = match &**diverge {
                        syn::Expr::Block(block) => self.block(&block.block).map(Some),
                        _ => unreachable!("syn reads a block after `else`"),
                    };
                }
                self.expr(&init.expr).map(Some)
            }
            None => Some(None),
        };
        Some(StmtKind::Let {
            pattern: pattern?,
            ty: ty?,
            init: init?,
            otherwise: otherwise?,
        })
    }

    /// Few macros are part of the language; of the others, the message depends on what they are for.
    pub(super) fn macro_call(&mut self, call: &syn::Macro) -> Option<Expr> {
        if let Some(panic) = Panic::of(&call.path) {
            return self.panic_call(call, panic);
        }
        if Shared::is(call) {
            return self.shared_call(call);
        }
        let name = call
            .path
            .segments
            .last()
            .map_or_else(String::new, |segment| segment.ident.to_string());
        let (message, help) = match name.as_str() {
            "println" | "print" | "eprintln" | "eprint" | "dbg" | "format" | "write"
            | "writeln" => (
                format!("device code has no text, so no `{name}!`"),
                "write `log_info!(..)`, whose records reach `tracing` on the host, or write numbers to an output slice",
            ),
            "error" | "warn" | "info" | "debug" | "trace" => (
                format!("device code cannot call a logger, so no `{name}!`"),
                "write `log_info!(..)` or one of its kin, whose records reach `tracing` on the host",
            ),
            "vec" => (
                "device code cannot allocate".to_owned(),
                "take a slice that the host has allocated",
            ),
            "matches" => return self.matches_call(call),
            name if Level::of_macro(name).is_some() => return self.log_call(call),
            _ => (
                format!("macro `{name}!` is not part of the kernel language"),
                "write a `#[device] fn` and call it",
            ),
        };
        self.refuse(call, message, help)
    }
}
