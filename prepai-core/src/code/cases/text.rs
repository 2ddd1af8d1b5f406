//! Strings in quotes, in both dialects.

use super::literal::{Dialect, Parser, Wrong};

impl Parser<'_> {
    /// A string whose opening quote is next.
    pub(super) fn string(&mut self) -> Result<String, Wrong> {
        let quote = self.next().unwrap_or('"');
        let triple = self.dialect == Dialect::Python && self.eats(&format!("{quote}{quote}"));
        let mut text = String::new();
        loop {
            let Some(letter) = self.next() else { return Err(self.wrong("the closing quote")) };
            match letter {
                letter if letter == quote => {
                    if !triple || self.eats(&format!("{quote}{quote}")) {
                        return Ok(text);
                    }
                    text.push(letter);
                }
                '\\' => self.escape(&mut text)?,
                letter if (letter as u32) < 0x20 && !triple => {
                    return Err(self.wrong("an escape instead of a control character"));
                }
                letter => text.push(letter),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Result<(), Wrong> {
        let Some(letter) = self.next() else { return Err(self.wrong("an escape")) };
        let python = self.dialect == Dialect::Python;
        match letter {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            '"' | '\\' => text.push(letter),
            '/' if !python => text.push('/'),
            'u' => {
                let unit = self.hex(4)?;
                text.push(self.character(unit)?);
            }
            '\'' if python => text.push('\''),
            '\n' if python => {}
            'a' if python => text.push('\u{7}'),
            'v' if python => text.push('\u{b}'),
            '0' if python => text.push('\0'),
            'x' if python => {
                let code = self.hex(2)?;
                text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            'U' if python => {
                let code = self.hex(8)?;
                text.push(char::from_u32(code).ok_or_else(|| self.wrong("a character"))?);
            }
            // Python keeps a backslash that means nothing.
            other if python => text.extend(['\\', other]),
            _ => return Err(self.wrong("an escape of JSON")),
        }
        Ok(())
    }

    /// A character of UTF-16: what stands outside the basic plane comes in two halves.
    fn character(&mut self, unit: u32) -> Result<char, Wrong> {
        if (0xd800..0xdc00).contains(&unit) && self.eats("\\u") {
            let low = self.hex(4)?;
            let code = 0x10000 + ((unit - 0xd800) << 10) + low.wrapping_sub(0xdc00);
            if (0xdc00..0xe000).contains(&low) {
                return char::from_u32(code).ok_or_else(|| self.wrong("a character"));
            }
            return Err(self.wrong("the second half of a character"));
        }
        // Half a character is no text in any language of ours but JavaScript.
        Ok(char::from_u32(unit).unwrap_or('\u{fffd}'))
    }

    fn hex(&mut self, digits: u32) -> Result<u32, Wrong> {
        let mut code = 0;
        for _ in 0..digits {
            let digit = self.peek().and_then(|letter| letter.to_digit(16));
            let Some(digit) = digit else { return Err(self.wrong("a hexadecimal digit")) };
            self.next();
            code = code * 16 + digit;
        }
        Ok(code)
    }
}
