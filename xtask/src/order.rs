//! The functions of a program laid so that they compress: those that are the same to the letter are one, and alike ones
//! lie side by side. Never a change of what is done.

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

/// The same program, laid anew.
pub(crate) fn laid(wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let program = Program::read(wasm)?;
    let one = program.twins()?;
    let order = program.order(&one)?;
    let mut numbers: Vec<u32> = (0..program.imported).collect();
    numbers.resize(one.0.len(), 0);
    for (&function, number) in order.iter().zip(program.imported..) {
        if let Some(place) = numbers.get_mut(function as usize) {
            *place = number;
        }
    }
    let numbers =
        Numbers(one.0.iter().map(|&one| numbers.get(one as usize).copied().unwrap_or(one)).collect());
    let mut module = Module::new();
    Layout { program: &program, order: &order, numbers: &numbers }.parse_core_module(
        &mut module,
        Parser::new(0),
        wasm,
    )?;
    Ok(module.finish())
}

/// A number for each function.
struct Numbers(Vec<u32>);

impl Numbers {
    fn of(&self, function: u32) -> u32 {
        self.0.get(function as usize).copied().unwrap_or(function)
    }
}

/// What is known of a program's functions.
struct Program<'w> {
    /// How many it has from others; they have the first numbers.
    imported: u32,
    /// Its own, in the order of their numbers: the type of each, and the code.
    types: Vec<u32>,
    bodies: Vec<FunctionBody<'w>>,
}

impl<'w> Program<'w> {
    fn read(wasm: &'w [u8]) -> Result<Self, Error> {
        let mut program = Self { imported: 0, types: Vec::new(), bodies: Vec::new() };
        for part in Parser::new(0).parse_all(wasm) {
            match part? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        program.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(types) => {
                    program.types = types.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => program.bodies.push(body),
                _ => {}
            }
        }
        Ok(program)
    }

    /// Its own functions with their types and code.
    fn functions(&self) -> impl Iterator<Item = (u32, u32, &FunctionBody<'w>)> {
        (self.imported..).zip(&self.types).zip(&self.bodies).map(|((number, ty), body)| (number, *ty, body))
    }

    /// For each function the one that stands for it. Functions that call the same once those are one are found the next
    /// time round.
    fn twins(&self) -> Result<Numbers, Error> {
        let mut one = Numbers((0..).take(self.imported as usize + self.bodies.len()).collect());
        loop {
            let mut seen = HashMap::new();
            let mut found = Vec::new();
            for (number, ty, body) in self.functions().filter(|(number, ..)| one.of(*number) == *number) {
                let first = *seen.entry((ty, written(body, |called| one.of(called))?)).or_insert(number);
                if first != number {
                    found.push((number, first));
                }
            }
            if found.is_empty() {
                return Ok(one);
            }
            let found: HashMap<u32, u32> = found.into_iter().collect();
            one.0.iter_mut().for_each(|number| *number = *found.get(number).unwrap_or(number));
        }
    }

    /// Those that stand for themselves, by their types and what they do, whomever they call.
    fn order(&self, one: &Numbers) -> Result<Vec<u32>, Error> {
        let mut order = Vec::new();
        for (number, ty, body) in self.functions().filter(|(number, ..)| one.of(*number) == *number) {
            order.push((ty, written(body, |_| 0)?, number));
        }
        order.sort_unstable();
        Ok(order.into_iter().map(|(.., number)| number).collect())
    }

    fn at(&self, function: u32) -> Option<(u32, &FunctionBody<'w>)> {
        let at = function.checked_sub(self.imported)? as usize;
        Some((*self.types.get(at)?, self.bodies.get(at)?))
    }
}

/// The code of a function with what it calls named anew.
fn written(body: &FunctionBody<'_>, name: impl Fn(u32) -> u32) -> Result<Vec<u8>, Error> {
    Ok(function(body, name)?.into_raw_body())
}

fn function(body: &FunctionBody<'_>, name: impl Fn(u32) -> u32) -> Result<wasm_encoder::Function, Error> {
    let mut named = Named(name);
    let mut function = named.new_function_with_parsed_locals(body)?;
    let mut reader = body.get_operators_reader()?;
    while !reader.eof() {
        function.instruction(&named.parse_instruction(&mut reader)?);
    }
    Ok(function)
}

struct Named<F>(F);

impl<F: Fn(u32) -> u32> Reencode for Named<F> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok((self.0)(function))
    }
}

/// Writes a program with its functions in an order and under their numbers of it.
struct Layout<'a, 'w> {
    program: &'a Program<'w>,
    order: &'a [u32],
    numbers: &'a Numbers,
}

impl Reencode for Layout<'_, '_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok(self.numbers.of(function))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        for (ty, _) in self.order.iter().filter_map(|&number| self.program.at(number)) {
            functions.function(ty);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, _: CodeSectionReader<'_>) -> Result<(), Error> {
        for (_, body) in self.order.iter().filter_map(|&number| self.program.at(number)) {
            code.function(&function(body, |called| self.numbers.of(called))?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ElementSection, Elements, ExportKind, ExportSection, Function, Instruction, TypeSection,
    };

    use super::*;

    /// Two that are the same, two that each call one of these, and one that is like nothing.
    fn program() -> Vec<u8> {
        let (mut types, mut functions, mut code) =
            (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([], []);
        let bodies = [
            vec![Instruction::I32Const(7), Instruction::Drop],
            vec![Instruction::Call(0), Instruction::Nop],
            vec![Instruction::Nop],
            vec![Instruction::I32Const(7), Instruction::Drop],
            vec![Instruction::Call(3), Instruction::Nop],
        ];
        let (mut exports, mut table) = (ExportSection::new(), ElementSection::new());
        for (number, body) in bodies.iter().enumerate() {
            let mut function = Function::new([]);
            body.iter().chain([&Instruction::End]).for_each(|it| _ = function.instruction(it));
            functions.function(0);
            code.function(&function);
            exports.export(&format!("e{number}"), ExportKind::Func, number as u32);
        }
        table.declared(Elements::Functions([4, 2].as_slice().into()));
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&table).section(&code);
        module.finish()
    }

    /// What each export does, and which one the table names.
    fn read(wasm: &[u8]) -> (Vec<u32>, Vec<u32>, usize) {
        let (mut exports, mut table, mut functions) = (Vec::new(), Vec::new(), 0);
        for part in Parser::new(0).parse_all(wasm) {
            match part.unwrap() {
                Payload::ExportSection(all) => {
                    exports = all.into_iter().map(|export| export.unwrap().index).collect();
                }
                Payload::ElementSection(all) => {
                    for element in all {
                        if let wasmparser::ElementItems::Functions(all) = element.unwrap().items {
                            table = all.into_iter().map(Result::unwrap).collect();
                        }
                    }
                }
                Payload::FunctionSection(all) => functions = all.count() as usize,
                _ => {}
            }
        }
        (exports, table, functions)
    }

    #[test]
    fn what_is_the_same_is_one_under_all_its_names() {
        let (exports, table, functions) = read(&laid(&program()).unwrap());
        assert_eq!(functions, 3);
        assert_eq!((exports[0], exports[1]), (exports[3], exports[4]));
        assert_eq!(table, [exports[4], exports[2]]);
        assert!(exports[0] != exports[1] && exports[1] != exports[2] && exports[0] != exports[2]);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert!(laid(b"\0asm\x01\0\0\0\x02\x7f").is_err());
    }
}
