//! A program taken apart so that it compresses: what its code does, which locals, which offsets and so on each lie together,
//! where a module has them mixed. `public/unpack.js` puts it together again, byte for byte.
//!
//! A packed file is `HEAD` little-endian numbers of 32 bits (the module's length; how much of the first stream comes before
//! the functions; how many functions there are; the length of each stream), then the streams one after the other.

use std::io;

use crate::slim::number;

/// How the name of a packed program ends.
pub(crate) const PACKED: &str = "pack";
/// What lies together. What is neither of the others is in `REST`, but for what is not code at all.
const STREAMS: usize = 14;
const OUTSIDE: usize = 0;
const DEEDS: usize = 1;
const LOCALS: usize = 2;
const OFFSETS: usize = 3;
const NUMBERS: usize = 4;
const ADDRESSES: usize = 5;
const CALLS: usize = 6;
const BRANCHES: usize = 7;
const BLOCKS: usize = 8;
const WIDE: usize = 9;
const WAYS: usize = 10;
const DECLARED: usize = 11;
const ALIGNMENTS: usize = 12;
const REST: usize = 13;
/// How many numbers stand at the head.
const HEAD: usize = 3 + STREAMS;
/// How many bytes each of them has.
const NUMBER: usize = 4;
/// Stands before the code of a deed whose memory is not aligned as its own width.
const ODD: u8 = 0xff;
/// Stands for the code of a number that takes more than `SHORT` bytes: most of these are addresses.
const FAR: u8 = 0xfe;
const SHORT: usize = 2;
/// The alignments of loads and stores by their width, from 0x28 on.
const NATURAL: &[u8; 23] = &[2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2];
const FIRST_LOAD: u8 = 0x28;
/// The section of a module that holds its functions.
const CODE: u8 = 10;

/// A packed file; an error where the module is not as the compiler makes them.
pub(crate) fn packed(wasm: &[u8]) -> io::Result<Vec<u8>> {
    let strange = || io::Error::other("the program has code that xtask/src/pack.rs does not know");
    let taken = Pack::of(wasm).ok_or_else(strange)?;
    let lengths = taken.streams.iter().map(Vec::len);
    let head = [wasm.len(), taken.before, taken.functions].into_iter().chain(lengths);
    let mut file = Vec::new();
    for number in head {
        file.extend(u32::try_from(number).map_err(io::Error::other)?.to_le_bytes());
    }
    file.extend(taken.streams.concat());
    Ok(file)
}

/// The streams of a packed file, with its head before the first: each is best compressed by itself.
pub(crate) fn streams(file: &[u8]) -> Vec<&[u8]> {
    let length = |at: usize| {
        let bytes = file.get(at * NUMBER..(at + 1) * NUMBER)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
    };
    let mut streams = Vec::new();
    let (mut rest, mut head) = (file, HEAD * NUMBER);
    for at in 3..HEAD {
        let length = length(at).unwrap_or_default() + std::mem::take(&mut head);
        let (stream, after) = rest.split_at(length.min(rest.len()));
        streams.push(stream);
        rest = after;
    }
    streams
}

/// A module on its way.
struct Pack<'w> {
    wasm: &'w [u8],
    at: usize,
    streams: [Vec<u8>; STREAMS],
    before: usize,
    functions: usize,
}

impl<'w> Pack<'w> {
    fn of(wasm: &'w [u8]) -> Option<Self> {
        let mut pack = Self { wasm, at: 0, streams: Default::default(), before: 0, functions: 0 };
        pack.bytes(OUTSIDE, crate::slim::HEAD)?;
        while pack.at < wasm.len() {
            let kind = *wasm.get(pack.at)?;
            let (size, body) = number(wasm, pack.at + 1)?;
            let end = body.checked_add(size)?;
            if kind == CODE {
                let (functions, first) = number(wasm, body)?;
                pack.bytes(OUTSIDE, first - pack.at)?;
                (pack.functions, pack.before) = (functions, pack.streams[OUTSIDE].len());
                for _ in 0..functions {
                    pack.function()?;
                }
                (pack.at == end).then_some(())?;
            } else {
                pack.bytes(OUTSIDE, end - pack.at)?;
            }
        }
        Some(pack)
    }

    /// Its size is known again from where it ends.
    fn function(&mut self) -> Option<()> {
        let (size, body) = number(self.wasm, self.at)?;
        (body - self.at == shortest(size)).then_some(())?;
        self.at = body;
        for _ in 0..self.number(DECLARED)? {
            self.number(DECLARED)?;
            (*self.wasm.get(self.at)? < 0x80).then_some(())?;
            self.bytes(DECLARED, 1)?;
        }
        let mut depth = 0;
        while depth >= 0 {
            depth += self.deed()?;
        }
        (self.at == body.checked_add(size)?).then_some(())
    }

