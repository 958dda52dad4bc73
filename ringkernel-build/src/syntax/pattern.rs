//! Patterns, and the expressions that test them.

use quote::ToTokens as _;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned as _;
use syn::Token;

use super::ast::{
    Arm, BinaryOp, Binding, Expr, ExprKind, Ident, Literal, Pattern, PatternKind, RangeEnd, Spanned,
};
use super::parse::Parser;
use super::ty::ident;

/// What stands between the parentheses of `matches!(scrutinee, pattern if guard)`.
#[expect(
    missing_debug_implementations,
    reason = "syn's types have none without a feature"
)]
pub struct Matches {
    /// What is looked at.
    pub scrutinee: syn::Expr,
    /// The comma after it.
    pub comma: Token![,],
    /// What it is compared with.
    pub pattern: syn::Pat,
    /// What must hold besides.
    pub guard: Option<(Token![if], syn::Expr)>,
}

impl Parse for Matches {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let matches = Self {
            scrutinee: input.parse()?,
            comma: input.parse()?,
            pattern: syn::Pat::parse_multi_with_leading_vert(input)?,
            guard: match input.parse::<Option<Token![if]>>()? {
                Some(keyword) => Some((keyword, input.parse()?)),
                None => None,
            },
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(matches)
    }
}

impl Matches {
    /// Reads a `matches!`; any other macro is none.
    #[must_use]
    pub fn of(call: &syn::Macro) -> Option<Self> {
        let last = call.path.segments.last()?;
        if last.ident != "matches" {
            return None;
        }
        call.parse_body().ok()
    }
}

impl Parser {
    pub(super) fn pattern(&mut self, pattern: &syn::Pat) -> Option<Pattern> {
        let kind = match pattern {
            syn::Pat::Paren(inner) => return self.pattern(&inner.pat),
            syn::Pat::Wild(_) => PatternKind::Wild,
            syn::Pat::Rest(_) => PatternKind::Rest,
            syn::Pat::Ident(binding) => self.named(binding)?,
            syn::Pat::Lit(literal) => {
                let (literal, negative) = self.pattern_literal(&literal.lit)?;
                PatternKind::Literal { literal, negative }
            }
            syn::Pat::Range(range) => self.range_pattern(range)?,
            syn::Pat::Path(path) if path.qself.is_none() => {
                PatternKind::Path(self.path(&path.path)?)
            }
            syn::Pat::Tuple(tuple) => PatternKind::Tuple(self.patterns(&tuple.elems)?),
            syn::Pat::TupleStruct(tuple) if tuple.qself.is_none() => {
                let path = self.path(&tuple.path);
                let parts = self.patterns(&tuple.elems);
                PatternKind::TupleStruct(path?, parts?)
            }
            syn::Pat::Struct(record) if record.qself.is_none() => {
                let path = self.path(&record.path);
                let fields: Vec<_> = record
                    .fields
                    .iter()
                    .map(|field| {
                        let name = member(&field.member);
                        self.pattern(&field.pat).map(|pattern| (name, pattern))
                    })
                    .collect();
                PatternKind::Struct {
                    path: path?,
                    fields: fields.into_iter().collect::<Option<_>>()?,
                    rest: record.rest.is_some(),
                }
            }
            syn::Pat::Or(or) => PatternKind::Or(self.patterns(&or.cases)?),
            syn::Pat::Reference(reference) => PatternKind::Ref {
                mutable: reference.mutability.is_some(),
                inner: Box::new(self.pattern(&reference.pat)?),
            },
            syn::Pat::Slice(slice) => PatternKind::Slice(self.patterns(&slice.elems)?),
            _ => {
                return self.refuse(
                    pattern,
                    "this pattern is not part of the kernel language",
                    "match on literals, ranges, constants, structs, enums and tuples",
                )
            }
        };
        Some(Pattern {
            kind,
            span: pattern.span(),
        })
    }

