//! Makes a program that fails smaller: leaves out statements, puts simpler expressions in place of others.

use std::path::Path;

use super::batch::{judge, Verdict};
use super::device::Sanitizer;
use super::node::{node, Kind, Node, Part};
use super::program::Program;
use super::ty::Ty;

/// How many smaller programs are tried at once.
const TRIES: usize = 150;
/// How often.
const ROUNDS: u32 = 40;

/// The smallest program found that fails as this one does, and how.
#[must_use]
pub fn shrink(
    folder: &Path,
    sanitizer: Sanitizer,
    program: &Program,
    verdict: &Verdict,
) -> (Program, Verdict) {
    let mut best = (program.clone(), verdict.clone());
    for _ in 0..ROUNDS {
        let mut tries: Vec<_> = smaller(&best.0.node)
            .into_iter()
            .map(|node| Program {
                node,
                ..best.0.clone()
            })
            .collect();
        tries.sort_by_key(|program| program.text().len());
        let mut found = None;
        for chunk in tries.chunks(TRIES) {
            let verdicts = judge(folder, sanitizer, chunk);
            found = chunk
                .iter()
                .zip(verdicts)
                .find(|(_, verdict)| verdict.failure() == best.1.failure())
                .map(|(program, verdict)| (program.clone(), verdict));
            if found.is_some() {
                break;
            }
        }
        match found {
            Some(next) => best = next,
            None => break,
        }
    }
    best
}

/// The tree with one change each.
fn smaller(tree: &Node) -> Vec<Node> {
    let mut changes = Vec::new();
    tree.visit(&mut Vec::new(), &mut |way, node| match &node.kind {
        Kind::Fixed => {}
        Kind::Statement => {
            changes.push((way.to_vec(), node!(Kind::Fixed; "")));
            // What is inside instead of the whole.
            for part in &node.parts {
                if let Part::Node(inner) = part {
                    let mut statements = Vec::new();
                    inner.visit(&mut Vec::new(), &mut |_, below| {
                        if below.kind == Kind::Statement {
                            statements.push(below.clone());
                        }
                    });
                    if !statements.is_empty() {
                        changes.push((way.to_vec(), Node::list(statements, "\n")));
                    }
                }
            }
        }
        Kind::Value(ty) => {
            if node.parts.len() > 1 || matches!(node.parts.as_slice(), [Part::Node(_)]) {
                if let Ty::Scalar(scalar) = ty {
                    let simple = match scalar.name() {
                        "bool" => vec!["false".to_owned(), "true".to_owned()],
                        name if scalar.is_float() => vec![format!("1.0{name}")],
                        name => vec![format!("0{name}"), format!("1{name}")],
                    };
                    for text in simple {
                        changes.push((way.to_vec(), node!(node.kind.clone(); text)));
                    }
                }
                let mut inner = Vec::new();
                node.visit(&mut Vec::new(), &mut |below, found| {
                    if !below.is_empty() && found.kind == node.kind {
                        inner.push(found.clone());
                    }
                });
                changes.extend(inner.into_iter().map(|node| (way.to_vec(), node)));
            }
        }
    });
    changes
        .into_iter()
        .map(|(way, node)| tree.replaced(&way, node))
        .collect()
}
