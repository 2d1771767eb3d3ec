import { Command, CommanderError, Option } from 'commander';
import { type CancelSignal } from '../core/ports.ts';
import { runBlame, type BlameCommand } from './blame.ts';
import { CommandLineError } from './commandLineError.ts';
import { runDoctor } from './doctor.ts';
import { runExport, type ExportCommand } from './export.ts';
import { runGitHooks, type GitHooksCommand } from './gitHooks/gitHooks.ts';
import { runHooks, type HooksCommand } from './hooks.ts';
import { runImportTranscripts, type ImportCommand } from './importTranscripts.ts';
import { type PathOptions } from './openPath.ts';
import { ownVersion } from './ownProgram.ts';
import { runReport, type ReportCommand } from './report.ts';
import { runRetention, type RetentionCommand } from './retention.ts';
import { runSync, type SyncCommand } from './sync.ts';
import { type Terminal } from './terminal.ts';

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

/** commander takes `--no-…` for the denial of another option; here it is part of the name. */
function noAiBeforeOption(): Option {
  const option = new Option(
    '--no-ai-before <date>',
    "commits before this day (YYYY-MM-DD) are human; '' for no such day",
  );
  option.negate = false;
  return option;
}

function withPathOptions(command: Command): Command {
  return command
    .addOption(noAiBeforeOption())
    .option('--exclude <glob>', 'leave out files; may be given again', collect)
    .option('--storage <folder>', 'where ledgers of folders without git are');
}

/** What a person gave may hold line breaks, or worse. */
function onOneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}

/**
 * Runs the command line and gives the exit status: 0 done, 2 bad usage or input (one line on `complain`), 130 and no word where `signal` ended it.
 * Throws only for bugs.
 */
export async function runProgram(
  args: readonly string[],
  terminal: Terminal,
  complain: (line: string) => void,
  signal: CancelSignal,
): Promise<number> {
  let status = 0;
  const program = new Command('ai-code-share')
    .description('How much of this code did AI write, which lines, and how do we know?')
    .version(ownVersion())
    .exitOverride()
    .configureOutput({ writeOut: terminal.write, writeErr: () => undefined });
  withPathOptions(program.command('report').argument('[path]', 'repository, folder or file', '.'))
    .description('the share of a repository, folder or file')
    .option('--lens <lens>', 'standing, committed or written', 'standing')
    .option('--by <group>', 'agent, model, kind, language, folder, file, evidence, day or author')
    .option('--at <revision>', 'history only, at this revision')
    .option('--since <bound>', 'a date or, for committed, a revision')
    .option('--until <bound>', 'a date or, for committed, a revision')
    .option('--evidence <list>', 'count only this evidence: reported, observed, recorded, declared, inferred')
    .option('--kind <list>', 'kinds of files: code, test, docs, config, data (default: code,test)')
    .option('--include <glob>', 'count only these files; may be given again', collect)
    .option('--format <format>', 'text, json, markdown, html or csv', 'text')
    .option('--json', 'short for --format json')
    .action(async (path: string, options: ReportCommand) => {
      status = await runReport(path, options, terminal, signal);
    });
  withPathOptions(program.command('retention').argument('[path]', 'repository, folder or file', '.'))
    .description('how many of the AI lines of each month still stand, by agent')
    .option('--at <revision>', 'at this revision', 'HEAD')
    .option('--kind <list>', 'kinds of files: code, test, docs, config, data (default: code,test)')
    .option('--format <format>', 'text, json or csv', 'text')
    .option('--json', 'short for --format json')
    .action(async (path: string, options: RetentionCommand) => {
      status = await runRetention(path, options, terminal, signal);
    });
  withPathOptions(program.command('blame').argument('<file>', 'file'))
    .description('every line with contributor, agent, evidence and commit')
    .option('--at <revision>', 'history only, at this revision')
    .option('--format <format>', 'text or json', 'text')
    .option('--json', 'short for --format json')
    .action(async (path: string, options: BlameCommand) => {
      status = await runBlame(path, options, terminal, signal);
    });
  withPathOptions(program.command('sync').argument('[path]', 'repository or a folder in it', '.'))
    .description('write the authorship logs of commits that have none yet, carry logs over rewritten history')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--format <format>', 'text or json', 'text')
    .option('--json', 'short for --format json')
    .addOption(new Option('--in-background', 'as hooks start it').hideHelp())
    .action(async (path: string, options: SyncCommand) => {
      status = await runSync(path, options, terminal, signal);
    });
  withPathOptions(program.command('import-transcripts').argument('[path]', 'repository, folder or file', '.'))
    .description("attribute lines that stand from earlier edits, by the agents' own transcripts on this machine")
    .option('--agent <list>', 'only these: claude, codex, gemini, copilot, opencode, pi')
    .option('--since <date>', 'only edits since this day (YYYY-MM-DD)')
    .option('--dry-run', 'say what would be attributed, and write nothing')
    .option('--format <format>', 'text or json', 'text')
    .option('--json', 'short for --format json')
    .action(async (path: string, options: ImportCommand) => {
      status = await runImportTranscripts(path, options, terminal, signal);
    });
  withPathOptions(program.command('export').argument('[path]', 'repository, folder or file', '.'))
    .description('all attribution, for other tools')
    .requiredOption('--format <format>', 'agent-trace (what history records), ndjson or csv (every line that stands)')
    .option('--at <revision>', 'at this revision')
    .action(async (path: string, options: ExportCommand) => {
      status = await runExport(path, options, terminal, signal);
    });
  withPathOptions(program.command('doctor').argument('[path]', 'repository or folder', '.'))
    .description('what is set up, what the ledger holds, what went wrong')
    .action(async (path: string, options: PathOptions) => {
      status = await runDoctor(path, options, terminal);
    });
  program
    .command('hooks')
    .argument('<action>', 'status, install or uninstall')
    .description("the hooks in coding agents' settings; nothing is written without --yes")
    .option('--agent <list>', 'only these, divided by commas: claude, codex, gemini, copilot, …')
    .option('--scope <scope>', 'user or project; status and uninstall also know both', 'user')
    .option('--yes', 'write what is shown')
    .action((action: string, options: HooksCommand) => {
      status = runHooks(action, options, terminal, process.env);
    });
  program
    .command('git-hooks')
    .argument('<action>', 'status, install or uninstall')
    .argument('[path]', 'repository or a folder in it', '.')
    .description(
      "git's own hooks of one repository, for commits made where no editor is; nothing is written without --yes",
    )
    .option('--yes', 'write what is shown')
    .action(async (action: string, folder: string, options: GitHooksCommand) => {
      status = await runGitHooks(action, folder, options, terminal);
    });
  program
    .command('hook')
    .argument('<agent>', 'claude, codex, gemini, …, or generic')
    .description('called by an agent: takes its payload from standard input into the inbox');
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommandLineError) {
      terminal.clearProgress();
      // Git dies with us of Ctrl-C, and what it could not answer is no mistake of the person's.
      if (signal.aborted) return 130;
      complain(`ai-code-share: ${onOneLine(error.message)}`);
      return 2;
    }
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for is no failure.
    if (error.exitCode === 0) return 0;
    const what = error.code === 'commander.help' ? 'name a command' : error.message.replace(/^error: /, '');
    complain(`ai-code-share: ${onOneLine(what)} (ai-code-share --help lists what there is)`);
    return 2;
  }
}
