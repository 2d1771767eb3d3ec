import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contributors, originKey, type Contributor } from '../../../src/core/attribution/origin.ts';
import { type CancelSignal, type DialogueGit, type Git, type Logger } from '../../../src/core/ports.ts';
import { type Tally } from '../../../src/core/statistics/tally.ts';
import { createFileSystem } from '../../../src/platform/files/createFileSystem.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { cacheFolder, ledgerFolder } from '../../../src/platform/ledger/location.ts';
import { openLedger } from '../../../src/platform/ledger/openLedger.ts';
import { blameLines, type BlameLine } from '../../../src/survey/blameLines.ts';
import { openPlace, type OpenedPlace } from '../../../src/survey/openPlace.ts';
import { type Survey } from '../../../src/survey/survey.ts';
import { git } from '../../host/scratchFolder.ts';

/** What a test may want otherwise than a person who changed no setting. */
export interface SceneOptions {
  readonly noAiBefore?: string | null;
  readonly exclude?: readonly string[];
  readonly fileName?: string | null;
  readonly blameThread?: string;
  readonly viewsIn?: (folder: string) => number;
  /** Called before each git process with its arguments. */
  readonly onGit?: (args: readonly string[]) => void;
  /** Called before each file is read with its absolute path. */
  readonly onRead?: (file: string) => void;
  /** What stands between the survey and git. */
  readonly wrapGit?: (git: DialogueGit) => Git;
}

/** A temporary folder, and what was opened in it; all of it goes with {@link Scene.end}. */
export class Scene {
  readonly folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'survey-'));
  /** Commands that git was asked for, in order, as their first word. */
  readonly asked: string[] = [];
  readonly warnings: string[] = [];
  readonly #opened: OpenedPlace[] = [];

  at(...parts: readonly string[]): string {
    return path.join(this.folder, ...parts);
  }

  async open(folder: string, options: SceneOptions = {}): Promise<OpenedPlace> {
    const log: Logger = {
      debug: () => {},
      info: () => {},
      warn: (message) => this.warnings.push(message),
      error: (message) => this.warnings.push(message),
    };
    const real = createGit(log);
    const spied: DialogueGit = {
      run: (args, more) => {
        this.asked.push(args[0] ?? '');
        options.onGit?.(args);
        return real.run(args, more);
      },
      openSeries: (args, more) => {
        const series = real.openSeries?.(args, more) ?? null;
        if (series === null) return null;
        return {
          ask: (...last) => {
            this.asked.push(args[0] ?? '');
            options.onGit?.(args);
            return series.ask(...last);
          },
          get failure() {
            return series.failure ?? '';
          },
          end: () => series.end(),
        };
      },
      openDialogue: (args, more) => {
        this.asked.push(args[0] ?? '');
        options.onGit?.(args);
        return real.openDialogue(args, more);
      },
    };
    const files = createFileSystem();
    const opened = await openPlace(
      {
        git: options.wrapGit?.(spied) ?? spied,
        files: {
          ...files,
          readFile: (file, maxBytes) => {
            options.onRead?.(file);
            return files.readFile(file, maxBytes);
          },
        },
        clock: { nowMs: () => Date.now() },
        log,
        ledgerFolder: (commonDir, root) => ledgerFolder(commonDir, root, this.at('storage')),
        openLedger: (at) => openLedger({ folder: at, log, nowMs: Date.now() }),
        cacheFolder,
        blameThread: options.blameThread ?? null,
        ...(options.viewsIn === undefined ? {} : { viewsIn: options.viewsIn }),
      },
      folder,
      options.fileName ?? null,
      () => ({
        noAiBefore: options.noAiBefore === undefined ? '2021-06-29' : options.noAiBefore,
        exclude: options.exclude ?? [],
      }),
    );
    this.#opened.push(opened);
    return opened;
  }

  /** Opened and read, and kept for the next look. */
  async read(folder: string, options: SceneOptions = {}, signal?: CancelSignal): Promise<OpenedPlace> {
    const opened = await this.open(folder, options);
    await opened.survey.run(signal);
    opened.survey.keep();
    return opened;
  }

  /** How many times git was asked for this command. */
  count(command: string): number {
    return this.asked.filter((one) => one === command).length;
  }

  end(): void {
    for (const opened of this.#opened.splice(0)) opened.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Writes an authorship log to a commit as git-ai does. */
export function addNote(folder: string, revision: string, note: string): void {
  git(folder, 'notes', '--ref=ai', 'add', '--force', '--message', note, revision);
}

/** An authorship log of one session of claude for some lines of some files. */
export function noteOf(ranges: Readonly<Record<string, string>>): string {
  const attestation = Object.entries(ranges).map(([file, lines]) => `${file}\n  s_11111111111111::t_1 ${lines}\n`);
  const agent = { tool: 'claude', id: 'k-1', model: 'claude-opus-4-6' };
  return `${attestation.join('')}---\n${JSON.stringify({ sessions: { s_11111111111111: { agent_id: agent } } })}`;
}

/** One word for a line: `ai/claude/line`, `human/-/commit`; blank lines are `unknown`, too. */
export function word(line: BlameLine): string {
  return `${line.contributor}/${line.agent ?? '-'}/${line.granularity}`;
}

/** The lines of `blame`. */
export async function linesOf(
  survey: Survey,
  file: string,
  revision: string | null = null,
): Promise<readonly BlameLine[]> {
  const answer = await survey.blame(file, revision);
  assert.ok(answer.ok, answer.ok ? '' : answer.reason);
  return blameLines(answer.value, survey.origins);
}

/** The contributors of the lines of `blame`. */
export async function whose(survey: Survey, file: string, revision: string | null = null): Promise<readonly string[]> {
  return (await linesOf(survey, file, revision)).map((line) => line.contributor);
}

/** The counts of tallies by contributor. */
export function counts(survey: Survey, tallies: readonly Tally[]): Readonly<Record<Contributor, number>> {
  const sum: Record<Contributor, number> = { ai: 0, human: 0, tool: 0, unknown: 0 };
  for (const tally of tallies)
    for (const [originId, count] of tally.countByOrigin) sum[survey.origins.get(originId).contributor] += count;
  assert.deepEqual(Object.keys(sum), contributors);
  return sum;
}

/** The counts of one file of the snapshot; null for a file that does not count. */
export function countsOf(survey: Survey, file: string): Readonly<Record<Contributor, number>> | null {
  const tally = survey.snapshot.standing.find((one) => one.path === file);
  return tally === undefined ? null : counts(survey, [tally]);
}

/** The counts of every file by origin, in an order that does not depend on how they were found out. */
export function countsByFile({ origins, snapshot }: Survey): unknown {
  return snapshot.standing
    .map(({ path: name, countByOrigin }) => [
      name,
      ...[...countByOrigin].map(([id, count]) => `${originKey(origins.get(id))} ${count}`).sort(),
    ])
    .sort();
}

/** The paths that count, sorted. */
export function pathsOf(survey: Survey): readonly string[] {
  return survey.snapshot.standing.map((tally) => tally.path).sort();
}
