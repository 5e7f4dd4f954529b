//! A Parquet file in which reading past the end is an error.
use std::io::{Error, ErrorKind, Read};

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

/// A file or bytes for the parquet crate (60.1), which passes over unknown fields of a page header without noticing the
/// end of the file: a few damaged bytes that claim a list of two thousand million numbers keep it busy for hours. With
/// this around the file the first read past its end is an error. Found by the fuzz target `forecast`.
#[derive(Debug)]
pub struct WholeReads<R>(pub R);

impl<R: Length> Length for WholeReads<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> ChunkReader for WholeReads<R> {
    type T = NeverEnds<R::T>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(NeverEnds(self.0.get_read(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.0.get_bytes(start, length)
    }
}

/// A reader whose end is an error.
#[derive(Debug)]
pub struct NeverEnds<R>(R);

impl<R: Read> Read for NeverEnds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(buffer)? {
            0 if !buffer.is_empty() => {
                Err(Error::new(ErrorKind::UnexpectedEof, "the file ends inside a page"))
            }
            read => Ok(read),
        }
    }
}
