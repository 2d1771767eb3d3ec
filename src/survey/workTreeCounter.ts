import { type LineAttribution } from '../core/attribution/lineAttribution.ts';
import { type OriginTable } from '../core/attribution/origin.ts';
import { type CancelSignal, type FileSystem, type Git, type Ledger } from '../core/ports.ts';
import { type SkipReason, type Tally } from '../core/statistics/tally.ts';
import { type FileCounts } from './fileCounts.ts';
import { filesOfFolder, linguistAttributes, type Ask, type ListedFile, type RevisionFile } from './fileScope.ts';
import { linesOfFile, tallyOfLines, type FileHistory } from './fileTally.ts';
import { HeldContents } from './heldContents.ts';
import { type WantedFile } from './historyPass.ts';
import { type RevisionHistory } from './revisionHistory.ts';
import { readBlobText } from './revisionTexts.ts';
import { isProse } from './revisionShare.ts';
import { type LinguistAttributes } from './skippedNames.ts';
import { SharedParts } from './sharedParts.ts';
import { skipByContent, skipByPath } from './skipRules.ts';
import { attributesKey, ownersOf, type Standing } from './standingCache.ts';
import { type StandingEntry, type StandingOwners } from './standingRows.ts';
import { type Listing } from './listing.ts';
import { type LiveText } from './survey.ts';
import { readContent, type Content } from './workTreeContent.ts';
import { filesOfWorkTree, type WorkTreeFiles } from './workTreeFiles.ts';

/** What {@link WorkTreeCounter} works with. */
export interface CounterServices {
  readonly git: Git;
  readonly files: FileSystem;
  readonly ledger: Ledger;
  readonly root: string;
  readonly scope: string;
  readonly worktree: string;
  readonly isRepository: boolean;
  readonly exclude: readonly string[];
  readonly counts: FileCounts;
  readonly listing: Listing;
}

/** Counts the files of a work tree or a plain folder, one at a time: the editor's text where a file is open, else the disk's. */
export class WorkTreeCounter {
  readonly #services: CounterServices;
  readonly #origins: OriginTable;
  readonly #live = new Map<string, LiveText>();
  /** History of files that are open, kept so that typing costs no git process. */
  readonly #liveHistory = new Map<string, FileHistory | null>();
  readonly #held = new HeldContents();
  readonly #openedMeanwhile = new Set<string>();
  readonly #shared = new SharedParts();
  #files = new Map<string, ListedFile>();
  #isListed = false;
  /** Files that are at HEAD and not on the disk, by object id. */
  #missing: WorkTreeFiles['missing'] = new Map();
  #attributes: ReadonlyMap<string, LinguistAttributes> = new Map();
  #unreadCount = 0;

  constructor(services: CounterServices) {
    this.#services = services;
    this.#origins = services.ledger.origins;
  }

  get files(): ReadonlyMap<string, ListedFile> {
    return this.#files;
  }

  /** Whether {@link files} is known: before that nothing can be said of a path. */
  get isListed(): boolean {
    return this.#isListed;
  }

  /** How many of the files that were taken from an earlier survey are known to have a history that cannot be read. */
  get unreadCount(): number {
    return this.#unreadCount;
  }

  isInScope(path: string): boolean {
    const { scope } = this.#services;
    return scope === '' || path === scope || path.startsWith(`${scope}/`);
  }

