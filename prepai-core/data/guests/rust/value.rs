//! Values of the protocol, read from JSON.

/// A value as it came in: numbers stay text.
#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
}

impl Value {
    pub(crate) fn field(&self, name: &str) -> Option<&Value> {
        let Value::Map(entries) = self else { return None };
        entries.iter().find(|(key, _)| matches!(key, Value::Text(key) if key == name)).map(|(_, value)| value)
    }

    pub(crate) fn wrong(&self, wanted: &str) -> String {
        let found = match self {
            Value::Null => "null".to_owned(),
            Value::Bool(_) => "a boolean".to_owned(),
            Value::Number(digits) => format!("a number ({})", digits.chars().take(40).collect::<String>()),
            Value::Text(_) => "a string".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map".to_owned(),
        };
        format!("is {found} where the function takes {wanted}")
    }
}

pub(crate) struct Reader<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> u8 {
        self.at += 1;
        self.bytes.get(self.at - 1).copied().unwrap_or(0)
    }

    fn peek(&mut self) -> u8 {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn text(&mut self) -> String {
        let mut out = Vec::new();
        self.at += 1;
        loop {
            match self.next() {
                b'"' | 0 => break,
                b'\\' => match self.next() {
                    b'n' => out.push(b'\n'),
                    b't' => out.push(b'\t'),
                    b'r' => out.push(b'\r'),
                    b'b' => out.push(8),
                    b'f' => out.push(12),
                    b'u' => {
                        let mut code = self.hex();
                        if (0xD800..0xDC00).contains(&code) && self.bytes[self.at..].starts_with(b"\\u") {
                            self.at += 2;
                            code = 0x10000 + ((code - 0xD800) << 10) + self.hex().wrapping_sub(0xDC00);
                        }
                        let c = char::from_u32(code).unwrap_or('\u{fffd}');
                        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    other => out.push(other),
                },
                other => out.push(other),
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }

    fn hex(&mut self) -> u32 {
        let digits = self.bytes.get(self.at..self.at + 4).unwrap_or(b"fffd");
        self.at += 4;
        u32::from_str_radix(std::str::from_utf8(digits).unwrap_or("fffd"), 16).unwrap_or(0xfffd)
    }

    pub(crate) fn value(&mut self) -> Value {
        match self.peek() {
            b'n' => {
                self.at += 4;
                Value::Null
            }
            b't' => {
                self.at += 4;
                Value::Bool(true)
            }
            b'f' => {
                self.at += 5;
                Value::Bool(false)
            }
            b'"' => Value::Text(self.text()),
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                while !matches!(self.peek(), b']' | 0) {
                    items.push(self.value());
                    if self.peek() == b',' {
                        self.at += 1;
                    }
                }
                self.at += 1;
                Value::List(items)
            }
            b'{' => {
                self.at += 1;
                let mut entries = Vec::new();
                while self.peek() == b'"' {
                    let key = self.text();
                    self.peek();
                    self.at += 1;
                    entries.push((Value::Text(key), self.value()));
                    if self.peek() == b',' {
                        self.at += 1;
                    }
                }
                self.at += 1;
                untagged(Value::Map(entries))
            }
            _ => {
                let start = self.at;
                while self.bytes.get(self.at).is_some_and(|b| b.is_ascii_digit() || b"+-.eE".contains(b)) {
                    self.at += 1;
                }
                self.at = self.at.max(start + 1).min(self.bytes.len().max(start + 1));
                Value::Number(String::from_utf8_lossy(self.bytes.get(start..self.at).unwrap_or_default()).into_owned())
            }
        }
    }
}

/// `{"$": tag, "v": …}` is what JSON has no word for.
fn untagged(map: Value) -> Value {
    let Some(Value::Text(tag)) = map.field("$") else { return map };
    let inner = map.field("v").cloned().unwrap_or(Value::Null);
    match (tag.as_str(), inner) {
        ("int" | "float", Value::Text(digits)) => Value::Number(digits),
        ("map", Value::List(pairs)) => Value::Map(
            pairs
                .into_iter()
                .filter_map(|pair| match pair {
                    Value::List(mut pair) if pair.len() == 2 => {
                        let item = pair.pop()?;
                        Some((pair.pop()?, item))
                    }
                    _ => None,
                })
                .collect(),
        ),
        (_, inner) => inner,
    }
}
