import { type Git } from '../core/ports.ts';
import { FileGraph } from './blame/fileGraph.ts';
import { type PackedGraph } from './blame/packedGraph.ts';

/** What the few commits did that a commit has and an earlier one has not. */
export interface NearCommits {
  readonly graph: PackedGraph;
  /** The paths that commits have otherwise than their first parents, from the later one down these to the earlier one; null where that is not on the way. */
  readonly touched: ReadonlySet<string> | null;
}

/** More commits are left to who reads what it needs of them. */
const mostNear = 256;

/** Reads commits by full object ids; null where they are not few, and where git failed. */
export async function readNearCommits(
  place: { readonly git: Git; readonly cwd: string },
  earlier: string,
  later: string,
): Promise<NearCommits | null> {
  const graph = await FileGraph.read(place, later, [earlier], undefined, mostNear);
  return graph === null || graph.size === 0 ? null : { graph: graph.packed, touched: touchedDownTo(graph, earlier) };
}

function touchedDownTo(graph: FileGraph, earlier: string): ReadonlySet<string> | null {
  const chain = new Set<number>();
  let commit = 0;
  while (commit < graph.size) {
    chain.add(commit);
    const [parent] = graph.parents(commit);
    if (parent === undefined) return null;
    commit = parent;
  }
  if (graph.oid(commit) !== earlier) return null;
  const { paths, touchStarts, touchCommits } = graph.packed;
  const isTouched = (_: string, path: number): boolean =>
    touchCommits.subarray(touchStarts[path], touchStarts[path + 1]).some((each) => chain.has(each));
  return new Set(paths.filter(isTouched));
}
