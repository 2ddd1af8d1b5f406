//! Who asks.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// Who asks, as an extension of the request; nobody in particular where no tokens are configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caller {
    /// The owner that the request's token names; without one every session is open.
    pub owner: Option<String>,
}

impl Caller {
    /// Whether a session of this owner is the caller's to see.
    pub fn may_see(&self, owner: Option<&str>) -> bool {
        self.owner.is_none() || self.owner.as_deref() == owner
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Caller>().cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_sees_its_own_and_nobody_in_particular_sees_all() {
        let ada = Caller { owner: Some("ada".to_owned()) };
        assert!(ada.may_see(Some("ada")) && !ada.may_see(Some("bob")) && !ada.may_see(None));
        assert!(Caller::default().may_see(Some("bob")) && Caller::default().may_see(None));
    }
}
