//! What the score book says belongs to the model that is shipped.
#![allow(clippy::unwrap_used)] // a test fails by panicking

use forefend_simulate::WorldFiles;

#[derive(serde::Deserialize)]
struct Book {
    model: String,
    digest: String,
}

#[test]
fn every_record_is_that_of_the_shipped_model() {
    let world = WorldFiles::new("world", forefend_world::files());
    let books: Vec<&str> = world.under("scorebook", ".toml").collect();
    assert!(books.contains(&"scorebook/mass_killing.toml"));
    for path in books {
        let Ok(book) = world.parse::<Book>(path) else { continue };
        let shipped = forefend_track::declared_in(&world, &book.model).unwrap();
        assert_eq!(shipped, book.digest, "{path}: {} has changed since it was scored", book.model);
    }
}
