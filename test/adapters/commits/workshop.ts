import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { baselineOriginId, makeOrigin, unknownOriginId, type OriginId } from '../../../src/core/attribution/origin.ts';
import { type Run } from '../../../src/core/attribution/run.ts';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { syncCommits, type SyncResult } from '../../../src/survey/commits/syncCommits.ts';
import { type OpenedPlace } from '../../../src/survey/openPlace.ts';
import { gitBlobOid, storedRuns } from '../../../src/survey/storedRuns.ts';
import { gitEnvironment } from '../../host/scratchFolder.ts';
import { linesOf as blamedLines, Scene } from '../survey/scene.ts';
import { Dice } from './dice.ts';
import { gitAiNote } from './gitAiNote.ts';
import { HeldLines } from './heldLines.ts';
import { OnRecord } from './onRecord.ts';

/** Who wrote a line, in truth: `elsewhere` is somebody whom nobody watched. */
export type Writer = 'ai' | 'human' | 'elsewhere';

/** Whether who wrote what becomes known by our tracking, or by notes that git-ai writes at each commit. */
export type Scribe = 'tracking' | 'git-ai';

/** What a {@link Workshop} is to be like. */
export interface WorkshopOptions {
  readonly seed?: number;
  readonly scribe?: Scribe;
  readonly isEditorOpen?: boolean;
  readonly isSyncedOften?: boolean;
  readonly areLinesAlike?: boolean;
  /** After each commit the ledger is gone, as in another clone: what is known then is what our notes say. */
  readonly isLedgerLost?: boolean;
}

/** What {@link Workshop.check} found. */
export interface Verdict {
  readonly lines: number;
  /** Lines that are said to be of AI and are not, or of people and are not. */
  readonly wrong: readonly string[];
  /** Lines whose writer is on record ({@link OnRecord}) and not known any more. */
  readonly lost: readonly UnknownLine[];
  /** Lines whose writer was watched, and of which no record is left. */
  readonly gone: readonly UnknownLine[];
}

/** A line that is unknown though somebody watched it being written. */
export interface UnknownLine {
  /** Where it is and what it says. */
  readonly what: string;
  /** The commit that added it; null for a line that none has. */
  readonly commit: string | null;
  /** See {@link OnRecord.whyGone}. */
  readonly why: string | null;
}

/**
 * A repository in which every line ever written is unique, so that its text alone tells who wrote it: the model that knows nothing of diffs,
 * commits or notes.
 */
export class Workshop {
  readonly scene = new Scene();
  readonly dice: Dice;
  readonly scribe: Scribe;
  /** Whether files are open in an editor, which reads them anew after each git command. */
  readonly isEditorOpen: boolean;
  /** Whether each git command is followed by a sync, as while VS Code is open; else only {@link sync} is. */
  readonly isSyncedOften: boolean;
  /** Whether half of the lines differ in a number only, as in real code. */
  readonly areLinesAlike: boolean;
  readonly #isLedgerLost: boolean;
  readonly root: string;
  #folder: string;
  readonly #writers = new Map<string, Writer>();
  readonly #record = new OnRecord();
  readonly #history: HeldLines;
  readonly #opened = new Map<string, OpenedPlace>();
  #clockSeconds = Math.floor(Date.now() / 1000) - 500_000;

  private constructor(options: WorkshopOptions) {
    const {
      seed = 1,
      scribe = 'tracking',
      isEditorOpen = false,
      isSyncedOften = false,
      areLinesAlike = false,
      isLedgerLost = false,
    } = options;
    this.#isLedgerLost = isLedgerLost;
    this.areLinesAlike = areLinesAlike;
    this.dice = new Dice(seed);
    this.scribe = scribe;
    this.isEditorOpen = isEditorOpen;
    this.isSyncedOften = isSyncedOften;
    this.root = this.scene.at('repo');
    this.#folder = this.root;
    this.#history = new HeldLines(this.root);
  }

  /** The commits that HEAD was at and the stashes, from the oldest entry of their logs on. */
  logged(): readonly string[] {
    return this.#history.logged();
  }

  /** A repository with one commit that nobody watched. */
  static async open(options: WorkshopOptions = {}): Promise<Workshop> {
    const workshop = new Workshop(options);
    mkdirSync(workshop.root);
    await workshop.quietly('init', '--quiet', '--initial-branch=main');
    await workshop.quietly('config', 'user.name', 'Ada Example');
    await workshop.quietly('config', 'user.email', 'ada@example.org');
    for (const file of ['a.ts', 'b.ts']) {
      workshop.put(
        file,
        Array.from({ length: 12 }, () => workshop.line('elsewhere')),
      );
    }
    await workshop.commit('start');
    return workshop;
  }

