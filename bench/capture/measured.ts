import { editorCounter } from './editorCounter.ts';
import { judge, merge, type Judgement } from './judgement.ts';
import { replay, type Confusion, type Replayed, type ReplayOptions } from './replay.ts';
import { type Session } from './sessions.ts';

/** What came of replaying recordings in one way. */
export interface MeasuredMode {
  /** What each change brought, once. */
  readonly all: Confusion;
  readonly byKind: ReadonlyMap<string, Confusion>;
  readonly judgement: Judgement;
  /** The texts as they stood at the end. */
  readonly final: Judgement;
}

/** Everything that is reported of the recordings. */
export interface Measured {
  readonly stable: MeasuredMode;
  /** Stable, and what is only inferred counts. */
  readonly inferred: MeasuredMode;
  readonly exact: MeasuredMode;
  readonly counter: { readonly judgement: Judgement; readonly aiShare: number };
  readonly episodes: number;
  readonly changes: number;
  /** What did not replay as it was recorded: nothing, or the figures are worth nothing. */
  readonly notes: readonly string[];
}

/** Replays every session in each mode. */
export async function measureSessions(sessions: readonly Session[]): Promise<Measured> {
  const notes: string[] = [];
  const run = async (options: ReplayOptions): Promise<readonly Replayed[]> => {
    const all: Replayed[] = [];
    for (const session of sessions) {
      const replayed = await replay(session.entries, options);
      for (const note of replayed.notes) notes.push(`${session.name}: ${note}`);
      all.push(replayed);
    }
    return all;
  };
  const stable = await run({ isExact: false, countsInferred: false });
  const counted = merge(sessions.map(({ entries }) => editorCounter(entries).confusion));
  return {
    stable: modeOf(stable),
    inferred: modeOf(await run({ isExact: false, countsInferred: true })),
    exact: modeOf(await run({ isExact: true, countsInferred: false })),
    counter: { judgement: judge(counted), aiShare: calledShare(counted) },
    episodes: stable.reduce((sum, one) => sum + one.episodes, 0),
    changes: stable.reduce((sum, one) => sum + one.changes, 0),
    notes,
  };
}

function modeOf(replayed: readonly Replayed[]): MeasuredMode {
  const byKind = new Map<string, Confusion>();
  for (const one of replayed) {
    for (const [kind, confusion] of one.byKind) byKind.set(kind, merge([byKind.get(kind) ?? new Map(), confusion]));
  }
  const all = merge([...byKind.values()]);
  return { all, byKind, judgement: judge(all), final: judge(merge(replayed.map((one) => one.final))) };
}

/** AI ÷ (AI + human) of all that was called either. */
function calledShare(confusion: Confusion): number {
  let [ai, human] = [0, 0];
  for (const [key, characters] of confusion) {
    if (key.endsWith('>ai')) ai += characters;
    if (key.endsWith('>human')) human += characters;
  }
  return ai / Math.max(1, ai + human);
}
