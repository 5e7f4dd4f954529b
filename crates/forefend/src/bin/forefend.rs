//! The `forefend` program.

fn main() -> std::process::ExitCode {
    forefend::program()
}
