//! Has a plain function of the linked program stand for one that only words a library's fault for its maker: those words
//! bring the printing of fractions and the tables by which letters are escaped, which nothing else of the first part asks
//! for. It is done before the program is cut, so that what is then asked for by nobody is left out there.

use wasmparser::{BinaryReaderError, KnownCustom, Linking, Parser, Payload, SymbolInfo, TypeRef};

use crate::slim::number;

/// What is wordy, and what is said instead, told by parts of the symbol's name with `*` between them. In a fault's words a
/// text then stands without quotes and as it is, and the others are an "Error".
const SAID: [(&str, &str); 9] = [
    ("simple_value..SimpleValueError$u20$as$u20$core..fmt..Display", "4core3fmtNtB5_5ErrorNtB5_5Debug3fmt"),
    ("4core3fmteNtB5_5Debug3fmt", "4core3fmteNtB5_7Display3fmt"),
    ("4core3fmtReNtB6_5Debug3fmt", "4core3fmtReNtB6_7Display3fmt"),
    ("4core3fmtRiNtB6_5Debug3fmt", "4core3fmtNtB5_5ErrorNtB5_5Debug3fmt"),
    ("4core3fmtRjNtB6_5Debug3fmt", "4core3fmtNtB5_5ErrorNtB5_5Debug3fmt"),
    ("5rangeINtB4_5RangejENtNtB8_3fmt5Debug3fmt", "4core3fmtNtB5_5ErrorNtB5_5Debug3fmt"),
    ("11StringErrorNtNt*3fmt5Debug3fmt", "4core3fmtNtB5_5ErrorNtB5_5Debug3fmt"),
    ("4core3fmtcNtB5_5Debug3fmt", "4core3fmtNtB5_5ErrorNtB5_5Debug3fmt"),
    ("3std2io5errorNtB5_5ErrorNtNt*4core3fmt7Display3fmt", "4core3fmtNtB5_5ErrorNtB5_5Debug3fmt"),
];

/// A function as the linker's list of symbols has it.
struct Symbol<'w> {
    name: &'w str,
    function: u32,
    /// Which parameters it has; none where it is not the program's own.
    ty: Option<u32>,
    /// Where the list says which function it is.
    place: usize,
}

impl Symbol<'_> {
    /// Whether the parts stand in the name, one after the other.
    fn is(&self, parts: &str) -> bool {
        let mut rest = Some(self.name);
        for part in parts.split('*') {
            rest = rest.and_then(|rest| rest.split_once(part)).map(|(_, rest)| rest);
        }
        rest.is_some()
    }
}

/// The same program with the plain functions in the list of symbols; a name that is not in it changes nothing.
pub(crate) fn hushed(wasm: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let symbols = symbols(wasm)?;
    let mut made = wasm.to_vec();
    for (wordy, plain) in SAID {
        let Some(plain) = symbols.iter().find(|symbol| symbol.is(plain)) else { continue };
        for symbol in symbols.iter().filter(|symbol| symbol.is(wordy) && symbol.ty == plain.ty) {
            put(&mut made, symbol.place, plain.function);
        }
    }
    Ok(made)
}

fn symbols(wasm: &[u8]) -> Result<Vec<Symbol<'_>>, BinaryReaderError> {
    let (mut symbols, mut types) = (Vec::new(), Vec::new());
    for part in Parser::new(0).parse_all(wasm) {
        let custom = match part? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    types.extend(matches!(import?.ty, TypeRef::Func(_)).then_some(None));
                }
                continue;
            }
            Payload::FunctionSection(own) => {
                for ty in own {
                    types.push(Some(ty?));
                }
                continue;
            }
            Payload::CustomSection(custom) => custom,
            _ => continue,
        };
        let KnownCustom::Linking(linking) = custom.as_known() else { continue };
        for table in linking.subsections() {
            let Linking::SymbolTable(table) = table? else { continue };
            for symbol in table.into_iter_with_offsets() {
                let (start, symbol) = symbol?;
                if let SymbolInfo::Func { index, name: Some(name), .. } = symbol {
                    // A kind of one byte and the flags come first.
                    let place = number(wasm, start as usize + 1).map_or(start as usize, |(_, end)| end);
                    let ty = types.get(index as usize).copied().flatten();
                    symbols.push(Symbol { name, function: index, ty, place });
                }
            }
        }
    }
    Ok(symbols)
}

/// Writes a number over another, if it takes no more bytes than that.
fn put(to: &mut [u8], place: usize, mut value: u32) {
    let Some((_, end)) = number(to, place) else { return };
    let Some(bytes) = to.get_mut(place..end) else { return };
    if value.checked_shr(7 * bytes.len() as u32).unwrap_or(0) > 0 {
        return;
    }
    let last = bytes.len() - 1;
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = (value & 0x7f) as u8 | if at < last { 0x80 } else { 0 };
        value >>= 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program with nothing but a list of two functions' symbols.
    fn program(functions: [u8; 2]) -> Vec<u8> {
        let names = [SAID[1].0, SAID[1].1];
        let mut list = vec![2];
        for (function, name) in functions.into_iter().zip(names) {
            list.extend([0, 0, 0x80 | function, 1, name.len() as u8]);
            list.extend(name.as_bytes());
        }
        let mut section = [&[7][..], b"linking", &[2, 8, list.len() as u8]].concat();
        section.extend(list);
        let size = section.len() as u8;
        [b"\0asm\x01\0\0\0\x00", &[size][..], &section].concat()
    }

    #[test]
    fn the_plain_function_stands_for_the_wordy_one() {
        assert_eq!(hushed(&program([5, 9])).unwrap_or_default(), program([9, 9]));
    }

    #[test]
    fn a_name_is_told_by_its_parts_in_order() {
        let symbol = Symbol { name: "_RN3std2io5Error4core7Display", function: 0, ty: None, place: 0 };
        assert!(symbol.is("2io5Error*7Display") && symbol.is("core"));
        assert!(!symbol.is("7Display*2io5Error"));
    }

    #[test]
    fn a_number_that_does_not_fit_is_left_out() {
        let mut bytes = [0x05, 0x07];
        put(&mut bytes, 0, 200);
        assert_eq!(bytes, [0x05, 0x07]);
    }
}
