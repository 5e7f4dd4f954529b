//! Work that nobody waits for yet: on one thread that gives way to readers.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// How much less than readers' such a thread's claim to a core is, on the scale of `nice`: a tenth. More, and a reader who needs what it
/// works out would wait too long while others keep all cores busy.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 10;

/// One thread that leaves the cores to whoever answers a reader; none where none can be had.
pub fn thread(name: &'static str) -> Option<ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(1).thread_name(move |_| name.to_owned());
    builder.start_handler(|_| give_way()).build().ok()
}

/// Linux ranks threads one by one. A system that does not let them give way runs them as any other.
#[cfg(target_os = "linux")]
fn give_way() {
    let _ = rustix::process::nice(BEHIND);
}

/// Elsewhere `nice` is that of the whole program, readers' threads among them.
#[cfg(not(target_os = "linux"))]
fn give_way() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::getpriority_process;

    use super::{BEHIND, thread};

    #[test]
    fn it_gives_way_to_readers_and_they_do_not() {
        let rank = || getpriority_process(None).unwrap();
        let own = rank();
        let behind = thread("behind").unwrap().install(rank);
        assert_eq!((behind, rank()), ((own + BEHIND).min(19), own));
    }
}
