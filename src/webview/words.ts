import { type Contributor, type Evidence } from '../core/attribution/origin.ts';
import { type Lens } from '../core/statistics/report.ts';

/** Contributors in words for a person. */
export const contributorWords: Readonly<Record<Contributor, string>> = {
  ai: 'AI',
  human: 'Human',
  tool: 'Tool',
  unknown: 'Unknown',
};

/** Lenses, each with its definition in one sentence. */
export const lensWords: Readonly<Record<Lens, { readonly name: string; readonly definition: string }>> = {
  standing: {
    name: 'Standing',
    definition: 'Non-blank lines in the working tree now, by who wrote most of each line.',
  },
  committed: {
    name: 'Committed',
    definition: 'Non-blank lines that commits of the period added, whether or not they still stand.',
  },
  written: {
    name: 'Written',
    definition:
      'Characters AI inserted against characters AI inserted or a person typed, in this editor, in the period.',
  },
};

/** Evidence in words for a person. */
export const evidenceWords: Readonly<Record<Evidence, string>> = {
  reported: 'Reported: the editor or the agent named the source of this very edit',
  observed: 'Observed: the keystroke, the paste or the accept was seen',
  recorded: 'Recorded: a git note, a trace file or a commit trailer says so',
  declared: 'Declared: a person said so, for example by the “no AI before” date',
  inferred: 'Inferred: from shape and timing only; counts only if you turn it on',
};
