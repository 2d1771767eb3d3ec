import { type PackedGraph, type TouchKind } from './blame/packedGraph.ts';
import { Breath } from './commits/breath.ts';
import { type OnTouch, type Touch } from './touches.ts';

/** So many touches take some milliseconds. */
const touchesPerStep = 2_000;

/** A merge that has a path from another parent than the first: no touch for `readTouches`. */
const fromOtherParent = '~';

/**
 * Tells what `readTouches` tells, by what blame read of the same commits, commit by commit, in no order within; of `meta` only what additions and deletions are asked for.
 * Gives the commits of which nothing is left to tell.
 */
export async function touchesOfGraph(
  graph: PackedGraph,
  isWanted: (commit: string) => boolean,
  onTouch: OnTouch,
): Promise<ReadonlySet<string>> {
  const { paths, touchCommits, touchKinds, kinds, touchStarts, parentStarts } = graph;
  const count = parentStarts.length - 1;
  const order = touchesByCommit(graph, count);
  const pathOf = new Int32Array(touchCommits.length);
  for (let path = 0; path < paths.length; path++) pathOf.fill(path, touchStarts[path], touchStarts[path + 1]);
  const told = new Set<string>();
  const breath = new Breath();
  let next = 0;
  for (let commit = 0; commit < count; commit++) {
    const oid = hexOf(graph.commitOids, commit, graph.oidBytes);
    const isOne = isWanted(oid);
    if (isOne) told.add(oid);
    for (let touch = order[next]; touch !== undefined && touchCommits[touch] === commit; touch = order[++next]) {
      if (next % touchesPerStep === 0) await breath.take();
      const kind = kinds[touchKinds[touch] ?? 0];
      if (!isOne || kind === undefined || kind.status === fromOtherParent) continue;
      const path = paths[pathOf[touch] ?? 0] ?? '';
      onTouch(new GraphTouch(oid, kind, path, graph, touch));
    }
  }
  return told;
}

/** The numbers of all touches, those of a commit side by side. */
function touchesByCommit({ touchCommits }: PackedGraph, count: number): Int32Array {
  const places = new Int32Array(count + 1);
  for (const commit of touchCommits) places[commit + 1] = (places[commit + 1] ?? 0) + 1;
  for (let commit = 0; commit < count; commit++) places[commit + 1] = (places[commit + 1] ?? 0) + (places[commit] ?? 0);
  const order = new Int32Array(touchCommits.length);
  for (const [touch, commit] of touchCommits.entries()) {
    const place = places[commit] ?? 0;
    order[place] = touch;
    places[commit] = place + 1;
  }
  return order;
}

/**
 * A touch that says what git prints of it when it is asked. What one large move deleted and added is held until its renames are known: with object ids written out it made
 * V8 keep 100 MB more for what is young.
 */
class GraphTouch implements Touch {
  readonly commit: string;
  readonly path: string;
  readonly #kind: TouchKind;
  readonly #graph: PackedGraph;
  readonly #touch: number;

  constructor(commit: string, kind: TouchKind, path: string, graph: PackedGraph, touch: number) {
    this.commit = commit;
    this.path = path;
    this.#kind = kind;
    this.#graph = graph;
    this.#touch = touch;
  }

  get status(): string {
    return this.#kind.status;
  }

  /** Empty for all but what a commit with one parent added or deleted. */
  get meta(): string {
    const { status, isRegular } = this.#kind;
    if (status !== 'A' && status !== 'D') return '';
    const { oidStarts, oids, oidBytes } = this.#graph;
    const start = oidStarts[this.#touch] ?? 0;
    const [mode, none] = [isRegular ? '100644' : '120000', '000000'];
    const modes = status === 'A' ? `:${none} ${mode}` : `:${mode} ${none}`;
    return `${modes} ${hexOf(oids, start, oidBytes)} ${hexOf(oids, start + 1, oidBytes)} ${status}`;
  }
}

function hexOf(bytes: Uint8Array, index: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + index * length, length).toString('hex');
}
