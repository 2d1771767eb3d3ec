import { type CancelSignal, type Git } from '../../core/ports.ts';
import { decodeText } from '../decodeText.ts';
import { readObjects } from '../gitObjects.ts';
import { maxFileBytes } from '../skipRules.ts';

/** Decoded contents of git objects, read many at a time and each once. */
export class BlobTexts {
  readonly #git: Git;
  readonly #cwd: string;
  readonly #texts = new Map<string, string | null>();
  readonly #missing = new Set<string>();

  constructor(git: Git, cwd: string) {
    this.#git = git;
    this.#cwd = cwd;
  }

  /** Reads what is not known yet, in one process. A name is an object id, or `<commit>:<path>`. False when git failed or was cancelled. */
  async load(names: Iterable<string>, signal?: CancelSignal): Promise<boolean> {
    const due = [...new Set(names)].filter((name) => !this.#texts.has(name) && !name.includes('\n'));
    let index = 0;
    return await readObjects(
      this.#git,
      this.#cwd,
      due,
      (_oid, content) => {
        // Answers come in the order of the questions.
        const name = due[index++] ?? '';
        if (content === null) this.#missing.add(name);
        const decoded =
          content === null || content.length > maxFileBytes ? { ok: false as const } : decodeText(content);
        this.#texts.set(name, decoded.ok ? decoded.text : null);
      },
      signal,
    );
  }

  /** Whether an object was asked for that git does not have, or cannot read. */
  isMissing(name: string): boolean {
    return this.#missing.has(name);
  }

  /** Null for what is missing, too large, binary or was never loaded. */
  get(name: string): string | null {
    return this.#texts.get(name) ?? null;
  }
}
