//! Track record: the production path repeated over rolling origins and scored.