    /// One instruction; answers how much deeper the next one lies.
    fn deed(&mut self) -> Option<i32> {
        let deed = *self.wasm.get(self.at)?;
        if let Some(&natural) = deed.checked_sub(FIRST_LOAD).and_then(|at| NATURAL.get(usize::from(at))) {
            let alignment = *self.wasm.get(self.at + 1)?;
            if alignment != natural {
                self.streams[DEEDS].push(ODD);
                self.streams[ALIGNMENTS].push(alignment);
            }
            self.bytes(DEEDS, 1)?;
            self.at += 1;
            self.number(OFFSETS)?;
            return Some(0);
        }
        self.bytes(DEEDS, 1)?;
        match deed {
            0x02..=0x04 => self.number(BLOCKS).map(|_| 1),
            0x0b => Some(-1),
            0x0c | 0x0d => self.numbers(BRANCHES, 1),
            0x0e => {
                let ways = self.number(WAYS)?;
                self.numbers(WAYS, ways + 1)
            }
            0x10 => self.numbers(CALLS, 1),
            0x11 => self.numbers(REST, 2),
            0x1c => {
                let types = self.number(REST)?;
                self.numbers(REST, types)
            }
            0x20..=0x22 => self.numbers(LOCALS, 1),
            0x23..=0x26 | 0x3f | 0x40 | 0xd0 | 0xd2 => self.numbers(REST, 1),
            0x42 => self.numbers(WIDE, 1),
            0x41 => {
                let (_, end) = number(self.wasm, self.at)?;
                if end - self.at <= SHORT {
                    return self.numbers(NUMBERS, 1);
                }
                *self.streams[DEEDS].last_mut()? = FAR;
                self.numbers(ADDRESSES, 1)
            }
            0x43 => self.bytes(REST, 4).map(|()| 0),
            0x44 => self.bytes(REST, 8).map(|()| 0),
            0xfc => {
                let more = match self.number(REST)? {
                    0..=7 => 0,
                    9 | 11 | 13 | 15..=17 => 1,
                    8 | 10 | 12 | 14 => 2,
                    _ => return None,
                };
                self.numbers(REST, more)
            }
            0x00 | 0x01 | 0x05 | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => Some(0),
            _ => None,
        }
    }

    fn numbers(&mut self, stream: usize, count: usize) -> Option<i32> {
        for _ in 0..count {
            self.number(stream)?;
        }
        Some(0)
    }

    fn number(&mut self, stream: usize) -> Option<usize> {
        let (value, end) = number(self.wasm, self.at)?;
        self.bytes(stream, end - self.at)?;
        Some(value)
    }

    fn bytes(&mut self, stream: usize, count: usize) -> Option<()> {
        let end = self.at.checked_add(count)?;
        self.streams.get_mut(stream)?.extend_from_slice(self.wasm.get(self.at..end)?);
        self.at = end;
        Some(())
    }
}

/// How many bytes a number takes at least.
const fn shortest(number: usize) -> usize {
    let mut bytes = 1;
    let mut rest = number >> 7;
    while rest > 0 {
        bytes += 1;
        rest >>= 7;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, Function, FunctionSection, Instruction, MemArg, Module, TypeSection};

    use super::*;

    fn program() -> Vec<u8> {
        let (mut types, mut functions, mut code) =
            (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([], []);
        functions.function(0);
        let memory = |offset, align| MemArg { offset, align, memory_index: 0 };
        let mut function = Function::new([]);
        let does = [
            Instruction::LocalGet(5),
            Instruction::I32Load(memory(300, 2)),
            Instruction::I32Load(memory(8, 0)),
            Instruction::I32Const(-1),
            Instruction::I32Const(1 << 20),
            Instruction::Call(0),
            Instruction::Br(0),
            Instruction::End,
        ];
        does.iter().for_each(|it| _ = function.instruction(it));
        code.function(&function);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        module.finish()
    }

    #[test]
    fn alike_things_lie_together() {
        let (wasm, file) = (program(), packed(&program()).unwrap_or_default());
        let all = streams(&file);
        assert_eq!(all.concat(), file);
        let (outside, code) = all.split_first().map(|(first, code)| (*first, code)).unwrap_or_default();
        assert_eq!(outside.get(HEAD * NUMBER..), wasm.get(..outside.len() - HEAD * NUMBER));
        let deeds = [0x20, 0x28, ODD, 0x28, 0x41, FAR, 0x10, 0x0c, 0x0b];
        let far: &[u8] = &[0x80, 0x80, 0xc0, 0];
        assert_eq!(
            code,
            [&deeds[..], &[5], &[0xac, 2, 8], &[0x7f], far, &[0], &[0], &[], &[], &[], &[0], &[0], &[]]
        );
        let head: Vec<u8> =
            [wasm.len(), outside.len() - HEAD * NUMBER, 1].iter().map(|it| *it as u8).collect();
        assert_eq!(head, [file[0], file[4], file[8]]);
    }

    #[test]
    fn what_is_not_known_is_told() {
        assert!(packed(b"\0asm\x01\0\0\0\x0a\x06\x01\x04\0\xfd\x0c\x0b").is_err());
    }
}
