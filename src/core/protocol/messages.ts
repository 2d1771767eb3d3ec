import { type Progress } from '../ports.ts';
import { isCalendarDay } from '../statistics/calendarDay.ts';
import { lenses } from '../statistics/report.ts';
import { type ExplanationModel, type PanelChoice, type PanelModel } from './panelModel.ts';

/** What the page can ask of the host, with what it must say. */
export interface PanelRequests {
  /** The page is there; it is answered by the whole model, and by a new one after each change. */
  readonly ready: { readonly choice: PanelChoice };
  readonly choose: { readonly choice: PanelChoice };
  /** The model that was told last stands on the page: there is time for the next one. */
  readonly shown: Readonly<Record<string, never>>;
  /** `path` as the report names it. */
  readonly openFile: { readonly path: string };
  /** `YYYY-MM-DD`, or empty for no such date; for this workspace, or in the person's own settings for every folder. */
  readonly setNoAiBefore: { readonly date: string; readonly target: 'workspace' | 'user' };
  readonly setUpAgents: Readonly<Record<string, never>>;
  readonly rescan: Readonly<Record<string, never>>;
  readonly cancelScan: Readonly<Record<string, never>>;
  readonly explain: Readonly<Record<string, never>>;
  /** The person has seen what would be sent, and wants it sent. */
  readonly sendExplanation: Readonly<Record<string, never>>;
  readonly cancelExplanation: Readonly<Record<string, never>>;
  readonly openExplainSettings: Readonly<Record<string, never>>;
  readonly openNotesSettings: Readonly<Record<string, never>>;
  /** Puts {@link fetchNotesCommand} onto the clipboard. */
  readonly copyFetchNotes: Readonly<Record<string, never>>;
  readonly openFolder: Readonly<Record<string, never>>;
  readonly manageTrust: Readonly<Record<string, never>>;
}

/** The name of a request. */
export type PanelMethod = keyof PanelRequests;

/** A request on the wire. Each is answered once, by an {@link Answer} with its id. */
export type PanelRequest = {
  [Method in PanelMethod]: { readonly id: number; readonly method: Method; readonly params: PanelRequests[Method] };
}[PanelMethod];

/** How the authorship logs of others come into a clone: git fetches no notes by itself. */
export const fetchNotesCommand = 'git fetch origin refs/notes/ai:refs/notes/ai';

/**
 * The answer to a request; `error` is a sentence for a person, `offers` what else they can do: write into their own settings. `said` tells of what was
 * done where the page does not show it; null where it does.
 */
export type Answer =
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly said: string | null }
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly ok: false;
      readonly error: string;
      readonly offers: 'userSettings' | null;
    };

/** What the host tells the page of. Each replaces what was told before, so that none has to arrive. */
export interface PanelEvents {
  readonly model: PanelModel;
  /** How far the workspace is read, between two models: those of thousands of files come less often. */
  readonly progress: Progress;
  /** The explanation alone, while it is being written: the rest of the model is unchanged. */
  readonly explanation: ExplanationModel;
  /** The person asked for the explanation outside of the page, which may be scrolled elsewhere. */
  readonly showExplanation: null;
  /** A sentence for the person: the model could not be made. */
  readonly problem: string;
}

/** An event on the wire. */
export type PanelEvent = {
  [Name in keyof PanelEvents]: { readonly type: 'event'; readonly name: Name; readonly value: PanelEvents[Name] };
}[keyof PanelEvents];

/** Everything that the host sends. */
export type HostMessage = PanelEvent | Answer;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function choiceOf(value: unknown): PanelChoice | null {
  if (!isRecord(value)) return null;
  const lens = lenses.find((one) => one === value['lens']);
  const days = value['days'];
  const isDays = days === null || (typeof days === 'number' && Number.isInteger(days) && days > 0 && days < 100_000);
  return lens === undefined || !isDays ? null : { lens, days };
}

/** The id of a message that is meant as a request, so that also one that cannot be read is answered; null without one. */
export function requestIdOf(message: unknown): number | null {
  return isRecord(message) && typeof message['id'] === 'number' ? message['id'] : null;
}

/** Reads what the page sent, which may be anything; null for what is no request. */
export function readRequest(message: unknown): PanelRequest | null {
  const id = requestIdOf(message);
  if (id === null || !isRecord(message)) return null;
  const params = isRecord(message['params']) ? message['params'] : {};
  switch (message['method']) {
    case 'ready':
    case 'choose': {
      const choice = choiceOf(params['choice']);
      return choice === null ? null : { id, method: message['method'], params: { choice } };
    }
    case 'openFile': {
      const path = params['path'];
      return typeof path === 'string' && path.length < 10_000 ? { id, method: 'openFile', params: { path } } : null;
    }
    case 'setNoAiBefore': {
      const { date, target } = params;
      const isTarget = target === 'workspace' || target === 'user';
      return typeof date === 'string' && (date === '' || isCalendarDay(date)) && isTarget
        ? { id, method: 'setNoAiBefore', params: { date, target } }
        : null;
    }
    case 'shown':
    case 'setUpAgents':
    case 'rescan':
    case 'cancelScan':
    case 'explain':
    case 'sendExplanation':
    case 'cancelExplanation':
    case 'openExplainSettings':
    case 'openNotesSettings':
    case 'copyFetchNotes':
    case 'openFolder':
    case 'manageTrust':
      return { id, method: message['method'], params: {} };
    default:
      return null;
  }
}
