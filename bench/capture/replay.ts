import { createHash } from 'node:crypto';
import { type Contributor, OriginTable } from '../../src/core/attribution/origin.ts';
import { type Run } from '../../src/core/attribution/run.ts';
import { Witness } from '../../src/core/classify/witness.ts';
import { type DocumentHome } from '../../src/survey/documentHome.ts';
import { NoLedger } from '../../src/platform/ledger/noLedger.ts';
import { type OpenDocument } from '../../src/features/tracking/openDocument.ts';
import { TrackedDocument } from '../../src/features/tracking/trackedDocument.ts';
import { type Actor, type Entry } from '../../test/capture/recording.ts';
import { TrueText, type Clip, type Label } from './truth.ts';

/** How many code units of a true label were given to a contributor. */
export type Confusion = Map<string, number>;

/** What a replay found. Keys of the confusions are a {@link Label} and a contributor: `a>unknown`. */
export interface Replayed {
  /** By kind: what each change brought, once. */
  readonly byKind: ReadonlyMap<string, Confusion>;
  /** The texts as they stood at the end of the session. */
  readonly final: Confusion;
  readonly finalTexts: ReadonlyMap<string, { readonly text: string; readonly labels: string }>;
  /** By the rule that decided: for improving the rules. */
  readonly notes: readonly string[];
  readonly episodes: number;
  readonly changes: number;
}

/** A ledger that keeps nothing: a replay starts from the text that was opened. */
function forgetfulHome(path: string, origins: OriginTable): DocumentHome {
  const ledger = new NoLedger(null, origins);
  return { ledger, key: { worktree: '', path }, readBlob: () => Promise.resolve(null) };
}

/** The document of VS Code that a recording tells of. */
export class ReplayedDocument {
  readonly uri: OpenDocument['uri'];
  isDirty = false;
  eol: OpenDocument['eol'];
  text: string;

  constructor(uri: string, text: string, eol: '\n' | '\r\n') {
    // Tracking names a document by its URI only.
    this.uri = { toString: () => uri, fsPath: uri } as unknown as OpenDocument['uri'];
    this.text = text;
    this.eol = eol === '\r\n' ? 2 : 1;
  }

  get lineCount(): number {
    return this.text.split(/\r\n|\n|\r/).length;
  }

  getText(): string {
    return this.text;
  }
}

interface Followed {
  readonly document: ReplayedDocument;
  readonly tracked: TrackedDocument;
  readonly truth: TrueText;
  /** For each code unit the kind that brought it and has not been counted, else an empty string. */
  due: string[];
  readonly timers: { atMs: number; action: () => void }[];
}

/** Which contributor each run counts for; what is only inferred counts where the setting `inferred.enabled` is on, not else. */
function contributorsOf(
  runs: readonly Run[],
  origins: OriginTable,
  countsInferred: boolean,
): readonly { length: number; who: Contributor }[] {
  return runs.map((run) => {
    const { contributor, evidence } = origins.get(run.originId);
    return { length: run.utf16Length, who: evidence === 'inferred' && !countsInferred ? 'unknown' : contributor };
  });
}

function count(confusion: Confusion, label: string, who: Contributor, more = 1): void {
  const key = `${label}>${who}`;
  confusion.set(key, (confusion.get(key) ?? 0) + more);
}

/** How to replay: with `isExact` VS Code's reasons reach the rules; with `countsInferred` what is only inferred counts. */
export interface ReplayOptions {
  readonly isExact: boolean;
  readonly countsInferred: boolean;
}

