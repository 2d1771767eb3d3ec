/** Who produced a piece of text. `tool` is editor mechanics: a formatter, a rename, a snippet body, an auto-closed bracket. */
export type Contributor = 'ai' | 'human' | 'tool' | 'unknown';

/** Every {@link Contributor}, in the order in which reports list them. */
export const contributors: readonly Contributor[] = ['ai', 'human', 'tool', 'unknown'];

/**
 * How we know, strongest first: `reported` (the editor or the agent named the source of this very edit), `observed` (we
 * saw the keystroke, the paste, the accept), `recorded` (a git note, a trace file, a commit trailer), `declared` (a person
 * said so: a manual mark, a date, an `Assisted-by:` trailer), `inferred` (shape and timing only).
 */
export type Evidence = 'reported' | 'observed' | 'recorded' | 'declared' | 'inferred';

/** Every {@link Evidence} grade, strongest first. */
export const evidenceGrades: readonly Evidence[] = ['reported', 'observed', 'recorded', 'declared', 'inferred'];

/** How finely the evidence points: at characters, at lines, or only at a whole commit. */
export type Granularity = 'character' | 'line' | 'commit';

/** Every {@link Granularity}, finest first. */
export const granularities: readonly Granularity[] = ['character', 'line', 'commit'];

/** Which kind of thing told us. `none` belongs to origins of contributor `unknown` about which nothing is known at all. */
export type Source =
  | 'edit-reason'
  | 'accept-command'
  | 'keystroke'
  | 'paste'
  | 'agent-hook'
  | 'transcript'
  | 'authorship-log'
  | 'agent-trace'
  | 'trailer'
  | 'author'
  | 'manual'
  | 'date'
  | 'none';

/**
 * Where a piece of text comes from: one immutable value, shared by every run that has it.
 *
 * `evidence` is null exactly when nothing was seen that speaks for the contributor, which then is `unknown`.
 * `agent`, `model`, `session` and `commit` are null where not known; they are never guessed.
 * `atMs` (Unix milliseconds, UTC) is rounded down to {@link originTimeGrainMs}, so that a morning's typing is one origin and
 * not ten thousand; null for origins that come from history, whose time is the commit's.
 */
export interface Origin {
  readonly contributor: Contributor;
  readonly evidence: Evidence | null;
  readonly granularity: Granularity;
  readonly source: Source;
  /** The AI tool: `claude`, `codex`, `copilot`, … ; lower case. */
  readonly agent: string | null;
  readonly model: string | null;
  /** The agent's own id of the conversation. */
  readonly session: string | null;
  /** Full hex object id of the commit whose evidence this is; null for live origins. */
  readonly commit: string | null;
  readonly atMs: number | null;
}

/** Fifteen minutes: the grain of {@link Origin.atMs}. Fine enough for "kept after an hour", coarse enough to keep runs few. */
export const originTimeGrainMs = 15 * 60 * 1000;

/** An index into an {@link OriginTable}: a small non-negative integer, valid only together with its table. */
export type OriginId = number;

/** Id of {@link unknownOrigin} in every table: something changed and nobody can say who did it. */
export const unknownOriginId: OriginId = 0;

/**
 * Id of {@link baselineOrigin} in every table: text that was there before we watched. For text under version control history
 * may know more; see `overlay.ts`.
 */
export const baselineOriginId: OriginId = 1;

const nothingKnown = {
  contributor: 'unknown',
  evidence: null,
  granularity: 'character',
  source: 'none',
  agent: null,
  model: null,
  session: null,
  commit: null,
  atMs: null,
} as const;

/** Text whose arrival was seen but not explained. */
export const unknownOrigin: Origin = Object.freeze({ ...nothingKnown });

/** Text that was there before it was first seen; only history can say more. */
export const baselineOrigin: Origin = Object.freeze({ ...nothingKnown, granularity: 'line' });

/** Fills the fields that `known` leaves out with null (`granularity` with `character`) and rounds the time down to its grain. */
export function makeOrigin(known: Pick<Origin, 'contributor' | 'evidence' | 'source'> & Partial<Origin>): Origin {
  const atMs = known.atMs ?? null;
  return Object.freeze({
    ...nothingKnown,
    ...known,
    atMs: atMs === null ? null : Math.floor(atMs / originTimeGrainMs) * originTimeGrainMs,
  });
}

/** A string that is equal for two origins exactly when all their fields are. Also the form in which the ledger stores them. */
export function originKey(origin: Origin): string {
  return JSON.stringify([
    origin.contributor,
    origin.evidence,
    origin.granularity,
    origin.source,
    origin.agent,
    origin.model,
    origin.session,
    origin.commit,
    origin.atMs,
  ]);
}

const sources: readonly Source[] = [
  'edit-reason',
  'accept-command',
  'keystroke',
  'paste',
  'agent-hook',
  'transcript',
  'authorship-log',
  'agent-trace',
  'trailer',
  'author',
  'manual',
  'date',
  'none',
];

/** The origin whose {@link originKey} this is; null for a string that is no such key. */
export function originFromKey(key: string): Origin | null {
  let fields: unknown;
  try {
    fields = JSON.parse(key);
  } catch {
    return null;
  }
  if (!Array.isArray(fields)) return null;
  const [contributor, evidence, granularity, source, agent, model, session, commit, atMs] =
    fields as readonly unknown[];
  const isOneOf = <T extends string>(value: unknown, known: readonly T[]): value is T =>
    known.some((one) => one === value);
  const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
  if (!isOneOf(contributor, contributors) || !isOneOf(granularity, granularities) || !isOneOf(source, sources))
    return null;
  if (evidence !== null && !isOneOf(evidence, evidenceGrades)) return null;
  if (!isTextOrNull(agent) || !isTextOrNull(model) || !isTextOrNull(session) || !isTextOrNull(commit)) return null;
  if (atMs !== null && typeof atMs !== 'number') return null;
  return Object.freeze({ contributor, evidence, granularity, source, agent, model, session, commit, atMs });
}

/**
 * Interns origins: equal origins get the same id, ids count up from 0 and never change meaning during the table's life.
 * Ids {@link unknownOriginId} and {@link baselineOriginId} are the same in every table.
 */
export class OriginTable {
  readonly #origins: Origin[] = [];
  readonly #idByKey = new Map<string, OriginId>();

  constructor() {
    this.intern(unknownOrigin);
    this.intern(baselineOrigin);
  }

  /** How many different origins the table holds; ids are below it. */
  get size(): number {
    return this.#origins.length;
  }

  /** The id of `origin`, given to it now if it is new. */
  intern(origin: Origin): OriginId {
    const key = originKey(origin);
    const known = this.#idByKey.get(key);
    if (known !== undefined) return known;
    const id = this.#origins.length;
    this.#origins.push(Object.isFrozen(origin) ? origin : Object.freeze({ ...origin }));
    this.#idByKey.set(key, id);
    return id;
  }

  /** The origin with this id. Throws `RangeError` for an id that this table never gave out. */
  get(id: OriginId): Origin {
    const origin = this.#origins[id];
    if (origin === undefined)
      throw new RangeError(`No origin has the id ${id}; the table holds ${this.#origins.length}`);
    return origin;
  }
}
