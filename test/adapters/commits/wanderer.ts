import { readFileSync, writeFileSync } from 'node:fs';
import { type Verdict } from './judgeLines.ts';
import { type Workshop } from './workshop.ts';
import { type Writer } from './writer.ts';

/** Does at random what people do to a repository, for as long as one likes. */
export class Wanderer {
  readonly #workshop: Workshop;
  /** What was done, for who must find out why a walk failed. */
  readonly done: string[] = [];
  #branches = 1;
  #files = 2;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  /** One random operation; returns its name. */
  async step(): Promise<string> {
    const steps: readonly (readonly [weight: number, name: string, run: () => Promise<unknown>])[] = [
      [30, 'write', () => this.#write()],
      [4, 'remove lines', () => this.#removeLines()],
      [4, 'move lines', () => this.#moveLines()],
      [3, 'new file', () => this.#newFile()],
      [3, 'rename', () => this.#rename()],
      [16, 'commit', () => this.#commit()],
      [6, 'commit a part', () => this.#commitPart()],
      [6, 'amend', () => this.#amend()],
      [5, 'branch', () => this.#branch()],
      [6, 'switch', () => this.#switch()],
      [4, 'merge', () => this.#merge()],
      [3, 'squash merge', () => this.#squashMerge()],
      [4, 'rebase', () => this.#rebase()],
      [5, 'rebase interactively', () => this.#rebaseInteractively()],
      [4, 'pick', () => this.#pick()],
      [3, 'revert', () => this.#revert()],
      [4, 'reset', () => this.#reset()],
      [6, 'stash', () => this.#stash()],
      [4, 'pop', () => this.#pop()],
      [6, 'sync', () => this.#workshop.sync()],
    ];
    const all = steps.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.#workshop.dice.roll(all);
    const [, name, run] = steps.find(([weight]) => (left -= weight) < 0) ?? [0, 'nothing', async () => {}];
    this.done.push(name);
    await run();
    if (this.#workshop.isSyncedOften) await this.#workshop.sync();
    return name;
  }

  /** Looks at every line, at HEAD and in the work tree. */
  async verdicts(): Promise<readonly Verdict[]> {
    await this.#workshop.sync();
    const [atHead, inWorkTree] = [await this.#workshop.check('HEAD'), await this.#workshop.check(null)];
    if (!this.#workshop.areLinesAlike) return [atHead, inWorkTree];
    // A line of nobody's that is not committed may look like an edited form of one that HEAD has.
    return [atHead, { ...inWorkTree, wrong: inWorkTree.wrong.filter((line) => !line.includes(' is of elsewhere ')) }];
  }

  async #try(...args: readonly string[]): Promise<boolean> {
    const { status } = await this.#workshop.tryGit(args);
    this.done.push(`  git ${args.join(' ')} -> ${status}`);
    return status === 0;
  }

  #file(): string {
    const files = this.#workshop
      .ask('ls-files', '-z')
      .split('\0')
      .filter((file) => file !== '');
    return files.length === 0 ? 'a.ts' : this.#workshop.dice.pick(files);
  }

  #writer(): Writer {
    return this.#workshop.dice.pick(['ai', 'ai', 'human', 'human', 'elsewhere']);
  }

  async #write(): Promise<void> {
    const file = this.#file();
    const writer = this.#writer();
    const lines = await this.#workshop.add(file, writer, 1 + this.#workshop.dice.roll(5));
    this.done.push(`  ${writer} in ${file}: ${lines.join(' | ')}`);
  }

  async #removeLines(): Promise<void> {
    const { dice } = this.#workshop;
    const file = this.#file();
    const length = this.#workshop.read(file).length;
    if (length < 6) return;
    const at = dice.roll(length - 3);
    await this.#workshop.edit(file, (lines) => [...lines.slice(0, at), ...lines.slice(at + 1 + dice.roll(3))]);
  }

  async #moveLines(): Promise<void> {
    const { dice } = this.#workshop;
    const file = this.#file();
    const length = this.#workshop.read(file).length;
    if (length < 8) return;
    const [from, to] = [dice.roll(length - 3), dice.roll(length - 3)];
    await this.#workshop.edit(file, (lines) => {
      const rest = [...lines.slice(0, from), ...lines.slice(from + 3)];
      return [...rest.slice(0, to), ...lines.slice(from, from + 3), ...rest.slice(to)];
    });
  }

  async #newFile(): Promise<void> {
    await this.#workshop.add(`f${this.#files++}.ts`, this.#writer(), 4, 0);
  }

  async #rename(): Promise<void> {
    await this.#try('mv', this.#file(), `r${this.#files++}.ts`);
  }

  async #commit(): Promise<void> {
    await this.#settle();
    await this.#workshop.commit(`work ${this.done.length}`);
  }

  async #commitPart(): Promise<void> {
    await this.#settle();
    const { dice } = this.#workshop;
    const answers = Array.from({ length: 40 }, () => (dice.roll(2) === 0 ? 'y' : 'n')).join('\n');
    await this.#workshop.tryGit(['add', '--patch'], { input: `${answers}\n` });
    await this.#workshop.commit(`a part ${this.done.length}`, false);
  }

  async #amend(): Promise<void> {
    await this.#settle();
    if (this.#workshop.dice.roll(2) === 0) await this.#try('add', '--all');
    if (await this.#try('commit', '--quiet', '--amend', '--no-edit', '--allow-empty')) await this.#workshop.takeNote();
  }

  async #branch(): Promise<void> {
    await this.#try('switch', '--quiet', '--create', `b${this.#branches++}`);
  }

  #otherBranch(): string | null {
    const names = this.#workshop.ask('for-each-ref', '--format=%(refname:short)', 'refs/heads').trim().split('\n');
    const current = this.#workshop.ask('branch', '--show-current').trim();
    const others = names.filter((name) => name !== current);
    return others.length === 0 ? null : this.#workshop.dice.pick(others);
  }

  async #switch(): Promise<void> {
    const other = this.#otherBranch();
    if (other !== null) await this.#try('switch', '--quiet', other);
  }

  async #merge(): Promise<void> {
    const other = this.#otherBranch();
    if (other === null) return;
    await this.#commit();
    if (!(await this.#try('merge', '--no-edit', other))) await this.#conclude('merge');
  }

  async #squashMerge(): Promise<void> {
    const other = this.#otherBranch();
    if (other === null) return;
    await this.#commit();
    await this.#try('merge', '--squash', other);
    await this.#settle();
    await this.#workshop.commit('squashed');
  }

  async #rebase(): Promise<void> {
    const other = this.#otherBranch();
    if (other === null) return;
    await this.#commit();
    if (!(await this.#try('rebase', other))) await this.#conclude('rebase');
  }

  async #rebaseInteractively(): Promise<void> {
    const { dice } = this.#workshop;
    await this.#commit();
    const depth = 1 + dice.roll(4);
    if (!this.#workshop.isSo('rev-parse', '--verify', '--quiet', `HEAD~${depth}`)) return;
    const change = (steps: readonly string[]): readonly string[] => {
      const order = [...steps];
      if (dice.roll(2) === 0) order.reverse();
      const changed = order.flatMap((step, index) => {
        const how = index === 0 ? 'pick' : dice.pick(['pick', 'squash', 'fixup', 'pick', 'drop']);
        return how === 'drop' ? [] : [step.replace(/^pick/, how)];
      });
      this.done.push(...changed.map((step) => `  ${step}`));
      return changed;
    };
    await this.#workshop.rebase([`HEAD~${depth}`], change, false);
    await this.#conclude('rebase');
  }

  #someCommit(): string {
    const oids = this.#workshop.ask('rev-list', '--exclude=refs/notes/*', '--all', '--no-merges').trim().split('\n');
    return this.#workshop.dice.pick(oids);
  }

  async #pick(): Promise<void> {
    await this.#commit();
    const how = this.#workshop.dice.roll(2) === 0 ? ['--no-commit'] : [];
    if (!(await this.#try('cherry-pick', ...how, this.#someCommit()))) await this.#conclude('cherry-pick');
  }

  async #revert(): Promise<void> {
    await this.#commit();
    if (!(await this.#try('revert', '--no-edit', this.#someCommit()))) await this.#conclude('revert');
  }

  async #reset(): Promise<void> {
    const { dice } = this.#workshop;
    const how = dice.pick(['--soft', '--mixed', '--hard']);
    if (how === '--hard') await this.#commit();
    await this.#try('reset', '--quiet', how, dice.pick(['HEAD~1', 'HEAD~2', 'HEAD@{1}', 'ORIG_HEAD']));
  }

  async #stash(): Promise<void> {
    await this.#settle();
    await this.#try('stash', 'push', '--quiet', ...(this.#workshop.dice.roll(2) === 0 ? ['--include-untracked'] : []));
  }

  async #pop(): Promise<void> {
    await this.#settle();
    const how = this.#workshop.dice.pick(['pop', 'apply']);
    if (!(await this.#try('stash', how, '--quiet'))) await this.#settle();
  }

  /** Resolves conflicts by taking both sides, until the operation is over; gives up where that does not help. */
  async #conclude(operation: 'merge' | 'rebase' | 'cherry-pick' | 'revert'): Promise<void> {
    for (let tries = 0; tries < 12; tries++) {
      await this.#settle();
      if (operation === 'merge') {
        await this.#try('commit', '--quiet', '--no-edit');
        return;
      }
      if (await this.#try(operation, '--continue')) return;
      const output = this.#workshop.ask('status');
      if (!/in progress|cherry-picking|reverting|currently rebasing|currently editing/i.test(output)) return;
      await this.#try(operation, '--skip');
    }
    await this.#try(operation, '--abort');
  }

  /** Takes the marks of conflicts out of files, which leaves the lines of both sides. */
  async #settle(): Promise<void> {
    const unmerged = this.#workshop.ask('ls-files', '--unmerged', '-z');
    const files = new Set(unmerged.split('\0').flatMap((entry) => entry.split('\t')[1] ?? []));
    for (const file of files) {
      const isThere = this.#workshop.read(file).length > 0;
      if (isThere) {
        const text = readFileSync(this.#workshop.at(file), 'utf8');
        writeFileSync(this.#workshop.at(file), text.replace(/^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|).*\n/gm, ''));
      }
      await this.#try(isThere ? 'add' : 'rm', '--quiet', '--', file).catch(() => false);
      if (isThere) await this.#try('add', '--', file);
    }
  }
}
