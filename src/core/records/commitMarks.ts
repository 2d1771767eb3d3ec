import signatures from './aiSignatures.json' with { type: 'json' };
import { nameAndAddress, trailersOf, type Trailer } from './trailers.ts';

/** The facts of a commit that can carry a mark. */
export interface CommitFacts {
  readonly authorName: string;
  readonly authorAddress: string;
  readonly committerName: string;
  readonly committerAddress: string;
  /** Author date, Unix seconds. */
  readonly authoredAtSeconds: number;
  /** The whole message. */
  readonly message: string;
}

/**
 * What a commit says of itself. `ai`: an AI tool took part (the finest grain is the commit); `declared` tells a person's own statement from a
 * tool's mark. `automation`: a dependency bot and the like. `none`: nothing, which does not mean human.
 */
export type CommitMark =
  | {
      readonly kind: 'ai';
      readonly agent: string | null;
      readonly model: string | null;
      readonly source: 'trailer' | 'author';
      readonly isDeclared: boolean;
    }
  | { readonly kind: 'automation' }
  | { readonly kind: 'none' };

/** Accounts of automation that writes no code of its own: they bump, sync and release. An account that is not listed is a person. */
const automationNames = new Set([
  'dependabot',
  'dependabot-preview',
  'renovate',
  'renovate-bot',
  'github-actions',
  'github-merge-queue',
  'greenkeeper',
  'greenkeeperio-bot',
  'snyk-bot',
  'pre-commit-ci',
  'allcontributors',
  'imgbot',
  'release-please',
  'semantic-release-bot',
  'mergify',
  'codecov',
  'web-flow-bot',
  'autofix-ci',
  'changeset-bot',
  'pyup-bot',
  'weblate',
  'transifex-integration',
  'crowdin-bot',
  'dependabot-core',
  'googleapis-publisher',
  'release-bot',
]);

/** Raise it when what {@link markOfCommit} says of some commit changes by other than the signatures: what was read before is then read again. */
const rulesVersion = 2;

/** Changes with every change of what {@link markOfCommit} may say. */
export const commitMarkRules = `${rulesVersion} ${JSON.stringify(signatures)} ${[...automationNames].join(' ')}`;

/** VS Code added this address to commits written by hand in these months, so there it marks nothing (microsoft/vscode#310226). */
const vscodeCoAuthor = 'copilot@github.com';
const falselyMarkedFromSeconds = Date.UTC(2026, 3, 1) / 1000;
const falselyMarkedUntilSeconds = Date.UTC(2026, 6, 1) / 1000;

interface Match {
  readonly kind: string;
  readonly value: string;
}

/** Addresses are compared whole and without case; GitHub's private addresses carry a number in front that is no part of the account. */
function plainAddress(address: string): string {
  const lower = address.trim().toLowerCase();
  return lower.endsWith('@users.noreply.github.com') ? lower.replace(/^\d+\+/, '') : lower;
}

/** An address as it is compared. */
interface Account {
  readonly whole: string;
  /** See {@link plainAddress}. */
  readonly plain: string;
}

function accountOf(address: string): Account {
  return { whole: address.trim().toLowerCase(), plain: plainAddress(address) };
}

/** What accounts are held against, by the address of a signature: every commit is held against all of them. */
const wantedAccounts = new Map<string, Partial<Account>>();

/** A wanted address with a number is that of one of several products that share an account name. */
function isAccount({ whole, plain }: Account, wanted: string): boolean {
  let of = wantedAccounts.get(wanted);
  if (of === undefined) {
    of = /^\d+\+/.test(wanted) ? { whole: wanted.toLowerCase() } : { plain: plainAddress(wanted) };
    wantedAccounts.set(wanted, of);
  }
  return of.whole === undefined ? plain === of.plain : whole === of.whole;
}

function accountName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/\[bot\]$/, '');
}

function isAutomation(facts: CommitFacts): boolean {
  if (automationNames.has(accountName(facts.authorName))) return true;
  const local = plainAddress(facts.authorAddress).split('@')[0] ?? '';
  return local.endsWith('[bot]') && automationNames.has(accountName(local));
}

/** Names that a tool signs with, whatever the address: the name goes before the address. */
const agentByTrailerName: readonly (readonly [name: RegExp, agent: string])[] = [
  [/^cursor\b/i, 'cursor'],
  [/^(?:github )?copilot\b/i, 'copilot'],
  [/^claude\b/i, 'claude'],
  [/^(?:openai )?codex\b/i, 'codex'],
  [/^gemini\b/i, 'gemini'],
  [/^qwen\b/i, 'qwen'],
  [/^opencode\b/i, 'opencode'],
  [/^amp\b/i, 'amp'],
  [/^aider\b/i, 'aider'],
];

