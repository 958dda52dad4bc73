//! The mixing desk: commands in words, at times, and what they ask for.
//!
//! ```text
//! # seconds  what        where (metres from the plan's top left corner)
//! 0.010      inject      3.2 1.5        # the source signal once more, here
//! 0.020      inject      6.0 1.5  0.5   # at half the strength
//! 0.500      mic         5.0 2.0        # the microphone moves
//! 0.800      stop
//! ```
//!
//! On standard input the time may be left out: the command is done at once.

use std::fmt;
use std::path::Path;

use crate::error::Error;

/// What a command asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Plays the source signal once from its start.
    Inject {
        /// Metres from the plan's top left corner.
        place: [f32; 2],
        /// Factor on the signal.
        gain: f32,
    },
    /// Moves the microphone.
    Microphone {
        /// Metres from the plan's top left corner.
        place: [f32; 2],
    },
    /// Ends the simulation.
    Stop,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inject {
                place: [x, y],
                gain,
            } => write!(f, "inject {x} {y} {gain}"),
            Self::Microphone { place: [x, y] } => write!(f, "mic {x} {y}"),
            Self::Stop => f.write_str("stop"),
        }
    }
}

/// An action and when to do it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Command {
    /// Seconds of simulated time; `None` is as soon as it is seen.
    pub at: Option<f64>,
    /// What to do.
    pub action: Action,
}

/// What is wrong with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// There is no such word.
    UnknownWord,
    /// A number is not a number.
    NotANumber,
    /// The time is negative.
    BadTime,
    /// A command in a file has no time.
    NoTime,
    /// `inject` takes two or three numbers.
    InjectShape,
    /// `mic` takes two numbers.
    MicrophoneShape,
    /// `stop` takes none.
    StopShape,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownWord => "the words are `inject`, `mic` and `stop`",
            Self::NotANumber => "a place or a gain is not a finite number",
            Self::BadTime => "the time must be zero or more seconds",
            Self::NoTime => "a line of a command file starts with its time in seconds",
            Self::InjectShape => "write `inject X Y` or `inject X Y GAIN`",
            Self::MicrophoneShape => "write `mic X Y`",
            Self::StopShape => "write `stop` alone",
        })
    }
}

impl std::error::Error for Problem {}

/// Reads one line; `None` if it is empty or a comment.
///
/// # Errors
/// What is wrong with it.
pub fn parse(line: &str) -> Result<Option<Command>, Problem> {
    let line = line.split('#').next().unwrap_or_default();
    let mut words = line.split_whitespace().peekable();
    let Some(first) = words.peek() else {
        return Ok(None);
    };
    let at = match first.parse::<f64>() {
        Ok(time) if time.is_finite() && time >= 0.0 => {
            words.next();
            Some(time)
        }
        Ok(_) => return Err(Problem::BadTime),
        Err(_) => None,
    };
    let word = words.next().ok_or(Problem::UnknownWord)?;
    let numbers: Vec<&str> = words.collect();
    let action = match word {
        "inject" => {
            let (x, y, gain) = match numbers[..] {
                [x, y] => (x, y, "1"),
                [x, y, gain] => (x, y, gain),
                _ => return Err(Problem::InjectShape),
            };
            Action::Inject {
                place: [number(x)?, number(y)?],
                gain: number(gain)?,
            }
        }
        "mic" => match numbers[..] {
            [x, y] => Action::Microphone {
                place: [number(x)?, number(y)?],
            },
            _ => return Err(Problem::MicrophoneShape),
        },
        "stop" if numbers.is_empty() => Action::Stop,
        "stop" => return Err(Problem::StopShape),
        _ => return Err(Problem::UnknownWord),
    };
    Ok(Some(Command { at, action }))
}

fn number(word: &str) -> Result<f32, Problem> {
    match word.parse::<f32>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) | Err(_) => Err(Problem::NotANumber),
    }
}

/// The commands of a file in order of time.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Latest first, so that the next one is popped from the end.
    commands: Vec<Command>,
}

impl Script {
    /// Reads a command file.
    ///
    /// # Errors
    /// [`Error::Read`] and [`Error::Command`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
            path: path.into(),
            source,
        })?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads the text of a command file; `origin` is for messages.
    ///
    /// # Errors
    /// [`Error::Command`].
    pub fn parse(text: &str, origin: &str) -> Result<Self, Error> {
        let mut script = Self::default();
        for (index, line) in text.lines().enumerate() {
            let wrong = |problem| Error::Command {
                origin: origin.into(),
                line: index + 1,
                text: line.trim().into(),
                problem,
            };
            if let Some(command) = parse(line).map_err(wrong)? {
                if command.at.is_none() {
                    return Err(wrong(Problem::NoTime));
                }
                script.add(command);
            }
        }
        Ok(script)
    }

    /// Puts a command in its place: after those of the same time.
    pub fn add(&mut self, command: Command) {
        let time = command.at.unwrap_or(0.0);
        let later = |other: &Command| other.at.unwrap_or(0.0) > time;
        let index = self.commands.partition_point(later);
        self.commands.insert(index, command);
    }

    /// Takes the next command that is due by `now` seconds.
    pub fn next_due(&mut self, now: f64) -> Option<Command> {
        let due = self.commands.last()?.at.unwrap_or(0.0) <= now;
        due.then(|| self.commands.pop())?
    }

    /// All commands that are left, the next one first.
    pub fn iter(&self) -> impl Iterator<Item = &Command> {
        self.commands.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_with_and_without_time() {
        let inject = Action::Inject {
            place: [3.2, 1.5],
            gain: 1.0,
        };
        assert_eq!(
            parse("0.010 inject 3.2 1.5"),
            Ok(Some(Command {
                at: Some(0.01),
                action: inject
            }))
        );
        assert_eq!(
            parse("inject 3.2 1.5 # here"),
            Ok(Some(Command {
                at: None,
                action: inject
            }))
        );
        assert_eq!(parse("   # nothing"), Ok(None));
    }

    #[test]
    fn each_mistake_has_its_problem() {
        for (line, problem) in [
            ("0.1 sing 1 2", Problem::UnknownWord),
            ("0.1", Problem::UnknownWord),
            ("0.1 inject 1", Problem::InjectShape),
            ("0.1 inject 1 two", Problem::NotANumber),
            ("0.1 mic 1 2 3", Problem::MicrophoneShape),
            ("0.1 mic 1 inf", Problem::NotANumber),
            ("-0.1 mic 1 2", Problem::BadTime),
            ("stop now", Problem::StopShape),
        ] {
            assert_eq!(parse(line), Err(problem), "{line}");
        }
    }

    #[test]
    fn a_script_gives_its_commands_in_order_of_time() {
        let text = "0.2 mic 1 1\n0.1 mic 2 2\n0.2 mic 3 3\n";
        let mut script = Script::parse(text, "test").unwrap();
        let mut places = Vec::new();
        for now in [0.0, 0.15, 0.3] {
            while let Some(command) = script.next_due(now) {
                if let Action::Microphone { place } = command.action {
                    places.push(place[0]);
                }
            }
        }
        assert_eq!(places, [2.0, 1.0, 3.0]);
    }

    #[test]
    fn a_file_line_without_time_is_refused() {
        let refused = Script::parse("\nmic 1 1", "file");
        assert!(matches!(
            refused,
            Err(Error::Command {
                line: 2,
                problem: Problem::NoTime,
                ..
            })
        ));
    }
}
