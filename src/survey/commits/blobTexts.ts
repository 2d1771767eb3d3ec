import { decodeText } from '../decodeText.ts';
import { type ObjectDialogue } from '../objectDialogue.ts';
import { maxFileBytes } from '../skipRules.ts';
import { LinedText } from './linedText.ts';

/** Decoded contents of git objects, read many at a time and each once. */
export class BlobTexts {
  readonly #objects: ObjectDialogue;
  readonly #texts = new Map<string, LinedText | null>();
  readonly #missing = new Set<string>();

  constructor(objects: ObjectDialogue) {
    this.#objects = objects;
  }

  /** Takes the content of an object that is at hand. */
  give(name: string, content: Uint8Array): void {
    const decoded = content.length > maxFileBytes ? { ok: false as const } : decodeText(content);
    this.#texts.set(name, decoded.ok ? new LinedText(decoded.text) : null);
  }

  /** Reads what is not known yet, all at once. A name is an object id, or `<commit>:<path>`. False when git failed or was cancelled. */
  async load(names: Iterable<string>): Promise<boolean> {
    const due = [...new Set(names)].filter((name) => !this.#texts.has(name) && !name.includes('\n'));
    return await this.#objects.read(due, (object, index) => {
      const name = due[index] ?? '';
      if (object !== null) {
        this.give(name, object.content);
        return;
      }
      this.#missing.add(name);
      this.#texts.set(name, null);
    });
  }

  /** Whether an object was asked for that git does not have, or cannot read. */
  isMissing(name: string): boolean {
    return this.#missing.has(name);
  }

  /** Null for what is missing, too large, binary or was never loaded. */
  get(name: string): LinedText | null {
    return this.#texts.get(name) ?? null;
  }
}
