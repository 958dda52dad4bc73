//! The text of a random program as a tree, so that what fails can be made smaller without knowing the language.

use super::ty::Ty;

/// What a part of the text stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// It can be left out.
    Statement,
    /// It can be another expression of its type.
    Value(Ty),
    /// It must stay.
    Fixed,
}

/// A part of the text with parts of its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) parts: Vec<Part>,
}

/// Text or a node.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Text as it is.
    Text(String),
    /// What can be changed.
    Node(Node),
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Node> for Part {
    fn from(node: Node) -> Self {
        Self::Node(node)
    }
}

/// Makes a node of its kind and its parts.
macro_rules! node {
    ($kind:expr; $($part:expr),* $(,)?) => {
        $crate::node::Node {
            kind: $kind,
            parts: vec![$($crate::node::Part::from($part)),*],
        }
    };
}
pub(super) use node;

impl Node {
    /// Nodes one after another, with text between them.
    pub(super) fn list(nodes: Vec<Self>, between: &str) -> Self {
        let mut parts = Vec::new();
        for (position, node) in nodes.into_iter().enumerate() {
            if position > 0 {
                parts.push(between.into());
            }
            parts.push(node.into());
        }
        Self {
            kind: Kind::Fixed,
            parts,
        }
    }

    /// The text, each line indented by the braces that are open.
    pub(super) fn text(&self) -> String {
        let mut flat = String::new();
        self.write(&mut flat);
        let mut text = String::new();
        let mut depth = 0_usize;
        for line in flat.lines() {
            let line = line.trim();
            let closes = line.chars().take_while(|c| matches!(c, '}' | ')')).count();
            let indent = depth.saturating_sub(closes.min(1));
            text.push_str(&"    ".repeat(indent));
            text.push_str(line);
            text.push('\n');
            depth += line.matches('{').count();
            depth = depth.saturating_sub(line.matches('}').count());
        }
        text
    }

    fn write(&self, text: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(more) => text.push_str(more),
                Part::Node(node) => node.write(text),
            }
        }
    }

    /// Visits this node and all below, each with the way to it.
    pub(super) fn visit<'a>(
        &'a self,
        way: &mut Vec<usize>,
        f: &mut impl FnMut(&[usize], &'a Self),
    ) {
        f(way, self);
        for (position, part) in self.parts.iter().enumerate() {
            if let Part::Node(node) = part {
                way.push(position);
                node.visit(way, f);
                way.pop();
            }
        }
    }

    /// The tree with another node at the end of the way.
    pub(super) fn replaced(&self, way: &[usize], with: Self) -> Self {
        let Some((first, rest)) = way.split_first() else {
            return with;
        };
        let mut node = self.clone();
        if let Part::Node(below) = &self.parts[*first] {
            node.parts[*first] = Part::Node(below.replaced(rest, with));
        }
        node
    }
}
