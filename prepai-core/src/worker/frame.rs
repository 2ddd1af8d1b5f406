//! Frames: four bytes of length (little-endian), then so many bytes of JSON.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes of a frame from a guest at most; more than a value with everything around it.
pub const MAX_FRAME: usize = super::protocol::MAX_VALUE * 2 + (256 << 10);

/// Bytes of a frame to a guest at most. It comes from us, and what a client writes in three letters, `{},`, takes a guest
/// twenty to read.
pub const MAX_TOLD: usize = 16 << 20;

/// A guest's message as a frame.
///
/// # Errors
/// When it does not serialise or is longer than [`MAX_FRAME`].
pub fn encode(message: &impl Serialize) -> io::Result<Vec<u8>> {
    encode_within(message, MAX_FRAME)
}

/// A message to a guest as a frame.
///
/// # Errors
/// When it does not serialise or is longer than [`MAX_TOLD`].
pub fn tell(message: &impl Serialize) -> io::Result<Vec<u8>> {
    encode_within(message, MAX_TOLD)
}

fn encode_within(message: &impl Serialize, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message)?;
    let length = bytes.len() - 4;
    if length > most {
        return Err(too_long(length, most));
    }
    let header = u32::try_from(length).map_err(|_| too_long(length, most))?.to_le_bytes();
    if let Some(place) = bytes.first_chunk_mut::<4>() {
        *place = header;
    }
    Ok(bytes)
}

/// The length that a guest's header names.
///
/// # Errors
/// `InvalidData` when it is more than [`MAX_FRAME`].
pub fn length(header: [u8; 4]) -> io::Result<usize> {
    length_within(header, MAX_FRAME)
}

fn length_within(header: [u8; 4], most: usize) -> io::Result<usize> {
    let length = u32::from_le_bytes(header) as usize;
    if length > most { Err(too_long(length, most)) } else { Ok(length) }
}

/// The message of a frame's bytes.
///
/// # Errors
/// `InvalidData` when it is no message of this kind.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    serde_json::from_slice(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Writes a message, blocking.
///
/// # Errors
/// What writing says, and as [`encode`].
pub fn write(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    to.write_all(&encode(message)?)
}

/// Reads a guest's message, blocking; `None` at the end of the stream.
///
/// # Errors
/// What reading says, and as [`length`] and [`decode`].
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    read_within(from, MAX_FRAME)
}

/// Reads what a guest is told, blocking; `None` at the end of the stream.
///
/// # Errors
/// As [`read`], with [`MAX_TOLD`].
pub fn hear<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    read_within(from, MAX_TOLD)
}

fn read_within<T: DeserializeOwned>(from: &mut impl Read, most: usize) -> io::Result<Option<T>> {
    let mut header = [0; 4];
    match from.read_exact(&mut header) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let mut bytes = vec![0; length_within(header, most)?];
    from.read_exact(&mut bytes)?;
    decode(&bytes).map(Some)
}

fn too_long(length: usize, most: usize) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("a frame of {length} bytes, at most {most}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        write(&mut bytes, &json!({"a": [1, "ü"]})).unwrap();
        write(&mut bytes, &json!(null)).unwrap();
        let mut from = bytes.as_slice();
        assert_eq!(read::<Value>(&mut from).unwrap(), Some(json!({"a": [1, "ü"]})));
        assert_eq!(read::<Value>(&mut from).unwrap(), Some(Value::Null));
        assert_eq!(read::<Value>(&mut from).unwrap(), None);
    }

    #[test]
    fn a_forged_length_allocates_nothing() {
        assert!(length(u32::MAX.to_le_bytes()).is_err());
        assert!(read::<Value>(&mut [255u8, 255, 255, 255, 0].as_slice()).is_err());
    }

    #[test]
    fn a_guest_may_hear_more_than_it_may_say() {
        let long = json!("x".repeat(MAX_FRAME));
        assert!(encode(&long).is_err());
        let told = tell(&long).unwrap();
        assert!(read::<Value>(&mut told.as_slice()).is_err());
        assert_eq!(hear::<Value>(&mut told.as_slice()).unwrap(), Some(long));
    }

    #[test]
    fn a_frame_that_breaks_off_is_an_error() {
        assert!(read::<Value>(&mut [9u8, 0, 0, 0, b'1'].as_slice()).is_err());
    }
}
