//! Options of the attributes: `#[stencil(tile = (16, 16), halo = 1, swap(a, b))]`.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{parenthesized, token, Expr, Ident, Token};

use super::ast::{self, Fast, Granularity, GridOptions, RingOptions, Spanned, StencilOptions};
use super::parse::Parser;
use crate::diagnostic::{Diagnostic, Errors};
use crate::name;

/// Threads of a block.
const MAX_BLOCK: u32 = 1024;
/// Threads of a warp.
const WARP: u32 = 32;
/// Registers of a thread, on every architecture since 3.5.
const MOST_REGISTERS: u32 = 255;

/// The option that says for which arguments a generic kernel is made.
const INSTANCES: &str = "instances";

/// `name`, `name = value` or `name(list)`.
struct Argument {
    name: Ident,
    value: Value,
}

enum Value {
    None,
    Assigned(Box<Expr>),
    List(Punctuated<Ident, Token![,]>),
    Instances(Punctuated<Instance, Token![,]>),
}

/// The generic arguments of one instance: one alone, or more in parentheses.
struct Instance(Punctuated<syn::GenericArgument, Token![,]>);

impl Parse for Instance {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut list = Punctuated::new();
        if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            list = Punctuated::parse_terminated(&content)?;
        } else {
            list.push(input.parse()?);
        }
        Ok(Self(list))
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        let value = if name == INSTANCES && input.peek(token::Paren) {
            let list;
            parenthesized!(list in input);
            Value::Instances(Punctuated::parse_terminated(&list)?)
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Assigned(Box::new(input.parse()?))
        } else if input.peek(token::Paren) {
            let list;
            parenthesized!(list in input);
            Value::List(Punctuated::parse_terminated(&list)?)
        } else {
            Value::None
        };
        Ok(Self { name, value })
    }
}

fn arguments(errors: &mut Errors, options: &TokenStream) -> Option<Vec<Argument>> {
    match Punctuated::<Argument, Token![,]>::parse_terminated.parse2(options.clone()) {
        Ok(list) => Some(list.into_iter().collect()),
        Err(error) => {
            errors.push(
                Diagnostic::new(error.span(), format!("cannot read these options: {error}")).help(
                    "options look like `name`, `name = value` or `name(a, b)`, with commas between",
                ),
            );
            None
        }
    }
}

fn check_repeats(errors: &mut Errors, arguments: &[Argument]) {
    for (position, argument) in arguments.iter().enumerate() {
        let repeated = arguments[..position]
            .iter()
            .any(|earlier| earlier.name == argument.name);
        if repeated && argument.name != "swap" {
            errors.push(
                Diagnostic::new(
                    argument.name.span(),
                    format!("option `{}` is given twice", argument.name),
                )
                .help("keep one of them"),
            );
        }
    }
}

fn unknown(errors: &mut Errors, argument: &Argument, attribute: &str, known: &str) {
    errors.push(
        Diagnostic::new(
            argument.name.span(),
            format!("`#[{attribute}]` has no option `{}`", argument.name),
        )
        .help(format!("its options are {known}")),
    );
}

/// Options of `#[device]`: there are none.
pub(super) fn none(errors: &mut Errors, options: &TokenStream) {
    if !options.is_empty() {
        errors.push(
            Diagnostic::spanning(options, "`#[device]` has no options").help("write `#[device]`"),
        );
    }
}

pub(super) fn grid(parser: &mut Parser, options: &TokenStream) -> Option<GridOptions> {
    let errors = &mut parser.errors;
    let arguments = arguments(errors, options)?;
    check_repeats(errors, &arguments);
    let mut result = GridOptions::default();
    for argument in &arguments {
        let errors = &mut parser.errors;
        match argument.name.to_string().as_str() {
            INSTANCES => result.instances = instances(parser, argument),
            "fast" => result.fast = fast(errors, argument),
            "max_registers" => result.max_registers = max_registers(errors, argument),
            _ => unknown(
                errors,
                argument,
                "kernel",
                "`instances(..)`, `fast(..)` and `max_registers = n`",
            ),
        }
    }
    Some(result)
}

