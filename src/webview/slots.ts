/** One part of the page: what it shows, and how to make it from that. */
export interface Part {
  /** Names the part; its place in the page stays while the page lives. */
  readonly key: string;
  /** Everything that `build` reads, as plain data: the part is made anew only when this differs. */
  readonly shows: unknown;
  readonly build: () => HTMLElement | null;
}

interface Slot {
  readonly node: HTMLElement;
  shown: string | null;
}

/** An element that keeps the focus when its part is made anew: by its id, or by this attribute where it has none. */
export const focusAttribute = 'data-focus';

function focusKeyOf(active: Element | null, within: HTMLElement): string | null {
  // A page without the focus must not take it: the person may be typing elsewhere.
  if (active === null || !within.contains(active) || !document.hasFocus()) return null;
  const name = active.getAttribute(focusAttribute);
  if (name !== null) return `[${focusAttribute}=${CSS.escape(name)}]`;
  return active.id === '' ? null : `#${CSS.escape(active.id)}`;
}

function selectionOf(active: Element | null): readonly [number, number] | null {
  if (!(active instanceof HTMLInputElement) || active.selectionStart === null) return null;
  return [active.selectionStart, active.selectionEnd ?? active.selectionStart];
}

/**
 * The parts of a page, each in a place of its own. While a workspace is read the page is told of changes several times a second: a part that
 * shows the same as before is left alone, and one that is made anew keeps the focus.
 */
export class Slots {
  readonly #root: HTMLElement;
  readonly #slots = new Map<string, Slot>();

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Shows these parts and no others, in this order. */
  show(parts: readonly Part[]): void {
    const keys = parts.map((part) => part.key);
    for (const [key, slot] of this.#slots) {
      if (keys.includes(key)) continue;
      slot.node.remove();
      this.#slots.delete(key);
    }
    let previous: HTMLElement | null = null;
    for (const part of parts) {
      const slot = this.#slotOf(part.key);
      // Moving a node takes its focus away, so only one that is out of place is moved.
      const wanted: Element | null = previous === null ? this.#root.firstElementChild : previous.nextElementSibling;
      if (wanted !== slot.node) this.#root.insertBefore(slot.node, wanted);
      fill(slot, part);
      previous = slot.node;
    }
  }

  /** Shows one of the parts anew, and leaves the others alone. */
  renew(part: Part): void {
    const slot = this.#slots.get(part.key);
    if (slot !== undefined) fill(slot, part);
  }

  #slotOf(key: string): Slot {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot: Slot = { node: document.createElement('div'), shown: null };
    this.#slots.set(key, slot);
    return slot;
  }
}

function fill(slot: Slot, part: Part): void {
  const shown = JSON.stringify(part.shows);
  if (slot.shown === shown) return;
  slot.shown = shown;
  const active = document.activeElement;
  const focusKey = focusKeyOf(active, slot.node);
  const selection = selectionOf(active);
  const node = part.build();
  slot.node.replaceChildren(...(node === null ? [] : [node]));
  if (focusKey === null) return;
  const again = slot.node.querySelector<HTMLElement>(focusKey);
  again?.focus({ preventScroll: true });
  if (again instanceof HTMLInputElement && selection !== null) again.setSelectionRange(...selection);
}
