//! 反向代理. Whose word is believed about where a request came from.
//!
//! Behind a balancer every connection comes from the balancer; it adds the address it saw to the
//! end of `X-Forwarded-For`. Anybody can write into that header, so it is read from its end, and
//! only for as long as the one who wrote there is a proxy that the settings name.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The networks that proxies stand in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<Network>);

/// Addresses that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    length: u32,
}

impl Proxies {
    /// Reads addresses (`10.0.0.7`) and networks (`10.0.0.0/8`), separated by spaces.
    ///
    /// # Errors
    /// The first word that is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let networks = text.split_whitespace().map(|word| Network::parse(word).ok_or(word));
        networks.collect::<Result<_, _>>().map(Self).map_err(str::to_owned)
    }

    /// Where a request came from that arrived from this address.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        // An IPv4 client of an IPv6 listener has the address it knows itself by.
        let mut client = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let words = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.rsplit(','));
        for word in words {
            let (true, Ok(before)) = (self.hold(client), word.trim().parse::<IpAddr>()) else {
                break;
            };
            client = before.to_canonical();
        }
        client
    }

    fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }
}

impl Network {
    fn parse(word: &str) -> Option<Self> {
        let (address, length) = match word.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (word, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(most);
        (length <= most).then_some(Self { address, length })
    }

    fn holds(&self, address: IpAddr) -> bool {
        // Shifted by all its bits, an address has nothing left that could differ.
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.checked_shr(32 - self.length).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differ = own.to_bits() ^ other.to_bits();
                differ.checked_shr(128 - self.length).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(proxies: &str, peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        let proxies = Proxies::parse(proxies).unwrap();
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_header_is_believed_only_of_a_proxy_that_is_named() {
        let forged = ["1.1.1.1, 20.0.0.9"];
        assert_eq!(client("", "20.0.0.1", &forged), "20.0.0.1");
        assert_eq!(client("10.0.0.0/8", "20.0.0.1", &forged), "20.0.0.1");
        assert_eq!(client("10.0.0.0/8", "10.1.2.3", &forged), "20.0.0.9");
        let chain = ["1.1.1.1", "20.0.0.9, 10.0.0.2"];
        assert_eq!(client("10.0.0.0/8 fd00::/8", "fd00::7", &chain), "20.0.0.9");
        assert_eq!(client("10.0.0.0/8", "::ffff:10.0.0.1", &["20.0.0.9"]), "20.0.0.9");
        assert_eq!(client("0.0.0.0/0", "10.0.0.1", &["20.0.0.9, nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "10.0.0.1", &["10.0.0.1"]), "10.0.0.1");
    }

    #[test]
    fn what_is_no_network_is_named() {
        for word in ["10.0.0.0/33", "10.0.0/8", "balancer", "::/129", "10.0.0.1/x"] {
            assert_eq!(Proxies::parse(&format!("10.0.0.1 {word}")), Err(word.to_owned()));
        }
    }
}