/** `Claude Opus 4.6` and `aider (gpt-5)` name their model; `Claude` alone does not. */
function modelOfName(name: string): string | null {
  const [, inBrackets] = /\(([^()]*\d[^()]*)\)\s*$/.exec(name) ?? [];
  if (inBrackets !== undefined) return inBrackets.trim();
  return /^claude\s+\S+\s+[\d.]+/i.test(name)
    ? name
        .trim()
        .toLowerCase()
        .replaceAll(/[\s.]+/g, '-')
    : null;
}

function matchesTrailer(trailer: Trailer, match: Match): boolean {
  const [key = '', ...rest] = match.value.split(':');
  const wanted = rest.join(':').trim().toLowerCase();
  return trailer.key.toLowerCase() === key.trim().toLowerCase() && trailer.value.toLowerCase().startsWith(wanted);
}

interface Found {
  readonly agent: string;
  readonly model: string | null;
  readonly source: 'trailer' | 'author';
}

/** Trailers that name who took part. Others (`Signed-off-by`, `Reviewed-by`) are about something else. */
const participation =
  /^(?:co-authored-by|co-developed-by|generated-by|assisted-by|authored-by|made-with|on-behalf-of)$/i;

function findInTrailers(trailers: readonly Trailer[], isCopilotBelieved: boolean): Found | null {
  for (const trailer of trailers) {
    const person = participation.test(trailer.key) ? nameAndAddress(trailer.value) : null;
    const account = person === null ? null : accountOf(person.address);
    for (const { agent, match } of signatures.agents) {
      for (const one of match as readonly Match[]) {
        const isAddressKind = one.kind === 'trailer-email' || one.kind === 'email' || one.kind === 'author';
        const isHit =
          one.kind === 'trailer'
            ? matchesTrailer(trailer, one)
            : isAddressKind && account !== null && (isAccount(account, one.value) || person?.name === one.value);
        if (!isHit) continue;
        if (one.value === vscodeCoAuthor && !isCopilotBelieved) continue;
        const named = person === null ? undefined : agentByTrailerName.find(([name]) => name.test(person.name))?.[1];
        return { agent: named ?? agent, model: person === null ? null : modelOfName(person.name), source: 'trailer' };
      }
    }
  }
  return null;
}

function findInPeople(facts: CommitFacts): Found | null {
  const account = accountOf(facts.authorAddress);
  for (const { agent, match } of signatures.agents) {
    for (const { kind, value } of match as readonly Match[]) {
      const isHit =
        (kind === 'author' && facts.authorName === value) ||
        (kind === 'author-name' && facts.authorName === value) ||
        (kind === 'author-name-suffix' && (facts.authorName.endsWith(value) || facts.committerName.endsWith(value))) ||
        ((kind === 'email' || kind === 'trailer-email') && isAccount(account, value));
      if (isHit) return { agent, model: modelOfName(facts.authorName), source: 'author' };
    }
  }
  return null;
}

function findInBody(message: string): Found | null {
  for (const { agent, match } of signatures.agents) {
    for (const { kind, value } of match as readonly Match[]) {
      // A tool writes its line on a line of its own, perhaps behind a picture or a list mark; prose may mention it, and a revert quote it.
      const isHit =
        kind === 'body' &&
        message.includes(value) &&
        message.split('\n').some((line) => {
          const at = line.indexOf(value);
          return at >= 0 && !/[A-Za-z0-9>]/.test(line.slice(0, at));
        });
      if (isHit) return { agent, model: null, source: 'trailer' };
    }
  }
  return null;
}

function findDeclaration(
  trailers: readonly Trailer[],
): { readonly agent: string | null; readonly model: string | null } | null {
  for (const { key, value } of trailers) {
    if (!signatures.declared.some((declared) => declared.trailer.toLowerCase() === key.toLowerCase())) continue;
    if (/^(?:no|none|false|n\/a)\b/i.test(value)) continue;
    // The Linux kernel's form is AGENT:MODEL [TOOL]; a free text names nobody.
    const [, agent, model] = /^([A-Za-z][\w.-]*):(\S+)/.exec(value) ?? [];
    return { agent: agent?.toLowerCase() ?? null, model: model ?? null };
  }
  return null;
}

/**
 * What a commit says of itself, by the rules of `aiSignatures.json`: trailers count only in the trailer block (for a squash merge also in the
 * squashed messages), addresses are compared whole, the name goes before the address, and automation is an allow-list.
 */
export function markOfCommit(facts: CommitFacts): CommitMark {
  const trailers = trailersOf(facts.message);
  const isCopilotBelieved =
    facts.authoredAtSeconds < falselyMarkedFromSeconds || facts.authoredAtSeconds >= falselyMarkedUntilSeconds;
  const found = findInPeople(facts) ?? findInTrailers(trailers, isCopilotBelieved) ?? findInBody(facts.message);
  if (found !== null) return { kind: 'ai', ...found, isDeclared: false };
  const declared = findDeclaration(trailers);
  if (declared !== null) return { kind: 'ai', ...declared, source: 'trailer', isDeclared: true };
  return isAutomation(facts) ? { kind: 'automation' } : { kind: 'none' };
}