/** Replays a recording through the tracking that the extension ships. */
export async function replay(entries: readonly Entry[], options: ReplayOptions): Promise<Replayed> {
  const origins = new OriginTable();
  const open = new Map<string, Followed>();
  const byKind = new Map<string, Confusion>();
  const final: Confusion = new Map();
  const finalTexts = new Map<string, { text: string; labels: string }>();
  const notes: string[] = [];
  const clips: Clip[] = [];
  let nowMs = 0;
  let kind = 'none';
  let actor: Actor = 'person';
  let episodes = 0;
  let changes = 0;
  const witness = new Witness({
    range: (uri, offset, end) => open.get(uri)?.tracked.originRuns(offset, end) ?? null,
    deleted: (uri, text) => open.get(uri)?.tracked.deletedRuns(text) ?? null,
  });

  const settled = (followed: Followed): void => {
    const live = followed.tracked.live();
    if (live === null) return;
    const { labels, text } = followed.truth;
    if (live.text !== text) {
      notes.push(`${kind}: the known text drifted`);
      return;
    }
    let offset = 0;
    for (const { length, who } of contributorsOf(live.runs, origins, options.countsInferred)) {
      for (let at = offset; at < offset + length; at++) {
        const due = followed.due[at] ?? '';
        if (due === '') continue;
        followed.due[at] = '';
        let confusion = byKind.get(due);
        if (confusion === undefined) byKind.set(due, (confusion = new Map<string, number>()));
        count(confusion, labels[at] ?? '?', who);
      }
      offset += length;
    }
  };
  const passTime = (followed: Followed, atMs: number): void => {
    for (let timer = followed.timers[0]; timer !== undefined && timer.atMs <= atMs; timer = followed.timers[0]) {
      followed.timers.shift();
      // The host was on time.
      nowMs = timer.atMs;
      timer.action();
    }
    nowMs = atMs;
  };
  const close = (uri: string): void => {
    const followed = open.get(uri);
    if (followed === undefined) return;
    followed.tracked.settle();
    settled(followed);
    const live = followed.tracked.live();
    finalTexts.set(uri, { text: followed.truth.text, labels: followed.truth.labels });
    let offset = 0;
    for (const { length, who } of contributorsOf(live?.runs ?? [], origins, options.countsInferred)) {
      for (const label of followed.truth.labels.slice(offset, offset + length)) count(final, label, who);
      offset += length;
    }
    open.delete(uri);
    witness.closed(uri);
  };

  for (const entry of entries) {
    if ('atMs' in entry) {
      for (const followed of open.values()) passTime(followed, entry.atMs);
      nowMs = entry.atMs;
    }
    if (entry.what === 'session') continue;
    if (entry.what === 'kind') {
      ({ kind, actor } = entry);
      episodes++;
      continue;
    }
    if (entry.what === 'open') {
      const document = new ReplayedDocument(entry.document, entry.text, entry.eol);
      const timers: Followed['timers'] = [];
      const followed: Followed = {
        document,
        truth: new TrueText(entry.text),
        due: Array.from({ length: entry.text.length }, () => ''),
        timers,
        tracked: new TrackedDocument(document, {
          clock: { nowMs: () => nowMs },
          log: {
            debug: () => {},
            info: () => {},
            warn: (text) => notes.push(`${kind}: ${text}`),
            error: (text, error) => notes.push(`${kind}: ${text} ${String(error)}`),
          },
          after: (afterMs, action) => {
            const timer = { atMs: nowMs + afterMs, action };
            timers.push(timer);
            return () => {
              const at = timers.indexOf(timer);
              if (at >= 0) timers.splice(at, 1);
            };
          },
          onDidSettle: () => settled(followed),
        }),
      };
      open.set(entry.document, followed);
      await followed.tracked.begin(forgetfulHome(entry.document, origins));
      continue;
    }
    const followed = open.get(entry.document);
    if (followed === undefined) continue;
    switch (entry.what) {
      case 'close':
        close(entry.document);
        break;
      case 'text': {
        const hash = createHash('sha1').update(followed.document.text).digest('hex').slice(0, 12);
        if (hash !== entry.hash) notes.push(`${kind}: the replayed text is not the recorded one`);
        break;
      }
      case 'change': {
        changes++;
        const edits = followed.truth.apply(entry, actor, clips);
        const due: string[] = [];
        let offset = 0;
        for (const { offset: at, deletedUtf16Length, insertedUtf16Length, kept } of edits) {
          const old = followed.due.slice(at, at + deletedUtf16Length);
          for (const one of followed.due.slice(offset, at)) due.push(one);
          for (let index = 0; index < insertedUtf16Length; index++) {
            if (index < kept[0]) due.push(old[index] ?? '');
            else if (index >= insertedUtf16Length - kept[1])
              due.push(old[old.length - (insertedUtf16Length - index)] ?? '');
            else due.push(kind);
          }
          offset = at + deletedUtf16Length;
        }
        for (const one of followed.due.slice(offset)) due.push(one);
        followed.due = due;
        followed.document.text = followed.truth.text;
        followed.document.isDirty = entry.isDirty;
        const [first] = entry.edits;
        if (
          entry.edits.length === 1 &&
          first?.offset === 0 &&
          first.insertedText.length === followed.truth.text.length &&
          first.insertedText.includes('\n')
        ) {
          followed.document.eol = first.insertedText.includes('\r\n') ? 2 : 1;
        }
        followed.tracked.see(entry.edits, witness.evidenceOf(options.isExact ? entry : { ...entry, editReason: null }));
        break;
      }
      case 'select':
        witness.see(entry);
        followed.tracked.selectionChanged(entry.kind, entry.selections);
        break;
      case 'copy':
        clips.unshift(followed.truth.clip(entry));
        witness.see(entry);
        break;
      case 'dirty':
        followed.document.isDirty = entry.isDirty;
        witness.see(entry);
        break;
      default:
        witness.see(entry);
    }
  }
  for (const uri of [...open.keys()]) close(uri);
  return { byKind, final, finalTexts, notes, episodes, changes };
}

/** Every true label, in the order in which tables list them. */
export const labels: readonly Label[] = ['a', 'A', 'h', 'k', 't', 'T', 'u', 'b'];
