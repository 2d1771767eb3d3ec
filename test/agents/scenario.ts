/** What the scripted model wants done, whatever the agent's tools are called. Paths are relative to the repository, with `/`. */
export type Action =
  | { readonly does: 'read'; readonly file: string }
  /** Replaces the only place that holds `oldText`; fails where there is none. */
  | { readonly does: 'edit'; readonly file: string; readonly oldText: string; readonly newText: string }
  /** Replaces a word everywhere; `lines` are all the lines that hold it, for agents that cannot replace all. */
  | {
      readonly does: 'replaceAll';
      readonly file: string;
      readonly oldText: string;
      readonly newText: string;
      readonly lines: readonly string[];
    }
  /** Gives a file a whole text; `oldText` is what it holds, null for a file that is not there. */
  | { readonly does: 'write'; readonly file: string; readonly oldText: string | null; readonly text: string }
  | { readonly does: 'shell'; readonly command: string };

/** A run: what is there, what the model does, and whose every line is in the end. */
export interface Scenario {
  /** Committed by a person long before there was AI. */
  readonly files: Readonly<Record<string, string>>;
  /** One model answer each, with all its calls at once. */
  readonly turns: readonly (readonly Action[])[];
  /** All text files of the repository in the end; a line starts with `ai|` where the agent reported it, `sh|` where a difference around a command
   * showed it, `  |` where it is a person's. */
  readonly expected: Readonly<Record<string, readonly string[]>>;
}

const bom = '\uFEFF';

/** Everything that an agent does in one thread. Lines that it changes become other lines through and through, so that no line is mixed. */
export const oneThread: Scenario = {
  files: {
    'f.js': [
      'function add(a, b) {',
      '  return a + b;',
      '}',
      '',
      'function one() {',
      '  return 1;',
      '}',
      '',
      'function two() {',
      '  return 2;',
      '}',
      '',
    ].join('\n'),
    'names.js': 'const a = old(1);\nconst b = old(2);\nconst kept = 3;\nconst c = old(4);\n',
    'overwritten.js': 'export const kept = true;\nexport const gone = 1;\n',
    'shell.js': 'const first = 1;\nconst second = 2;\nconst third = 3;\n',
    'crlf.js': 'const one = 1;\r\nconst two = 2;\r\nconst three = 3;\r\n',
    'bom.js': `${bom}const one = 1;\nconst two = 2;\n`,
    'untouched.js': 'const nobody = null;\n',
  },
  turns: [
    [
      { does: 'read', file: 'f.js' },
      { does: 'read', file: 'names.js' },
      { does: 'read', file: 'overwritten.js' },
      // Qwen Code does what `sed -i` says by itself, and only in files that it has read.
      { does: 'read', file: 'shell.js' },
      { does: 'read', file: 'crlf.js' },
      { does: 'read', file: 'bom.js' },
    ],
    [
      {
        does: 'edit',
        file: 'f.js',
        oldText: '  return a + b;',
        newText: '  // Both may be strings of digits.\n  const numbers = [a, b].map(Number);\n  throw numbers;',
      },
    ],
    [
      { does: 'edit', file: 'f.js', oldText: '  return 1;', newText: "  throw new RangeError('first');" },
      { does: 'edit', file: 'f.js', oldText: '  return 2;', newText: "  throw new RangeError('second');" },
    ],
    [
      {
        does: 'replaceAll',
        file: 'names.js',
        oldText: 'old',
        newText: 'aMuchLongerAndBetterNameForTheSameThingSoThatTheLinesAreNotMixed',
        lines: ['const a = old(1);', 'const b = old(2);', 'const c = old(4);'],
      },
    ],
    [{ does: 'write', file: 'created.js', oldText: null, text: 'export const x = 1;\nexport const y = 2;\n' }],
    [
      {
        does: 'write',
        file: 'overwritten.js',
        oldText: 'export const kept = true;\nexport const gone = 1;\n',
        text: "export const kept = true;\nfunction entirely() {\n  throw new Error('fresh');\n}\n",
      },
    ],
    [{ does: 'edit', file: 'f.js', oldText: 'no such text', newText: 'x' }],
    [{ does: 'shell', command: "sed -i 's/^const second.*/await somethingElseEntirely();/' shell.js" }],
    [{ does: 'shell', command: "printf 'export const made = 1;\\n' > made.js" }],
    [{ does: 'edit', file: 'crlf.js', oldText: 'const two = 2;', newText: 'await somethingElseEntirely();' }],
    [{ does: 'edit', file: 'bom.js', oldText: 'const two = 2;', newText: 'await somethingElseEntirely();' }],
    [{ does: 'shell', command: "git add -A && git commit -q -m 'Change things'" }],
    [{ does: 'write', file: 'late.js', oldText: null, text: 'export const late = true;\n' }],
  ],
  expected: {
    'f.js': [
      '  |function add(a, b) {',
      'ai|  // Both may be strings of digits.',
      'ai|  const numbers = [a, b].map(Number);',
      'ai|  throw numbers;',
      '  |}',
      '  |',
      '  |function one() {',
      "ai|  throw new RangeError('first');",
      '  |}',
      '  |',
      '  |function two() {',
      "ai|  throw new RangeError('second');",
      '  |}',
    ],
    'names.js': [
      'ai|const a = aMuchLongerAndBetterNameForTheSameThingSoThatTheLinesAreNotMixed(1);',
      'ai|const b = aMuchLongerAndBetterNameForTheSameThingSoThatTheLinesAreNotMixed(2);',
      '  |const kept = 3;',
      'ai|const c = aMuchLongerAndBetterNameForTheSameThingSoThatTheLinesAreNotMixed(4);',
    ],
    'created.js': ['ai|export const x = 1;', 'ai|export const y = 2;'],
    'overwritten.js': [
      '  |export const kept = true;',
      'ai|function entirely() {',
      "ai|  throw new Error('fresh');",
      'ai|}',
    ],
    'shell.js': ['  |const first = 1;', 'sh|await somethingElseEntirely();', '  |const third = 3;'],
    'made.js': ['sh|export const made = 1;'],
    'crlf.js': ['  |const one = 1;', 'ai|await somethingElseEntirely();', '  |const three = 3;'],
    'bom.js': ['  |const one = 1;', 'ai|await somethingElseEntirely();'],
    'late.js': ['ai|export const late = true;'],
    'untouched.js': ['  |const nobody = null;'],
  },
};