/// `instances(f32, f64)`, or `instances((f32, 4), (f64, 8))` for more parameters than one.
fn instances(parser: &mut Parser, argument: &Argument) -> Option<Vec<ast::Instance>> {
    let list = match &argument.value {
        Value::Instances(list) if !list.is_empty() => list,
        Value::Instances(_) | Value::None | Value::Assigned(_) | Value::List(_) => {
            parser.errors.push(
                Diagnostic::new(
                    argument.name.span(),
                    "`instances` must say for which types the kernel is made",
                )
                .help("write `instances(f32, f64)`, or `instances((f32, 4), (f64, 8))` for two parameters"),
            );
            // The mistake is told; that the kernel is generic is none.
            return Some(Vec::new());
        }
    };
    let list: Vec<_> = list
        .iter()
        .map(|Instance(arguments)| {
            let value: Vec<_> = arguments
                .iter()
                .map(|argument| parser.generic_argument(argument))
                .collect();
            Some(ast::Instance {
                arguments: value.into_iter().collect::<Option<_>>()?,
                written: arguments.to_token_stream(),
                span: arguments.span(),
            })
        })
        .collect();
    list.into_iter().collect()
}

pub(super) fn stencil(errors: &mut Errors, options: &TokenStream) -> Option<StencilOptions> {
    let arguments = arguments(errors, options)?;
    check_repeats(errors, &arguments);
    let mut result = StencilOptions::default();
    for argument in &arguments {
        match argument.name.to_string().as_str() {
            "fast" => result.fast = fast(errors, argument),
            "max_registers" => result.max_registers = max_registers(errors, argument),
            "tile" => result.tile = tile(errors, argument),
            "halo" => result.halo = number(errors, argument),
            "swap" => result.swap.extend(swap(errors, argument)),
            _ => unknown(
                errors,
                argument,
                "stencil",
                "`tile = (x, y)`, `halo = n`, `swap(a, b)`, `fast(..)` and `max_registers = n`",
            ),
        }
    }
    Some(result)
}

pub(super) fn ring(errors: &mut Errors, options: &TokenStream) -> Option<RingOptions> {
    let arguments = arguments(errors, options)?;
    check_repeats(errors, &arguments);
    let mut result = RingOptions {
        fast: Fast::default(),
        max_registers: None,
        block_size: 128,
        queue_capacity: 1024,
        hlc: false,
        k2k: false,
        per: None,
    };
    let mut block_size = None;
    for argument in &arguments {
        match argument.name.to_string().as_str() {
            "fast" => result.fast = fast(errors, argument),
            "max_registers" => result.max_registers = max_registers(errors, argument),
            "block_size" => {
                if let Some(size) = number(errors, argument) {
                    result.block_size = size.value;
                    check_block_size(errors, &size);
                    block_size = Some(size);
                }
            }
            "queue_capacity" => {
                if let Some(capacity) = number(errors, argument) {
                    result.queue_capacity = capacity.value;
                    check_queue_capacity(errors, &capacity);
                }
            }
            "hlc" => result.hlc = flag(errors, argument),
            "k2k" => result.k2k = flag(errors, argument),
            "per" => result.per = granularity(errors, argument),
            _ => unknown(
                errors,
                argument,
                "ring_kernel",
                "`per = thread | warp | block`, `block_size = n`, `queue_capacity = n`, `hlc`, `k2k`, `fast(..)` and `max_registers = n`",
            ),
        }
    }
    if let (Some(per), Some(size)) = (&result.per, &block_size) {
        check_whole_warps(errors, per.value, size);
    }
    Some(result)
}

