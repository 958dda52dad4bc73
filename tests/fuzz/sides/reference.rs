// The start of the program that runs random kernels as Rust: rustc's meaning of each. Behind it stand the kernels, each
// in a module, and `KERNELS`, which calls them. Reads launches from the file named, from the first one asked for; writes
// faults and what the kernels left in their outputs. Safe code.

mod prelude {
    use std::cell::Cell;

    /// A float of 16 bits as the f32 that it is: of so many bits of precision, with exponents from the smallest on.
    #[derive(Clone, Copy, PartialEq, PartialOrd)]
    pub struct Narrow<const BITS: i32, const LEAST: i32>(f32);
    pub type f16 = Narrow<10, -14>;
    pub type bf16 = Narrow<7, -126>;

    impl<const BITS: i32, const LEAST: i32> Narrow<BITS, LEAST> {
        pub const ONE: Self = Self(1.0);
        pub const INFINITY: Self = Self(f32::INFINITY);
        pub const EPSILON: Self = Self(1.0 / (1 << BITS) as f32);
        pub const MIN_POSITIVE: Self = Self(if LEAST == -14 { 1.0 / 16384.0 } else { f32::MIN_POSITIVE });
        pub const MAX: Self = Self(if LEAST == -14 { 65504.0 } else { f32::from_bits(0x7f7f_0000) });

        pub fn from_f32(value: f32) -> Self {
            if value == 0.0 || !value.is_finite() {
                return Self(value);
            }
            let wide = f64::from(value);
            let exponent = (wide.to_bits() >> 52 & 0x7ff) as i32 - 1023;
            let step = f64::from_bits(((exponent.max(LEAST) - BITS + 1023) as u64) << 52);
            let near = (wide / step).round_ties_even() * step;
            let over = near.abs() > f64::from(Self::MAX.0);
            Self(if over { f32::INFINITY.copysign(value) } else { near as f32 })
        }
        pub fn to_f32(self) -> f32 {
            self.0
        }
        pub fn to_f64(self) -> f64 {
            self.0.into()
        }
    }

    impl<const BITS: i32, const LEAST: i32> std::ops::Neg for Narrow<BITS, LEAST> {
        type Output = Self;
        fn neg(self) -> Self {
            Self(-self.0)
        }
    }

    macro_rules! operators {
        ($($name:ident $method:ident $assign:ident $by:ident $op:tt)*) => {$(
            impl<const BITS: i32, const LEAST: i32> std::ops::$name for Narrow<BITS, LEAST> {
                type Output = Self;
                fn $method(self, other: Self) -> Self {
                    Self::from_f32(self.0 $op other.0)
                }
            }
            impl<const BITS: i32, const LEAST: i32> std::ops::$assign for Narrow<BITS, LEAST> {
                fn $by(&mut self, other: Self) {
                    *self = *self $op other;
                }
            }
        )*};
    }
    operators! {
        Add add AddAssign add_assign +
        Sub sub SubAssign sub_assign -
        Mul mul MulAssign mul_assign *
        Div div DivAssign div_assign /
        Rem rem RemAssign rem_assign %
    }

    thread_local! {
        pub static INDEX: Cell<[i32; 4]> = const { Cell::new([0; 4]) };
    }

    pub fn thread_idx_x() -> i32 {
        INDEX.get()[0]
    }
    pub fn block_idx_x() -> i32 {
        INDEX.get()[1]
    }
    pub fn block_dim_x() -> i32 {
        INDEX.get()[2]
    }
    pub fn grid_dim_x() -> i32 {
        INDEX.get()[3]
    }
}

/// A value of a launch's argument.
trait Value: Copy + 'static {
    fn read(bytes: &[u8]) -> Self;
    fn write(self, bytes: &mut [u8]);
}

macro_rules! values {
    ($($t:ident)*) => {$(
        impl Value for $t {
            fn read(bytes: &[u8]) -> Self {
                $t::from_le_bytes(bytes.try_into().unwrap())
            }
            fn write(self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}
values! { i8 u8 i16 u16 i32 u32 i64 u64 isize usize f32 f64 }

impl Value for bool {
    fn read(bytes: &[u8]) -> Self {
        bytes[0] != 0
    }
    fn write(self, bytes: &mut [u8]) {
        bytes[0] = self.into();
    }
}

struct Memory {
    arguments: Vec<Vec<u8>>,
}

impl Memory {
    fn slice<T: Value>(&self, number: usize) -> Vec<T> {
        self.arguments[number].chunks_exact(size_of::<T>()).map(T::read).collect()
    }

    fn value<T: Value>(&self, number: usize) -> T {
        T::read(&self.arguments[number])
    }

    fn put<T: Value>(&mut self, number: usize, values: &[T]) {
        for (bytes, value) in self.arguments[number].chunks_exact_mut(size_of::<T>()).zip(values) {
            value.write(bytes);
        }
    }
}

static LAST: std::sync::Mutex<(u32, u32, String)> = std::sync::Mutex::new((0, 0, String::new()));

/// Runs one thread after another; each fault is the thread, line, column and message.
fn threads(shape: [i32; 2], mut kernel: impl FnMut()) -> Vec<(i32, u32, u32, String)> {
    let mut faults = Vec::new();
    for thread in 0..shape[0] * shape[1] {
        prelude::INDEX.set([thread % shape[1], thread / shape[1], shape[1], shape[0]]);
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut kernel)).is_err() {
            let (line, column, message) = LAST.lock().unwrap().clone();
            faults.push((thread, line, column, message));
        }
    }
    faults
}

fn main() {
    use std::io::Write as _;
    std::panic::set_hook(Box::new(|info| {
        let message = match info.payload().downcast_ref::<&str>() {
            Some(text) => (*text).to_owned(),
            None => info.payload().downcast_ref::<String>().cloned().unwrap_or_default(),
        };
        let place = info.location().unwrap();
        // A method of the standard library that does not name its caller: no place of ours.
        let ours = place.file() == file!();
        let (line, column) = if ours { (place.line(), place.column()) } else { (0, 0) };
        *LAST.lock().unwrap() = (line, column, message);
    }));
    let mut args = std::env::args().skip(1);
    let text = std::fs::read_to_string(args.next().unwrap()).unwrap();
    let first: usize = args.next().unwrap().parse().unwrap();
    let mut words = text.split_ascii_whitespace();
    let mut out = std::io::stdout().lock();
    while let Some(number) = words.next() {
        let mut next = || words.next().unwrap();
        let number: usize = number.parse().unwrap();
        let shape = [next().parse().unwrap(), next().parse().unwrap()];
        let count: usize = next().parse().unwrap();
        let mut memory = Memory { arguments: Vec::new() };
        let mut exclusive = Vec::new();
        for argument in 0..count {
            if next() == "exclusive" {
                exclusive.push(argument);
            }
            let (_scalar, hex) = (next(), next());
            let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            memory.arguments.push((0..hex.len()).step_by(2).map(byte).collect());
        }
        if number < first {
            continue;
        }
        writeln!(out, "kernel {number}").unwrap();
        for (thread, line, column, message) in KERNELS[number](&mut memory, shape) {
            writeln!(out, "fault {thread} {line} {column} {message}").unwrap();
        }
        for argument in exclusive {
            let hex: String = memory.arguments[argument].iter().map(|byte| format!("{byte:02x}")).collect();
            writeln!(out, "data {hex}").unwrap();
        }
        writeln!(out, "end").unwrap();
        out.flush().unwrap();
    }
}
