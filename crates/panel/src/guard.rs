//! A panic inside a reader of foreign bytes, told as an error.
//!
//! The parquet crate checks some of what a file's metadata claims with `assert!` (60.1: "column start and length
//! should not be negative"), so bytes damaged in the wrong place end in a panic, not in an error. A user's file must
//! not end the program. The fuzz target `parquet` found the first such file within seconds.
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `read`; when it panics, the error that `damaged` makes of the panic's words.
///
/// What `read` was building is dropped with the panic, so nothing half-made may survive outside it.
///
/// # Errors
/// Those of `read`, and that of `damaged`.
pub fn guarded<T, E>(read: impl FnOnce() -> Result<T, E>, damaged: impl FnOnce(String) -> E) -> Result<T, E> {
    let before = GUARDED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(before);
    outcome.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(damaged(words.unwrap_or_else(|| "the reader gave up".to_owned())))
    })
}

/// Keeps the words of a panic that [`guarded`] turns into an error off standard error, where the one clear message
/// belongs. For a program to call once at its start; every other panic prints as before.
pub fn silence_guarded_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !GUARDED.get() {
            print(panic);
        }
    }));
}
