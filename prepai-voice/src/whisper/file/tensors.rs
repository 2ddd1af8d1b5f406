//! The tensors that a header promises.

use std::collections::BTreeMap;

use prepai_core::Result;

use super::damaged;
use super::header::Header;
use super::reader::Reader;

/// How numbers are stored: so many to a block of so many bytes (ggml.h, `ggml_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) name: &'static str,
    /// The number by which a tensor names it.
    id: usize,
    /// The number by which a file's header names it (`ggml_ftype`).
    file: usize,
    block: u64,
    bytes: u64,
}

impl Format {
    pub(super) const F32: Format = Format::new("f32", 0, 0, 1, 4);
    pub(super) const F16: Format = Format::new("f16", 1, 1, 1, 2);
    const ALL: [Format; 12] = [
        Format::F32,
        Format::F16,
        Format::new("q4_0", 2, 2, 32, 18),
        Format::new("q4_1", 3, 3, 32, 20),
        Format::new("q5_0", 6, 8, 32, 22),
        Format::new("q5_1", 7, 9, 32, 24),
        Format::new("q8_0", 8, 7, 32, 34),
        Format::new("q2_k", 10, 10, 256, 84),
        Format::new("q3_k", 11, 11, 256, 110),
        Format::new("q4_k", 12, 12, 256, 144),
        Format::new("q5_k", 13, 13, 256, 176),
        Format::new("q6_k", 14, 14, 256, 210),
    ];

    const fn new(name: &'static str, id: usize, file: usize, block: u64, bytes: u64) -> Format {
        Format { name, id, file, block, bytes }
    }

    pub(super) fn of_file(kind: usize) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.file == kind)
    }

    fn of_tensor(id: usize) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.id == id)
    }
}

/// A tensor's shape, innermost dimension first, and how it is stored.
#[derive(Debug, Clone, Copy)]
struct Tensor {
    shape: [usize; 3],
    format: Format,
}

impl Tensor {
    /// Numbers in a row, which is stored in whole blocks.
    fn row(&self) -> u64 {
        let [row, ..] = self.shape;
        row as u64
    }

    fn elements(&self) -> u64 {
        self.shape.iter().map(|length| *length as u64).product()
    }

    fn bytes(&self) -> u64 {
        self.elements() / self.format.block * self.format.bytes
    }
}

/// All tensors of a model by name (whisper-arch.h, and `whisper_model_load` for the shapes).
#[derive(Debug)]
pub(super) struct Tensors(BTreeMap<String, Tensor>);

impl Tensors {
    pub(super) fn of(header: &Header) -> Tensors {
        let mut tensors = Tensors(BTreeMap::new());
        let (width, f32, convolutions) = (header.width, Format::F32, header.convolutions);
        tensors.add("encoder.positional_embedding", [width, header.audio_context, 1], f32);
        tensors.add("encoder.conv1.weight", [3, header.mels, width], convolutions);
        tensors.add("encoder.conv1.bias", [1, width, 1], f32);
        tensors.add("encoder.conv2.weight", [3, width, width], convolutions);
        tensors.add("encoder.conv2.bias", [1, width, 1], f32);
        tensors.norm("encoder.ln_post", width);
        tensors.add("decoder.positional_embedding", [width, header.text_context, 1], f32);
        tensors.add("decoder.token_embedding.weight", [width, header.vocabulary, 1], header.weights);
        tensors.norm("decoder.ln", width);
        for layer in 0..header.audio_layers {
            tensors.block(&format!("encoder.blocks.{layer}"), &["attn"], header);
        }
        for layer in 0..header.text_layers {
            tensors.block(&format!("decoder.blocks.{layer}"), &["attn", "cross_attn"], header);
        }
        tensors
    }

    fn add(&mut self, name: impl Into<String>, shape: [usize; 3], format: Format) {
        self.0.insert(name.into(), Tensor { shape, format });
    }

    fn norm(&mut self, name: &str, width: usize) {
        self.add(format!("{name}.weight"), [width, 1, 1], Format::F32);
        self.add(format!("{name}.bias"), [width, 1, 1], Format::F32);
    }

    fn block(&mut self, name: &str, attentions: &[&str], header: &Header) {
        let (width, weights) = (header.width, header.weights);
        self.norm(&format!("{name}.mlp_ln"), width);
        self.add(format!("{name}.mlp.0.weight"), [width, 4 * width, 1], weights);
        self.add(format!("{name}.mlp.0.bias"), [4 * width, 1, 1], Format::F32);
        self.add(format!("{name}.mlp.2.weight"), [4 * width, width, 1], weights);
        self.add(format!("{name}.mlp.2.bias"), [width, 1, 1], Format::F32);
        for attention in attentions {
            self.norm(&format!("{name}.{attention}_ln"), width);
            for part in ["query", "key", "value", "out"] {
                self.add(format!("{name}.{attention}.{part}.weight"), [width, width, 1], weights);
                if part != "key" {
                    self.add(format!("{name}.{attention}.{part}.bias"), [width, 1, 1], Format::F32);
                }
            }
        }
    }

    /// Reads the rest of the file: each tensor once, none else, in its shape, to its last byte.
    pub(super) fn check(mut self, reader: &mut Reader) -> Result<()> {
        if let Some((name, _)) =
            self.0.iter().find(|(_, tensor)| !tensor.row().is_multiple_of(tensor.format.block))
        {
            return Err(damaged(format!("`{name}` cannot be stored in its format")));
        }
        while !reader.is_at_end() {
            self.next(reader)?;
        }
        match self.0.first_key_value() {
            Some((name, _)) => Err(damaged(format!("`{name}` and {} more are missing", self.0.len() - 1))),
            None => Ok(()),
        }
    }

    fn next(&mut self, reader: &mut Reader) -> Result<()> {
        let dimensions = reader.count("a tensor's dimensions", 3)?;
        let length = reader.count("a tensor's name", 128)?;
        let format = reader.count("a tensor's format", 64)?;
        let mut shape = [1; 3];
        for length in shape.iter_mut().take(dimensions) {
            *length = reader.count("a tensor's length", 1 << 24)?;
        }
        let name = String::from_utf8_lossy(&reader.take(length)?).into_owned();
        let known = self.0.remove(&name).ok_or_else(|| damaged(format!("an unknown part `{name}`")))?;
        if known.shape != shape {
            return Err(damaged(format!("`{name}` has the shape {shape:?} and not {:?}", known.shape)));
        }
        // The library goes by the size alone.
        let stored =
            Format::of_tensor(format).map(|format| known.elements() * format.bytes / known.format.block);
        if stored != Some(known.bytes()) {
            return Err(damaged(format!("`{name}` is stored in another format")));
        }
        reader.skip(known.bytes())
    }
}
