import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createGit } from '../../../src/platform/git/createGit.ts';
import { syncCommits, type SyncResult } from '../../../src/survey/commits/syncCommits.ts';
import { type OpenedPlace } from '../../../src/survey/openPlace.ts';
import { gitEnvironment } from '../../host/scratchFolder.ts';
import { Scene } from '../survey/scene.ts';
import { Dice } from './dice.ts';
import { filesAtHead } from './filesAtHead.ts';
import { gitAiNote } from './gitAiNote.ts';
import { HeldLines } from './heldLines.ts';
import { judgeLines, type Verdict } from './judgeLines.ts';
import { OnRecord } from './onRecord.ts';
import { PlayedEditor } from './playedEditor.ts';
import { SameAnswers } from './sameAnswers.ts';
import { startRepository } from './startRepository.ts';
import { type Writer } from './writer.ts';

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
  readonly #answers = new SameAnswers();
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
    const names = ['a.ts', 'b.ts'];
    for (const file of names)
      workshop.put(
        file,
        Array.from({ length: 12 }, () => workshop.line('elsewhere')),
      );
    startRepository(workshop.root, names, (...args) => {
      const { status, stderr } = workshop.#spawn(args, {});
      assert.equal(status, 0, stderr);
    });
    await workshop.#committed();
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
    const editor = await this.#editor();
    const keep = await editor.change(file, before, after);
    const known = new Set(before);
    for (const line of after) if (!known.has(line)) this.#record.seen(line);
    this.put(file, after);
    keep();
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
      await (await this.#editor()).readAnew();
    return { status, output: stdout + stderr };
  }

  #spawn(
    args: readonly string[],
    more: { readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ): { readonly status: number | null; readonly bytes: Buffer; readonly stdout: string; readonly stderr: string } {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: this.#folder,
      maxBuffer: 2 ** 28,
      ...(more.input === undefined ? {} : { input: more.input }),
      env: {
        ...process.env,
        ...gitEnvironment,
        GIT_EDITOR: 'true',
        GIT_AUTHOR_DATE: `${this.#clockSeconds} +0000`,
        GIT_COMMITTER_DATE: `${this.#clockSeconds} +0000`,
        // Before it rewrites a history it warns for ten seconds.
        FILTER_BRANCH_SQUELCH_WARNING: '1',
        ...more.env,
      },
    });
    return { status, bytes: stdout, stdout: stdout.toString(), stderr: stderr.toString() };
  }

  /** Commits everything, or what is staged. */
  async commit(message: string, isAll = true): Promise<string> {
    if (isAll) await this.quietly('add', '--all');
    await this.quietly('commit', '--quiet', '--allow-empty', '--message', message);
    await this.takeNote();
    await this.#committed();
    return this.#head();
  }

  async #committed(): Promise<void> {
    if (this.isSyncedOften || this.#isLedgerLost) await this.sync();
    if (this.#isLedgerLost) {
      this.#record.loseLedger(this.#history.read());
      this.#opened.clear();
      rmSync(path.join(this.root, '.git', 'ai-code-share'), { recursive: true, force: true });
    }
  }

  /** The commit that HEAD is at, read from git's files where that is simple. */
  #head(): string {
    const gitDir = path.join(this.#folder, '.git');
    if (statSync(gitDir).isDirectory()) {
      const head = readFileSync(path.join(gitDir, 'HEAD'), 'utf8').trim();
      if (/^[0-9a-f]{40}$/.test(head)) return head;
      const [, ref] = /^ref: (.+)$/.exec(head) ?? [];
      if (ref !== undefined && existsSync(path.join(gitDir, ref)))
        return readFileSync(path.join(gitDir, ref), 'utf8').trim();
    }
    return this.ask('rev-parse', 'HEAD').trim();
  }

  /** After a commit, also an amended one, git-ai writes its note. */
  async takeNote(): Promise<void> {
    if (this.scribe !== 'git-ai') return;
    const oid = this.#head();
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
  async check(revision: 'HEAD' | null = 'HEAD'): Promise<Verdict> {
    const { survey } = await this.#place();
    if (revision === null) await survey.run();
    const atHead = filesAtHead((args, input) => this.#spawn(args, input === undefined ? {} : { input }).bytes);
    const texts = new Map<string, readonly string[]>();
    for (const [file, lines] of atHead) {
      if (revision !== null) texts.set(file, lines);
      else if (existsSync(this.at(file))) texts.set(file, this.read(file));
    }
    return await this.#answers.during(() =>
      judgeLines(survey, revision, texts, (line) => this.#writers.get(line), this.#record),
    );
  }

  /** {@link sync}, then every line at HEAD and in the work tree must be what it is. */
  async expectAll(): Promise<void> {
    await this.sync();
    // Where nobody tracks anything a work tree that is as at HEAD is asked of the same history.
    const isAsAtHead =
      (await this.#place()).ledger.listWorktrees().length === 0 && this.ask('status', '--porcelain') === '';
    for (const revision of isAsAtHead ? (['HEAD'] as const) : (['HEAD', null] as const)) {
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

  async #editor(): Promise<PlayedEditor> {
    return new PlayedEditor(await this.#place(), this.#folder, this.#clockSeconds * 1000, (line) =>
      this.#writers.get(line),
    );
  }

  async #place(): Promise<OpenedPlace> {
    const known = this.#opened.get(this.#folder);
    if (known !== undefined) return known;
    const opened = await this.scene.open(this.#folder, { wrapGit: (git) => this.#answers.wrap(git) });
    this.#opened.set(this.#folder, opened);
    return opened;
  }

  remove(file: string): void {
    rmSync(this.at(file));
  }
}
