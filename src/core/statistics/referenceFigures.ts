import data from './referenceFigures.json' with { type: 'json' };
import { lenses, type Lens } from './report.ts';

/** A published figure on code written by AI. Figures measure different things: they are shown as dated marks, never as one band. */
export interface ReferenceFigure {
  readonly who: string;
  /** Per cent. `low` is the figure itself where there is no `high`. */
  readonly low: number;
  readonly high: number | null;
  /** `more than`, `about`, `between`. */
  readonly relation: string;
  /** The lens that it comes closest to; null where nothing tells. */
  readonly lens: Lens | null;
  /** The part of that lens that it counts; null where it counts all of it, or where nothing tells. */
  readonly narrowedTo: string | null;
  /** As published: a day, a month or a year. */
  readonly date: string;
  /** How it was defined; null where no definition was published. */
  readonly definition: string | null;
  /** What it counts, in the words that were published. */
  readonly unit: string | null;
  readonly source: string;
  /** `primary`: read at the publisher; `secondary`: quoted by others. */
  readonly verified: string;
}

/** The published figures, in the order of their dates. */
export function referenceFigures(): readonly ReferenceFigure[] {
  return data.figures
    .map((figure): ReferenceFigure => ({
      who: figure.who,
      low: figure.low,
      high: figure.high ?? null,
      relation: figure.relation,
      lens: lenses.find((lens) => lens === figure.lens) ?? null,
      narrowedTo: figure.narrowedTo ?? null,
      date: figure.date,
      definition: figure.definition,
      unit: figure.unit ?? null,
      source: figure.source,
      verified: figure.verified,
    }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}
