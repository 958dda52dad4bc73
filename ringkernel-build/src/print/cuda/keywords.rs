//! Names that a user may use in Rust and that mean something else in CUDA C.

/// Words of C++ and CUDA, our own types, and macros of the C headers that nvcc includes.
#[rustfmt::skip] // one word a line would be three screens
const RESERVED: &[&str] = &[
    // C++17 and its alternative operators
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
    "char16_t", "char32_t", "class", "compl", "const", "const_cast", "constexpr", "continue", "decltype", "default",
    "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for",
    "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq",
    "nullptr", "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast", "return",
    "short", "signed", "sizeof", "static", "static_assert", "static_cast", "struct", "switch", "template", "this",
    "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "typeof", "union", "unsigned", "using",
    "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
    // later standards and extensions
    "char8_t", "co_await", "co_return", "co_yield", "concept", "consteval", "constinit", "requires", "linux", "unix",
    // our types
    "i32", "u32", "i64", "u64", "usize", "f32", "f64",
    // CUDA
    "threadIdx", "blockIdx", "blockDim", "gridDim", "warpSize", "dim3", "uint3", "uint", "ulong", "ushort", "uchar",
    // macros of the C headers that nvcc includes
    "NULL", "EOF", "NAN", "INFINITY", "HUGE_VAL", "MATH_ERRNO", "MATH_ERREXCEPT", "BUFSIZ", "RAND_MAX", "EXIT_SUCCESS",
    "EXIT_FAILURE", "CHAR_BIT", "INT_MAX", "INT_MIN", "UINT_MAX", "LONG_MAX", "LONG_MIN", "LLONG_MAX", "LLONG_MIN",
    "ULONG_MAX", "ULLONG_MAX", "SCHAR_MAX", "SHRT_MAX", "USHRT_MAX", "DOMAIN", "SING", "OVERFLOW", "UNDERFLOW", "PLOSS",
    "TLOSS", "FP_NAN", "FP_INFINITE", "FP_ZERO", "FP_SUBNORMAL", "FP_NORMAL", "M_E", "M_PI", "M_PI_2", "M_PI_4",
    "M_1_PI", "M_2_PI", "M_SQRT2", "M_SQRT1_2", "M_LN2", "M_LN10", "M_LOG2E", "M_LOG10E", "WNOHANG", "WUNTRACED",
    "CLOCKS_PER_SEC", "TIME_UTC", "stdin", "stdout", "stderr", "errno", "assert", "alloca", "offsetof", "major",
    "minor", "makedev", "MB_CUR_MAX", "CUDART_VERSION", "CUDA_VERSION", "CUDARTAPI", "CUDAAPI", "std", "signgam",
];

/// Functions at file scope. A local may hide them, because the printer calls none of them.
#[rustfmt::skip] // as above
const FUNCTIONS: &[&str] = &[
    "abort", "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "atexit", "atof", "atoi", "atol",
    "bcmp", "bcopy", "bzero", "calloc", "cbrt", "ceil", "clock", "clock64", "copysign", "cos", "cosh", "cospi",
    "cyl_bessel_i0", "cyl_bessel_i1", "difftime", "div", "drem", "erf", "erfc", "erfcinv", "erfcx", "erfinv", "exit",
    "exp", "exp10", "exp2", "expm1", "fabs", "fdim", "fdividef", "ffs", "ffsl", "ffsll", "finite", "floor", "fma",
    "fmax", "fmin", "fmod", "fpclassify", "free", "frexp", "gamma", "getenv", "hypot", "ilogb", "index", "isfinite",
    "isinf", "isnan", "isnormal", "j0", "j1", "jn", "labs", "ldexp", "ldiv", "lgamma", "llabs", "lldiv", "llmax",
    "llmin", "llrint", "llround", "log", "log10", "log1p", "log2", "logb", "lrint", "lround", "main", "malloc", "max",
    "memchr", "memcmp", "memcpy", "memmove", "memset", "min", "mktime", "modf", "nan", "nearbyint", "nextafter",
    "nexttoward", "norm", "norm3d", "norm4d", "normcdf", "normcdfinv", "pow", "pow10", "printf", "putenv", "puts",
    "qsort", "rand", "random", "rcbrt", "realloc", "remainder", "remove", "remquo", "rhypot", "rindex", "rint",
    "rnorm", "rnorm3d", "rnorm4d", "round", "rsqrt", "scalb", "scalbln", "scalbn", "select", "setenv", "signbit",
    "significand", "sin", "sincos", "sincospi", "sinh", "sinpi", "sqrt", "srand", "strcat", "strchr", "strcmp",
    "strcpy", "strlen", "strncpy", "strstr", "strtol", "system", "tan", "tanh", "tgamma", "time", "trap", "trunc",
    "ullmax", "ullmin", "umax", "umin", "y0", "y1", "yn", "brkpt", "saturate", "surfaceReference", "textureReference",
];

/// Makes a legal name for a local or field: reserved words get a `_` behind, prefixes that are ours or the compiler's get
/// a word before them.
pub(super) fn legal(name: &str) -> String {
    let shaped_like_ours = name == "rk" || name.starts_with("rk_") || name.starts_with("RK_");
    let shaped_like_theirs = name.starts_with("__")
        || (name.starts_with('_') && name[1..].starts_with(|c: char| c.is_ascii_uppercase()));
    if name == "_" {
        "unused".to_owned()
    } else if shaped_like_ours || shaped_like_theirs {
        format!("user_{}", name.trim_start_matches('_'))
    } else if is_builtin_vector(name) || RESERVED.contains(&name) {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}

/// Makes a legal name for a function or struct, which may not meet one of the C library's either.
pub(super) fn legal_global(name: &str) -> String {
    // `sinf`, `powl`: the C functions of other widths.
    let base = name.strip_suffix(['f', 'l']).unwrap_or(name);
    let prefixed = ["cuda", "CUDA", "cu", "atomic", "make_", "tex", "surf"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    if FUNCTIONS.contains(&name) || FUNCTIONS.contains(&base) || prefixed {
        format!("{name}_")
    } else {
        legal(name)
    }
}

/// `float4`, `make_int2`, ...
fn is_builtin_vector(name: &str) -> bool {
    const SCALARS: &[&str] = &[
        "char",
        "uchar",
        "short",
        "ushort",
        "int",
        "uint",
        "long",
        "ulong",
        "longlong",
        "ulonglong",
        "float",
        "double",
    ];
    let base = name.strip_prefix("make_").unwrap_or(name);
    base.strip_suffix(['1', '2', '3', '4'])
        .is_some_and(|scalar| SCALARS.contains(&scalar))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_meaning_in_c_are_changed() {
        let changed = [
            ("class", "class_"),
            ("float4", "float4_"),
            ("f32", "f32_"),
            ("rk_add", "user_rk_add"),
            ("__x", "user_x"),
            ("_", "unused"),
        ];
        for (rust, c) in changed {
            assert_eq!(legal(rust), c);
        }
    }

    #[test]
    fn other_names_stay() {
        for name in ["x", "max", "index", "_unused", "f", "rkx", "point4"] {
            assert_eq!(legal(name), name);
        }
    }

    #[test]
    fn functions_keep_clear_of_the_c_library() {
        for name in ["sin", "powf", "max", "main"] {
            assert_eq!(legal_global(name), format!("{name}_"));
        }
        assert_eq!(legal_global("half"), "half");
    }
}
