//! What every request works with.

use prepai_core::turn::Interview;

use super::Options;
use crate::rooms::Rooms;

/// The state of a server.
#[derive(Debug)]
pub struct App {
    /// Interviews on the backends.
    pub(crate) interview: Interview,
    /// The conversations that are open in this process.
    pub(crate) rooms: Rooms,
    /// How it is set up.
    pub(crate) options: Options,
}

impl App {
    /// A server on these interviews; nothing is opened yet.
    pub fn new(interview: Interview, options: Options) -> Self {
        let rooms = Rooms::new(interview.clone(), options.server.clone());
        App { interview, rooms, options }
    }

    /// The conversations that are open in this process.
    pub fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    /// How it is set up.
    pub fn options(&self) -> &Options {
        &self.options
    }
}
