import { folderKey, unnamed, type TallySource } from './buildReport.ts';
import { type FileKind } from './tally.ts';

/** What a file belongs to, in the keys of a report's rows. */
export interface FileFacets {
  readonly language: string;
  readonly folder: string;
  /** The agents that are known to have a part of it, in no particular order. */
  readonly agents: readonly string[];
}

/** Which tallies count, as for the report beside which the facets stand. */
export interface FacetOptions {
  readonly kinds: readonly FileKind[];
  readonly countsInferred: boolean;
}

/**
 * The facets of every file that a report by file has a row for, by the key of that row. Law: a file has a part in the report's row of a language, folder or
 * agent if and only if that row's key is among its facets.
 */
export function fileFacets(
  sources: readonly TallySource[],
  { kinds, countsInferred }: FacetOptions,
): ReadonlyMap<string, FileFacets> {
  const found = new Map<string, { language: string; folder: string; agents: Set<string> }>();
  for (const source of sources) {
    const { origins, tallies, pathPrefix } = source;
    for (const { path, language, kind, countByOrigin } of tallies) {
      if (!kinds.includes(kind)) continue;
      const key = pathPrefix + path;
      const facets = found.get(key) ?? { language, folder: folderKey(source, path), agents: new Set<string>() };
      found.set(key, facets);
      for (const originId of countByOrigin.keys()) {
        const { contributor, evidence, agent } = origins.get(originId);
        if (contributor !== 'ai' || (evidence === 'inferred' && !countsInferred)) continue;
        facets.agents.add(agent ?? unnamed.agent);
      }
    }
  }
  return new Map([...found].map(([key, facets]) => [key, { ...facets, agents: [...facets.agents] }]));
}
