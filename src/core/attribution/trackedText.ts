import { type SeenEdit, type SeenEdits } from '../classify/change.ts';
import { type DecidedOrigin, type Decision } from '../classify/verdict.ts';
import { type LedgerEdit } from '../ports.ts';
import { applyEdits } from '../text/edit.ts';
import { copyBeside } from '../text/sameLines.ts';
import { LineMirror, type LinePosition, type TextSignature } from '../text/lineMirror.ts';
import { Attribution } from './attribution.ts';
import { ChangeLog } from './changeLog.ts';
import { type KnownText } from './carriedLines.ts';
import { learnFrom } from './lateEvidence.ts';
import { withLineBreaks } from './lineBreaks.ts';
import { movedRuns, takenRuns, type RunsOfRange } from './movedText.ts';
import { Flow, type LengthByOrigin } from './flow.ts';
import { makeOrigin, type OriginId, type OriginTable } from './origin.ts';
import { realign } from './realign.ts';
import { reordered } from './reordered.ts';
import { type OriginRun, type Run } from './run.ts';

/** One replacement as the editor tells of it: what goes is named by its range, not by its text. */
export interface EditorEdit {
  readonly start: LinePosition;
  readonly end: LinePosition;
  /** UTF-16 offset of `start` in the text before the event. */
  readonly offset: number;
  readonly insertedText: string;
}

/** A change that the text already shows and the attribution does not yet: it waits for its verdict. */
export interface SeenStep {
  readonly edits: SeenEdits;
  readonly before: TextSignature;
  readonly after: TextSignature;
  /** The single inserted text is a copy of the text right before or right behind it; see {@link copyWorthLength}. */
  readonly copiesBeside: boolean;
}

/** Shorter texts than this, in UTF-16 code units, stand beside their like by chance; whole lines do not. */
const copyWorthLength = 12;

/** What a settled change did, for the ledger. */
export interface SettledChange {
  /** In the form of the ledger's journal. */
  readonly ledgerEdits: readonly LedgerEdit[];
  /** What is new in the text, and what went for good; text that only moved, was re-arranged or came back is in neither. */
  readonly inserted: LengthByOrigin;
  readonly deleted: LengthByOrigin;
  /** The attribution changed beyond `ledgerEdits`: only a whole snapshot tells it all. */
  readonly needsSnapshot: boolean;
}

/** Stands for "new in this change" while a replacement is put together; no table gives out negative ids but this one is never stored. */
const fresh: OriginId = -2;

/**
 * The text of one open document with its attribution. Changes are *seen* when they happen, which keeps the text up to date, and
 * *settled* when their verdict is known, in the order in which they were seen.
 */
export class TrackedText {
  readonly origins: OriginTable;
  readonly #mirror: LineMirror;
  readonly #attribution: Attribution;
  readonly #log = new ChangeLog();
  readonly #before: RunsOfRange = (offset, endExclusive) => this.#attribution.slice(offset, endExclusive);

  /**
   * `mirror` shows the text now; `runs` are the attribution of the text before the steps that were seen but not settled yet,
   * which are `awaited`. Throws `RangeError` when the lengths do not fit.
   */
  constructor(mirror: LineMirror, runs: readonly Run[], origins: OriginTable, awaited: readonly SeenStep[] = []) {
    this.#mirror = mirror;
    this.#attribution = Attribution.fromRuns(runs);
    this.origins = origins;
    const expected = awaited[0]?.before.utf16Length ?? mirror.utf16Length;
    if (this.#attribution.utf16Length !== expected) {
      throw new RangeError(`Runs cover ${this.#attribution.utf16Length} code units, the text has ${expected}`);
    }
  }

  /** The text with every change seen so far. Costs its length. */
  text(): string {
    return this.#mirror.text();
  }

  get signature(): TextSignature {
    return this.#mirror.signature;
  }

  /** The attribution of the text with every change settled so far. */
  get attribution(): Attribution {
    return this.#attribution;
  }

