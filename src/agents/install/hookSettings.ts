import { createScanner, parseTree, type Node, type ParseError } from 'jsonc-parser';

/** One hook that we want in an agent's settings: in the list of an event, the entry that calls us. */
export interface WantedHook {
  readonly event: string;
  /** The entry as the agent wants it; somewhere in it is our command. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** How far an agent's settings hold what we want: all of it, nothing of ours, or something of ours that is not what we want. */
export type HookStatus = 'installed' | 'absent' | 'drifted';

/** The path of our launcher as it ends in a command; it is in no command of anybody else. */
const ourCommand = /[\\/]ai-code-share[\\/]hook(?:\.cmd)?(?=["' \\]|$)/;

/** Settings as they are written, with the places of what matters in them. */
interface Settings {
  readonly text: string;
  readonly root: Node;
  /** The object of the lists; null where there is none. */
  readonly hooks: Node | null;
  /** The list of each event of which there is one. */
  readonly lists: ReadonlyMap<string, Node>;
}

/** A part of the text that is to go. */
type Range = readonly [offset: number, endExclusive: number];

const membersOf = (node: Node): readonly Node[] => node.children ?? [];
const endOf = (node: Node): number => node.offset + node.length;
const keyOf = (property: Node): unknown => property.children?.[0]?.value;
const isSpace = (character: string | undefined): boolean => character !== undefined && /[ \t\r\n]/.test(character);

/** Whether a value calls us, in whatever shape the agent wants its commands. */
function isOurs(node: Node): boolean {
  if (node.type === 'string') return ourCommand.test(String(node.value));
  return membersOf(node).some(isOurs);
}

/** The value of a key; null where it is missing, undefined where it is there twice: programs disagree about which of them counts. */
function valueOf(object: Node, key: string): Node | null | undefined {
  const found = membersOf(object).filter((property) => keyOf(property) === key);
  return found.length > 1 ? undefined : (found[0]?.children?.[1] ?? null);
}

/** The settings, or in a few words why we had better leave them alone. */
function parse(text: string): Settings | string {
  const errors: ParseError[] = [];
  // A byte order mark is no part of JSON; a blank in its place keeps all offsets.
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) return `line ${text.slice(0, error.offset).split('\n').length} is no JSON`;
  if (root?.type !== 'object') return 'it holds no JSON object';
  const hooks = valueOf(root, 'hooks');
  if (hooks === undefined) return '"hooks" is there twice';
  if (hooks !== null && hooks.type !== 'object') return '"hooks" is no object';
  const lists = new Map<string, Node>();
  const keys = new Set<string>();
  for (const property of hooks === null ? [] : membersOf(hooks)) {
    const [key, value] = [String(keyOf(property)), property.children?.[1]];
    if (keys.has(key)) return `"hooks.${key}" is there twice`;
    keys.add(key);
    if (value?.type === 'array') lists.set(key, value);
  }
  return { text, root, hooks, lists };
}

/** Null for a text that is no settings file. */
function read(text: string): Settings | null {
  const parsed = parse(text);
  return typeof parsed === 'string' ? null : parsed;
}

/** Where the comma after a place is, with nothing but white space and comments before it; null where something else comes. */
function commaAfter(text: string, offset: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const next = scanner.getTokenOffset();
  return text[next] === ',' ? next : null;
}

/** Where white space before a place begins. */
function startOfSpace(text: string, offset: number): number {
  let start = offset;
  while (isSpace(text[start - 1])) start--;
  return start;
}

const lineBreakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
const indentOf = (text: string): string => /\n([ \t]+)[^\s]/.exec(text)?.[1] ?? '  ';

/** The white space before a member that stands on a line of its own, else so many levels of the file's own indentation. */
function indentIn(text: string, container: Node, level: number): string {
  const last = membersOf(container).at(-1);
  const before = last === undefined ? '' : text.slice(startOfSpace(text, last.offset), last.offset);
  return /\n([ \t]*)$/.exec(before)?.[1] ?? indentOf(text).repeat(level);
}

/** A value as it is written within lines that are indented so. */
function written(value: unknown, text: string, indent: string): string {
  return JSON.stringify(value, null, indentOf(text)).replaceAll('\n', lineBreakOf(text) + indent);
}

/**
 * Adds a member at the end of a list or object, on a line of its own. Not a byte of the text goes, so that {@link withoutMember} gives back what was
 * there: where a comma follows the last member, one follows the new one, too.
 */
function withMember(text: string, container: Node, member: string, indent: string): string {
  const last = membersOf(container).at(-1);
  const offset = startOfSpace(text, endOf(container) - 1);
  const line = lineBreakOf(text) + indent + member;
  if (last === undefined) return text.slice(0, offset) + line + text.slice(offset);
  const hasComma = commaAfter(text, endOf(last)) !== null;
  const [comma, ownComma] = hasComma ? ['', ','] : [',', ''];
  return text.slice(0, endOf(last)) + comma + text.slice(endOf(last), offset) + line + ownComma + text.slice(offset);
}

function without(text: string, ...ranges: readonly Range[]): string {
  return [...ranges].sort(([a], [b]) => b - a).reduce((rest, [from, to]) => rest.slice(0, from) + rest.slice(to), text);
}

/** Takes out a member with the white space before it and the one comma that it needed. */
function withoutMember(text: string, container: Node, member: Node): string {
  const range: Range = [startOfSpace(text, member.offset), endOf(member)];
  const siblings = membersOf(container);
  const previous = siblings[siblings.indexOf(member) - 1];
  const comma = commaAfter(text, endOf(member)) ?? (previous === undefined ? null : commaAfter(text, endOf(previous)));
  return comma === null ? without(text, range) : without(text, range, [comma, comma + 1]);
}

/** Whether a list or object held nothing before we came: then our first member stands right behind the bracket. */
function wasEmpty(container: Node): boolean {
  return membersOf(container)[0]?.offset === container.offset + 1;
}

/** Whether an object is written `{}`: what we put into it then ends with a line break, so that its brackets do not stand together. */
const isCompact = (object: Node): boolean => object.length === '{}'.length;

/** The range of our object in a root that was `{}`; null where the root was another. */
function rangeInCompact(text: string, root: Node, own: Node): Range | null {
  if (!wasEmpty(root) || membersOf(root).length > 1) return null;
  const [from, eol] = [root.offset + 1, lineBreakOf(text)];
  return text.slice(endOf(own), endOf(root) - 1) === eol ? [from, endOf(own) + eol.length] : null;
}

function withHook(settings: Settings, { event, entry }: WantedHook): string {
  const { text, root, hooks, lists } = settings;
  const [eol, unit] = [lineBreakOf(text), indentOf(text)];
  const list = lists.get(event);
  if (list !== undefined) {
    const indent = indentIn(text, list, 3);
    const member = written(entry, text, indent);
    if (membersOf(list).length > 0) return withMember(text, list, member, indent);
    return text.slice(0, list.offset + 1) + member + text.slice(list.offset + 1);
  }
  const isOurObject = hooks === null;
  const indent = isOurObject ? indentIn(text, root, 1) + unit : indentIn(text, hooks, 2);
  const property = `${JSON.stringify(event)}: ${written([entry], text, indent)}`;
  if (isOurObject) {
    const outer = indentIn(text, root, 1);
    if (isCompact(root)) {
      const inside = root.offset + 1;
      const own = `"hooks": {${eol}${indent}${property}${eol}${outer}}${eol}`;
      return text.slice(0, inside) + own + text.slice(inside);
    }
    return withMember(text, root, `"hooks": {${eol}${indent}${property}${eol}${outer}}`, outer);
  }
  if (membersOf(hooks).length > 0) return withMember(text, hooks, property, indent);
  return text.slice(0, hooks.offset + 1) + property + text.slice(hooks.offset + 1);
}

/** Without the last hook of ours; null where there is none. */
function withoutLastHook({ text, root, hooks, lists }: Settings): string | null {
  if (hooks === null) return null;
  for (const property of [...membersOf(hooks)].reverse()) {
    const list = lists.get(String(keyOf(property)));
    const entries = list === undefined ? [] : membersOf(list);
    const last = entries.findLast(isOurs);
    if (list === undefined || last === undefined) continue;
    if (entries.length > 1 || wasEmpty(list)) return withoutMember(text, list, last);
    if (membersOf(hooks).length > 1 || wasEmpty(hooks)) return withoutMember(text, hooks, property);
    const own = membersOf(root).find((one) => one.children?.[1] === hooks);
    if (own === undefined) return null;
    const compact = rangeInCompact(text, root, own);
    return compact === null ? withoutMember(text, root, own) : without(text, compact);
  }
  return null;
}

/** A text without anything becomes the least that is a settings file. */
function orEmptyObject(text: string): string {
  return text.replace(/^\uFEFF/, '').trim() === '' ? `${text}{\n}\n` : text;
}

/** What a value is, whatever the order of its keys. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly unknown[]).map(canonical);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, canonical(part)] as const));
}

/** The value of a node. */
function plain(node: Node): unknown {
  if (node.type === 'array') return membersOf(node).map(plain);
  if (node.type !== 'object') return node.value as unknown;
  return Object.fromEntries(
    membersOf(node).map((property) => [String(keyOf(property)), property.children?.[1] && plain(property.children[1])]),
  );
}

/** Why our hooks cannot be written into these settings, in a few words that name the line or the key; null where they can. */
export function settingsProblem(text: string, wanted: readonly WantedHook[]): string | null {
  const parsed = parse(orEmptyObject(text));
  if (typeof parsed === 'string') return parsed;
  const { hooks, lists } = parsed;
  const other = wanted.find(({ event }) => !lists.has(event) && hooks !== null && valueOf(hooks, event) !== null);
  return other === undefined ? null : `"hooks.${other.event}" is no list`;
}

/** Whether settings hold what we want; null where {@link settingsProblem} says why not. */
export function hookStatus(text: string, wanted: readonly WantedHook[]): HookStatus | null {
  const settings = settingsProblem(text, wanted) === null ? read(orEmptyObject(text)) : null;
  if (settings === null) return null;
  const { lists } = settings;
  const ours = [...lists].flatMap(([event, list]) =>
    membersOf(list)
      .filter(isOurs)
      .map((entry) => JSON.stringify([event, canonical(plain(entry))])),
  );
  if (ours.length === 0) return 'absent';
  const goal = wanted.map(({ event, entry }) => JSON.stringify([event, canonical(entry)]));
  return ours.length === goal.length && goal.every((one) => ours.includes(one)) ? 'installed' : 'drifted';
}

/**
 * The settings with our hooks. Not a byte of what the person has written goes or moves, and {@link withoutHooks} gives it back. Settings that hold our
 * hooks already are given back as they are. Null for a text that is no settings file, which is then left alone.
 */
export function withHooks(text: string, wanted: readonly WantedHook[]): string | null {
  const status = hookStatus(text, wanted);
  if (status === null || status === 'installed') return status === null ? null : text;
  let result = orEmptyObject(status === 'drifted' ? (withoutHooks(text) ?? text) : text);
  for (const hook of wanted) {
    const settings = read(result);
    if (settings === null) return null;
    result = withHook(settings, hook);
  }
  return result;
}

/**
 * The settings without any hook of ours, and without the lists that only we had filled; every other byte stays. Null for a text that is no settings
 * file.
 */
export function withoutHooks(text: string): string | null {
  let result = text;
  for (;;) {
    const settings = read(orEmptyObject(result));
    if (settings === null) return null;
    const less = withoutLastHook(settings);
    if (less === null) return result;
    result = less;
  }
}
