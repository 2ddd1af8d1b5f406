//! Flags over environment over file over defaults.

use std::collections::BTreeMap;

use super::file::{self, wrong};
use super::kind::Raw;
use super::setting::did_you_mean;
use super::source::CONFIG_ENV;
use super::{Config, Entry, Origin, Schema, Setting, Sources, Value, folder, settings};
use crate::error::Result;

/// What every name of the program in the environment begins with.
const PREFIX: &str = "PREPAI_";

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// `invalid_input` for a key that no setting has, with the place and the most similar key, and for a value that its
    /// setting cannot have.
    pub fn load(schema: Schema, sources: &Sources) -> Result<Config> {
        let mut config = Config { schema, entries: BTreeMap::new() };
        config.defaults(sources)?;
        if let Some(file) = &sources.file {
            for (key, raw, origin) in file::lines(file)? {
                config.set(&key, raw, origin)?;
            }
        }
        config.environment(sources)?;
        for flag in &sources.flags {
            config.set(&flag.key, Raw::Plain(flag.value.clone()), Origin::Flag(flag.name.clone()))?;
        }
        Ok(config)
    }

    fn defaults(&mut self, sources: &Sources) -> Result<()> {
        let declared: Vec<Setting> = self.schema.settings().copied().collect();
        for setting in declared {
            if let Some(default) = self.schema.default_of(&setting).map(str::to_owned) {
                self.set(setting.key, Raw::Plain(default), Origin::Default)?;
            }
        }
        let data = Entry::Known(Value::Path(folder::default_data(sources)), Origin::Default);
        self.entries.entry(settings::DATA.to_owned()).or_insert(data);
        Ok(())
    }

    fn environment(&mut self, sources: &Sources) -> Result<()> {
        let declared: Vec<Setting> = self.schema.settings().copied().collect();
        let mut names = vec![CONFIG_ENV.to_owned()];
        for setting in declared {
            let own = setting.env_names();
            if let Some((name, value)) = own.iter().find_map(|name| Some((name, sources.env(name)?))) {
                self.set(setting.key, Raw::Plain(value.to_owned()), Origin::Env(name.clone()))?;
            }
            names.extend(own);
        }
        let stranger = |(name, _): &&(String, String)| name.starts_with(PREFIX) && !names.contains(name);
        if let Some((name, _)) = sources.env.iter().find(stranger) {
            let meant = did_you_mean(name, names.iter().map(String::as_str));
            return Err(wrong(&Origin::Env(name.clone()), format!("no setting has this name{meant}")));
        }
        Ok(())
    }

    fn set(&mut self, key: &str, raw: Raw, origin: Origin) -> Result<()> {
        let entry = match self.schema.get(key) {
            Some(setting) => {
                let value = setting.kind.read(&raw, origin.folder());
                Entry::Known(value.map_err(|must| wrong(&origin, format!("`{key}` must be {must}")))?, origin)
            }
            None if self.schema.is_open(key) => Entry::Open(raw, origin),
            None => {
                let meant = did_you_mean(key, self.schema.settings().map(|setting| setting.key));
                return Err(wrong(&origin, format!("unknown setting `{key}`{meant}")));
            }
        };
        self.entries.insert(key.to_owned(), entry);
        Ok(())
    }
}
