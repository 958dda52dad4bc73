//! Makes device code of the kernels in `src/`, and a list that names the CPU twin of every intrinsic.

use std::fmt::Write as _;

fn main() {
    ringkernel_build::compile();
    let mut twins = String::new();
    for row in ringkernel_build::intrinsic::rows() {
        let path: Vec<&str> = row.twin.split("::").collect();
        let name = format!("{:?}", row.op).to_uppercase();
        let line = match path.as_slice() {
            // Named by the kernels that call it.
            ["std"] => Ok(()),
            // A method is no item that `use` could bring.
            [.., ty, _method] if ty.starts_with(char::is_uppercase) => writeln!(
                twins,
                "const {name}: fn() = || {{ let _ = ::ringkernel_rt::{}; }};",
                row.twin
            ),
            _function => writeln!(twins, "use ::ringkernel_rt::{} as _;", row.twin),
        };
        line.expect("a string grows");
    }
    let folder = std::env::var_os("OUT_DIR").expect("Cargo sets it");
    std::fs::write(std::path::Path::new(&folder).join("twins.rs"), twins)
        .expect("the output folder is writable");
}
