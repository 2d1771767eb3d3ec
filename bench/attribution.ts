/**
 * Measures the attribution structure, the diff and the views on a document of 1,000,000 lines and 200,000 runs, beside peers in the same
 * run. `npm run bench:attribution`. Absolute times never fail: they say as much of the machine as of us.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Attribution, type AttributedEdit } from '../src/core/attribution/attribution.ts';
import { decodeRuns, encodeRuns } from '../src/core/attribution/codec.ts';
import { attributeLines } from '../src/core/attribution/lineView.ts';
import { baselineOriginId, makeOrigin, OriginTable, type Contributor } from '../src/core/attribution/origin.ts';
import { overlayHistory } from '../src/core/attribution/overlay.ts';
import { realign } from '../src/core/attribution/realign.ts';
import { type Run } from '../src/core/attribution/run.ts';
import { diffTexts } from '../src/core/text/diff.ts';
import { diffCases } from './attributionDiffCases.ts';
import { FlatRuns, timeGitDiff } from './attributionPeers.ts';
import { microsecondsEach, milliseconds, percentile, randomNumbers, timed } from './measure.ts';
import { against, printReport, type Figure } from './report.ts';

const lineCount = 1_000_000;
const runCount = 200_000;
const editsOurs = 100_000;
const editsOfPeer = 4_000;
const flatPeer = 'flat array, scan + splice';

const figures: Record<string, Figure> = {};
const origins = new OriginTable();
const originIds = (['ai', 'human', 'tool'] as const satisfies readonly Contributor[]).map((contributor) =>
  origins.intern(makeOrigin({ contributor, evidence: 'observed', source: 'keystroke' })),
);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that live objects and array buffers take. */
function bytesInUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function makeText(): string {
  return Array.from({ length: lineCount }, (_, index) => `    const value${index} = compute(${index % 97});\n`).join(
    '',
  );
}

/** Runs of uneven length over the whole text, no two neighbours of one origin. */
function makeRuns(utf16Length: number): readonly Run[] {
  const random = randomNumbers(1);
  const runs: Run[] = [];
  let left = utf16Length;
  for (let index = 0; index < runCount; index++) {
    const mean = left / (runCount - index);
    const length =
      index === runCount - 1 ? left : Math.max(1, Math.min(left, Math.round((mean * (10 + random(181))) / 100)));
    runs.push({ utf16Length: length, originId: originIds[index % 3] ?? 0 });
    left -= length;
  }
  return runs;
}

interface Editable {
  replace(offset: number, deletedUtf16Length: number, insertedRuns: readonly Run[]): void;
}

/** Ways to edit: each returns one edit after another for a text of the given length, which it keeps up to date itself. */
const manners: Readonly<Record<string, (utf16Length: number) => () => AttributedEdit>> = {
  // Someone types at one place, with a bracket closed by the editor and a correction now and then.
  typing: (utf16Length) => {
    const random = randomNumbers(2);
    let caret = Math.floor(utf16Length * 0.6);
    return () => {
      const kind = random(10);
      if (kind === 0) return { offset: --caret, deletedUtf16Length: 1, insertedRuns: [] };
      const originId = originIds[kind === 1 ? 2 : 1] ?? 0;
      return { offset: caret++, deletedUtf16Length: 0, insertedRuns: [{ utf16Length: 1, originId }] };
    };
  },
  // A jump to anywhere, then a word.
  jumpBurst: (utf16Length) => {
    const random = randomNumbers(3);
    let length = utf16Length;
    let caret = 0;
    let typed = 0;
    return () => {
      if (typed++ % 12 === 0) caret = random(length);
      length++;
      return {
        offset: caret++,
        deletedUtf16Length: 0,
        insertedRuns: [{ utf16Length: 1, originId: originIds[random(2)] ?? 0 }],
      };
    };
  },
  // Replacements of all sizes anywhere.
  random: (utf16Length) => {
    const random = randomNumbers(4);
    let length = utf16Length;
    return () => {
      const offset = random(length);
      const deletedUtf16Length = Math.min(random(60), length - offset);
      const insertedRuns = Array.from({ length: random(3) }, () => ({
        utf16Length: 1 + random(40),
        originId: originIds[random(3)] ?? 0,
      }));
      length += insertedRuns.reduce((sum, run) => sum + run.utf16Length, -deletedUtf16Length);
      return { offset, deletedUtf16Length, insertedRuns };
    };
  },
};

function timesOf(target: Editable, next: () => AttributedEdit, edits: number): Float64Array {
  const prepared = Array.from({ length: edits }, next);
  return microsecondsEach(edits, (call) => {
    const edit = prepared[call];
    if (edit) target.replace(edit.offset, edit.deletedUtf16Length, edit.insertedRuns);
  });
}

function measureEdits(runs: readonly Run[], utf16Length: number): void {
  let worst: Figure | null = null;
  for (const [manner, start] of Object.entries(manners)) {
    // The first round is for the compiler.
    timesOf(Attribution.fromRuns(runs), start(utf16Length), editsOurs / 4);
    const ours = timesOf(Attribution.fromRuns(runs), start(utf16Length), editsOurs);
    const theirs = timesOf(new FlatRuns(runs), start(utf16Length), editsOfPeer);
    const p99 = against(percentile(ours, 0.99), 'microseconds', flatPeer, percentile(theirs, 0.99));
    figures[`edit.${manner}.p50`] = against(percentile(ours, 0.5), 'microseconds', flatPeer, percentile(theirs, 0.5));
    figures[`edit.${manner}.p99`] = p99;
    figures[`edit.${manner}.max`] = { value: percentile(ours, 1), unit: 'microseconds' };
    if (worst === null || p99.value > worst.value) worst = p99;
  }
  if (worst) figures['edit.p99'] = worst;
}

