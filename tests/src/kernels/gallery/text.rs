//! Bytes: automata, tokens, encodings.

use ringkernel_rt::prelude::*;

use super::global_x;

/// The lines of a text are between these offsets.
#[device]
fn line(starts: &[u32], i: usize) -> (usize, usize) {
    (starts[i] as usize, starts[i + 1] as usize)
}

/// Whether each line has a match of `ab*c|d+`: the automaton's table has a row of 256 for each state.
#[kernel]
pub fn regex_dfa(text: &[u8], starts: &[u32], table: &[u8], accepting: u32, out: &mut [bool]) {
    let i = global_x();
    if i + 1 >= starts.len() {
        return;
    }
    let mut state = 0u8;
    let mut found = false;
    for at in starts[i] as usize..starts[i + 1] as usize {
        state = table[state as usize * 256 + text[at] as usize];
        if accepting >> state & 1 == 1 {
            found = true;
            break;
        }
    }
    out[i] = found;
}

/// Where a reader of JSON is.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub enum State {
    /// Between tokens.
    Between,
    /// In a text.
    Text {
        /// Behind a backslash.
        escaped: bool,
    },
    /// In a number.
    Number,
    /// In `true`, `false` or `null`.
    Word,
}

/// What a document holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType)]
pub struct Tokens {
    /// `{ } [ ] : ,`
    pub marks: u32,
    /// Texts.
    pub texts: u32,
    /// Numbers.
    pub numbers: u32,
    /// `true`, `false`, `null`.
    pub words: u32,
    /// How deep it goes.
    pub depth: u32,
    /// Whether brackets and texts end, and no byte is out of place.
    pub whole: bool,
}

impl State {
    #[device]
    fn next(self, byte: u8, tokens: &mut Tokens) -> Option<State> {
        let state = match (self, byte) {
            (State::Text { escaped: true }, _) => State::Text { escaped: false },
            (State::Text { .. }, b'\\') => State::Text { escaped: true },
            (State::Text { .. }, b'"') => State::Between,
            (State::Text { .. }, 0..=31) => return None,
            (State::Text { .. }, _) => self,
            (State::Number, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-') => self,
            (State::Word, b'a'..=b'z') => self,
            (_, b' ' | b'\n' | b'\r' | b'\t') => State::Between,
            (_, b'{' | b'}' | b'[' | b']' | b':' | b',') => {
                tokens.marks += 1;
                State::Between
            }
            (State::Between, b'"') => {
                tokens.texts += 1;
                State::Text { escaped: false }
            }
            (State::Between, b'-' | b'0'..=b'9') => {
                tokens.numbers += 1;
                State::Number
            }
            (State::Between, b't' | b'f' | b'n') => {
                tokens.words += 1;
                State::Word
            }
            _ => return None,
        };
        Some(state)
    }
}

#[device]
fn tokenize(document: &[u8]) -> Tokens {
    let mut tokens = Tokens {
        marks: 0,
        texts: 0,
        numbers: 0,
        words: 0,
        depth: 0,
        whole: false,
    };
    let mut state = State::Between;
    let mut open = 0u32;
    for &byte in document {
        let in_text = matches!(state, State::Text { .. });
        state = match state.next(byte, &mut tokens) {
            Some(state) => state,
            None => return tokens,
        };
        if in_text {
            continue;
        }
        match byte {
            b'{' | b'[' => {
                open += 1;
                tokens.depth = tokens.depth.max(open);
            }
            b'}' | b']' => {
                if open == 0 {
                    return tokens;
                }
                open -= 1;
            }
            _ => {}
        }
    }
    tokens.whole = open == 0 && !matches!(state, State::Text { .. });
    tokens
}

/// Counts the tokens of JSON documents, one a thread.
#[kernel]
pub fn json_tokens(text: &[u8], starts: &[u32], out: &mut [Tokens]) {
    let i = global_x();
    if i + 1 < starts.len() {
        out[i] = tokenize(&text[starts[i] as usize..starts[i + 1] as usize]);
    }
}

/// The length of a character by its first byte, and the range of its second.
#[device]
fn character(first: u8) -> Option<(usize, u8, u8)> {
    Some(match first {
        0x00..=0x7f => (1, 0, 0),
        0xc2..=0xdf => (2, 0x80, 0xbf),
        0xe0 => (3, 0xa0, 0xbf),
        0xed => (3, 0x80, 0x9f),
        0xe1..=0xef => (3, 0x80, 0xbf),
        0xf0 => (4, 0x90, 0xbf),
        0xf1..=0xf3 => (4, 0x80, 0xbf),
        0xf4 => (4, 0x80, 0x8f),
        _ => return None,
    })
}

/// How many bytes of a text are UTF-8 before the first that is not.
#[device]
fn valid_up_to(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        let Some((len, low, high)) = character(text[at]) else {
            return at;
        };
        if at + len > text.len() {
            return at;
        }
        if len > 1 && (text[at + 1] < low || text[at + 1] > high) {
            return at;
        }
        for k in 2..len {
            if text[at + k] & 0xc0 != 0x80 {
                return at;
            }
        }
        at += len;
    }
    at
}

