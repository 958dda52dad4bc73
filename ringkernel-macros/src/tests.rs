//! The rewriting for the CPU, the plan without a build, and what is made of the build script's files.

use std::fs;
use std::path::PathBuf;

use proc_macro2::TokenStream;
use quote::quote;
use ringkernel_build::handover::{Mistake, Scan, Stamp};
use ringkernel_build::name;
use ringkernel_build::syntax::ast::Item;
use ringkernel_build::syntax::parse::{self, Attribute};

use crate::cpu;
use crate::outcome::{self, Missing, Outcome};
use crate::reach::{self, Per, Plan};
use crate::surroundings::{Surroundings, Tool};

/// The statements of a body over views.
fn body(function: TokenStream) -> String {
    let function = syn::parse2(function).expect("the test is a function");
    let views = cpu::function(&function, &quote!(::rt));
    let statements = &views.block.stmts;
    quote!(#(#statements)*).to_string()
}

fn text(tokens: &TokenStream) -> String {
    tokens.to_string()
}

#[test]
fn parameters_become_views() {
    let function = syn::parse_quote!(
        fn f(x: &[f32], y: &mut [a::Cell], s: &mut S, m: &M, mut n: i32) -> f32 {}
    );
    let signature = cpu::function(&function, &quote!(::rt)).sig;
    let expected = quote!(
        fn f(
            x: ::rt::gpu::Slice<'_, f32>,
            y: ::rt::gpu::SliceMut<'_, a::Cell>,
            s: ::rt::gpu::RefMut<'_, S>,
            m: &M,
            mut n: i32
        ) -> f32
    );
    assert_eq!(text(&quote!(#signature)), text(&expected));
}

#[test]
fn a_place_behind_a_view_starts_from_a_copy() {
    assert_eq!(
        body(quote!(
            fn f(x: &[f32], y: &mut [Cell], s: &mut S) {
                y[y.len() - 1].mass += x[0];
                s.total = (s).count;
                *s = *s;
            }
        )),
        text(&quote!(
            (*{ y }.at(y.len() - 1)).mass += *{ x }.at(0);
            (*{ s }.__place()).total = (*{ s }.__place()).count;
            *{ s }.__place() = *{ s }.__place();
        ))
    );
}

#[test]
fn an_element_binds_as_tightly_as_an_index() {
    assert_eq!(
        body(quote!(
            fn f(x: &[f32], y: &mut [Cell]) {
                y[0].mass = -x[x[1] as usize].max(x[2]) as f32;
            }
        )),
        text(&quote!(
            (*{ y }.at(0)).mass = -(*{ x }.at(*{ x }.at(1) as usize)).max(*{ x }.at(2)) as f32;
        ))
    );
}

#[test]
fn a_shadowed_view_is_left_alone() {
    assert_eq!(
        body(quote!(
            fn f(s: &mut S, t: &mut S) {
                let u = s.a;
                {
                    let mut s = t.b;
                    s.c = 1;
                }
                s.d = u;
                for t in 0..3 {
                    g(t);
                }
                g(t);
            }
        )),
        text(&quote!(
            let u = (*{ s }.__place()).a;
            {
                let mut s = (*{ t }.__place()).b;
                s.c = 1;
            }
            (*{ s }.__place()).d = u;
            for t in 0..3 {
                g({
                    use ::rt::gpu::pass::HandOn as _;
                    ::rt::gpu::pass::Matched(t).hand_on()
                });
            }
            g(::rt::gpu::Pass::pass(t));
        ))
    );
}

#[test]
fn arguments_become_what_device_functions_take() {
    assert_eq!(
        body(quote!(
            fn f(x: &[f32], y: &mut [f32], s: &mut S, m: &M) {
                let mut a = 1.0;
                g(x, y, s, m, &mut a, &a, &mut y[1], &mut s.b, &s.c);
            }
        )),
        text(&quote!(
            let mut a = 1.0;
            g(
                ::rt::gpu::Pass::pass(x),
                ::rt::gpu::Pass::pass(y),
                ::rt::gpu::Pass::pass(s),
                m,
                ::rt::gpu::Pass::pass(&mut a),
                ::rt::gpu::Pass::pass(&a),
                ::rt::gpu::Pass::pass(&mut *{ y }.at(1)),
                ::rt::gpu::Pass::pass(&mut (*{ s }.__place()).b),
                ::rt::gpu::Pass::pass(&(*{ s }.__place()).c)
            );
        ))
    );
}

#[test]
fn at_is_chosen_by_its_arguments() {
    assert_eq!(
        body(quote!(
            fn f(p: &[f32], pos: GridPos, other: Other) {
                pos.at(p, 1, 0) + pos.at(p, 1, 0, -1) + other.at(p, 1, 2, 3)
            }
        )),
        text(&quote!(
            pos.at(p, 1, 0) + pos.at3(p, 1, 0, -1) + other.at(::rt::gpu::Pass::pass(p), 1, 2, 3)
        ))
    );
}

fn plan(attribute: Attribute, options: TokenStream, function: TokenStream) -> Option<Plan> {
    let function = syn::parse2(function).expect("the test is a function");
    match parse::function(attribute, &options, &function).expect("the test is right") {
        Item::Kernel(kernel) => reach::plan(&kernel).ok(),
        other => panic!("the test is a kernel, not {other:?}"),
    }
}

#[test]
fn reach_is_read_from_the_text() {
    let flat = quote!(
        fn f(p: &[f32], q: &mut [f32], pos: GridPos) {
            q[pos.idx()] = pos.north(p) + pos.at(p, -3, 1);
        }
    );
    let deep = quote!(
        fn f(p: &[f32], q: &mut [f32], pos: GridPos) {
            if pos.x() > 0 {
                q[pos.idx()] = pos.up(p);
            }
        }
    );
    let unknown = quote!(
        fn f(p: &[f32], q: &mut [f32], pos: GridPos) {
            q[pos.idx()] = pos.at(p, N, 1);
        }
    );
    let plan = |options, function| plan(Attribute::Stencil, options, function);
    assert_eq!(
        plan(quote!(), flat),
        Some(Plan::Stencil(2, [3, 1, 0], [16, 16, 1]))
    );
    assert_eq!(
        plan(quote!(tile = (8, 4, 2)), deep),
        Some(Plan::Stencil(3, [0, 0, 1], [8, 4, 2]))
    );
    assert_eq!(plan(quote!(), unknown.clone()), None);
    assert_eq!(
        plan(quote!(halo = 2), unknown),
        Some(Plan::Stencil(2, [2, 2, 0], [16, 16, 1]))
    );
}

#[test]
fn identity_makes_the_block_answer_together() {
    let plan = |function| plan(Attribute::RingKernel, quote!(), function);
    assert_eq!(
        plan(quote!(
            fn f(ctx: &RingContext, s: &mut S, m: &M) {
                s.n += m.n;
            }
        )),
        Some(Plan::Ring(Per::Lane))
    );
    assert_eq!(
        plan(quote!(
            fn f(ctx: &RingContext, m: &M) {
                if true {
                    ctx.sync_threads();
                }
            }
        )),
        Some(Plan::Ring(Per::Block))
    );
}

#[test]
fn what_needs_the_block_makes_it_answer_together() {
    let plan = |function| plan(Attribute::RingKernel, quote!(), function);
    for together in [
        quote!(block_reduce_sum(m.v)),
        quote!(gpu::lane_id() + m.v),
        quote!(this_block().reduce_sum(m.v)),
        quote!({
            let tile = tiled::<8>();
            tile.shfl(m.v, 0)
        }),
        quote!({
            let sums = shared!([i32; 4]);
            sums[0]
        }),
        quote!({
            let twice = |x: i32| warp_reduce_add(!0, x) * 2;
            twice(m.v)
        }),
    ] {
        let function = quote!(fn f(ctx: &RingContext, m: &M) -> i32 { #together });
        assert_eq!(plan(function), Some(Plan::Ring(Per::Block)), "{together}");
    }
    let alone = quote!(
        fn f(ctx: &RingContext, s: &mut S, m: &M) -> i32 {
            atomic_add(&mut s.n, block_idx_x()) + mine(m.v)
        }
    );
    assert_eq!(plan(alone), Some(Plan::Ring(Per::Lane)));
}

#[test]
fn without_state_each_thread_answers_unless_the_attribute_says_who() {
    for (options, per) in [
        (quote!(), Per::Thread),
        (quote!(per = thread), Per::Thread),
        (quote!(per = warp), Per::Warp),
        (quote!(per = block), Per::Block),
    ] {
        let function = quote!(
            fn f(_ctx: &RingContext, m: &M) -> i32 {
                m.v
            }
        );
        let plan = plan(Attribute::RingKernel, options, function);
        assert_eq!(plan, Some(Plan::Ring(per)));
    }
}

#[test]
fn what_needs_the_grid_makes_blocks_run_together() {
    let plan = |function| plan(Attribute::Kernel, quote!(), function);
    for together in [
        quote!(sync_grid()),
        quote!(y[0] = grid_reduce_sum(y[1])),
        quote!(this_grid().sync()),
    ] {
        let function = quote!(fn f(y: &mut [i32]) { #together; });
        assert_eq!(
            plan(function),
            Some(Plan::Grid { cooperative: true }),
            "{together}"
        );
    }
    let alone = quote!(
        fn f(y: &mut [i32]) {
            y[0] = block_reduce_sum(y[1]);
        }
    );
    assert_eq!(plan(alone), Some(Plan::Grid { cooperative: false }));
}

/// A build script's folder, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ringkernel-{}-{test}", std::process::id()));
        fs::create_dir_all(path.join(name::FOLDER)).expect("the folder can be made");
        Self(path)
    }

    fn put(&self, file: &str, text: &str) -> &Self {
        fs::write(self.0.join(name::FOLDER).join(file), text).expect("the file can be written");
        self
    }

    fn stamp(&self, package: &str, scan: Scan) -> &Self {
        let stamp = Stamp {
            package: package.to_owned(),
            manifest_dir: "/app".to_owned(),
            runtime: "gpu".to_owned(),
            scan,
        };
        self.put(name::STAMP, &stamp.to_text())
    }

    fn ask(&self, tool: Tool) -> Outcome {
        let surroundings = Surroundings {
            out_dir: Some(self.0.clone()),
            package: "app".to_owned(),
            manifest_dir: "/app".to_owned(),
            tool,
        };
        outcome::of_function(&surroundings, "f_1")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("the folder can be removed");
    }
}

#[test]
fn what_the_build_script_left_decides() {
    let folder = Folder::new("decides");
    let ask = || folder.ask(Tool::Compiler);
    assert_eq!(ask(), Outcome::Missing(Missing::Call));
    folder.put(name::STAMP, "format 0");
    assert_eq!(ask(), Outcome::Missing(Missing::Version));
    folder.stamp("another", Scan::Complete);
    assert_eq!(ask(), Outcome::Missing(Missing::Call));
    folder.stamp("app", Scan::SyntaxError);
    assert_eq!(ask(), Outcome::Missing(Missing::Scan));
    folder.stamp("app", Scan::Complete);
    assert_eq!(ask(), Outcome::Missing(Missing::Function));
    folder.put("f_1.rs", "");
    assert_eq!(ask(), Outcome::Built("f_1".to_owned()));
    folder.put("f_1.err", "");
    assert_eq!(ask(), Outcome::Mistaken(Vec::new()));
    folder.put("f_1.err", "1 2 soft no");
    assert_eq!(
        ask(),
        Outcome::Mistaken(Mistake::from_text("1 2 soft no").expect("a mistake"))
    );
    folder.put("f_1.err", "?");
    assert_eq!(ask(), Outcome::Missing(Missing::Version));
}

#[test]
fn editors_and_documentation_tests_need_no_build() {
    let folder = Folder::new("cpu-only");
    assert_eq!(folder.ask(Tool::Editor), Outcome::CpuOnly);
    assert_eq!(folder.ask(Tool::DocTest), Outcome::CpuOnly);
}
