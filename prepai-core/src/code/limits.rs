//! Limits of executions, and the settings that say them.

use std::time::Duration;

use super::cases::{MAX_TESTS, MAX_VALUE};
use crate::config::{Config, Kind, Setting};
use crate::error::{Error, Result};
use crate::turn::MAX_CODE;

const TIME: &str = "code.limits.time";
const BUDGET: &str = "code.limits.budget";
const MEMORY: &str = "code.limits.memory_mib";
const SOURCE: &str = "code.limits.source_kib";
const TESTS: &str = "code.limits.tests";
const VALUE: &str = "code.limits.value_kib";
const OUTPUT: &str = "code.limits.output_kib";
const OUTPUT_MOST: &str = "code.limits.output_most_kib";
const CONCURRENCY: &str = "code.concurrency";
const QUEUE: &str = "code.queue";
/// The folder of what is made once and used again.
pub(crate) const CACHE: &str = "code.cache";

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
/// Less than this no interpreter starts in.
const LEAST_TIME: Duration = Duration::from_millis(100);

/// The settings of every executor. What the interface promises (source, tests, values) can be lowered and not raised.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::new(TIME, Kind::Duration, Some("5s"), "Wall and processor time of one test; at least 100 ms."),
    Setting::new(
        BUDGET,
        Kind::Duration,
        Some("15s"),
        "Wall time of all tests of a program; what is left after it is skipped. At least that of one test.",
    ),
    Setting::new(MEMORY, Kind::Integer(16, 65_536), Some("256"), "Memory that a program may use, in MiB."),
    Setting::new(
        SOURCE,
        Kind::Integer(1, MAX_CODE as u64 / KIB),
        Some("64"),
        "Size of a program's source, in KiB.",
    ),
    Setting::new(
        TESTS,
        Kind::Integer(1, MAX_TESTS as u64),
        Some("100"),
        "Tests of a client; an exercise's own all run.",
    ),
    Setting::new(
        VALUE,
        Kind::Integer(1, MAX_VALUE as u64 / KIB),
        Some("1024"),
        "Size of an input, an expected value or a result, in KiB.",
    ),
    Setting::new(
        OUTPUT,
        Kind::Integer(0, 65_536),
        Some("64"),
        "How much of what a test prints is kept, in KiB.",
    ),
    Setting::new(
        OUTPUT_MOST,
        Kind::Integer(1, 65_536),
        Some("1024"),
        "What a program may print before it is ended, in KiB; at least what is kept.",
    ),
    Setting::new(
        CONCURRENCY,
        Kind::Integer(1, 1024),
        None,
        "Programs that run at a time; by default one a core.",
    ),
    Setting::new(
        QUEUE,
        Kind::Integer(0, 100_000),
        Some("64"),
        "Programs that may wait; whoever comes then is told `busy`.",
    ),
    Setting::new(
        CACHE,
        Kind::Path,
        None,
        "The folder of compiled programs, for nobody else to write; by default one in the folder for temporary files.",
    ),
];

/// Limits of one execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Wall and processor time of one test.
    pub time: Duration,
    /// Wall time of all tests; what is left after it is skipped.
    pub budget: Duration,
    /// Memory in bytes.
    pub memory: u64,
    /// Bytes of output that are kept.
    pub output: u64,
    /// Bytes of output after which the program is ended.
    pub output_most: u64,
    /// Bytes of source.
    pub source: usize,
    /// Tests.
    pub tests: usize,
    /// Bytes of an input, an expected value or a result.
    pub value: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            time: Duration::from_secs(5),
            budget: Duration::from_secs(15),
            memory: 256 << 20,
            output: 64 << 10,
            output_most: 1 << 20,
            source: MAX_CODE,
            tests: MAX_TESTS,
            value: MAX_VALUE,
        }
    }
}

