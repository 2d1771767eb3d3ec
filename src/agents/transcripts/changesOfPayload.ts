import { type Agent } from '../agent.ts';
import { type TranscriptChange } from './transcript.ts';

/** What a transcript tells beside the call itself. */
interface Told {
  /** ISO 8601, or Unix milliseconds. */
  readonly time: unknown;
  readonly model: string | null;
}

/**
 * The changes of a call whose transcript entry holds what the agent's hook after the call would have told: one reader of each agent's words serves both.
 * None for calls that failed, that changed no file, or that tell no time.
 */
export function changesOfPayload(agent: Agent, payload: unknown, { time, model }: Told): readonly TranscriptChange[] {
  const atMs = typeof time === 'number' ? time : typeof time === 'string' ? Date.parse(time) : Number.NaN;
  const reading = agent.read(payload);
  if (!reading.ok || !Number.isFinite(atMs)) return [];
  return reading.reports
    .filter(({ phase, kind, succeeded }) => phase === 'after' && kind === 'files' && succeeded !== false)
    .flatMap((report) =>
      report.files.map((file) => ({
        agent: agent.id,
        model: report.model ?? model,
        session: report.session,
        atMs,
        cwd: report.cwd,
        file,
      })),
    );
}
