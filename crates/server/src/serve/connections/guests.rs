//! How many connections there are, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Files that the program needs for itself: the database, uploads, the log.
const FILES_KEPT: usize = 128;

/// Who is there.
#[derive(Debug)]
pub struct Guests {
    most: usize,
    most_of_one: usize,
    present: Mutex<Present>,
    turned_away: AtomicU64,
}

#[derive(Debug, Default)]
struct Present {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// The place of one connection, free again when it is dropped.
#[derive(Debug)]
pub struct Guest {
    guests: Arc<Guests>,
    address: IpAddr,
}

impl Guests {
    /// Nobody yet.
    pub fn new(most: usize, most_of_one: usize) -> Self {
        let turned_away = AtomicU64::new(0);
        Self { most, most_of_one, present: Mutex::default(), turned_away }
    }

    /// No more than the process may have open files, whatever the settings ask.
    pub fn within_files(most: usize, most_of_one: usize) -> Self {
        let room = files_allowed().map(|files| files.saturating_sub(FILES_KEPT).max(1));
        let room = room.unwrap_or(usize::MAX);
        if room < most {
            let hint = "raise the limit of open files (ulimit -n)";
            tracing::warn!(most = room, hint, "fewer connections than `server.connections` fit");
        }
        Self::new(most.min(room), most_of_one)
    }

    /// Gives a place to whoever comes from this address; none where there is no more.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Guest> {
        let address = neighbourhood(address);
        let mut present = self.present();
        let of_one = present.by_address.get(&address).copied().unwrap_or(0);
        if present.all >= self.most || of_one >= self.most_of_one {
            self.turned_away.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        present.all += 1;
        present.by_address.insert(address, of_one + 1);
        Some(Guest { guests: Arc::clone(self), address })
    }

    /// How many are there.
    pub fn count(&self) -> usize {
        self.present().all
    }

    /// How many found no place since the process began.
    pub fn turned_away(&self) -> u64 {
        self.turned_away.load(Ordering::Relaxed)
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut present = self.guests.present();
        present.all = present.all.saturating_sub(1);
        if let Some(count) = present.by_address.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                present.by_address.remove(&self.address);
            }
        }
    }
}

/// What counts as one address: whoever has one of IPv6 has the 2^64 around it.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        v4 => v4,
    }
}

/// How many files this process may have open, where the system says so.
fn files_allowed() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_address_takes_only_its_share_and_gives_it_back() {
        let guests = Arc::new(Guests::new(3, 2));
        let first = guests.admit(address("10.0.0.1")).unwrap();
        let second = guests.admit(address("::ffff:10.0.0.1")).unwrap();
        assert!(guests.admit(address("10.0.0.1")).is_none());
        let other = guests.admit(address("10.0.0.2")).unwrap();
        assert!(guests.admit(address("10.0.0.3")).is_none());
        assert_eq!((guests.count(), guests.turned_away()), (3, 2));
        drop((first, second, other));
        assert_eq!(guests.count(), 0);
        assert!(guests.present().by_address.is_empty());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let guests = Arc::new(Guests::new(9, 1));
        let _first = guests.admit(address("2001:db8::1")).unwrap();
        assert!(guests.admit(address("2001:db8::ffff:2")).is_none());
        assert!(guests.admit(address("2001:db8:0:1::1")).is_some());
    }
}
