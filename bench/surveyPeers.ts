/** What a survey is measured against: git, and a sweep through all patches, in the clone that is surveyed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { timeProcess, type ProcessTime } from './processTime.ts';
import { standInEnv } from './standIns.ts';
import { type SweepResult } from './surveyRunResult.ts';

const mostBytes = 2 ** 30;
const patches = ['log', '-p', '-U0', '-M', '--format=%H'];

/** What peers took in one round. */
export interface PeerRound {
  /** Reading all patches since the day before which there is no AI, without following any line. */
  readonly newPatches: ProcessTime;
  readonly allPatches: ProcessTime;
  /** Following the lines of all files through the patches since that day. */
  readonly sweep: ProcessTime;
  /** As `sweep`, and before it all that says whose the commits are and which lines count: see {@link SurveyPeers.handOver}. */
  readonly question: ProcessTime;
  readonly swept: SweepResult;
}

/** Times of one thing after the other. */
function sumOf(times: readonly ProcessTime[]): ProcessTime {
  const sum = (of: (time: ProcessTime) => number): number => times.reduce((all, time) => all + of(time), 0);
  return { wallSeconds: sum((time) => time.wallSeconds), cpuSeconds: sum((time) => time.cpuSeconds), stdout: '' };
}

/** The peers of one clone. */
export class SurveyPeers {
  readonly #clone: string;
  readonly #noAiBefore: string;
  readonly #env: NodeJS.ProcessEnv;

  /** `noAiBefore` is a day, as `2021-06-29`. */
  constructor(clone: string, noAiBefore: string) {
    this.#clone = clone;
    this.#noAiBefore = noAiBefore;
    this.#env = standInEnv(clone);
  }

  /** One round of all but blame. `paths` are the files that count. */
  round(paths: readonly string[]): PeerRound {
    const handed = this.handOver();
    const script = path.join(import.meta.dirname, 'lineSweep.ts');
    const how = { cwd: this.#clone, env: this.#env, input: paths.join('\0'), isRead: true };
    const sweep = timeProcess(process.execPath, [script, this.#clone, this.#noAiBefore], how);
    return {
      newPatches: this.#git([...patches, `--since=${this.#noAiBefore}T00:00:00Z`, 'HEAD']),
      allPatches: this.#git([...patches, 'HEAD']),
      sweep,
      question: sumOf([handed, sweep]),
      swept: JSON.parse(sweep.stdout) as SweepResult,
    };
  }

  /**
   * What git takes to hand over what a sweep does not read and the question cannot be answered without: all messages, in which the marks are; all authorship logs;
   * the contents of HEAD, by which files count or not; what is otherwise in the work tree. Nothing is made of it.
   */
  handOver(): ProcessTime {
    const notes = spawnSync('git', ['ls-tree', '-r', '--format=%(objectname)', 'refs/notes/ai'], {
      cwd: this.#clone,
      encoding: 'utf8',
      maxBuffer: mostBytes,
    }).stdout;
    return sumOf([
      this.#git(['log', '--format=raw', 'HEAD']),
      ...(notes === '' ? [] : [this.#git(['cat-file', '--batch', '--buffer'], notes)]),
      this.readHead(),
      this.#git(['status', '--porcelain', '-z']),
    ]);
  }

  /** Reading the contents of HEAD. */
  readHead(): ProcessTime {
    return this.#git(
      ['cat-file', '--batch', '--buffer'],
      this.#text('ls-tree', '-r', '--format=%(objectname)', 'HEAD'),
    );
  }

  /** What blame of `files` files takes, by a sample of them: one process after the other, as a script would do it. */
  blame(sample: readonly string[], files: number): ProcessTime {
    return this.#blame(sample, files, ['-c', 'core.commitGraph=false'], {});
  }

  /** As `blame`, with a commit-graph that is written for it into the folder `objects`, which is made. */
  blameWithGraph(sample: readonly string[], files: number, objects: string): ProcessTime {
    mkdirSync(objects);
    const store = path.join(this.#clone, '.git', 'objects');
    const env = { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: store };
    const write = ['commit-graph', 'write', '--stdin-commits', '--changed-paths', '--no-progress'];
    const graph = timeProcess('git', write, {
      cwd: this.#clone,
      env: { ...process.env, ...env },
      input: this.#text('rev-parse', 'HEAD'),
    });
    return sumOf([graph, this.#blame(sample, files, [], env)]);
  }

  #blame(sample: readonly string[], files: number, args: readonly string[], env: object): ProcessTime {
    const { wallSeconds, cpuSeconds } = timeProcess(
      'xargs',
      ['-0', '-n1', 'git', ...args, 'blame', '--incremental', 'HEAD', '--'],
      { cwd: this.#clone, env: { ...process.env, ...env }, input: sample.join('\0') },
    );
    const part = sample.length / files;
    return { wallSeconds: wallSeconds / part, cpuSeconds: cpuSeconds / part, stdout: '' };
  }

  #git(args: readonly string[], input = ''): ProcessTime {
    return timeProcess('git', args, { cwd: this.#clone, env: this.#env, input });
  }

  #text(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.#clone, encoding: 'utf8', maxBuffer: mostBytes });
  }
}
