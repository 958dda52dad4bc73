//! Texts.

use ringkernel_rt::prelude::*;

use super::{gallery, some_bytes, texts};
use crate::inputs::Random;
use crate::kernels::gallery::text::Tokens;

/// The automaton of `ab*c|d+`: 0 nothing yet, 1 behind `ab*`, 2 found.
fn automaton() -> Vec<u8> {
    let mut table = vec![0; 3 * 256];
    for state in 0..3 {
        for byte in 0..=255u8 {
            table[state * 256 + usize::from(byte)] = match (state, byte) {
                (2, _) | (_, b'd') | (1, b'c') => 2,
                (_, b'a') | (1, b'b') => 1,
                _ => 0,
            };
        }
    }
    table
}

fn lines() -> Vec<&'static str> {
    vec![
        "", "abc", "abbbbc", "ab", "xxacyy", "d", "aabab", "bc", "abbd", "aabbc", "cba", "a b c",
    ]
}

fn matches() -> Vec<bool> {
    let begins = |rest: &str| {
        let behind = rest
            .strip_prefix('a')
            .map(|rest| rest.trim_start_matches('b'));
        behind.is_some_and(|rest| rest.starts_with('c')) || rest.starts_with('d')
    };
    lines()
        .iter()
        .map(|line| (0..line.len()).any(|at| begins(&line[at..])))
        .chain([false])
        .collect()
}

const DOCUMENTS: [&str; 6] = [
    r#"{"name": "Ada", "born": 1815, "works": ["Note G", null, true], "x": {"y": [-1.5e3]}}"#,
    r#"[]"#,
    r#""an escaped \" quote and a \\""#,
    r#"{"open": ["#,
    r#"[1, 2, 3]]"#,
    "\"a line\nin a text\"",
];

fn tokens() -> Vec<Tokens> {
    vec![Tokens::default(); DOCUMENTS.len()]
}

fn encoded() -> Vec<Vec<u8>> {
    vec![
        b"plain".to_vec(),
        "h\u{e9}llo \u{4e16}\u{754c} \u{1f980}".into(),
        b"bad \xff".to_vec(),
        b"\xe4\xb8".to_vec(),
        b"\xc0\x80".to_vec(),
        b"\xed\xa0\x80".to_vec(),
        b"ok\xf4\x90\x80\x80".to_vec(),
        some_bytes(64, 171),
        Vec::new(),
    ]
}

fn valid() -> Vec<usize> {
    encoded()
        .iter()
        .map(|text| match std::str::from_utf8(text) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        })
        .collect()
}

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 by digits of the whole number of each three bytes.
fn base64() -> Vec<u8> {
    let mut out = Vec::new();
    for group in some_bytes(1000, 172).chunks(3) {
        let number = group
            .iter()
            .fold(0, |sum, byte| sum * 256 + u64::from(*byte));
        let number = number << (8 * (3 - group.len()));
        for k in 0..4 {
            out.push(if k > group.len() {
                b'='
            } else {
                LETTERS[(number / 64u64.pow(3 - k as u32) % 64) as usize]
            });
        }
    }
    out
}

const ROWS: [&str; 5] = ["a,b,c\n", "\n", "\"x,y\",2\n", ",,,\n", "one"];

fn numbers() -> Vec<Vec<u64>> {
    let mut random = Random::new(173);
    (0..100)
        .map(|len| (0..len % 7).map(|k| random.bits() >> (k * 9)).collect())
        .collect()
}

fn records() -> Vec<Vec<u8>> {
    let encode = |numbers: &Vec<u64>| {
        let mut bytes = Vec::new();
        for number in numbers {
            let mut left = *number;
            while left > 127 {
                bytes.push(left as u8 | 128);
                left >>= 7;
            }
            bytes.push(left as u8);
        }
        bytes
    };
    numbers().iter().map(encode).collect()
}