/// Validates texts, one a thread.
#[kernel]
pub fn utf8_validate(text: &[u8], starts: &[u32], out: &mut [usize]) {
    let i = global_x();
    if i + 1 < starts.len() {
        out[i] = valid_up_to(&text[starts[i] as usize..starts[i + 1] as usize]);
    }
}

/// The character of six bits.
#[device]
fn sextet(bits: u32) -> u8 {
    const ALPHABET: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    ALPHABET[bits as usize]
}

/// Base64, three bytes a thread.
#[kernel]
pub fn base64_encode(bytes: &[u8], out: &mut [u8]) {
    let i = global_x();
    let start = 3 * i;
    if start >= bytes.len() {
        return;
    }
    let left = bytes.len() - start;
    let mut word = (bytes[start] as u32) << 16;
    if left > 1 {
        word |= (bytes[start + 1] as u32) << 8;
    }
    if left > 2 {
        word |= bytes[start + 2] as u32;
    }
    let group = &mut out[4 * i..4 * i + 4];
    for k in 0..4 {
        group[k] = if k > left {
            b'='
        } else {
            sextet(word >> (18 - 6 * k) & 63)
        };
    }
}

/// How many fields each line of a table has; commas between quotes do not count.
#[kernel]
pub fn csv_fields(text: &[u8], starts: &[u32], out: &mut [u32]) {
    let i = global_x();
    if i + 1 >= starts.len() {
        return;
    }
    let (from, to) = line(starts, i);
    let mut quoted = false;
    let mut fields = 1;
    for at in from..to {
        match text[at] {
            b'"' => quoted = !quoted,
            b',' if !quoted => fields += 1,
            b'\n' if !quoted => break,
            _ => (),
        }
    }
    out[i] = fields;
}

#[device]
fn varint(bytes: &[u8], start: usize) -> Option<(u64, usize)> {
    let mut value = 0u64;
    let mut shift = 0;
    let mut at = start;
    loop {
        if at >= bytes.len() || shift > 63 {
            return None;
        }
        let byte = bytes[at];
        at += 1;
        value |= ((byte & 0x7f) as u64) << shift;
        if byte < 0x80 {
            break Some((value, at));
        }
        shift += 7;
    }
}

/// Decodes records of varints (LEB128): sum of the values, number of them, whether the last one ends.
#[kernel]
pub fn varint_decode(bytes: &[u8], starts: &[u32], sums: &mut [u64], counts: &mut [i32]) {
    let i = global_x();
    if i + 1 >= starts.len() {
        return;
    }
    let record = &bytes[starts[i] as usize..starts[i + 1] as usize];
    let (mut sum, mut count, mut at) = (0u64, 0, 0);
    while at < record.len() {
        let Some((value, next)) = varint(record, at) else {
            count = -1 - count;
            break;
        };
        sum = sum.wrapping_add(value);
        count += 1;
        at = next;
    }
    sums[i] = sum;
    counts[i] = count;
}

const LONGEST_MATCH: usize = 255;

/// The longest match of what begins at each place within the window before it.
#[kernel]
pub fn lz_match(text: &[u8], window: usize, lengths: &mut [u8], distances: &mut [u16]) {
    let here = global_x();
    if here >= text.len() {
        return;
    }
    let (mut best, mut distance) = (0, 0);
    for start in here.saturating_sub(window)..here {
        let mut len = 0;
        while len < LONGEST_MATCH
            && here + len < text.len()
            && text[start + len] == text[here + len]
        {
            len += 1;
        }
        if len >= best && len > 2 {
            (best, distance) = (len, here - start);
        }
    }
    lengths[here] = best as u8;
    distances[here] = distance as u16;
}

const LONGEST: usize = 32;

/// Distance of each word from a pattern, row by row of the table (Levenshtein); words are of equal length.
#[kernel]
pub fn levenshtein(pattern: &[u8], words: &[u8], len: usize, out: &mut [u32]) {
    let i = global_x();
    if i >= out.len() || len >= LONGEST {
        return;
    }
    let word = &words[i * len..(i + 1) * len];
    let mut row = [0; LONGEST];
    for (j, cell) in row[..=len].iter_mut().enumerate() {
        *cell = j as u32;
    }
    for a in 0..pattern.len() {
        let mut diagonal = row[0];
        row[0] = a as u32 + 1;
        for b in 0..len {
            let substituted = diagonal + (pattern[a] != word[b]) as u32;
            diagonal = row[b + 1];
            row[b + 1] = substituted.min(diagonal + 1).min(row[b] + 1);
        }
    }
    out[i] = row[len];
}

const MATCH: i32 = 3;
const MISMATCH: i32 = -2;
const GAP: i32 = -2;

/// One anti-diagonal of local alignment (Smith and Waterman, affine gaps left out): the three tables are diagonals.
#[kernel]
pub fn smith_waterman(
    a: &[u8],
    b: &[u8],
    before: &[i32],
    last: &[i32],
    next: &mut [i32],
    diagonal: usize,
) {
    let row = global_x() + 1;
    if row > a.len() || row >= diagonal || diagonal - row > b.len() {
        return;
    }
    let column = diagonal - row;
    let step = if a[row - 1] == b[column - 1] {
        MATCH
    } else {
        MISMATCH
    };
    let best = (before[row - 1] + step)
        .max(last[row - 1] + GAP)
        .max(last[row] + GAP);
    next[row] = best.max(0);
}