  /** Whether a path may be one of those that count, by its name alone. */
  mayCount(path: string): boolean {
    return this.isInScope(path) && skipByPath(path, undefined, this.#services.exclude) === null;
  }

  /** Lists what may count now and forgets what is gone. Null when git failed or was cancelled. */
  async list(
    head: string | null,
    signal?: CancelSignal,
  ): Promise<{ readonly isDirty: boolean; readonly oddNames: readonly string[] } | null> {
    const { files, root, scope, isRepository, ledger, worktree, counts, listing } = this.#services;
    const ask = this.#ask('', signal);
    let tracked: ReadonlyMap<string, string> = new Map();
    const attributes: ReturnType<typeof linguistAttributes>[] = [];
    const onTracked = (oidOf: ReadonlyMap<string, string>): void => {
      tracked = oidOf;
      attributes.push(linguistAttributes(ask, [...oidOf.keys()]));
    };
    const listed = isRepository ? await filesOfWorkTree(this.#ask(scope, signal), head, onTracked) : null;
    const found = isRepository ? listed?.files : await filesOfFolder(files, root, scope, signal);
    if (found === undefined) return null;
    this.#isListed = true;
    this.#held.clear();
    this.#files = new Map(found.map((file) => [file.path, file]));
    this.#missing = listed?.missing ?? new Map<string, RevisionFile>();
    const untracked = isRepository ? [...this.#files.keys()].filter((path) => !tracked.has(path)) : [];
    attributes.push(linguistAttributes(ask, untracked));
    this.#attributes = new Map((await Promise.all(attributes)).flatMap((found) => [...found]));
    counts.oddNames = listed?.oddNames ?? [];
    counts.keepOnly((path) => this.#files.has(path));
    const remembered = ledger.listDocuments(worktree);
    const unlisted = remembered
      .map(({ path }) => path)
      .filter((path) => !this.#files.has(path) && this.isInScope(path));
    for (const path of await listing.forbidden(unlisted)) ledger.removeDocument({ worktree, path });
    for (const { path, blobOid, hasText } of remembered) {
      // A commit holds this text now: the ledger need not.
      if (hasText && blobOid !== null && this.#files.get(path)?.head?.blobOid === blobOid) {
        ledger.forgetText({ worktree, path }, blobOid);
      }
    }
    return { isDirty: listed?.isDirty ?? false, oddNames: counts.oddNames };
  }

  /** Adds a file that came since the listing. */
  add(path: string): void {
    this.#files.set(path, { path, head: null, isClean: false });
  }

  /** Whether a file is one that was counted for good, and holds what it held then. */
  async isAsCounted(path: string): Promise<boolean> {
    const { counts } = this.#services;
    const file = this.#files.get(path);
    const entry = counts.lasting.get(path);
    if (file?.isClean !== true || file.head === null || entry === undefined || this.#live.has(path)) return false;
    if (entry.blobOid !== file.head.blobOid || entry.attributes !== attributesKey(this.#attributes.get(path)))
      return false;
    const content = await this.contentOf(path);
    return isBlob(content, file.head) && content.runs === null;
  }

  /** Those of some files that stand on the disk and of which history may say something. */
  async wantedOf(paths: readonly string[]): Promise<readonly WantedFile[]> {
    const { files, root, exclude } = this.#services;
    const wanted: WantedFile[] = [];
    for (const path of paths) {
      const head = this.#files.get(path)?.head ?? null;
      if (head === null || skipByPath(path, this.#attributes.get(path), exclude) !== null) continue;
      if ((await files.kindOf(root, path)) === 'file') wanted.push({ name: path, file: head });
    }
    return wanted;
  }

  /** What is held of a file may be old. */
  letGoOf(path: string): void {
    this.#held.change(path);
  }

  /** What a file was known as does not hold any longer: it changed on disk. */
  touch(path: string): void {
    this.#held.change(path);
    const file = this.#files.get(path);
    if (file?.isClean === true) this.#files.set(path, { ...file, isClean: false });
  }

  /** Takes from an earlier survey what still holds, and gives the files that have to be looked at. */
  restore(remembered: Standing): readonly ListedFile[] {
    const { ledger, worktree, counts } = this.#services;
    const tracked = new Set(ledger.listDocuments(worktree).map(({ path }) => path));
    const open: ListedFile[] = [];
    this.#unreadCount = 0;
    for (const [path, file] of this.#files) {
      const isAsAtHead = file.isClean && file.head !== null && !tracked.has(path) && !this.#live.has(path);
      const entry = isAsAtHead ? (remembered.entries?.entryOf(path, file.head.blobOid) ?? null) : null;
      if (entry?.attributes === attributesKey(this.#attributes.get(path))) {
        counts.restore(path, entry);
        if (entry.owners === 'unread') this.#unreadCount++;
      } else {
        counts.expire(path);
        open.push(file);
      }
    }
    return open;
  }

  /** What lasts until the next survey, in the order of the listing. */
  *lasting(): Iterable<readonly [string, StandingEntry]> {
    const { lasting } = this.#services.counts;
    for (const path of this.#files.keys()) {
      const entry = lasting.get(path);
      if (entry !== undefined) yield [path, entry];
    }
  }

  /** The files that count and of which history has something to say that is not known for good yet. */
  wanted(): readonly WantedFile[] {
    const { counts } = this.#services;
    const wanted: WantedFile[] = [];
    for (const { path, head } of this.#files.values())
      if (head !== null && counts.isCounted(path) && !counts.lasting.has(path)) wanted.push({ name: path, file: head });
    return wanted;
  }

  isLive(path: string): boolean {
    return this.#live.has(path);
  }

  /** The history of files that are open is to be read anew. */
  forgetLiveHistory(): void {
    this.#liveHistory.clear();
  }

  /** Takes the text of an open document, or that it was closed. False when its history has to be read first, with {@link loadLive}. */
  setLive(path: string, live: LiveText | null): boolean {
    this.#held.change(path);
    if (live === null) {
      this.#live.delete(path);
      this.#liveHistory.delete(path);
      return false;
    }
    this.#live.set(path, live);
    const ofFile = this.#liveHistory.get(path);
    if (ofFile === undefined) return false;
    this.#countLive(path, live, ofFile);
    return true;
  }

  /** Counts an open document with its history; `history` is null where there is none. Without `isFinal` it is asked for again later. */
  async loadLive(path: string, history: RevisionHistory | null, isFinal: boolean): Promise<void> {
    const head = this.#files.get(path)?.head ?? null;
    const ofFile = history === null || head === null ? null : await history.ofFile(head, null);
    const live = this.#live.get(path);
    if (live === undefined) return;
    if (isFinal) this.#liveHistory.set(path, ofFile);
    this.#countLive(path, live, ofFile);
  }

  /**
   * What a file holds, and its text at HEAD if that is the same: what {@link countFile} read without a history is not read again, and of a file that was as at HEAD
   * an outline stands for both.
   */
  async open(path: string, head: RevisionFile): Promise<{ content: Content; revisionText: string | null }> {
    const text = this.#held.outlineOf(path);
    if (text !== null) {
      const content = { ok: true, text, runs: null, blobOid: head.blobOid, isOutline: true } as const;
      return { content, revisionText: text };
    }
    const content = this.#held.take(path) ?? (await this.contentOf(path));
    return { content, revisionText: isBlob(content, head) ? content.text : null };
  }

  /** Counts one file anew from what it holds now. */
  async countFile(path: string, history: RevisionHistory | null, signal?: CancelSignal): Promise<void> {
    if (skipByPath(path, this.#attributes.get(path), this.#services.exclude) !== null) {
      this.countContent(path, null, null, true);
      return;
    }
    const listed = this.#files.get(path)?.head ?? null;
    const content = await this.contentOf(path);
    const moved = content.ok && content.blobOid !== null ? this.#missing.get(content.blobOid) : undefined;
    const head = listed ?? moved ?? null;
    if (listed === null && head !== null) this.#files.set(path, { path, head, isClean: false });
    const isAsAtHead = head !== null && isBlob(content, head);
    const ofFile =
      history === null || head === null || !content.ok
        ? null
        : await history.ofFile(head, isAsAtHead ? content.text : null, signal);
    if (signal?.aborted === true) return;
    const lines = this.countContent(path, content, ofFile, true);
    if (history === null && head !== null && lines !== null)
      this.#held.hold(path, content, isAsAtHead && content.runs === null ? lines : null);
  }

  /** Files that were opened while only an outline of theirs was at hand: they are to be counted once more. */
  takeOpened(): readonly string[] {
    const paths = [...this.#openedMeanwhile];
    this.#openedMeanwhile.clear();
    return paths;
  }

  /** What was read is not asked for again. */
  letGo(): void {
    this.#held.clear();
    this.#shared.clear();
  }

  /**
   * Counts a file by what was read of it; without content only its path speaks. What is said wholly of a file that stands as at HEAD lasts until HEAD or
   * its evidence moves; so it is where the history is known to be unreadable (`isUnread`), while it is. Gives its lines where they count.
   */
  countContent(
    path: string,
    content: Content | null,
    ofFile: FileHistory | null,
    isWhole: boolean,
    isUnread = false,
  ): LineAttribution | null {
    const { counts, exclude } = this.#services;
    const live = this.#live.get(path);
    if (live !== undefined) {
      const isOutline = content?.ok === true && content.isOutline === true;
      if (isOutline) this.#openedMeanwhile.add(path);
      else if (isWhole && ofFile !== null) this.#liveHistory.set(path, ofFile);
      this.#countLive(path, live, isOutline ? null : ofFile);
      return null;
    }
    const attributes = this.#attributes.get(path);
    const skip =
      skipByPath(path, attributes, exclude) ??
      (content?.ok === false ? content.skip : null) ??
      (content?.ok === true ? skipByContent(content.text, isProse(path), attributes) : null);
    if (skip !== null) {
      counts.skip(path, skip, this.#lasting(path, ownersOf(null), { skip }));
    } else if (content?.ok === true) {
      const shared = this.#shared;
      const lines = linesOfFile(content.text, content.runs, ofFile, this.#origins);
      const own = tallyOfLines(path, lines);
      const tally = { ...own, countByOrigin: shared.counts(own.countByOrigin) };
      const owners = ofFile === null && isUnread ? 'unread' : shared.owners(ownersOf(ofFile));
      const isThat =
        ofFile === null
          ? isUnread && content.blobOid === this.#files.get(path)?.head?.blobOid
          : isAsAtHead(content, ofFile);
      const lasts = isWhole && content.runs === null && isThat;
      counts.count(path, tally, lasts ? this.#lasting(path, owners, { tally }) : null);
      return lines;
    } else {
      counts.forget(path);
    }
    return null;
  }

  /** The text that counts for a path. */
  async contentOf(path: string): Promise<Content> {
    const live = this.#live.get(path);
    if (live !== undefined) return { ok: true, text: live.text, runs: live.runs, blobOid: null };
    const { files, ledger, git, root, worktree, isRepository } = this.#services;
    const readBlob = async (blobOid: string): Promise<string | null> =>
      isRepository ? await readBlobText(git, root, blobOid) : null;
    return await readContent({ files, ledger, root, worktree, readBlob }, path);
  }

  #countLive(path: string, live: LiveText, ofFile: FileHistory | null): void {
    if (!this.#files.has(path)) return;
    const { counts, exclude } = this.#services;
    const attributes = this.#attributes.get(path);
    const skip = skipByPath(path, attributes, exclude) ?? skipByContent(live.text, isProse(path), attributes);
    if (skip !== null) counts.skip(path, skip);
    else counts.count(path, tallyOfLines(path, linesOfFile(live.text, live.runs, ofFile, this.#origins)));
  }

  #lasting(
    path: string,
    owners: StandingOwners,
    counted: { readonly tally: Tally } | { readonly skip: SkipReason },
  ): StandingEntry | null {
    const file = this.#files.get(path);
    if (file?.isClean !== true || file.head === null) return null;
    const attributes = attributesKey(this.#attributes.get(path));
    return { blobOid: file.head.blobOid, attributes, counted, owners };
  }

  #ask(scope: string, signal: CancelSignal | undefined): Ask {
    const { git, root } = this.#services;
    return { git, root, scope, ...(signal === undefined ? {} : { signal }) };
  }
}

function isBlob(content: Content, { blobOid }: RevisionFile): content is Content & { readonly ok: true } {
  return content.ok && content.blobOid === blobOid;
}

/**
 * Whether what was read of a file is what it is at the HEAD whose history was read. Git's word for it is not enough: HEAD may have moved while it was asked, or
 * before the file was read. Git may write other line ends to the disk than it has.
 */
function isAsAtHead({ text }: Content & { readonly ok: true }, { text: textAtHead }: FileHistory): boolean {
  return text === textAtHead || text.replaceAll('\r\n', '\n') === textAtHead.replaceAll('\r\n', '\n');
}
