//! How a socket takes its place in a room.

use prepai_core::Error;
use prepai_core::session::Status;
use prepai_voice::duplex::Form;

use super::{Flow, PROTOCOL, Shape, Talk};
use crate::http::guard::Client;
use crate::rooms::{Purpose, VoicePlace};
use crate::socket::client::Hello;
use crate::socket::listener::Listener;
use crate::socket::message::{HelloAck, ServerMessage};
use crate::socket::sentences::Sentences;
use crate::socket::wire::{self, Agreed};
use crate::socket::{Close, state};

impl Talk {
    /// Looks whether there is an interview to hold, and whether it is the caller's.
    pub(super) async fn find(&mut self) -> Flow {
        let Some(caller) = &self.caller else { return Flow::Break(Close::NotFound) };
        let owner = caller.owner.as_deref();
        let found = async {
            let id = self.app.rooms.resolve(&self.id, owner, Purpose::Continue).await?;
            self.app.interview.sessions().summary(&id).await
        };
        let summary = match found.await {
            Ok(summary) => summary,
            Err(error) => return self.cannot(&error).await,
        };
        if !caller.may_see(summary.owner.as_deref()) {
            return Flow::Break(Close::NotFound);
        }
        match summary.status {
            Status::Active => {
                self.session = Some(summary.session);
                Flow::Continue(())
            }
            Status::Completed => Flow::Break(Close::Ended),
            Status::Erased => Flow::Break(Close::NotFound),
        }
    }

    /// A first frame that is no `hello` makes the socket a legacy one.
    pub(super) async fn settle(&mut self) -> Flow {
        if self.caller.is_none() {
            return Flow::Break(Close::Unauthenticated);
        }
        if self.form == Shape::Undecided {
            self.form = Shape::Legacy;
            self.sit(None, Form::Sentences, wire::RATE).await?;
        }
        Flow::Continue(())
    }

    pub(super) async fn hello(&mut self, hello: Hello) -> Flow {
        if self.caller.is_none() {
            let tokens = &self.app.options.tokens;
            self.caller = hello.token.as_deref().and_then(|token| tokens.authenticate(token));
            if self.caller.is_none() {
                return Flow::Break(Close::Unauthenticated);
            }
            // Only now is it known whose the socket is.
            let owner = self.caller.as_ref().and_then(|caller| caller.owner.clone());
            match owner.map(|owner| self.app.crowd.enter(Client::Owner(owner))).transpose() {
                Ok(counted) => self.counted = counted,
                Err(error) => return self.cannot(&error).await,
            }
            self.find().await?;
        }
        if hello.protocol != PROTOCOL {
            return Flow::Break(Close::Version);
        }
        self.form = Shape::Two;
        let agreed = Agreed::of(hello.audio.as_ref());
        // Whoever does not speak of audio types and reads.
        let form = if hello.audio.is_some() { Form::Duplex } else { Form::Typed };
        let resume = hello.resume.as_ref().map(|resume| (resume.conversation.as_str(), resume.last_seq));
        self.sit(resume, form, agreed.output).await?;
        self.listener = match Listener::new(agreed.input) {
            Ok(listener) => Some(Box::new(listener)),
            Err(error) => return self.fail(&error).await,
        };
        let Some(seat) = &mut self.seat else { return Flow::Break(Close::Shutdown) };
        let missed = seat.mailbox.missed.take();
        let voice = seat.room.voice();
        let hears = voice.hears() && self.app.rooms.hearing().now().await;
        self.unheard = voice.hears() && !hears;
        let ack = ServerMessage::HelloAck(HelloAck {
            protocol: PROTOCOL,
            audio: agreed.value(),
            conversation: seat.room.conversation().id().to_owned(),
            last_seq: seat.mailbox.last_seq,
            resumed: missed.is_some(),
            hears,
            speaks: voice.speaks(),
        });
        let conversation = seat.room.conversation().clone();
        self.say(&ack).await?;
        if let Some(missed) = missed {
            return self.catch_up(missed).await;
        }
        match conversation.session().await {
            Ok(session) => self.say(&ServerMessage::State(Box::new(state(&session)))).await,
            // The room closes the socket in a moment, and knows why.
            Err(_) => Flow::Continue(()),
        }
    }

    /// Takes a place in the session's room, and one for its sound if it has any.
    async fn sit(&mut self, resume: Option<(&str, u64)>, form: Form, rate: u32) -> Flow {
        let Some(session) = &self.session else { return Flow::Break(Close::NotFound) };
        let room = match self.app.rooms.room(session).await {
            Ok(room) => room,
            Err(error) => return self.cannot(&error).await,
        };
        let voice = room.voice();
        let form = if voice.hears() || voice.speaks() { form } else { Form::Typed };
        let place = match self.place(form, room.has_place()) {
            Ok(place) => place,
            Err(error) => return self.cannot(&error).await,
        };
        self.sentences = Sentences::new(form == Form::Sentences && voice.speaks());
        let same =
            |(conversation, seq): (&str, u64)| (conversation == room.conversation().id()).then_some(seq);
        let seat = room.attach(resume.and_then(same), form, place);
        // Whatever the client says next is answered in its form, the greeting first of all. A conversation that is over
        // closes the socket in a moment, and the room knows why.
        let _ = seat.room.voice().join(form, rate).await;
        self.seat = Some(seat);
        Flow::Continue(())
    }

    /// Tells what is in the way of the session, where the close alone does not, and closes.
    async fn cannot(&mut self, error: &Error) -> Flow {
        let reason = Close::for_error(error);
        if matches!(reason, Close::Away | Close::Broken | Close::TooBusy) {
            self.fail(error).await?;
            self.explained = true;
        }
        Flow::Break(reason)
    }

    /// A place for a voice. Who takes over a room that has one, or comes back to it, is served already: it is counted anew, not refused.
    fn place(&mut self, form: Form, takes_over: bool) -> Result<Option<VoicePlace>, Error> {
        let held = self.held.take();
        match form {
            Form::Typed => Ok(None),
            Form::Sentences | Form::Duplex if held.is_some() => Ok(held),
            Form::Sentences | Form::Duplex if takes_over => Ok(Some(self.app.rooms.admission().again())),
            Form::Sentences | Form::Duplex => self.app.rooms.admission().enter().map(Some),
        }
    }
}
