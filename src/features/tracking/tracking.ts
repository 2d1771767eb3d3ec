import * as vscode from 'vscode';
import { type ChangeHappening, type Happening, type HappeningListener } from '../../core/classify/happening.ts';
import { type KnownText } from '../../core/attribution/carriedLines.ts';
import { type OriginRun } from '../../core/attribution/run.ts';
import { Witness } from '../../core/classify/witness.ts';
import { type Clock, type DocumentKey, type FileSystem, type Ledger, type Logger } from '../../core/ports.ts';
import { type DocumentHomes } from '../../survey/documentHome.ts';
import { maxFileBytes } from '../../survey/skipRules.ts';
import { type LiveText } from '../../survey/survey.ts';
import { acceptSuggestion, type acceptCommands } from './acceptCommands.ts';
import { afterSomeTime, atQuietMoment } from './after.ts';
import { AskedWatch } from './askedWatch.ts';
import { editorEdits, editReason, selected, selectionKind, undoRedo, viewOf } from './editorEvents.ts';
import { ChatTexts } from './chatTexts.ts';
import { MovedFiles } from './movedFiles.ts';
import { Notebooks } from './notebooks.ts';
import { PasteWatch } from './pasteWatch.ts';
import { type SharedCopies } from './sharedCopies.ts';
import { SuggestionWatch } from './suggestionWatch.ts';
import { TrackedDocument } from './trackedDocument.ts';
import { notebookOf, UnsavedTexts } from './unsavedTexts.ts';
import { WindowMode } from './windowMode.ts';

/** What tracking needs from outside. */
export interface TrackingServices {
  readonly clock: Clock;
  readonly log: Logger;
  readonly homes: DocumentHomes;
  readonly files: FileSystem;
  /** The copies that all windows share; opened at the first copy or paste. */
  readonly openCopies: () => Promise<Pick<SharedCopies, 'keep' | 'find'>>;
  /** Whether VS Code asks paste providers in this document before it pastes. */
  readonly asksPasteProviders: (document: vscode.TextDocument) => boolean;
  /** Hides the edit reasons that the host grants, so that the rules for the stable API can be tried on any host. */
  readonly hideEditReasons: boolean;
  /** Follows what the window tells, for recordings; it hears the edit reasons also where they are hidden from the rules. */
  readonly onHappening?: HappeningListener;
  /** The live attribution of a file changed, or, with null, the file was closed. */
  readonly onDidChangeLive: (absolutePath: string, live: LiveText | null) => Promise<void>;
}

/** Live attribution of the documents that are open in this window. */
export interface Tracking {
  /** `exact` once the host has named the reason of an edit. */
  readonly editReasons: 'exact' | 'stable';
  /** Takes up open files that were outside of every folder when they were opened. */
  openMissing(): void;
  /** The settled attribution of an open document, by its URI; null where it is not tracked. */
  runsOf(uri: string): readonly OriginRun[] | null;
  /** Has the editor accept an inline suggestion, and tells the rules so: for the keys that we wrap. */
  accept(how: keyof typeof acceptCommands): Promise<void>;
  /** Settles and writes everything that was seen. */
  flush(): void;
  /** Whether the document that a ledger knows by this key is open and tracked. */
  isOpen(ledger: Ledger, key: DocumentKey): boolean;
  /** Takes up what others know of an open document, or of another state of its file. */
  learn(ledger: Ledger, key: DocumentKey, states: readonly KnownText[]): void;
  /** Takes up what other processes wrote to the ledgers. */
  takeOthers(): void;
  /** Waits until every open document has taken up its attribution and each save its bytes, then settles and writes. */
  whenIdle(): Promise<void>;
  /** Writes everything and ends the tracking. */
  dispose(): void;
}

/** The ledger is at most so far behind the text; half of what is promised, for a busy host. */
const flushAfterMs = 400;

/** What could not be written is tried again after so long. */
const retryAfterMs = 1_000;

/** When nothing can be tried again later, another process that writes may take so long. */
const patientMs = 3_000;

/** Views follow the typing at this pace, slower for long texts, whose line view costs their length. */
const liveAfterMs = 250;

/** The documents that are tracked. Only files have a ledger; an untitled document's attribution goes into the file that it is saved as. */
const schemes = ['file', 'untitled', 'vscode-notebook-cell'];
const selector: vscode.DocumentSelector = schemes.map((scheme) => ({ scheme }));

/** Starts to track every open file and every file that is opened, until disposed. */
export function startTracking(services: TrackingServices): Tracking {
  return new WindowTracking(services);
}

