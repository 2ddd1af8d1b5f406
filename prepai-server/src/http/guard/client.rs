//! Whose a request is, for what is counted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::Extensions;

use super::Caller;

/// The owner of the token that was shown, or the address without one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Client {
    /// The owner.
    Owner(String),
    /// The address; of version 6 the network, of which everybody has all addresses.
    Address(IpAddr),
}

impl Client {
    /// Whose a request with these extensions is; nobody's in particular when it comes from this machine without a token.
    pub(crate) fn of(extensions: &Extensions) -> Option<Self> {
        let owner = extensions.get::<Caller>().and_then(|caller| caller.owner.clone());
        let address = || extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.ip().to_canonical());
        owner.map(Client::Owner).or_else(|| {
            address()
                .filter(|address| !address.is_loopback())
                .map(|address| Client::Address(network(address)))
        })
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> Extensions {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(address.parse().unwrap(), 1)));
        extensions
    }

    #[test]
    fn a_client_is_an_owner_or_an_address_and_this_machine_is_nobody() {
        for own in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(Client::of(&from(own)), None);
        }
        assert_eq!(Client::of(&Extensions::new()), None);
        let (first, second) = (Client::of(&from("2001:db8::1")), Client::of(&from("2001:db8::2:3")));
        assert_eq!(first, second);
        assert_ne!(first, Client::of(&from("2001:db8:0:1::1")));
        let mut proved = from("127.0.0.1");
        proved.insert(Caller { owner: Some("ada".to_owned()) });
        assert_eq!(Client::of(&proved), Some(Client::Owner("ada".to_owned())));
    }
}
