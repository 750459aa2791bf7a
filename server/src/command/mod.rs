//! The commands: what each does, from its options to its end.

pub mod admin;
pub mod backup;
pub mod plan;
pub mod relocate;
pub mod serve;

use crate::config::{Command, EpochCommand, OrgCommand, PlanCommand};
use serve::Stopped;

/// Does what was asked. `say` prints a line for whoever asked.
pub async fn run(command: &Command, say: &(dyn Fn(&str) + Sync)) -> Result<(), Stopped> {
    match command {
        Command::Serve(options) => serve::serve(options, say).await,
        Command::Org(OrgCommand::Add(options)) => admin::add(options, say).await,
        Command::Org(OrgCommand::List(data)) => admin::list(data, say).await,
        Command::Plan(PlanCommand::Import(options)) => plan::import(options, say).await,
        Command::Plan(PlanCommand::Export(options)) => plan::export(options, say).await,
        Command::Invite(options) => admin::invite(options, say).await,
        Command::Backup(options) => backup::backup(options, say).await,
        Command::Restore(options) => backup::restore(options, say).await,
        Command::Epoch(EpochCommand::New(options)) => admin::new_epoch(options, say).await,
        Command::Check(options) => backup::check(options, say).await,
        Command::Move(options) => relocate::relocate(options, say).await,
    }
}