  /** The attribution that this very text has, or had lately; null where it is no state of this document. Every change seen must be settled. */
  runsOf(text: string): readonly Run[] | null {
    const textNow = this.#mirror.text();
    if (text === textNow) return this.#attribution.runs();
    const steps = this.#log.stepsBackTo(text, new LineMirror(text, this.#mirror.eol).signature, textNow);
    if (steps === null) return null;
    const former = Attribution.fromRuns(this.#attribution.runs());
    this.#log.takeBack(former, steps);
    return former.runs();
  }

  /** The settled attribution of a range, in a form that can leave this document. */
  originRuns(offset: number, endExclusive: number): readonly OriginRun[] {
    return this.#attribution
      .slice(offset, endExclusive)
      .map((run) => ({ utf16Length: run.utf16Length, origin: this.origins.get(run.originId) }));
  }

  /** Takes a change into the text; see {@link seeChange}. */
  see(edits: readonly EditorEdit[]): SeenStep {
    return seeChange(this.#mirror, edits);
  }

  /** The text that the newest change deleted, where it did nothing else; else null. */
  get lastDeleted(): string | null {
    return this.#log.lastDeleted;
  }

  /** The attribution that this text had when it was deleted lately; null where no such text was. */
  deletedRuns(text: string): readonly OriginRun[] | null {
    let looked = 0;
    for (const piece of this.#log.deletedPieces()) {
      if (piece.deletedText === text) {
        return piece.removedRuns.map((run) => ({
          utf16Length: run.utf16Length,
          origin: this.origins.get(run.originId),
        }));
      }
      if (++looked >= 100) break;
    }
    return null;
  }

  /**
   * Takes up what others know of this text, or of another state of the file: open origins are explained, no known one changes. True when something
   * was learnt. Every change seen must be settled.
   */
  learn(other: KnownText): boolean {
    const known = { text: this.#mirror.text(), runs: this.#attribution.runs() };
    const runs = learnFrom(known, withLineBreaks(other, this.#mirror.eol), this.origins);
    if (runs === known.runs) return false;
    this.#attribution.replaceMany([{ offset: 0, deletedUtf16Length: known.text.length, insertedRuns: runs }]);
    return true;
  }

  /** Gives a seen change its meaning. Steps must be settled in the order in which they were seen, each once. */
  settle(step: SeenStep, decision: Decision, atMs: number): SettledChange {
    const removedRuns = step.edits.map((edit) =>
      this.#attribution.slice(edit.offset, edit.offset + edit.deletedText.length),
    );
    const isRestored = decision.how === 'restore' && this.#restore(step);
    const flow = new Flow(fresh);
    const replacements = step.edits.map((edit, index) => {
      const removed = removedRuns[index] ?? [];
      return {
        offset: edit.offset,
        deletedUtf16Length: edit.deletedText.length,
        insertedText: edit.insertedText,
        insertedRuns: isRestored ? [] : this.#insertedRuns(step, edit, removed, decision, atMs, flow),
      };
    });
    if (!isRestored) this.#attribution.replaceMany(replacements);
    this.#log.push({
      before: step.before,
      edits: step.edits.map((edit, index) => ({ ...edit, removedRuns: removedRuns[index] ?? [] })),
    });
    return {
      ledgerEdits: replacements
        .map((edit, index) => (isRestored ? { ...edit, insertedRuns: this.#restoredRuns(step, index) } : edit))
        .reverse(),
      inserted: flow.inserted,
      deleted: flow.deleted,
      needsSnapshot: isRestored,
    };
  }

  #restore(step: SeenStep): boolean {
    // The text is that of the step only while nothing was seen after it.
    const target = this.#mirror.text();
    let shift = 0;
    const inverse = step.edits.map((edit) => {
      const offset = edit.offset + shift;
      shift += edit.insertedText.length - edit.deletedText.length;
      return { offset, deletedUtf16Length: edit.insertedText.length, insertedText: edit.deletedText };
    });
    const steps = this.#log.stepsBackTo(target, step.after, applyEdits(target, inverse));
    if (steps === null) return false;
    this.#log.takeBack(this.#attribution, steps);
    return true;
  }

  #restoredRuns(step: SeenStep, editIndex: number): readonly Run[] {
    let shift = 0;
    for (const edit of step.edits.slice(0, editIndex)) shift += edit.insertedText.length - edit.deletedText.length;
    const edit = step.edits[editIndex];
    if (edit === undefined) return [];
    return this.#attribution.slice(edit.offset + shift, edit.offset + shift + edit.insertedText.length);
  }

  #insertedRuns(
    step: SeenStep,
    edit: SeenEdit,
    removed: readonly Run[],
    decision: Decision,
    atMs: number,
    flow: Flow,
  ): readonly Run[] {
    const drafted = this.#draft(step, edit, removed, decision);
    const newId = this.#intern(decision.origin, atMs);
    const typed = decision.how === 'write' ? decision.typedUtf16Length : undefined;
    const mechanicsId = typed === undefined ? newId : this.#intern({ ...decision.origin, contributor: 'tool' }, atMs);
    flow.count(removed, drafted, newId, mechanicsId, typed ?? Infinity);
    const confirms = decision.how === 'rearrange' && decision.confirms === true;
    return drafted.flatMap((run): readonly Run[] => {
      if (run.originId !== fresh) {
        return [confirms && this.#isInferred(run.originId, decision.origin) ? { ...run, originId: newId } : run];
      }
      const own = Math.min(run.utf16Length, typed ?? Infinity);
      return [
        { utf16Length: own, originId: newId },
        { utf16Length: run.utf16Length - own, originId: mechanicsId },
      ].filter((part) => part.utf16Length > 0);
    });
  }

  /** Whether an origin was inferred to be of the contributor, and in the way, that another one is known to be of. */
  #isInferred(originId: OriginId, known: DecidedOrigin): boolean {
    const { contributor, evidence, source } = this.origins.get(originId);
    return evidence === 'inferred' && contributor === known.contributor && source === known.source;
  }

  /** The runs of the inserted text, with {@link fresh} for what is new in it. */
  #draft(step: SeenStep, edit: SeenEdit, removed: readonly Run[], decision: Decision): readonly Run[] {
    const allFresh = edit.insertedText === '' ? [] : [{ utf16Length: edit.insertedText.length, originId: fresh }];
    switch (decision.how) {
      case 'write':
        return keepEnds(edit, removed);
      case 'carry': {
        const carried = decision.runs.map((run) => ({
          utf16Length: run.utf16Length,
          originId: this.origins.intern(run.origin),
        }));
        const at = decision.text.indexOf(edit.insertedText);
        // Each of several cursors may have got a piece of it.
        if (at >= 0) return Attribution.fromRuns(carried).slice(at, at + edit.insertedText.length);
        return realign({ text: decision.text, runs: carried }, edit.insertedText, fresh).runs;
      }
      case 'rearrange':
        if (edit.deletedText !== '') {
          const before = { text: edit.deletedText, runs: removed };
          const kept = reordered(before, edit.insertedText) ?? realign(before, edit.insertedText, fresh).runs;
          return kept.every((run) => run.originId === fresh) ? (this.#moved(step, edit) ?? kept) : kept;
        }
        return (
          this.#moved(step, edit) ??
          (decision.origin.contributor === 'tool' ? this.#copiedFromBeside(step, edit) : null) ??
          allFresh
        );
      case 'restore':
        return (
          this.#cameBack(edit) ?? realign({ text: edit.deletedText, runs: removed }, edit.insertedText, fresh).runs
        );
    }
  }

  /** Text that another edit of the same event deleted: a moved line, a drag, an expression that became a variable. */
  #moved(step: SeenStep, edit: SeenEdit): readonly Run[] | null {
    return movedRuns(step.edits, edit, this.#before, fresh);
  }

  /** A copy of the text right before or right after: duplicated lines. Asked only of what is the editor's doing. */
  #copiedFromBeside(step: SeenStep, edit: SeenEdit): readonly Run[] | null {
    if (!step.copiesBeside || step.after.linesHash !== this.#mirror.signature.linesHash) return null;
    const piece = copyBeside(this.#mirror.text(), edit.offset, edit.insertedText);
    if (piece === null) return null;
    const at = piece.at > edit.offset ? piece.at - edit.insertedText.length : piece.at;
    return takenRuns(edit.insertedText, 0, [{ ...piece, at }], this.#before, fresh);
  }

  /** Text that was deleted some changes ago and comes back although its whole state is no longer known. */
  #cameBack(edit: SeenEdit): readonly Run[] | null {
    if (edit.insertedText === '') return null;
    for (const piece of this.#log.deletedPieces()) {
      const at = piece.deletedText.indexOf(edit.insertedText);
      if (at >= 0) return Attribution.fromRuns(piece.removedRuns).slice(at, at + edit.insertedText.length);
    }
    return null;
  }

  #intern(origin: DecidedOrigin, atMs: number): OriginId {
    return this.origins.intern(makeOrigin({ ...origin, ...(origin.contributor === 'unknown' ? {} : { atMs }) }));
  }
}

/**
 * Takes a change into the text. `edits` are those of one event, in any order, all in coordinates of the text before it.
 * Throws `RangeError` when they do not fit the text: the caller then starts anew from the editor's text.
 */
export function seeChange(mirror: LineMirror, edits: readonly EditorEdit[]): SeenStep {
  const before = mirror.signature;
  const fromTheEnd = [...edits].sort((a, b) => b.offset - a.offset);
  const seen = fromTheEnd.map((edit): SeenEdit => {
    const insertedText = edit.insertedText.replace(/\r\n|\n|\r/g, mirror.eol);
    return { offset: edit.offset, deletedText: mirror.replace(edit.start, edit.end, insertedText), insertedText };
  });
  const [first, ...others] = fromTheEnd;
  const copiesBeside = first !== undefined && others.length === 0 && isCopyOfBeside(mirror, first.start, seen[0]);
  return { edits: seen.reverse(), before, after: mirror.signature, copiesBeside };
}

/** Whether what was inserted at `start` stands once more right before or right behind it. Costs the lines of the inserted text. */
function isCopyOfBeside(mirror: LineMirror, start: LinePosition, edit: SeenEdit | undefined): boolean {
  if (edit?.deletedText !== '') return false;
  const { insertedText } = edit;
  const breaks = insertedText.split(mirror.eol).length - 1;
  if (insertedText.trim() === '' || (breaks === 0 && insertedText.length < copyWorthLength)) return false;
  const firstLine = Math.max(0, start.lineIndex - breaks - 1);
  const lines: string[] = [];
  for (let lineIndex = firstLine; lineIndex <= start.lineIndex + 2 * breaks + 1; lineIndex++)
    lines.push(mirror.line(lineIndex));
  const text = lines.join(mirror.eol);
  let at = start.character;
  for (let lineIndex = firstLine; lineIndex < start.lineIndex; lineIndex++) {
    at += mirror.line(lineIndex).length + mirror.eol.length;
  }
  return copyBeside(text, at, insertedText) !== null;
}

/** Takes another line break into the text: one replacement for each. */
export function changeLineBreaks(mirror: LineMirror, eol: '\n' | '\r\n'): SeenStep {
  const before = mirror.signature;
  const edits: SeenEdit[] = [];
  let offset = 0;
  for (let lineIndex = 0; lineIndex < mirror.lineCount - 1; lineIndex++) {
    offset += mirror.line(lineIndex).length;
    edits.push({ offset, deletedText: mirror.eol, insertedText: eol });
    offset += mirror.eol.length;
  }
  mirror.eol = eol;
  return { edits, before, after: mirror.signature, copiesBeside: false };
}

/** What the inserted text has in common with the start and the end of the deleted text stays whose it was. */
function keepEnds(edit: SeenEdit, removed: readonly Run[]): readonly Run[] {
  const { deletedText, insertedText } = edit;
  // A key that takes the place of a selection is typed, though the selection may begin or end with the same character.
  if (insertedText.length === 1 && deletedText.length > 1) return [{ utf16Length: 1, originId: fresh }];
  const shorter = Math.min(deletedText.length, insertedText.length);
  let prefix = 0;
  while (prefix < shorter && deletedText.charCodeAt(prefix) === insertedText.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    deletedText.charCodeAt(deletedText.length - 1 - suffix) ===
      insertedText.charCodeAt(insertedText.length - 1 - suffix)
  ) {
    suffix++;
  }
  const freshLength = insertedText.length - prefix - suffix;
  const middle = freshLength === 0 ? [] : [{ utf16Length: freshLength, originId: fresh }];
  if (prefix === 0 && suffix === 0) return middle;
  const old = Attribution.fromRuns(removed);
  return [...old.slice(0, prefix), ...middle, ...old.slice(old.utf16Length - suffix, old.utf16Length)];
}