class WindowTracking implements Tracking {
  readonly #services: TrackingServices;
  readonly #documents = new Map<vscode.TextDocument, TrackedDocument>();
  /** What reads files: documents that begin, saves whose bytes are taken up. */
  readonly #reading = new Set<Promise<void>>();
  readonly #disposables: vscode.Disposable[] = [];
  readonly #pasteWatch: PasteWatch;
  readonly #suggestionWatch: SuggestionWatch;
  readonly #askedWatch: AskedWatch;
  readonly #witness: Witness;
  /** Closed documents that could not be written yet. */
  readonly #unwritten = new Set<TrackedDocument>();
  readonly #unsaved: UnsavedTexts;
  readonly #notebooks: Notebooks;
  readonly #mode: WindowMode;
  readonly #chatTexts = new ChatTexts();
  readonly #trackedByUri = new Map<string, TrackedDocument>();
  /** What takes back that views are told of a document. */
  readonly #publishing = new Map<TrackedDocument, () => void>();
  #takeBackFlush: (() => void) | null = null;

  constructor(services: TrackingServices) {
    this.#services = services;
    this.#mode = new WindowMode(services.clock);
    this.#notebooks = new Notebooks({ ...services, cell: (uri) => this.#trackedByUri.get(uri)?.attributed() ?? null });
    this.#unsaved = new UnsavedTexts(services.clock);
    this.#witness = new Witness({
      range: (uri, offset, endExclusive) => this.#trackedByUri.get(uri)?.originRuns(offset, endExclusive) ?? null,
      deleted: (uri, text) => this.#trackedByUri.get(uri)?.deletedRuns(text) ?? null,
    });
    const tell = (happening: Exclude<Happening, ChangeHappening>): void => this.#tell(happening);
    this.#pasteWatch = new PasteWatch(selector, {
      clock: services.clock,
      tell,
      lastDeleted: (uri) => this.#trackedByUri.get(uri)?.lastDeleted() ?? null,
      copied: (copyId, text) => {
        const runs = this.#witness.copiedRuns(copyId, text);
        if (runs !== null) void services.openCopies().then((copies) => copies.keep(text, runs));
      },
      copiedElsewhere: async (text) => await (await services.openCopies()).find(text),
      isFromChat: (text) => this.#chatTexts.haveShown(text),
    });
    this.#suggestionWatch = new SuggestionWatch(selector, services.clock, tell);
    this.#askedWatch = new AskedWatch(selector, services.clock, tell);
    const movedFiles = new MovedFiles({
      ...services,
      flush: () => this.flush(patientMs),
      takeUpAnew: (absolutePath) => this.#takeUpAnew(absolutePath),
    });
    this.#disposables.push(
      vscode.workspace.onDidOpenTextDocument((document) => this.#open(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#change(event)),
      vscode.workspace.onDidSaveTextDocument((document) => this.#saved(document)),
      vscode.workspace.onDidSaveNotebookDocument((notebook) => void this.#notebooks.saved(notebook)),
      vscode.workspace.onDidRenameFiles((event) => movedFiles.renamed(event)),
      vscode.workspace.onDidCreateFiles((event) => movedFiles.created(event)),
      vscode.workspace.onWillSaveTextDocument((event) => this.#tell(this.#at('willSave', event.document))),
      vscode.window.onDidChangeTextEditorSelection((event) => this.#selected(event)),
    );
    this.openMissing();
  }

  openMissing(): void {
    for (const document of vscode.workspace.textDocuments) this.#open(document);
  }

  get editReasons(): 'exact' | 'stable' {
    return this.#mode.editReasons;
  }

  runsOf(uri: string): readonly OriginRun[] | null {
    return this.#trackedByUri.get(uri)?.attributed()?.runs ?? null;
  }

  async accept(how: keyof typeof acceptCommands): Promise<void> {
    await acceptSuggestion(how, this.#services.clock, (happening) => this.#tell(happening));
  }

  flush(waitMs?: number): void {
    this.#takeBackFlush?.();
    this.#takeBackFlush = null;
    let unwritten = 0;
    for (const tracked of [...this.#unwritten, ...this.#documents.values()]) {
      this.#guard(tracked, () => {
        if (tracked.home !== null) this.#mode.note(tracked.home.ledger);
        // Who holds the lock now holds it a moment later: the editor waits for it once.
        if (tracked.flush(unwritten === 0 ? waitMs : 0)) this.#unwritten.delete(tracked);
        else unwritten++;
      });
    }
    if (unwritten > 0) this.#flushSoon(retryAfterMs);
  }

  isOpen(ledger: Ledger, key: DocumentKey): boolean {
    return this.#trackedOf(ledger, key).length > 0;
  }

  learn(ledger: Ledger, key: DocumentKey, states: readonly KnownText[]): void {
    for (const tracked of this.#trackedOf(ledger, key)) this.#guard(tracked, () => tracked.learn(states));
  }

  takeOthers(): void {
    for (const tracked of this.#documents.values()) this.#guard(tracked, () => tracked.takeOthers());
  }

  #trackedOf(ledger: Ledger, key: DocumentKey): readonly TrackedDocument[] {
    return [...this.#documents.values()].filter(
      ({ home }) => home?.ledger === ledger && home.key.path === key.path && home.key.worktree === key.worktree,
    );
  }

  async whenIdle(): Promise<void> {
    while (this.#reading.size > 0) await Promise.all(this.#reading);
    await new Promise<void>((resolve) => atQuietMoment(this.#isQuiet, 0, resolve));
    this.flush();
    for (const tracked of [...this.#publishing.keys()]) this.#publish(tracked);
  }

  dispose(): void {
    this.flush(patientMs);
    this.#takeBackFlush?.();
    for (const takeBack of this.#publishing.values()) takeBack();
    this.#publishing.clear();
    for (const tracked of this.#documents.values()) tracked.dispose(0);
    this.#documents.clear();
    this.#pasteWatch.dispose();
    this.#suggestionWatch.dispose();
    this.#askedWatch.dispose();
    this.#chatTexts.dispose();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #open(document: vscode.TextDocument): void {
    if (!schemes.includes(document.uri.scheme) || this.#documents.has(document)) return;
    const tracked = new TrackedDocument(document, {
      clock: this.#services.clock,
      log: this.#services.log,
      after: afterSomeTime,
      onDidSettle: (settled) => this.#settled(settled),
    });
    this.#documents.set(document, tracked);
    this.#trackedByUri.set(document.uri.toString(), tracked);
    const beginning = this.#begin(document, tracked)
      .catch((error: unknown) => {
        this.#services.log.error(`Tracking of ${document.uri.fsPath} could not begin`, error);
        this.#documents.delete(document);
      })
      .finally(() => this.#reading.delete(beginning));
    this.#reading.add(beginning);
  }

  async #begin(document: vscode.TextDocument, tracked: TrackedDocument): Promise<void> {
    const uri = document.uri.toString();
    if (document.uri.scheme !== 'file') {
      this.#unsaved.opened(uri, () => tracked.attributed());
      const stored = notebookOf(uri) === null ? null : await this.#notebooks.stored(document.uri.fsPath);
      if (this.#documents.get(document) !== tracked) return;
      await tracked.begin(this.#unsaved.homeOf(uri), (text) =>
        stored === null
          ? null
          : (this.#unsaved.otherCell(text, uri) ?? stored.find((cell) => cell.text === text)?.runs ?? null),
      );
      return;
    }
    const home = await this.#services.homes.homeOf(document.uri.fsPath);
    if (this.#documents.get(document) !== tracked) return;
    if (home === null) {
      this.#documents.delete(document);
      return;
    }
    // The ledger must know what was seen of the document before it was closed.
    if (this.#unwritten.size > 0) this.flush(patientMs);
    await tracked.begin(home, (text) => this.#unsaved.untitled(text));
  }

  #close(document: vscode.TextDocument): void {
    const tracked = this.#documents.get(document);
    if (tracked === undefined) return;
    this.#documents.delete(document);
    this.#witness.closed(document.uri.toString());
    if (this.#trackedByUri.get(document.uri.toString()) === tracked) this.#trackedByUri.delete(document.uri.toString());
    this.#unsaved.closed(document.uri.toString());
    this.#guard(tracked, () => {
      if (tracked.dispose()) return;
      this.#unwritten.add(tracked);
      this.#flushSoon();
    });
    this.#publishing.get(tracked)?.();
    this.#publishing.delete(tracked);
    if (tracked.home !== null && document.uri.scheme === 'file') this.#tellLive(document.uri.fsPath, null);
  }

  #change(event: vscode.TextDocumentChangeEvent): void {
    const { document } = event;
    const tracked = this.#documents.get(document);
    if (tracked === undefined) return;
    // An event without changes tells only that the document became dirty or clean.
    if (event.contentChanges.length === 0) {
      this.#tell({ ...this.#at('dirty', document), isDirty: document.isDirty });
      return;
    }
    const { view, selections } = viewOf(document);
    const happening: ChangeHappening = {
      ...this.#at('change', document),
      version: document.version,
      edits: editorEdits(event),
      undoRedo: undoRedo(event.reason),
      isDirty: document.isDirty,
      view,
      selections: selections.map(selected),
      editReason: editReason(event),
    };
    this.#services.onHappening?.(happening);
    const known = this.#services.hideEditReasons ? { ...happening, editReason: null } : happening;
    this.#mode.saw(known.editReason);
    this.#guard(tracked, () => {
      const pastesAreSeen = this.#services.asksPasteProviders(document);
      const decision = document.uri.scheme === 'file' ? this.#unsaved.savedAs(known.edits, document) : null;
      tracked.see(known.edits, { ...this.#witness.evidenceOf(known), pastesAreSeen }, decision);
    });
  }

  #selected({ textEditor, kind, selections }: vscode.TextEditorSelectionChangeEvent): void {
    const tracked = this.#documents.get(textEditor.document);
    if (tracked === undefined) return;
    const seenKind = selectionKind(kind);
    const seen = selections.map(selected);
    this.#tell({ ...this.#at('select', textEditor.document), kind: seenKind, selections: seen });
    this.#guard(tracked, () => tracked.selectionChanged(seenKind, seen));
  }

  #at<What extends Happening['what']>(
    what: What,
    document: vscode.TextDocument,
  ): { readonly what: What; readonly atMs: number; readonly document: string } {
    return { what, atMs: this.#services.clock.nowMs(), document: document.uri.toString() };
  }

  #tell(happening: Exclude<Happening, ChangeHappening>): void {
    this.#services.onHappening?.(happening);
    this.#witness.see(happening);
  }

  #saved(document: vscode.TextDocument): void {
    const tracked = this.#documents.get(document);
    if (tracked === undefined) return;
    this.#tell(this.#at('saved', document));
    if (document.uri.scheme !== 'file') return;
    const reading = this.#services.files
      .readFile(document.uri.fsPath, maxFileBytes)
      .then((read) => {
        tracked.saved(read.ok ? read.bytes : null);
        this.#flushSoon();
      })
      .catch((error: unknown) => this.#services.log.error(`Could not read ${document.uri.fsPath} after saving`, error))
      .finally(() => this.#reading.delete(reading));
    this.#reading.add(reading);
  }

  #takeUpAnew(absolutePath: string): void {
    for (const document of [...this.#documents.keys()]) {
      const { scheme, fsPath } = document.uri;
      if (scheme !== 'file' || (fsPath !== absolutePath && !fsPath.startsWith(`${absolutePath}/`))) continue;
      this.#documents.delete(document);
      this.#open(document);
    }
  }

  #settled(tracked: TrackedDocument): void {
    this.#flushSoon();
    if (tracked.document.uri.scheme !== 'file') return;
    if (this.#publishing.has(tracked)) return;
    const afterMs = liveAfterMs + tracked.document.lineCount / 50;
    const isQuiet = (): boolean => !tracked.isWaiting;
    this.#publishing.set(
      tracked,
      atQuietMoment(isQuiet, afterMs, () => this.#publish(tracked)),
    );
  }

  #publish(tracked: TrackedDocument): void {
    this.#publishing.get(tracked)?.();
    this.#publishing.delete(tracked);
    if (this.#trackedByUri.get(tracked.document.uri.toString()) !== tracked) return;
    this.#guard(tracked, () => {
      const live = tracked.live();
      if (live !== null) this.#tellLive(tracked.document.uri.fsPath, live);
    });
  }

  #tellLive(absolutePath: string, live: LiveText | null): void {
    this.#services
      .onDidChangeLive(absolutePath, live)
      .catch((error: unknown) => this.#services.log.error(`Could not count ${absolutePath}`, error));
  }

  #flushSoon(afterMs = flushAfterMs): void {
    this.#takeBackFlush ??= atQuietMoment(this.#isQuiet, afterMs, () => this.flush());
  }

  /** Whether no change waits for the evidence that follows it. */
  readonly #isQuiet = (): boolean => [...this.#documents.values()].every((tracked) => !tracked.isWaiting);

  /** A bug in the tracking of one document must not take the others along, nor the editor's event. */
  #guard(tracked: TrackedDocument, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#services.log.error(`Tracking of ${tracked.document.uri.fsPath} failed`, error);
    }
  }
}