  end(): void {
    this.scene.end();
  }

  /** Works in another work tree from now on. */
  enter(folder: string): void {
    this.#folder = folder;
  }

  at(file: string): string {
    return path.join(this.#folder, file);
  }

  /** A new line that exists nowhere else. */
  line(writer: Writer): string {
    const { dice } = this;
    const text =
      this.areLinesAlike && dice.roll(2) === 0
        ? `const value${this.#writers.size} = compute(${this.#writers.size}, options);`
        : `${dice.word()} = ${dice.word()}(${dice.word()}, ${dice.word()});`;
    this.#writers.set(text, writer);
    return text;
  }

  /** The lines of a file on disk; none for a file that is not there. */
  read(file: string): readonly string[] {
    if (!existsSync(this.at(file))) return [];
    const text = readFileSync(this.at(file), 'utf8');
    return text === '' ? [] : text.replace(/\n$/, '').split('\n');
  }

  /** Writes a file without anybody watching. */
  put(file: string, lines: readonly string[]): void {
    mkdirSync(path.dirname(this.at(file)), { recursive: true });
    writeFileSync(this.at(file), lines.map((line) => `${line}\n`).join(''));
  }

  /** Changes a file in the editor: lines that were there keep what is known of them, new ones are seen being written. */
  async edit(file: string, change: (lines: readonly string[]) => readonly string[]): Promise<void> {
    const before = this.read(file);
    const after = change(before);
    if (this.scribe === 'git-ai') {
      this.put(file, after);
      return;
    }
    const { ledger, key, runs } = await this.#begin(file);
    const ownIds = new Map<string, readonly Run[]>();
    let offset = 0;
    for (const line of before) {
      ownIds.set(line, slice(runs, offset, offset + line.length + 1));
      offset += line.length + 1;
    }
    const newRuns = after.flatMap(
      (line) => ownIds.get(line) ?? [{ utf16Length: line.length + 1, originId: this.#originId(ledger, line) }],
    );
    for (const line of after) if (!ownIds.has(line)) this.#record.seen(line);
    this.put(file, after);
    const bytes = readFileSync(this.at(file));
    ledger.writeDocument(key, { runs: newRuns, blobOid: gitBlobOid(bytes), text: bytes.toString('utf8') });
  }

  /** Adds new lines of a writer at a line index. */
  async add(
    file: string,
    writer: Writer,
    count = 3,
    at = this.dice.roll(this.read(file).length + 1),
  ): Promise<readonly string[]> {
    const lines = Array.from({ length: count }, () => this.line(writer));
    const change = (before: readonly string[]): readonly string[] => [
      ...before.slice(0, at),
      ...lines,
      ...before.slice(at),
    ];
    if (writer === 'elsewhere') this.put(file, change(this.read(file)));
    else await this.edit(file, change);
    return lines;
  }

  /** Runs git as the person does, and a sync after it where those are frequent; a failure fails the test. */
  async git(...args: readonly string[]): Promise<string> {
    const output = await this.quietly(...args);
    if (this.isSyncedOften) await this.sync();
    return output;
  }

  /** Runs git; a failure fails the test. */
  async quietly(...args: readonly string[]): Promise<string> {
    const { status, output } = await this.tryGit(args);
    assert.equal(status, 0, `git ${args.join(' ')}\n${output}`);
    return output;
  }

  /** What git says of something, without anything being done: no time passes, and no editor looks. Empty where git fails. */
  ask(...args: readonly string[]): string {
    return this.#spawn(args, {}).stdout;
  }

  /** Whether git's answer to a question is yes. */
  isSo(...args: readonly string[]): boolean {
    return this.#spawn(args, {}).status === 0;
  }

  /** A rebase whose list of steps a person edits: `edit` gets its lines and gives back others. */
  async rebase(
    upstream: readonly string[],
    edit: (steps: readonly string[]) => readonly string[],
    isClean = true,
  ): Promise<void> {
    const script = this.scene.at('edit-steps.mjs');
    // The steps that git suggests are asked for first, so that `edit` can be a function of this process.
    const listed = this.scene.at('steps.txt');
    writeFileSync(
      script,
      `import { copyFileSync } from 'node:fs'; copyFileSync(process.argv[2], ${JSON.stringify(listed)}); process.exit(1);`,
    );
    await this.tryGit(['rebase', '--interactive', ...upstream], { env: { GIT_SEQUENCE_EDITOR: `node "${script}"` } });
    const steps = readFileSync(listed, 'utf8')
      .split('\n')
      .filter((line) => /^[a-z]+ [0-9a-f]/.test(line));
    writeFileSync(
      script,
      `import { writeFileSync } from 'node:fs'; writeFileSync(process.argv[2], ${JSON.stringify(`${edit(steps).join('\n')}\n`)});`,
    );
    const { status, output } = await this.tryGit(['rebase', '--interactive', ...upstream], {
      env: { GIT_SEQUENCE_EDITOR: `node "${script}"` },
    });
    if (isClean) assert.equal(status, 0, output);
    if (this.isSyncedOften) await this.sync();
  }

  /** Runs git, whatever becomes of it. */
  async tryGit(
    args: readonly string[],
    more: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
  ): Promise<{ readonly status: number | null; readonly output: string }> {
    this.#clockSeconds += 60;
    const { status, stdout, stderr } = this.#spawn(args, more);
    if (this.isEditorOpen && this.scribe === 'tracking' && existsSync(path.join(this.root, '.git')))
      await this.#readAnew();
    return { status, output: stdout + stderr };
  }

  #spawn(
    args: readonly string[],
    more: { readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    return spawnSync('git', args, {
      cwd: this.#folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      ...(more.input === undefined ? {} : { input: more.input }),
      env: {
        ...process.env,
        ...gitEnvironment,
        GIT_EDITOR: 'true',
        GIT_AUTHOR_DATE: `${this.#clockSeconds} +0000`,
        GIT_COMMITTER_DATE: `${this.#clockSeconds} +0000`,
        ...more.env,
      },
    });
  }

  /** Commits everything, or what is staged. */
  async commit(message: string, isAll = true): Promise<string> {
    if (isAll) await this.quietly('add', '--all');
    await this.quietly('commit', '--quiet', '--allow-empty', '--message', message);
    const oid = this.ask('rev-parse', 'HEAD').trim();
    await this.takeNote();
    if (this.isSyncedOften || this.#isLedgerLost) await this.sync();
    if (this.#isLedgerLost) {
      this.#record.loseLedger(this.#history.read());
      this.#opened.clear();
      rmSync(path.join(this.root, '.git', 'ai-code-share'), { recursive: true, force: true });
    }
    return oid;
  }

  /** After a commit, also an amended one, git-ai writes its note. */
  async takeNote(): Promise<void> {
    if (this.scribe !== 'git-ai') return;
    const oid = this.ask('rev-parse', 'HEAD').trim();
    const note = gitAiNote(
      oid,
      (...args) => this.ask(...args),
      (line) => this.#writers.get(line),
      (line) => this.#record.noted(line),
    );
    if (note !== null) await this.tryGit(['notes', '--ref=ai', 'add', '--force', '--file=-', oid], { input: note });
  }

  /** A commit that no scribe sees, of what `change` writes. */
  async commitUnnoted(message: string, change: () => void): Promise<void> {
    change();
    await this.quietly('commit', '--quiet', '--all', '--message', message);
  }

  async sync(isDryRun = false): Promise<SyncResult> {
    const { ledger, place } = await this.#place();
    assert.ok(place.kind === 'repository');
    const warn = (message: string): number => this.scene.warnings.push(message);
    const log = { debug: () => {}, info: () => {}, warn, error: warn };
    const answer = await syncCommits({ git: createGit(log), ledger, log, place }, isDryRun);
    assert.ok(answer.ok, answer.ok ? '' : answer.reason);
    return answer.value;
  }

  /** What every line of every file is said to be, at HEAD (history alone) or in the work tree, against who wrote it. */
  async check(revision: string | null = 'HEAD'): Promise<Verdict> {
    const { survey } = await this.#place();
    if (revision === null) await survey.run();
    const files = this.ask('ls-tree', '-r', '--name-only', '-z', 'HEAD')
      .split('\0')
      .filter((file) => file !== '');
    const wrong: string[] = [];
    const unknown: UnknownLine[] = [];
    let count = 0;
    for (const file of files) {
      const lines =
        revision === null ? this.read(file) : this.ask('show', `${revision}:${file}`).replace(/\n$/, '').split('\n');
      if (revision === null && !existsSync(this.at(file))) continue;
      const said = lines.join('') === '' ? [] : await blamedLines(survey, file, revision);
      said.forEach(({ contributor, commit }, index) => {
        const text = lines[index] ?? '';
        const line = text.trim().replaceAll(/\s+/g, ' ');
        const writer = this.#writers.get(line);
        if (text === '' || writer === undefined) return;
        count++;
        if (contributor === writer) return;
        const what = `${file}:${index + 1} is of ${writer} and said to be ${contributor}: ${line}`;
        if (contributor !== 'unknown') wrong.push(what);
        else if (writer !== 'elsewhere') unknown.push({ what, commit, why: this.#record.whyGone(line) });
      });
    }
    const lost = unknown.filter(({ why }) => why === null);
    return { lines: count, wrong, lost, gone: unknown.filter(({ why }) => why !== null) };
  }

  /** {@link sync}, then every line at HEAD and in the work tree must be what it is. */
  async expectAll(): Promise<void> {
    await this.sync();
    for (const revision of ['HEAD', null]) {
      const { lines, wrong, lost, gone } = await this.check(revision);
      assert.deepEqual({ wrong, lost, gone }, { wrong: [], lost: [], gone: [] }, `at ${revision ?? 'the work tree'}`);
      assert.ok(lines > 0);
    }
  }

  /** The notes of commits, by commit. */
  async notes(): Promise<ReadonlyMap<string, string>> {
    const { status, output } = await this.tryGit(['notes', '--ref=ai', 'list']);
    if (status !== 0) return new Map();
    const pairs = output
      .trim()
      .split('\n')
      .filter((line) => line !== '');
    return new Map(pairs.map((pair) => [pair.split(' ')[1] ?? '', pair.split(' ')[0] ?? '']));
  }

  async #place(): Promise<OpenedPlace> {
    const known = this.#opened.get(this.#folder);
    if (known !== undefined) return known;
    const opened = await this.scene.open(this.#folder);
    this.#opened.set(this.#folder, opened);
    return opened;
  }

  async #begin(file: string) {
    const { ledger, place, readBlob } = await this.#place();
    const key = { worktree: place.kind === 'repository' ? place.worktree : '', path: file };
    const text = existsSync(this.at(file)) ? readFileSync(this.at(file), 'utf8') : '';
    const stored = await storedRuns(ledger, key, text, readBlob);
    // A file that was renamed unwatched is known by its content, as when an editor opens it.
    const state = stored === null ? ledger.findState(gitBlobOid(Buffer.from(text))) : null;
    const nobodys = text === '' ? [] : [{ utf16Length: text.length, originId: baselineOriginId }];
    const runs = stored ?? state?.runs ?? nobodys;
    return { ledger, key, runs, text };
  }

  /** What an editor does with its open files after something changed them: they are read, and what is new was not seen being written. */
  async #readAnew(): Promise<void> {
    const { ledger, place } = await this.#place();
    const worktree = place.kind === 'repository' ? place.worktree : '';
    for (const { path: file } of ledger.listDocuments(worktree)) {
      if (!existsSync(this.at(file))) continue;
      const { key, runs, text } = await this.#begin(file);
      const bytes = readFileSync(this.at(file));
      ledger.writeDocument(key, { runs, blobOid: gitBlobOid(bytes), text });
    }
  }

  #originId(ledger: OpenedPlace['ledger'], line: string): OriginId {
    const atMs = this.#clockSeconds * 1000;
    const writer = this.#writers.get(line);
    if (writer === 'human')
      return ledger.origins.intern(
        makeOrigin({ contributor: 'human', evidence: 'observed', source: 'keystroke', atMs }),
      );
    if (writer !== 'ai') return unknownOriginId;
    const agent = { agent: 'claude', model: 'claude-opus-4-6', session: 'k-1' };
    return ledger.origins.intern(
      makeOrigin({ contributor: 'ai', evidence: 'reported', source: 'edit-reason', ...agent, atMs }),
    );
  }

  remove(file: string): void {
    rmSync(this.at(file));
  }
}

function slice(runs: readonly Run[], offset: number, endExclusive: number): readonly Run[] {
  const cut: Run[] = [];
  let at = 0;
  for (const run of runs) {
    const length = Math.min(endExclusive, at + run.utf16Length) - Math.max(offset, at);
    if (length > 0) cut.push({ utf16Length: length, originId: run.originId });
    at += run.utf16Length;
  }
  return cut;
}
