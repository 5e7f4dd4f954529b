//! `forefend_fuzz::api_body` says what is read.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: forefend_fuzz::prepare(), |data: &[u8]| forefend_fuzz::api_body::read(data));
