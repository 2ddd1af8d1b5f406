//! The header, the mel filters and the vocabulary.

use prepai_core::Result;

use super::reader::Reader;
use super::tensors::Format;
use super::{another_kind, damaged};

/// `ggml` as a little-endian number.
const MAGIC: i32 = 0x6767_6d6c;
/// Half of the 400 points of the library's Fourier transform, and one.
const FREQUENCIES: usize = 201;
/// Tokens of an English vocabulary, and of the largest multilingual one.
const VOCABULARY: std::ops::RangeInclusive<usize> = 51_864..=51_866;
const LONGEST_TOKEN: usize = 1 << 10;

/// The numbers that all shapes follow from.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) vocabulary: usize,
    pub(super) audio_context: usize,
    pub(super) width: usize,
    pub(super) audio_layers: usize,
    pub(super) text_context: usize,
    pub(super) text_layers: usize,
    pub(super) mels: usize,
    /// How matrices are stored.
    pub(super) weights: Format,
    /// How the two convolutions are stored.
    pub(super) convolutions: Format,
}

impl Header {
    /// Reads up to the first tensor.
    pub(super) fn read(reader: &mut Reader) -> Result<Header> {
        magic(reader)?;
        let vocabulary = reader.count("the vocabulary", 100_000)?;
        let audio_context = reader.count("the encoder's context", 1_500)?;
        let width = reader.count("the encoder's width", 8_192)?;
        let audio_heads = reader.count("the encoder's heads", 1_024)?;
        let audio_layers = reader.count("the encoder's layers", 1_024)?;
        let text_context = reader.count("the decoder's context", 4_096)?;
        let text_width = reader.count("the decoder's width", 8_192)?;
        let text_heads = reader.count("the decoder's heads", 1_024)?;
        let text_layers = reader.count("the decoder's layers", 1_024)?;
        let mels = reader.count("the mel bands", 128)?;
        let kind = reader.count("the format", 100_000)?;
        if !VOCABULARY.contains(&vocabulary) {
            return Err(another_kind(format!("a vocabulary of {vocabulary} tokens")));
        }
        let fits = |heads: usize| heads > 0 && width.is_multiple_of(heads);
        let whole = width > 0 && width == text_width && fits(audio_heads) && fits(text_heads);
        if !whole || audio_context == 0 || text_context < 16 || audio_layers == 0 || text_layers == 0 {
            return Err(damaged("its header does not fit together"));
        }
        if ![80, 128].contains(&mels) {
            return Err(damaged(format!("{mels} mel bands where 80 or 128 are")));
        }
        // Thousands count versions of the quantisation.
        let weights = Format::of_file(kind % 1_000).ok_or_else(|| another_kind(format!("format {kind}")))?;
        let convolutions = if weights == Format::F32 { Format::F32 } else { Format::F16 };
        filters(reader, mels)?;
        tokens(reader, vocabulary)?;
        let header = Header {
            vocabulary,
            audio_context,
            width,
            audio_layers,
            text_context,
            text_layers,
            mels,
            weights,
            convolutions,
        };
        Ok(header)
    }

    pub(super) fn is_multilingual(&self) -> bool {
        self.vocabulary > *VOCABULARY.start()
    }

    /// The name by which the library calls this many layers.
    pub(super) fn size(&self) -> &'static str {
        match self.audio_layers {
            4 => "tiny",
            6 => "base",
            12 => "small",
            24 => "medium",
            32 => "large",
            _ => "unknown",
        }
    }
}

fn magic(reader: &mut Reader) -> Result<()> {
    if reader.is_at_end() {
        return Err(damaged("it is empty"));
    }
    let magic = reader.number()?;
    if magic == MAGIC {
        return Ok(());
    }
    Err(another_kind(match &magic.to_le_bytes() {
        b"GGUF" => "a GGUF file of another program".to_owned(),
        b"PK\x03\x04" => "a ZIP archive or PyTorch checkpoint".to_owned(),
        [0x1f, 0x8b, ..] => "packed with gzip: unpack it".to_owned(),
        [b'<', ..] => "a page of HTML".to_owned(),
        b"vers" => "a pointer of Git LFS in place of the file".to_owned(),
        _ => "it does not begin with `ggml`".to_owned(),
    }))
}

fn filters(reader: &mut Reader, mels: usize) -> Result<()> {
    let (bands, frequencies) = (reader.number()?, reader.number()?);
    if usize::try_from(bands) != Ok(mels) || usize::try_from(frequencies) != Ok(FREQUENCIES) {
        return Err(damaged(format!("mel filters of {bands} bands and {frequencies} frequencies")));
    }
    reader.skip((mels * FREQUENCIES * size_of::<f32>()) as u64)
}

fn tokens(reader: &mut Reader, most: usize) -> Result<()> {
    for _ in 0..reader.count("the vocabulary", most)? {
        let length = reader.count("a token's length", LONGEST_TOKEN)?;
        reader.skip(length as u64)?;
    }
    Ok(())
}