    fn patterns<'a>(
        &mut self,
        patterns: impl IntoIterator<Item = &'a syn::Pat>,
    ) -> Option<Vec<Pattern>> {
        let patterns: Vec<_> = patterns
            .into_iter()
            .map(|pattern| self.pattern(pattern))
            .collect();
        patterns.into_iter().collect()
    }

    fn named(&mut self, binding: &syn::PatIdent) -> Option<PatternKind> {
        let sub = match &binding.subpat {
            Some((_, sub)) => Some(Box::new(self.pattern(sub)?)),
            None => None,
        };
        Some(PatternKind::Binding(Binding {
            name: ident(&binding.ident),
            by_ref: binding.by_ref.is_some(),
            mutable: binding.mutability.is_some(),
            sub,
        }))
    }

    /// A literal of a pattern, which may have a sign, and whether it has one.
    fn pattern_literal(&mut self, literal: &syn::Lit) -> Option<(Literal, bool)> {
        let digits = match literal {
            syn::Lit::Int(digits) => digits.base10_digits(),
            syn::Lit::Float(digits) => digits.base10_digits(),
            _ => "",
        };
        if !digits.starts_with('-') {
            return self.literal(literal).map(|literal| (literal, false));
        }
        let text = literal.to_token_stream().to_string();
        let mut positive: syn::Lit = syn::parse_str(text.trim_start_matches('-').trim_start())
            .expect("a number without its sign is a number");
        positive.set_span(literal.span());
        self.literal(&positive).map(|literal| (literal, true))
    }

    fn range_pattern(&mut self, range: &syn::PatRange) -> Option<PatternKind> {
        let start = self.range_end(range.start.as_deref());
        let end = self.range_end(range.end.as_deref());
        Some(PatternKind::Range {
            start: start?,
            end: end?,
            inclusive: matches!(range.limits, syn::RangeLimits::Closed(_)),
        })
    }

    fn range_end(&mut self, end: Option<&syn::Expr>) -> Option<Option<RangeEnd>> {
        match end {
            None => Some(None),
            Some(syn::Expr::Lit(literal)) => {
                let (value, negative) = self.pattern_literal(&literal.lit)?;
                Some(Some(RangeEnd::Literal {
                    literal: Spanned {
                        value,
                        span: literal.span(),
                    },
                    negative,
                }))
            }
            Some(syn::Expr::Path(path)) if path.qself.is_none() => {
                Some(Some(RangeEnd::Path(self.path(&path.path)?)))
            }
            Some(other) => self.refuse(
                other,
                "a range in a pattern goes between literals and constants",
                "write a `const` item outside the function and name it here",
            ),
        }
    }

    pub(super) fn match_expr(&mut self, expr: &syn::ExprMatch) -> Option<ExprKind> {
        let scrutinee = self.expr(&expr.expr);
        let arms: Vec<_> = expr.arms.iter().map(|arm| self.arm(arm)).collect();
        Some(ExprKind::Match(
            Box::new(scrutinee?),
            arms.into_iter().collect::<Option<_>>()?,
        ))
    }

    fn arm(&mut self, arm: &syn::Arm) -> Option<Arm> {
        let pattern = self.pattern(&arm.pat);
        let guard = match &arm.guard {
            Some((_, guard)) => self.expr(guard).map(Some),
            None => Some(None),
        };
        let body = self.expr(&arm.body);
        Some(Arm {
            pattern: pattern?,
            guard: guard?,
            body: body?,
        })
    }

    /// `if` and `while` ask for a value, for patterns, or for several of both.
    pub(super) fn condition(&mut self, condition: &syn::Expr) -> Option<Expr> {
        let kind = match condition {
            syn::Expr::Let(test) => {
                let pattern = self.pattern(&test.pat);
                let scrutinee = self.expr(&test.expr);
                ExprKind::Let(Box::new(pattern?), Box::new(scrutinee?))
            }
            syn::Expr::Binary(
                binary @ syn::ExprBinary {
                    op: syn::BinOp::And(_),
                    ..
                },
            ) => {
                let left = self.condition(&binary.left);
                let right = self.condition(&binary.right);
                let op = Spanned {
                    value: BinaryOp::And,
                    span: binary.op.span(),
                };
                ExprKind::Binary(op, Box::new(left?), Box::new(right?))
            }
            other => return self.expr(other),
        };
        Some(Expr {
            kind,
            span: condition.span(),
        })
    }

    /// `matches!(e, pattern if guard)` is the `match` that it stands for.
    pub(super) fn matches_call(&mut self, call: &syn::Macro) -> Option<Expr> {
        let Some(matches) = Matches::of(call) else {
            return self.refuse(
                call,
                "`matches!` wants a value and a pattern",
                "write `matches!(value, pattern)`",
            );
        };
        let span = call.span();
        let truth = |value| Expr {
            kind: ExprKind::Literal(Literal::Bool(value)),
            span,
        };
        let scrutinee = self.expr(&matches.scrutinee);
        let pattern = self.pattern(&matches.pattern);
        let guard = match &matches.guard {
            Some((_, guard)) => self.expr(guard).map(Some),
            None => Some(None),
        };
        let arms = vec![
            Arm {
                pattern: pattern?,
                guard: guard?,
                body: truth(true),
            },
            Arm {
                pattern: Pattern {
                    kind: PatternKind::Wild,
                    span,
                },
                guard: None,
                body: truth(false),
            },
        ];
        Some(Expr {
            kind: ExprKind::Match(Box::new(scrutinee?), arms),
            span,
        })
    }
}

/// The name of a field; a tuple's fields have their positions as names.
pub(super) fn member(member: &syn::Member) -> Ident {
    match member {
        syn::Member::Named(name) => ident(name),
        syn::Member::Unnamed(index) => Ident {
            name: index.index.to_string(),
            span: index.span,
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::syntax::tests::dump;

    #[test]
    fn every_form_of_a_pattern() {
        insta::assert_snapshot!(dump(
            "#[device] fn f((a, mut b): P, S { x, y: (_, .., ref z), .. }: S) -> i32 {
    let E::V(n @ (1 | -2..=3), &mut ref mut r) = e else { return 0 };
    if let Some(v @ LOW..) = q && v > 1 && let ..=-7 = v { a = 1; }
    while let A | B { c: ..9 } = next() { b = 2; }
    match &mut t.a { -1.5 | true => 1, k if k > b => { 2 } [p, _] | crate::N => matches!(k, 1..2 if c), }
}"
        ));
    }

    #[test]
    fn enums_and_tuple_structs() {
        insta::assert_snapshot!(dump(
            "enum E { A, B = -3, C { x: f32, y: u32 }, D(i32) = b'a', F }"
        ));
        insta::assert_snapshot!(dump("struct S(f32, pub u32);"));
    }
}
