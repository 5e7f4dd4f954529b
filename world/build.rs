//! Rebuilds the crate when a file of the world changes: the embedding macro alone would not notice.
fn main() {
    println!("cargo::rerun-if-changed=.");
}
