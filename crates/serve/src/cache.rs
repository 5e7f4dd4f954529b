//! Drawn pages, kept until their room is needed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// Bytes that an entry takes beside its content.
const ENTRY: usize = 256;

/// A drawn body, plain and compressed.
#[derive(Debug)]
pub struct Drawn {
    /// Media type.
    pub media: &'static str,
    /// What identifies the bytes.
    pub tag: String,
    /// As drawn.
    pub plain: Bytes,
    /// The same compressed by gzip; none where that saves little.
    pub gzip: Option<Bytes>,
}

impl Drawn {
    fn bytes(&self) -> usize {
        self.plain.len() + self.gzip.as_ref().map_or(0, Bytes::len) + ENTRY
    }
}

/// Bodies by what they were drawn from; the one asked for longest ago leaves first.
#[derive(Debug)]
pub struct Cache {
    most: usize,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    turn: u64,
    bytes: usize,
    entries: BTreeMap<String, (u64, Arc<Drawn>)>,
    /// Keys by when they were last asked for.
    turns: BTreeMap<u64, String>,
}

impl Cache {
    /// Room for so many bytes.
    pub fn new(most: usize) -> Self {
        Self { most, inside: Mutex::default() }
    }

    /// What was drawn before.
    pub fn find(&self, key: &str) -> Option<Arc<Drawn>> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let inside = &mut *inside;
        inside.turn += 1;
        let (turn, drawn) = inside.entries.get_mut(key)?;
        inside.turns.remove(turn);
        inside.turns.insert(inside.turn, key.to_owned());
        *turn = inside.turn;
        Some(Arc::clone(drawn))
    }

    /// Keeps what was drawn; a body that takes more than a quarter of the room is not kept.
    pub fn keep(&self, key: String, drawn: Arc<Drawn>) {
        let bytes = drawn.bytes() + 2 * key.len();
        if bytes > self.most / 4 {
            return;
        }
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.leave(&key);
        while inside.bytes + bytes > self.most {
            let Some((_, oldest)) = inside.turns.pop_first() else { break };
            inside.leave(&oldest);
        }
        inside.turn += 1;
        let turn = inside.turn;
        inside.bytes += bytes;
        inside.turns.insert(turn, key.clone());
        inside.entries.insert(key, (turn, drawn));
    }
}

impl Inside {
    fn leave(&mut self, key: &str) {
        if let Some((turn, drawn)) = self.entries.remove(key) {
            self.bytes -= drawn.bytes() + 2 * key.len();
            self.turns.remove(&turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, Drawn, ENTRY};
    use bytes::Bytes;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn drawn(bytes: usize) -> Arc<Drawn> {
        Arc::new(Drawn {
            media: "text/plain",
            tag: String::new(),
            plain: vec![0; bytes].into(),
            gzip: None::<Bytes>,
        })
    }

    #[test]
    fn what_was_asked_for_longest_ago_leaves_first() {
        let room = 5 * (100 + ENTRY + 2);
        let cache = Cache::new(room);
        for key in ["a", "b", "c", "d", "e"] {
            cache.keep(key.to_owned(), drawn(100));
        }
        assert!(cache.find("a").is_some());
        cache.keep("f".to_owned(), drawn(100));
        assert!(cache.find("b").is_none() && cache.find("a").is_some() && cache.find("f").is_some());
        cache.keep("large".to_owned(), drawn(room));
        assert!(cache.find("large").is_none() && cache.find("a").is_some());
    }

    proptest! {
        #[test]
        fn it_never_holds_more_than_its_room(keys in prop::collection::vec((0_u8..20, 0_usize..900), 0..200)) {
            let cache = Cache::new(4000);
            for (key, bytes) in keys {
                cache.keep(key.to_string(), drawn(bytes));
                let inside = cache.inside.lock().unwrap();
                let held: usize = inside.entries.iter().map(|(key, (_, one))| one.bytes() + 2 * key.len()).sum();
                prop_assert_eq!(held, inside.bytes);
                prop_assert!(held <= 4000 && inside.turns.len() == inside.entries.len());
            }
        }
    }
}
