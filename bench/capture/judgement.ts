import { contributors } from '../../src/core/attribution/origin.ts';
import { type Confusion, labels } from './replay.ts';

/** What a confusion comes to, in characters, and the shares that have targets. */
export interface Judgement {
  /** Characters whose maker VS Code or the script knows. */
  readonly counted: number;
  readonly right: number;
  readonly wrongAi: number;
  readonly wrongHuman: number;
  readonly wrongTool: number;
  /** Called unknown although VS Code itself knows the maker. */
  readonly unknown: number;
  /** Called unknown where VS Code tells of nobody: from outside, or by an extension through the API that names none. */
  readonly untold: number;
  /** Called unknown, and from outside, so that nobody could tell. */
  readonly outside: number;
  readonly shares: {
    /** Of what was called AI. */
    readonly wrongAi: number;
    /** Of what was called human. */
    readonly wrongHuman: number;
    /** Of what was called tool. */
    readonly wrongTool: number;
    /** Of all characters whose maker VS Code itself knows. */
    readonly unknown: number;
    /** Called unknown, of all characters that any change brought. */
    readonly unknownOfEverything: number;
    /** Of the AI's characters that VS Code itself knows as the AI's. */
    readonly unknownOfAi: number;
  };
  /** AI ÷ (AI + human), as it was made and as it was called. */
  readonly aiShare: { readonly made: number; readonly called: number };
}

/** Sums confusions. */
export function merge(confusions: readonly Confusion[]): Confusion {
  const all: Confusion = new Map();
  for (const confusion of confusions) {
    for (const [key, characters] of confusion) all.set(key, (all.get(key) ?? 0) + characters);
  }
  return all;
}

const isRightFor: Readonly<Record<string, readonly string[]>> = {
  a: ['ai'],
  A: ['ai'],
  h: ['human'],
  k: ['human', 'tool'],
  t: ['tool'],
  T: ['tool'],
  u: ['unknown'],
  b: ['unknown'],
};

/** Judges a confusion. What was there before recording is right when it is left alone. */
export function judge(confusion: Confusion): Judgement {
  const sum = (of: (label: string, who: string) => boolean): number => {
    let characters = 0;
    for (const label of labels) {
      for (const who of contributors) if (of(label, who)) characters += confusion.get(`${label}>${who}`) ?? 0;
    }
    return characters;
  };
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const isRight = (label: string, who: string): boolean => isRightFor[label]?.includes(who) ?? false;
  const isTold = (label: string): boolean => 'ahkt'.includes(label);
  const wrong = (called: string): number => sum((label, who) => who === called && !isRight(label, who));
  const calledSum = (called: string): number => sum((_, who) => who === called);
  const unknown = sum((label, who) => who === 'unknown' && isTold(label));
  const made = { ai: sum((label) => label === 'a'), human: sum((label) => label === 'h') };
  const called = {
    ai: sum((label, who) => who === 'ai' && isTold(label)),
    human: sum((label, who) => who === 'human' && label !== 'k' && isTold(label)),
  };
  return {
    counted: sum((label, who) => label !== 'b' || who !== 'unknown'),
    right: sum((label, who) => label !== 'b' && isRight(label, who)),
    wrongAi: wrong('ai'),
    wrongHuman: wrong('human'),
    wrongTool: wrong('tool'),
    unknown,
    outside: sum((label, who) => who === 'unknown' && label === 'u'),
    untold: sum((label, who) => who === 'unknown' && (label === 'A' || label === 'T')),
    shares: {
      wrongAi: share(wrong('ai'), calledSum('ai')),
      wrongHuman: share(wrong('human'), calledSum('human')),
      wrongTool: share(wrong('tool'), calledSum('tool')),
      unknown: share(unknown, sum(isTold)),
      unknownOfEverything: share(
        sum((label, who) => who === 'unknown' && label !== 'b'),
        sum((label) => label !== 'b'),
      ),
      unknownOfAi: share(
        sum((label, who) => label === 'a' && who === 'unknown'),
        made.ai,
      ),
    },
    aiShare: { made: share(made.ai, made.ai + made.human), called: share(called.ai, called.ai + called.human) },
  };
}