fn totals() -> Vec<u64> {
    let sum = |numbers: &Vec<u64>| numbers.iter().fold(0u64, |sum, n| sum.wrapping_add(*n));
    numbers().iter().map(sum).collect()
}

const PROSE: &str = "she sells sea shells by the sea shore; the shells that she sells are sea shells, she is sure, and \
    the sea sells shells to none but her and the shore";

const WORDS: [&str; 6] = ["kitten", "sittin", "mitten", "aaaaaa", "kitten", "nettik"];

fn word_distances() -> Vec<u32> {
    fn distance(a: &[u8], b: &[u8]) -> u32 {
        match (a, b) {
            (rest, []) | ([], rest) => rest.len() as u32,
            ([x, a @ ..], [y, b @ ..]) if x == y => distance(a, b),
            ([_, a_rest @ ..], [_, b_rest @ ..]) => {
                1 + distance(a_rest, b_rest)
                    .min(distance(a_rest, b))
                    .min(distance(a, b_rest))
            }
        }
    }
    WORDS
        .iter()
        .map(|word| distance(b"sitting", word.as_bytes()))
        .collect()
}

fn diagonal(seed: u64) -> Vec<i32> {
    some_bytes(101, seed)
        .iter()
        .map(|byte| i32::from(byte % 20))
        .collect()
}

fn bases(seed: u64) -> Vec<u8> {
    some_bytes(100, seed)
        .iter()
        .map(|byte| b"ACGT"[usize::from(byte % 4)])
        .collect()
}

gallery! { text:
    regex_dfa over Launch::over(16), (input text = texts(&lines()).0, input starts = texts(&lines()).1, input table = automaton(), value accepting = 4, output out = vec![false; 13]), out is matches();
    json_tokens over Launch::over(8), (input text = texts(&DOCUMENTS).0, input starts = texts(&DOCUMENTS).1, output out = tokens()), out is counted();
    utf8_validate over Launch::over(16), (input text = texts(&encoded()).0, input starts = texts(&encoded()).1, output out = vec![0usize; 9]), out is valid();
    base64_encode over Launch::over(400), (input bytes = some_bytes(1000, 172), output out = vec![0u8; 1336]), out is base64();
    csv_fields over Launch::over(8), (input text = texts(&ROWS).0, input starts = texts(&ROWS).1, output out = vec![0u32; 5]), out is [3, 1, 2, 4, 1];
    varint_decode over Launch::over(100), (input bytes = texts(&records()).0, input starts = texts(&records()).1, output sums = vec![0u64; 100], output counts = vec![0i32; 100]), sums is totals(), counts is (0..100).map(|n| n % 7).collect::<Vec<i32>>();
    lz_match over Launch::over(PROSE.len()), (input text = PROSE.as_bytes(), value window = 64, output lengths = vec![0u8; PROSE.len()], output distances = vec![0u16; PROSE.len()]);
    levenshtein over Launch::over(6), (input pattern = *b"sitting", input words = WORDS.concat().into_bytes(), value len = 6, output out = vec![0u32; 6]), out is word_distances();
    smith_waterman over Launch::over(100), (input a = bases(174), input b = bases(175), input before = diagonal(176), input last = diagonal(177), output next = vec![0i32; 101], value at = 90);
}

/// What the documents hold, counted by hand.
fn counted() -> Vec<Tokens> {
    let tokens = |marks, texts, numbers, words, depth, whole| Tokens {
        marks,
        texts,
        numbers,
        words,
        depth,
        whole,
    };
    vec![
        tokens(18, 7, 2, 2, 3, true),
        tokens(2, 0, 0, 0, 1, true),
        tokens(0, 1, 0, 0, 0, true),
        tokens(3, 1, 0, 0, 2, false),
        tokens(5, 0, 3, 0, 1, false),
        tokens(0, 1, 0, 0, 0, false),
    ]
}

impl crate::cases::reference::Value for Tokens {
    fn column(values: &[Self]) -> crate::cases::Column {
        super::bytes(values)
    }
}
