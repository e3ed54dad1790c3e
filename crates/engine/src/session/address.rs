//! 来源限制. How many sign-ins may fail from one network in a window of time, on all nodes together.
//! What fits the password is not counted, so that an office behind one address is not locked out by
//! its own arrival in the morning.

use std::net::{IpAddr, Ipv6Addr};

use chrono::{DateTime, TimeDelta, Utc};
use duban_store::account::address;
use duban_store::{StoreError, Tx};

use super::{SessionError, Sessions};
use crate::audit::Origin;

/// How much is borne from one network.
#[derive(Debug, Clone, Copy)]
pub struct AddressLimit {
    /// So many failures in a window; what comes after is not looked at.
    pub failures: i32,
    /// How long a window lasts.
    pub window: TimeDelta,
}

impl Default for AddressLimit {
    fn default() -> Self {
        Self { failures: 60, window: TimeDelta::minutes(15) }
    }
}

impl AddressLimit {
    fn window_of(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let length = self.window.num_seconds().max(1);
        let into = now.timestamp().rem_euclid(length);
        DateTime::from_timestamp(now.timestamp() - into, 0).unwrap_or(now)
    }
}

/// An attempt that was charged to a network.
pub(super) struct Charged {
    network: String,
    window: DateTime<Utc>,
}

impl Charged {
    /// Takes the charge back from an attempt that is let in, where it is let in.
    pub(super) async fn take_back(&self, tx: &Tx) -> Result<(), StoreError> {
        address::forgive(tx, &self.network, self.window).await
    }
}

/// 可否受理. Whether an attempt may be looked at.
pub(super) enum Entry {
    /// It may; what it was charged to, where its address is known.
    Open(Option<Charged>),
    /// It may not: too many have failed.
    Closed,
}

impl Sessions {
    /// Charges the network this attempt comes from, before anything else is looked at.
    pub(super) async fn enter(&self) -> Result<Entry, SessionError> {
        let Some(address) = Origin::here().address else {
            return Ok(Entry::Open(None));
        };
        let limit = self.limits.address;
        let window = limit.window_of(self.engine.clock().now());
        let charged = Charged { network: network(address).to_string(), window };
        let name = charged.network.as_str();
        let count = self
            .engine
            .store()
            .write(move |tx| async move { address::charge(&tx, name, window).await })
            .await?;
        Ok(if count > limit.failures { Entry::Closed } else { Entry::Open(Some(charged)) })
    }
}

/// What counts as one address: whoever has one of IPv6 has the 2^64 around it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        IpAddr::V4(address) => address.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_ipv6_are_one_network_and_mapped_addresses_are_what_they_map() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::4"), of("2001:db8:1:3::4"));
        assert_eq!(of("::ffff:10.0.0.7"), "10.0.0.7");
        assert_ne!(of("10.0.0.7"), of("10.0.0.8"));
    }

    #[test]
    fn windows_begin_at_the_same_instants_on_every_node() {
        let limit = AddressLimit::default();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let begun = at("2026-03-02T01:15:00Z");
        for inside in ["2026-03-02T01:15:00Z", "2026-03-02T01:29:59.9Z"] {
            assert_eq!(limit.window_of(at(inside)), begun);
        }
        assert_ne!(limit.window_of(at("2026-03-02T01:30:00Z")), begun);
    }
}