impl Limits {
    /// As a configuration says; what it does not say is as by default.
    ///
    /// # Errors
    /// `invalid_input` names the setting that another one forbids.
    pub fn read(config: &Config) -> Result<Limits> {
        let usual = Limits::default();
        let size =
            |key: &str, unit: u64, usual: u64| config.integer(key).map_or(usual, |number| number * unit);
        let count = |key: &str, unit: u64, usual: usize| {
            let number = config.integer(key).and_then(|number| usize::try_from(number * unit).ok());
            number.unwrap_or(usual)
        };
        let limits = Limits {
            time: config.duration(TIME).unwrap_or(usual.time),
            budget: config.duration(BUDGET).unwrap_or(usual.budget),
            memory: size(MEMORY, MIB, usual.memory),
            output: size(OUTPUT, KIB, usual.output),
            output_most: size(OUTPUT_MOST, KIB, usual.output_most),
            source: count(SOURCE, KIB, usual.source),
            tests: count(TESTS, 1, usual.tests),
            value: count(VALUE, KIB, usual.value),
        };
        if limits.time < LEAST_TIME {
            return Err(Error::invalid(TIME, "must be at least 100ms: an interpreter takes some of it"));
        }
        if limits.budget < limits.time {
            let least = format!("must be at least {TIME}, which is {}s", limits.time.as_secs_f64());
            return Err(Error::invalid(BUDGET, least));
        }
        if limits.output_most < limits.output {
            let least = format!("must be at least {OUTPUT}, which is {}", limits.output / KIB);
            return Err(Error::invalid(OUTPUT_MOST, least));
        }
        Ok(limits)
    }
}

/// How many programs run at a time, and how many wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Programs at a time; cores by default.
    pub concurrency: usize,
    /// Programs that may wait; whoever comes then is told `busy`.
    pub queue: usize,
}

impl Default for Places {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Places { concurrency: cores, queue: 64 }
    }
}

impl Places {
    /// As a configuration says.
    pub fn read(config: &Config) -> Places {
        let usual = Places::default();
        let number = |key: &str| config.integer(key).and_then(|number| usize::try_from(number).ok());
        Places {
            concurrency: number(CONCURRENCY).unwrap_or(usual.concurrency),
            queue: number(QUEUE).unwrap_or(usual.queue),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ConfigFile, Schema, Sources};

    fn read(text: &str) -> Result<(Limits, Places)> {
        let mut schema = Schema::core();
        schema.add(SETTINGS);
        let file = Some(ConfigFile { path: "prepai.toml".into(), text: text.to_owned() });
        let config = Config::load(schema, &Sources { file, ..Sources::default() })?;
        Ok((Limits::read(&config)?, Places::read(&config)))
    }

    #[test]
    fn the_defaults_of_the_table_are_the_defaults_of_the_type() {
        assert_eq!(read("").unwrap(), (Limits::default(), Places::default()));
    }

    #[test]
    fn every_setting_is_read_in_its_unit() {
        let text = "[code]\nconcurrency = 3\nqueue = 7\n[code.limits]\ntime = '250ms'\nbudget = '1s'\nmemory_mib = 32\n\
                    source_kib = 2\ntests = 9\nvalue_kib = 3\noutput_kib = 4\noutput_most_kib = 5\n";
        let limits = Limits {
            time: Duration::from_millis(250),
            budget: Duration::from_secs(1),
            memory: 32 << 20,
            output: 4096,
            output_most: 5120,
            source: 2048,
            tests: 9,
            value: 3072,
        };
        assert_eq!(read(text).unwrap(), (limits, Places { concurrency: 3, queue: 7 }));
    }

    #[test]
    fn what_does_not_fit_names_its_setting() {
        for (line, key) in [
            ("time = '20ms'", TIME),
            ("time = '20s'", BUDGET),
            ("output_most_kib = 8", OUTPUT_MOST),
            ("memory_mib = 8", MEMORY),
            ("source_kib = 65", SOURCE),
            ("tests = 101", TESTS),
            ("value_kib = 1025", VALUE),
        ] {
            let error = read(&format!("[code.limits]\n{line}\n")).unwrap_err();
            assert!(error.to_string().contains(key), "{line}: {error}");
        }
    }
}
