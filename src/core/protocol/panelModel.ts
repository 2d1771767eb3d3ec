import { type ReferenceFigure } from '../statistics/referenceFigures.ts';
import { type GroupRow, type Lens, type Report } from '../statistics/report.ts';
import { type ShareStatus } from './shareSource.ts';

/** What the person has chosen to see. Kept by the page, so that it survives a reload. */
export interface PanelChoice {
  readonly lens: Lens;
  /** For the lenses over time: so many days up to today; null for all time. */
  readonly days: number | null;
}

/** What the panel shows at first. */
export const firstChoice: PanelChoice = { lens: 'standing', days: 90 };

/** The periods that the panel offers. */
export const offeredDays: readonly (number | null)[] = [7, 30, 90, 365, null];

/** How far an explanation is. */
export interface ExplanationModel {
  readonly phase: 'none' | 'running' | 'done' | 'stopped' | 'failed';
  /** What is there so far, in paragraphs. */
  readonly paragraphs: readonly ExplanationParagraph[];
  /** Who writes: the host itself, or a model at a host name. */
  readonly writer: string;
  /** The facts that were sent, exactly as they were; null where nothing leaves the machine. */
  readonly sent: string | null;
  /** A sentence for a person; null unless it failed. */
  readonly failure: string | null;
}

/** A paragraph of an explanation, sentence by sentence. */
export type ExplanationParagraph = readonly ExplanationSentence[];

/** A sentence of an explanation. `isVerified` is false where it holds a number that is none of the facts. */
export interface ExplanationSentence {
  readonly text: string;
  readonly isVerified: boolean;
}

/** Everything that the page shows, as plain data. A new model replaces the old one as a whole. */
export interface PanelModel {
  readonly choice: PanelChoice;
  readonly isTrusted: boolean;
  readonly hasFolder: boolean;
  /** Null until the first report is there. */
  readonly report: Report | null;
  readonly rows: {
    readonly agent: readonly GroupRow[];
    readonly language: readonly GroupRow[];
    readonly folder: readonly GroupRow[];
    readonly file: readonly GroupRow[];
  };
  readonly status: ShareStatus;
  readonly figures: readonly ReferenceFigure[];
  readonly explanation: ExplanationModel;
  /** Whether there is a command that sets up agents. */
  readonly canSetUpAgents: boolean;
  /** A sentence for a person about why this lens cannot be shown; null when it can. */
  readonly problem: string | null;
  /** Translations of the page's texts; empty for English. */
  readonly translations: Readonly<Record<string, string>>;
  /** The person's calendar and clock, as a BCP 47 tag. */
  readonly language: string;
}
