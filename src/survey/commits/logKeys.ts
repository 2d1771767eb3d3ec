import { createHash } from 'node:crypto';
import { type Origin } from '../../core/attribution/origin.ts';
import { recordOf, type Records } from '../../core/records/authorshipLog.ts';

/** What an authorship log says of a line: the key, and the record in the metadata that the key leads to. */
export interface LogClaim {
  readonly key: string;
  /** Null where the log that the key comes from has no record for it. */
  readonly record: {
    readonly map: 'sessions' | 'prompts' | 'humans';
    readonly id: string;
    readonly value: Records;
  } | null;
}

function hexOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 14);
}

/** Stands where the format wants a name that nobody knows. */
const notKnown = 'unknown';

/**
 * What a log may say of a line with this origin; null when it may say nothing. AI on any evidence but a guess; people only where they were
 * seen typing, because a key for a person means just that. `person` is `Name <address>` of whoever sits at this machine.
 */
export function claimOfOrigin(origin: Origin, person: string): LogClaim | null {
  const { contributor, evidence, agent, model, session, atMs } = origin;
  if (contributor === 'human') {
    if (evidence !== 'observed' && evidence !== 'reported') return null;
    const id = `h_${hexOf(person)}`;
    return { key: id, record: { map: 'humans', id, value: { author: person } } };
  }
  if (contributor !== 'ai' || evidence === null || evidence === 'inferred') return null;
  const tool = agent ?? notKnown;
  // Without a conversation there is one record for each model of a tool.
  const id = `s_${hexOf(session === null ? `${tool}:${model ?? notKnown}` : `${tool}:${session}`)}`;
  // The trace names one edit; we know its quarter of an hour.
  const trace = `t_${hexOf(`${id}:${atMs ?? ''}`)}`;
  return {
    key: `${id}::${trace}`,
    record: {
      map: 'sessions',
      id,
      value: { agent_id: { tool, id: session ?? '', model: model ?? notKnown } },
    },
  };
}

/** The claim of a key of a log that is there already, with its record as it stands. */
export function claimOfKey(key: string, metadata: Records): LogClaim {
  const map = key.startsWith('h_') ? 'humans' : key.startsWith('s_') ? 'sessions' : 'prompts';
  const wanted = key.split('::')[0] ?? key;
  const records = recordOf(metadata[map]);
  const id = Object.hasOwn(records, wanted)
    ? wanted
    : map === 'prompts'
      ? Object.keys(records).find((one) => one.startsWith(wanted))
      : undefined;
  const value = id === undefined ? undefined : records[id];
  return { key, record: id === undefined ? null : { map, id, value: recordOf(value) } };
}
