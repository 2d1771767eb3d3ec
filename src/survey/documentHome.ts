import { type DocumentKey, type Ledger } from '../core/ports.ts';

/** Where the attribution of one document is kept. */
export interface DocumentHome {
  readonly ledger: Ledger;
  readonly key: DocumentKey;
  /** The decoded text of a blob of this repository; null where there is no git or no such blob. */
  readBlob(blobOid: string): Promise<string | null>;
}

/** Finds the ledger of a file. */
export interface DocumentHomes {
  /** Null for files outside every workspace folder, for files that the person excluded, and for files that git ignores. */
  homeOf(absolutePath: string): Promise<DocumentHome | null>;
}