/// `per = thread`, `per = warp` or `per = block`.
fn granularity(errors: &mut Errors, argument: &Argument) -> Option<Spanned<Granularity>> {
    let word = match &argument.value {
        Value::Assigned(value) => match &**value {
            Expr::Path(path) => path.path.get_ident(),
            _ => None,
        },
        Value::None | Value::List(_) | Value::Instances(_) => None,
    };
    let known = |word: &Ident| Granularity::ALL.into_iter().find(|per| word == per.word());
    if let Some((word, value)) = word.and_then(|word| Some((word, known(word)?))) {
        return Some(Spanned {
            value,
            span: word.span(),
        });
    }
    let mistake = match &argument.value {
        Value::Assigned(value) => {
            Diagnostic::spanning(value, "no group of threads that answers a message together")
        }
        Value::None | Value::List(_) | Value::Instances(_) => {
            Diagnostic::new(argument.name.span(), "`per` must say who answers a message")
        }
    };
    errors.push(mistake.help(
        "write `per = thread`, `per = warp` or `per = block`, or leave it out: the body then tells",
    ));
    None
}

/// Warps that answer messages of their own have all their lanes.
fn check_whole_warps(errors: &mut Errors, per: Granularity, size: &Spanned<u32>) {
    let value = size.value;
    match per {
        Granularity::Warp if !value.is_multiple_of(WARP) && value < MAX_BLOCK => errors.push(
            Diagnostic::new(
                size.span,
                format!("a block of {value} threads is not made of whole warps"),
            )
            .help(format!(
                "with `per = warp` choose a multiple of {WARP}, such as {}",
                value.next_multiple_of(WARP)
            )),
        ),
        Granularity::Warp | Granularity::Thread | Granularity::Block => {}
    }
}

fn check_block_size(errors: &mut Errors, size: &Spanned<u32>) {
    if !(1..=MAX_BLOCK).contains(&size.value) {
        errors.push(
            Diagnostic::new(
                size.span,
                format!("a block cannot have {} threads", size.value),
            )
            .help(format!("choose 1 to {MAX_BLOCK}")),
        );
    }
}

fn max_registers(errors: &mut Errors, argument: &Argument) -> Option<Spanned<u32>> {
    let most = number(errors, argument)?;
    if !(1..=MOST_REGISTERS).contains(&most.value) {
        errors.push(
            Diagnostic::new(
                most.span,
                format!("a thread cannot have {} registers", most.value),
            )
            .help(format!("choose 1 to {MOST_REGISTERS}")),
        );
        return None;
    }
    Some(most)
}

fn check_queue_capacity(errors: &mut Errors, capacity: &Spanned<u32>) {
    if !capacity.value.is_power_of_two() {
        let help = match capacity.value.checked_next_power_of_two() {
            Some(next) => format!("the next one is {next}"),
            None => format!("the largest one is {}", 1u32 << 31),
        };
        errors.push(
            Diagnostic::new(
                capacity.span,
                format!(
                    "a queue's capacity must be a power of two, not {}",
                    capacity.value
                ),
            )
            .help(help),
        );
    }
}

fn flag(errors: &mut Errors, argument: &Argument) -> bool {
    match &argument.value {
        Value::None => {}
        Value::Assigned(_) | Value::List(_) | Value::Instances(_) => errors.push(
            Diagnostic::new(
                argument.name.span(),
                format!("option `{}` takes no value", argument.name),
            )
            .help(format!("write `{}` alone, or leave it out", argument.name)),
        ),
    }
    true
}

fn number(errors: &mut Errors, argument: &Argument) -> Option<Spanned<u32>> {
    match &argument.value {
        Value::Assigned(value) => literal(errors, value),
        Value::None | Value::List(_) | Value::Instances(_) => {
            errors.push(
                Diagnostic::new(
                    argument.name.span(),
                    format!("option `{}` needs a number", argument.name),
                )
                .help(format!("write `{} = 1`", argument.name)),
            );
            None
        }
    }
}

