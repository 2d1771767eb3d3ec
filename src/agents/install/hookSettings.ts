import { applyEdits, modify, parse, type ModificationOptions } from 'jsonc-parser';
import { fieldsOf } from '../payload.ts';

/** One hook that we want in an agent's settings: in the list of an event, the entry that calls us. */
export interface WantedHook {
  readonly event: string;
  /** The entry as the agent wants it; somewhere in it is our command. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** How far an agent's settings hold what we want: all of it, nothing of ours, or something of ours that is not what we want. */
export type HookStatus = 'installed' | 'absent' | 'drifted';

/** Whether anything in an entry calls us: our launcher's path is in no command of anybody else. */
function isOurs(entry: unknown, launcher: string): boolean {
  const text = JSON.stringify(entry ?? null);
  // Within a shell's quotes, a quote of the path's own is written in another way.
  return [launcher, launcher.replaceAll("'", `'\\''`)].some((form) => text.includes(JSON.stringify(form).slice(1, -1)));
}

/** The settings' lists of hooks by event; null where the text is no object, or `hooks` is something else than lists. */
function listsIn(text: string): Readonly<Record<string, readonly unknown[]>> | null {
  const errors: never[] = [];
  const root = fieldsOf(parse(text, errors, { allowTrailingComma: true }));
  if (root === null || errors.length > 0) return null;
  if (root['hooks'] === undefined) return {};
  const hooks = fieldsOf(root['hooks']);
  if (hooks === null || Object.values(hooks).some((list) => !Array.isArray(list))) return null;
  return hooks as Readonly<Record<string, readonly unknown[]>>;
}

function optionsFor(text: string): ModificationOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return {
    formattingOptions: {
      insertSpaces: !indent.startsWith('\t'),
      tabSize: indent.startsWith('\t') ? 1 : indent.length,
      eol: text.includes('\r\n') ? '\r\n' : '\n',
    },
    isArrayInsertion: true,
  };
}

/** Whether settings hold what we want; null where they cannot be read. */
export function hookStatus(text: string, wanted: readonly WantedHook[], launcher: string): HookStatus | null {
  const lists = listsIn(text);
  if (lists === null) return null;
  const ours = Object.entries(lists).flatMap(([event, list]) =>
    list.filter((entry) => isOurs(entry, launcher)).map((entry) => JSON.stringify([event, entry])),
  );
  if (ours.length === 0) return 'absent';
  const goal = wanted.map(({ event, entry }) => JSON.stringify([event, entry]));
  return ours.length === goal.length && goal.every((one) => ours.includes(one)) ? 'installed' : 'drifted';
}

/**
 * The settings with our hooks: comments, order and style of everything else stay. Settings that hold them already are given back as they are. Null for a
 * text that is no settings file, which is then left alone.
 */
export function withHooks(text: string, wanted: readonly WantedHook[], launcher: string): string | null {
  const status = hookStatus(text, wanted, launcher);
  if (status === null || status === 'installed') return status === null ? null : text;
  let result = status === 'drifted' ? (withoutHooks(text, launcher) ?? text) : text;
  for (const { event, entry } of wanted) {
    result = applyEdits(result, modify(result, ['hooks', event, -1], entry, optionsFor(result)));
  }
  return result;
}

/** The settings without any hook of ours, and without the lists that only we had filled. Null for a text that is no settings file. */
export function withoutHooks(text: string, launcher: string): string | null {
  const lists = listsIn(text);
  if (lists === null) return null;
  let result = text;
  let isEmpty = true;
  for (const [event, list] of Object.entries(lists)) {
    const stays = list.filter((entry) => !isOurs(entry, launcher)).length;
    if (stays > 0 || list.length === 0) isEmpty = false;
    const options = { ...optionsFor(result), isArrayInsertion: false };
    if (stays === 0 && list.length > 0) {
      result = applyEdits(result, modify(result, ['hooks', event], undefined, options));
      continue;
    }
    for (let index = list.length - 1; index >= 0; index--) {
      if (!isOurs(list[index], launcher)) continue;
      result = applyEdits(result, modify(result, ['hooks', event, index], undefined, options));
    }
  }
  if (isEmpty && Object.keys(lists).length > 0) {
    result = applyEdits(
      result,
      modify(result, ['hooks'], undefined, { ...optionsFor(result), isArrayInsertion: false }),
    );
  }
  return result;
}
