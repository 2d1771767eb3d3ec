import type { TextDocument } from 'vscode';
import { NoLedger } from '../../platform/ledger/noLedger.ts';
import { type OriginRun } from '../../core/attribution/run.ts';
import { type EditorEdit } from '../../core/attribution/trackedText.ts';
import { type Decision } from '../../core/classify/verdict.ts';
import { type Clock } from '../../core/ports.ts';
import { type DocumentHome } from '../../survey/documentHome.ts';
import { type AttributedText } from './trackedDocument.ts';

/** Texts of closed documents that are remembered, the newest, in memory only. */
const mostTexts = 100;
const mostUtf16Length = 1_000_000;

/** An untitled document is closed when the file that it is saved as has its text, or right after. */
const savedWithinMs = 5_000;

interface ClosedText extends AttributedText {
  readonly notebook: string | null;
  readonly closedAtMs: number;
}

/** The notebook that a cell belongs to, by the cell's URI; null for documents that are no cells. */
export function notebookOf(uri: string): string | null {
  return uri.startsWith('vscode-notebook-cell:') ? uri.replace(/#.*$/s, '') : null;
}

/**
 * Keeps the attribution of documents without a file of their own while the window lives, and finds it again by content: in the file that an
 * untitled document is saved as, in a cell that was moved or whose notebook was closed and is opened again.
 */
export class UnsavedTexts {
  readonly #clock: Clock;
  readonly #ledger = new NoLedger(null);
  readonly #open = new Map<string, () => AttributedText | null>();
  #closed: readonly ClosedText[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Where the attribution of such a document is kept: nowhere but in memory. */
  homeOf(uri: string): DocumentHome {
    return { ledger: this.#ledger, key: { worktree: '', path: uri }, readBlob: () => Promise.resolve(null) };
  }

  /** A document was opened; `read` gives what it holds when asked, null before it has taken up its attribution. */
  opened(uri: string, read: () => AttributedText | null): void {
    this.#open.set(uri, read);
  }

  /** A document is about to be closed: what it holds now is remembered. */
  closed(uri: string): void {
    const held = this.#open.get(uri)?.() ?? null;
    this.#open.delete(uri);
    if (held === null || held.text.trim() === '') return;
    const newest: ClosedText = { ...held, notebook: notebookOf(uri), closedAtMs: this.#clock.nowMs() };
    let utf16Length = 0;
    this.#closed = [newest, ...this.#closed].slice(0, mostTexts).filter((one) => {
      utf16Length += one.text.length;
      return utf16Length <= mostUtf16Length;
    });
  }

  /**
   * A file that an untitled document is saved as is opened empty, and then gets its text by one edit: what that means, or null for any other
   * edit of a file.
   */
  savedAs(
    [edit, ...others]: readonly EditorEdit[],
    document: Pick<TextDocument, 'lineCount' | 'getText'>,
  ): Decision | null {
    if (edit?.offset !== 0 || others.length > 0 || edit.insertedText === '') return null;
    if (edit.insertedText.split('\n').length !== document.lineCount) return null;
    const text = document.getText();
    const runs = edit.insertedText.length === text.length ? this.untitled(text) : null;
    return runs === null
      ? null
      : { how: 'carry', origin: { contributor: 'unknown', evidence: null, source: 'none' }, text, runs };
  }

  /** The attribution that exactly this text has in an untitled document, open or closed just now; null where none has it. */
  untitled(text: string): readonly OriginRun[] | null {
    const since = this.#clock.nowMs() - savedWithinMs;
    return this.#find(text, null, (one) => one.closedAtMs >= since);
  }

  /** The attribution that exactly this text has, or had, in another cell of the same notebook; null where none has it. */
  otherCell(text: string, uri: string): readonly OriginRun[] | null {
    return this.#find(text, notebookOf(uri), () => true, uri);
  }

  #find(
    text: string,
    notebook: string | null,
    counts: (closed: ClosedText) => boolean,
    except: string | null = null,
  ): readonly OriginRun[] | null {
    if (text.trim() === '') return null;
    const closed = this.#closed.find((one) => one.notebook === notebook && one.text === text && counts(one));
    if (closed !== undefined) return closed.runs;
    for (const [uri, read] of this.#open) {
      const held = uri === except || notebookOf(uri) !== notebook ? null : read();
      if (held?.text === text) return held.runs;
    }
    return null;
  }
}