fn literal(errors: &mut Errors, value: &Expr) -> Option<Spanned<u32>> {
    if let Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Int(digits),
        ..
    }) = value
    {
        if let Ok(number) = digits.base10_parse() {
            return Some(Spanned {
                value: number,
                span: digits.span(),
            });
        }
    }
    errors.push(
        Diagnostic::spanning(
            value,
            "an option's value must be a whole number, written out",
        )
        .help("constants are not known here; write the digits"),
    );
    None
}

fn tile(errors: &mut Errors, argument: &Argument) -> Option<Spanned<Vec<u32>>> {
    let tuple = match &argument.value {
        Value::Assigned(value) => match &**value {
            Expr::Tuple(tuple) => Some(tuple),
            _ => None,
        },
        Value::None | Value::List(_) | Value::Instances(_) => None,
    };
    let Some(tuple) = tuple else {
        errors.push(
            Diagnostic::new(
                argument.name.span(),
                "option `tile` needs the threads on each axis",
            )
            .help("write `tile = (16, 16)`, or `tile = (16, 4, 4)` in 3D"),
        );
        return None;
    };
    let numbers: Vec<_> = tuple
        .elems
        .iter()
        .filter_map(|element| literal(errors, element))
        .collect();
    if numbers.len() != tuple.elems.len() {
        return None;
    }
    let value: Vec<u32> = numbers.iter().map(|number| number.value).collect();
    let threads: u128 = value.iter().map(|&side| u128::from(side)).product();
    if !(2..=3).contains(&value.len()) {
        errors.push(
            Diagnostic::spanning(
                tuple,
                format!("a tile has 2 or 3 sides, not {}", value.len()),
            )
            .help("write `tile = (16, 16)`, or `tile = (16, 4, 4)` in 3D"),
        );
    } else if !(1..=u128::from(MAX_BLOCK)).contains(&threads) {
        errors.push(
            Diagnostic::spanning(tuple, format!("a tile cannot have {threads} threads"))
                .help(format!("the product of the sides must be 1 to {MAX_BLOCK}")),
        );
    } else if value.get(2).is_some_and(|&z| z > 64) {
        errors.push(
            Diagnostic::spanning(&tuple.elems[2], "a tile has at most 64 threads along z")
                .help("make it longer along x instead"),
        );
    }
    Some(Spanned {
        value,
        span: tuple.span(),
    })
}

fn swap(errors: &mut Errors, argument: &Argument) -> Option<(ast::Ident, ast::Ident)> {
    if let Value::List(list) = &argument.value {
        if let (2, Some(first), Some(second)) = (list.len(), list.first(), list.last()) {
            return Some((ident(first), ident(second)));
        }
    }
    errors.push(
        Diagnostic::new(argument.name.span(), "option `swap` needs two fields")
            .help("write `swap(a, b)`, once for each pair"),
    );
    None
}

fn ident(ident: &Ident) -> ast::Ident {
    ast::Ident {
        name: name::plain_name(ident),
        span: ident.span(),
    }
}

fn fast(errors: &mut Errors, argument: &Argument) -> Fast {
    let mut result = Fast::default();
    let help = "choose from `fast(contract, ftz, approx)`";
    match &argument.value {
        Value::List(list) if !list.is_empty() => {
            for word in list {
                match word.to_string().as_str() {
                    "contract" => result.contract = true,
                    "ftz" => result.ftz = true,
                    "approx" => result.approx = true,
                    _ => errors.push(
                        Diagnostic::new(word.span(), format!("`fast` knows no `{word}`"))
                            .help(help),
                    ),
                }
            }
        }
        Value::List(_) | Value::None | Value::Assigned(_) | Value::Instances(_) => errors.push(
            Diagnostic::new(
                argument.name.span(),
                "`fast` must say what exactness it gives up",
            )
            .help(help),
        ),
    }
    result
}
