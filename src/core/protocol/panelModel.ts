import { type FileFacets } from '../statistics/fileFacets.ts';
import { type ReferenceFigure } from '../statistics/referenceFigures.ts';
import { type Counts, type GroupRow, type Lens, type Report } from '../statistics/report.ts';
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

/**
 * How far an explanation is. While it is `reading` the figures are not there yet that it is to be about; while it is `asking` the person has to say
 * whether the facts may be sent.
 */
export interface ExplanationModel {
  readonly phase: 'none' | 'reading' | 'asking' | 'running' | 'done' | 'stopped' | 'failed';
  /** What is there so far, in paragraphs. */
  readonly paragraphs: readonly ExplanationParagraph[];
  /** Who writes: the host itself, or a model at a host name. */
  readonly writer: string;
  /** What was sent, to the letter, or would be while `asking`; null where nothing leaves the machine. */
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

/** A file of the report, with what it belongs to. */
export interface FileRow extends GroupRow, FileFacets {}

/** The share by a lens, to stand beside figures that others published. */
export interface OwnShare {
  readonly lens: Lens;
  readonly counts: Counts;
  /** First day of the period; null for all time, and for a lens without one. */
  readonly since: string | null;
}

/** Whether new commits get authorship logs: the setting, or `off` where the extension itself is off. */
export type NotesWriting = 'auto' | 'always' | 'never' | 'off';

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
    readonly file: readonly FileRow[];
  };
  readonly status: ShareStatus;
  readonly figures: readonly ReferenceFigure[];
  /** The shares of this workspace that cost nothing to know now: always the lens on screen. */
  readonly ownShares: readonly OwnShare[];
  readonly explanation: ExplanationModel;
  /** What would be sent if an explanation were asked for now, to the letter; null where nothing leaves the machine. */
  readonly explanationPreview: string | null;
  readonly notesWriting: NotesWriting;
  /** Where settings for the folders of this window are kept: `.vscode/settings.json` of each folder, or the file of the workspace. */
  readonly settingsPlace: 'folder' | 'workspaceFile';
  /** Whether there is a command that sets up agents. */
  readonly canSetUpAgents: boolean;
  /** A sentence for a person about why this lens cannot be shown; null when it can. */
  readonly problem: string | null;
  /** Translations of the page's texts; empty for English. */
  readonly translations: Readonly<Record<string, string>>;
  /** The person's calendar and clock, as a BCP 47 tag. */
  readonly language: string;
}
