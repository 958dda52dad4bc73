//! Names: modules in modules, `use` in all its forms, what shadows what, aliases of aliases.
#![expect(unreachable_pub, reason = "visibility of every kind is looked through")]

use ringkernel_rt::prelude::*;

use self::inner::globbed::{self, *};
use inner::{deep as below, walk, HOW_DEEP};

const DEPTH: i32 = 1000;
const SIZE: usize = 5;

mod inner {
    use ringkernel_rt::prelude::*;

    /// Below.
    pub mod deep {
        use ringkernel_rt::prelude::*;

        pub const DEPTH: i32 = 3;
        pub type Whole = i32;
        pub type Pair<T> = (T, T);

        /// A private function of the module above, and constants by three ways.
        #[device]
        pub fn go(x: Whole) -> Whole {
            super::level(x) + self::DEPTH * crate::kernels::names::DEPTH + super::super::DEPTH
        }

        #[device]
        pub fn both(pair: Pair<Whole>) -> Whole {
            pair.0 * 10 + pair.1
        }
    }

    #[device]
    fn level(x: i32) -> i32 {
        x * 2
    }

    pub use deep::go as walk;
    pub use deep::{Whole as Entire, DEPTH as HOW_DEEP};

    /// What it names itself goes before what a glob brings.
    pub mod globbed {
        pub use super::deep::*;
        use ringkernel_rt::prelude::*;

        pub const LEVELS: i32 = 100 + DEPTH;

        #[device]
        pub fn both(pair: Pair<Whole>) -> Whole {
            pair.0 - pair.1 + super::super::inner::deep::both(pair)
        }
    }
}

type Number = inner::Entire;
type Triple<T, const N: usize> = [Many<T>; N];
type Many<T> = [T; 3];

/// A type parameter goes before an alias of its name, a constant parameter before a constant.
#[device]
fn own<Number: Copy, const SIZE: usize>(x: Number) -> ([Number; SIZE], usize) {
    ([x; SIZE], SIZE * 2)
}

#[device]
fn total(all: &Triple<Number, 2>) -> Number {
    all[0][0] + all[1][2]
}

/// Local variables go before items; the name of a function can be a variable's.
#[kernel]
pub fn scopes(n: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= n.len() {
        return;
    }
    let x: Number = n[i];
    let mut sum = walk(x) + below::go(1) + globbed::go(2) + go(3) + HOW_DEEP + LEVELS + DEPTH;
    let pair: globbed::Pair<i32> = (x, 2);
    sum += both(pair) + below::both(pair);
    let (filled, twice) = own::<u8, 4>(9);
    sum += filled[3] as i32 + twice as i32 + SIZE as i32;
    let table: Triple<Number, 2> = [[x; 3], [1, 2, 3]];
    sum += total(&table);
    let walk = 5;
    let walk = walk + walk;
    {
        let go = walk * 2;
        sum += go;
    }
    n[i] = sum + walk + go(walk);
}
