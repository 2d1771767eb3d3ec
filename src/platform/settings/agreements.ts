import { type Memento } from 'vscode';

/** What a person has agreed to once, so that they are not asked again. */
export interface Agreements {
  has(what: string): boolean;
  add(what: string): Promise<void>;
}

const key = 'explain.agreedHosts';

/** Keeps the hosts that explanations may be asked of in the editor's storage for extensions, on this machine. */
export function createAgreements(memento: Memento): Agreements {
  const all = (): readonly string[] => {
    const kept: unknown = memento.get(key);
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  };
  return {
    has: (what) => all().includes(what),
    add: async (what) => {
      if (!all().includes(what)) await memento.update(key, [...all(), what]);
    },
  };
}
