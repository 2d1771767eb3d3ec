import { OriginTable } from '../../core/attribution/origin.ts';
import { type Ledger } from '../../core/ports.ts';

/** Remembers nothing. Stands in where there is no SQLite at all, and where nothing is to be kept. */
export class NoLedger implements Ledger {
  readonly origins: OriginTable;
  readonly problem: string | null;
  readonly swallowsWrites = true;

  /** `problem` is a sentence for a person about why nothing is remembered; null where nobody expects it. */
  constructor(problem: string | null, origins = new OriginTable()) {
    this.problem = problem;
    this.origins = origins;
  }

  readDocument(): null {
    return null;
  }
  generationOf(): null {
    return null;
  }
  rememberState(): void {
    // Nothing is remembered.
  }
  writeDocument(): number {
    return 0;
  }
  appendEdits(): boolean {
    return true;
  }
  removeDocument(): void {
    // Nothing is remembered.
  }
  renameDocument(): void {
    // Nothing is remembered.
  }
  listDocuments(): readonly never[] {
    return [];
  }
  listWorktrees(): readonly never[] {
    return [];
  }
  readStates(): readonly never[] {
    return [];
  }
  listStates(): readonly never[] {
    return [];
  }
  readState(): null {
    return null;
  }
  findState(): null {
    return null;
  }
  statesWithText(): readonly never[] {
    return [];
  }
  forgetStateTexts(): void {
    // Nothing is remembered.
  }
  readBookmark(): null {
    return null;
  }
  writeBookmark(): void {
    // Nothing is remembered.
  }
  forgetText(): void {
    // Nothing is remembered.
  }
  addFlow(): void {
    // Nothing is remembered.
  }
  readFlow(): readonly never[] {
    return [];
  }
  touchSession(): void {
    // Nothing is remembered.
  }
  readBlame(): null {
    return null;
  }
  writeBlame(): void {
    // Nothing is remembered.
  }
  readCache(): null {
    return null;
  }
  trimCache(): void {
    // Nothing is remembered.
  }
  writeCache(): void {
    // Nothing is remembered.
  }
  atomically(work: () => void): boolean {
    work();
    return false;
  }
  hasSeenReport(): boolean {
    return false;
  }
  markReportSeen(): void {
    // Nothing is remembered.
  }
  summary(): { documents: number; origins: number; flowDays: number; sessions: number; bytes: number } {
    return { documents: 0, origins: this.origins.size, flowDays: 0, sessions: 0, bytes: 0 };
  }
  close(): void {
    // Nothing is open.
  }
}
