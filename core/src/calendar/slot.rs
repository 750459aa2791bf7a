//! When on a day something began: a time, or only morning, afternoon or night; no day.

use thiserror::Error;

/// The start of an activity; on the wire `10:00`, `am`, `pm`, `night`. Ordered as a day goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// 10時, 13時30分.
    At {
        /// 0–23.
        hour: u8,
        /// 0–59.
        minute: u8,
    },
    /// 午前.
    Morning,
    /// 午後.
    Afternoon,
    /// 夜.
    Night,
}

/// The text names no start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a slot")]
pub struct NotASlot;

impl Slot {
    /// A time of day.
    pub const fn at(hour: u8, minute: u8) -> Result<Self, NotASlot> {
        if hour < 24 && minute < 60 { Ok(Self::At { hour, minute }) } else { Err(NotASlot) }
    }

    /// Reads the wire's form.
    pub fn parse(text: &str) -> Result<Self, NotASlot> {
        match text {
            "am" => return Ok(Self::Morning),
            "pm" => return Ok(Self::Afternoon),
            "night" => return Ok(Self::Night),
            _ => {}
        }
        let (hour, minute) = text.split_once(':').ok_or(NotASlot)?;
        let two = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !two(hour) || !two(minute) {
            return Err(NotASlot);
        }
        Self::at(hour.parse().map_err(|_| NotASlot)?, minute.parse().map_err(|_| NotASlot)?)
    }

    /// 「10時」, 「13時30分」, 「午前」.
    pub fn text(self) -> String {
        match self {
            Self::At { hour, minute: 0 } => format!("{hour}時"),
            Self::At { hour, minute } => format!("{hour}時{minute}分"),
            Self::Morning => "午前".to_owned(),
            Self::Afternoon => "午後".to_owned(),
            Self::Night => "夜".to_owned(),
        }
    }

    /// Its place in the day, in minutes; parts of the day stand after the times that they hold.
    const fn order(self) -> u32 {
        match self {
            Self::At { hour, minute } => (hour as u32 * 60 + minute as u32) * 2,
            Self::Morning => 12 * 60 * 2 - 1,
            Self::Afternoon => 17 * 60 * 2 + 1,
            Self::Night => 24 * 60 * 2,
        }
    }
}

impl Ord for Slot {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Slot {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl core::fmt::Display for Slot {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::At { hour, minute } => write!(f, "{hour:02}:{minute:02}"),
            Self::Morning => f.write_str("am"),
            Self::Afternoon => f.write_str("pm"),
            Self::Night => f.write_str("night"),
        }
    }
}
