//! What is computed when it is first asked for, and kept from then on.

use std::sync::{Mutex, PoisonError};

/// Values by what they were computed for: one computes, others wait for it. Of more than `most` the oldest is forgotten.
#[derive(Debug)]
pub struct Computed<K, V> {
    most: usize,
    /// The newest last.
    kept: Mutex<Vec<(K, V)>>,
}

impl<K: PartialEq, V: Clone> Computed<K, V> {
    /// Nothing yet.
    pub const fn up_to(most: usize) -> Self {
        Self { most, kept: Mutex::new(Vec::new()) }
    }

    /// The value of `key`; `make` computes it where it is not there.
    ///
    /// # Errors
    /// Whatever `make` reports: then nothing is kept.
    pub fn get<E>(&self, key: K, make: impl FnOnce() -> Result<V, E>) -> Result<V, E> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = kept.iter().find(|(other, _)| *other == key) {
            return Ok(known.clone());
        }
        let made = make()?;
        if kept.len() >= self.most {
            kept.remove(0);
        }
        kept.push((key, made.clone()));
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::Computed;

    #[test]
    fn what_is_known_is_not_made_again_and_the_oldest_is_forgotten() {
        let kept: Computed<u8, u8> = Computed::up_to(2);
        let get = |key: u8| kept.get(key, || if key == 9 { Err("no") } else { Ok(10 * key) });
        assert_eq!([get(1), get(2), get(9)], [Ok(10), Ok(20), Err("no")]);
        let known = kept.get(1, || Err("made again"));
        assert_eq!(known, Ok(10));
        assert_eq!(get(3), Ok(30));
        assert_eq!(kept.get(1, || Ok::<u8, &str>(11)), Ok(11), "the oldest went");
        assert_eq!(kept.get(3, || Err("made again")), Ok(30));
    }
}