function measureManyAtOnce(runs: readonly Run[], utf16Length: number): void {
  for (const [name, count] of [
    ['replaceAll10k', 10_000],
    ['replaceAll100', 100],
  ] as const) {
    const step = Math.floor(utf16Length / count);
    const edits = Array.from({ length: count }, (_, index) => ({
      offset: index * step,
      deletedUtf16Length: 5,
      insertedRuns: [{ utf16Length: 7, originId: originIds[1] ?? 0 }],
    }));
    const ours: number[] = [];
    for (let call = 0; call < 7; call++) {
      const attribution = Attribution.fromRuns(runs);
      ours.push(timed(() => attribution.replaceMany(edits)));
    }
    const flat = new FlatRuns(runs);
    const theirs = timed(() => flat.replaceMany(edits));
    figures[name] = against(percentile(ours.slice(1), 0.5), 'ms', flatPeer, theirs);
    figures[`${name}.max`] = { value: percentile(ours.slice(1), 1), unit: 'ms' };
  }
  const paste = Array.from({ length: 2_000 }, (_, index) => ({ utf16Length: 9, originId: originIds[index % 3] ?? 0 }));
  const attribution = Attribution.fromRuns(runs);
  const at = Math.floor(utf16Length / 2);
  figures['paste2kRuns'] = { value: milliseconds(() => attribution.replace(at, 0, paste)), unit: 'ms' };
  const halves = Array.from({ length: 5 }, () => {
    const fresh = Attribution.fromRuns(runs);
    return timed(() => fresh.replaceUniform(utf16Length >> 2, utf16Length >> 1, 10, 0));
  });
  figures['replaceHalf'] = { value: percentile(halves, 0.5), unit: 'ms' };
}

function measureMemory(runs: readonly Run[], utf16Length: number): void {
  const before = bytesInUse();
  const fresh = Attribution.fromRuns(runs);
  const freshBytes = bytesInUse() - before;
  figures['bytesPerRun'] = { value: freshBytes / fresh.runCount, unit: 'bytes' };
  const next = manners['random']?.(utf16Length);
  const beforeEdits = bytesInUse();
  for (let index = 0; next && index < 200_000; index++) {
    const edit = next();
    fresh.replace(edit.offset, edit.deletedUtf16Length, edit.insertedRuns);
  }
  figures['bytesPerRun.afterEdits'] = {
    value: (freshBytes + bytesInUse() - beforeEdits) / fresh.runCount,
    unit: 'bytes',
  };
  const beforeFlat = bytesInUse();
  const flat = new FlatRuns(runs.map((run) => ({ ...run })));
  const flatBytes = (bytesInUse() - beforeFlat) / flat.runs.length;
  figures['bytesPerRun'] = against(freshBytes / runs.length, 'bytes', flatPeer, flatBytes);
}

function measureCodec(runs: readonly Run[]): void {
  const bytes = encodeRuns(runs);
  const json = JSON.stringify(runs);
  figures['codec.bytesPerRun'] = against(bytes.length / runs.length, 'bytes', 'JSON', json.length / runs.length);
  const decode = (): unknown => decodeRuns(bytes);
  figures['codec.encode'] = against(
    milliseconds(() => encodeRuns(runs)),
    'ms',
    'JSON',
    milliseconds(() => JSON.stringify(runs)),
  );
  figures['codec.decode'] = against(
    milliseconds(decode),
    'ms',
    'JSON',
    milliseconds(() => JSON.parse(json) as unknown),
  );
  figures['build'] = { value: milliseconds(() => Attribution.fromRuns(runs)), unit: 'ms' };
}

function measureViews(text: string, runs: readonly Run[]): void {
  const attribution = Attribution.fromRuns(runs);
  figures['lineView'] = { value: milliseconds(() => attributeLines(text, attribution, origins), 3), unit: 'ms' };
  const history = {
    historyText: text,
    historyLineOriginIds: new Int32Array(lineCount).map((_, i) => originIds[(i >> 4) % 3] ?? 0),
  };
  const live = runs.map((run, index) => (index % 2 === 0 ? { ...run, originId: baselineOriginId } : run));
  const unseen = [{ utf16Length: text.length, originId: baselineOriginId }];
  const overlay = (changed: string, seen: readonly Run[]): number =>
    milliseconds(() => overlayHistory({ text: changed, runs: seen, ...history, origins }), 3);
  figures['overlay.sameText'] = { value: overlay(text, live), unit: 'ms' };
  figures['overlay.unseen'] = { value: overlay(text, unseen), unit: 'ms' };
  const edited = text.replaceAll('value77', 'edited7');
  figures['overlay.editedText'] = { value: overlay(edited, live), unit: 'ms' };
  figures['realign.editedText'] = { value: milliseconds(() => realign({ text, runs }, edited, 0), 3), unit: 'ms' };
}

function measureDiffs(): void {
  let slowest = 0;
  for (const { name, before, after } of diffCases()) {
    const ours = milliseconds(() => diffTexts(before, after), 3);
    const git = timeGitDiff(before, after);
    figures[`diff.${name}`] =
      git === null ? { value: ours, unit: 'ms' } : against(ours, 'ms', 'git diff --no-index', git);
    slowest = Math.max(slowest, ours);
  }
  figures['diff.slowest'] = { value: slowest, unit: 'ms' };
}

const text = makeText();
const runs = makeRuns(text.length);
measureEdits(runs, text.length);
measureManyAtOnce(runs, text.length);
measureMemory(runs, text.length);
measureCodec(runs);
measureViews(text, runs);
measureDiffs();
printReport('attribution', figures);
