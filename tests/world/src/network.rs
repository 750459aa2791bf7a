//! Between phones and server: what is lost, repeated, late, cut off, clogged or answered by somebody else; and a server
//! that is busy, fails or dies. Nothing is judged here.

use tsunagari_core::calendar::WallTime;
use tsunagari_core::sync::machine::{Event, ROUND};
use tsunagari_core::sync::reply::{self, Failure, Reply};

use super::history::Trouble;
use super::ward::Letter;
use super::{Due, Post, Sender, World};

impl World {
    pub(super) fn post(&mut self, phone: usize, window: usize, number: u32, ask: Post) {
        let tag = self.phones[phone].windows[window].as_ref().unwrap().tag;
        let from = Sender { phone, window, tag, number };
        let cells = matches!(ask, Post::Cells(..));
        if let Post::Sync(body) = &ask {
            self.trace(body.as_bytes());
        }
        if self.may(Trouble::Network) && self.phones[phone].down {
            let after = self.chance.below(ROUND as u64) as i64;
            return self.schedule(after, Due::Reply { to: from, cells, letter: None });
        }
        if self.may(Trouble::Portal) && self.phones[phone].portal {
            let letter = self.portal();
            return self.schedule(50, Due::Reply { to: from, cells, letter: Some(letter) });
        }
        let delay = self.delay();
        if self.trouble(Trouble::Network, 12) {
            let later = self.delay();
            self.schedule(later, Due::Post { from, ask: ask.clone() });
        }
        if !self.trouble(Trouble::Network, 12) {
            self.schedule(delay, Due::Post { from, ask });
        }
    }

    fn delay(&mut self) -> i64 {
        match self.chance.below(10) {
            0 if self.may(Trouble::Network) => self.chance.below(60_000) as i64,
            1 | 2 => self.chance.below(5_000) as i64,
            _ => 10 + self.chance.below(300) as i64,
        }
    }

    /// What a network that wants a sign-in says to everything.
    fn portal(&mut self) -> Letter {
        let html = b"<html>Please sign in</html>".to_vec();
        let json = br#"{"envelope":"portal","outcomes":[]}"#.to_vec();
        let (status, content_type, body) = match self.chance.below(4) {
            0 => (302, "text/html", html),
            1 => (511, "text/html", html),
            2 => (200, tsunagari_core::sync::wire::ANSWER_TYPE, json),
            _ => (200, "text/html; charset=utf-8", html),
        };
        Letter { status, content_type, retry_after: None, body }
    }

    /// The lines are clogged one by one, and healed in another order; what is held meanwhile arrives all at once.
    pub(super) fn clog_all(&mut self) {
        self.report.clogs += 1;
        for phone in 0..self.phones.len() {
            let from = self.chance.below(60_000) as i64;
            let to = 60_000 + self.chance.below(120_000) as i64;
            self.schedule(from, Due::Clog { phone });
            self.schedule(to, Due::Heal { phone });
        }
    }

    pub(super) fn heal(&mut self, phone: usize) {
        self.phones[phone].clogged = false;
        let of_phone = |due: &Due| matches!(due, Due::Post { from: at, .. } | Due::Reply { to: at, .. } if at.phone == phone);
        let (free, held) = std::mem::take(&mut self.held).into_iter().partition(of_phone);
        self.held = held;
        let free: Vec<_> = free;
        for due in free {
            let after = self.chance.below(2_000) as i64;
            self.schedule(after, due);
        }
    }

    pub(super) fn arrive_at_server(&mut self, from: Sender, ask: Post) {
        self.report.requests += 1;
        let cells = matches!(ask, Post::Cells(..));
        let trouble = if self.may(Trouble::Server) { self.chance.below(40) } else { 99 };
        if self.now < self.away_until {
            return self.schedule(50, Due::Reply { to: from, cells, letter: None });
        }
        let answered = match trouble {
            0 => Some(Letter::problem(503, "urn:tsunagari:busy", Some(self.chance.below(120) as u32))),
            1 => Some(Letter::problem(500, "urn:tsunagari:fault", None)),
            2 => Some(Letter::problem(429, "urn:tsunagari:rate", Some(30))),
            3 | 4 => self.lose_the_commit(from, ask, trouble == 4),
            5 => {
                self.answer(from, ask);
                self.die();
                None
            }
            _ => Some(self.answer(from, ask)),
        };
        let Some(mut letter) = answered else { return };
        if self.trouble(Trouble::Network, 20) {
            let cut = self.chance.index(letter.body.len() + 1);
            letter.body.truncate(cut);
        }
        if self.trouble(Trouble::Network, 12) {
            return;
        }
        if self.trouble(Trouble::Network, 12) {
            let later = self.delay();
            self.schedule(later, Due::Reply { to: from, cells, letter: Some(letter.clone()) });
        }
        let delay = self.delay();
        self.schedule(delay, Due::Reply { to: from, cells, letter: Some(letter) });
    }

    fn answer(&mut self, from: Sender, ask: Post) -> Letter {
        let device = self.phones[from.phone].device;
        match ask {
            Post::Sync(body) => self.ward.sync(device, &body, WallTime::from_millis(self.now), self.poison),
            Post::Cells(scope, mark) => {
                self.report.bundles += 1;
                self.ward.cells(device, scope, mark, &mut self.chance)
            }
        }
    }

    /// All is done but the commit: it fails and says so, or the server dies there and says nothing.
    fn lose_the_commit(&mut self, from: Sender, ask: Post, dies: bool) -> Option<Letter> {
        let (books, ever) = (self.ward.books.clone(), self.ward.ever.clone());
        self.answer(from, ask);
        (self.ward.books, self.ward.ever) = (books, ever);
        self.report.commits_lost += 1;
        if dies {
            self.die();
            return None;
        }
        Some(Letter::problem(503, "urn:tsunagari:storage", Some(self.chance.below(30) as u32)))
    }

    fn die(&mut self) {
        self.report.commits_lost += 1;
        self.away_until = self.now + self.chance.below(60_000) as i64;
    }

    pub(super) fn arrive_at_phone(&mut self, to: Sender, cells: bool, letter: Option<Letter>) {
        if !self.alive(to.phone, to.window, to.tag) {
            return;
        }
        let number = to.number;
        let reply = letter.as_ref().map(|letter| Reply {
            status: letter.status,
            content_type: letter.content_type,
            retry_after: letter.retry_after,
            body: &letter.body,
        });
        let event = if cells {
            let result = reply.map_or(Err(Failure::Unreachable), |reply| reply::cells(&reply));
            Event::Arrived { number, result }
        } else {
            let result = reply.map_or(Err(Failure::Unreachable), |reply| reply::answer(&reply));
            Event::Answered { number, result }
        };
        self.step(to.phone, to.window, event);
    }
}
