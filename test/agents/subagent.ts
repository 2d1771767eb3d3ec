import { type Scenario } from './scenario.ts';

/** A word that only the subagent's task holds. */
export const subagentTask = 'Subtask: write the file of the subagent.';

/**
 * What a parent and its subagent do at once: while the parent's command is still open, the subagent makes a file and edits another one, and the command
 * then changes one line of that same file.
 */
export const insideOpenCommand: Scenario & { readonly subagentTurns: Scenario['turns'] } = {
  files: { 'shared.js': 'const first = 1;\nconst second = 2;\nconst third = 3;\nconst fourth = 4;\n' },
  turns: [
    [
      {
        does: 'shell',
        command: "sleep 12; sed -i 's/^const fourth.*/await somethingOfTheCommand();/' shared.js",
      },
    ],
  ],
  subagentTurns: [
    [{ does: 'read', file: 'shared.js' }],
    [{ does: 'write', file: 'inner.js', oldText: null, text: 'export const inner = true;\n' }],
    [{ does: 'edit', file: 'shared.js', oldText: 'const second = 2;', newText: 'await somethingOfTheSubagent();' }],
  ],
  expected: {
    'inner.js': ['ai|export const inner = true;'],
    'shared.js': [
      '  |const first = 1;',
      'ai|await somethingOfTheSubagent();',
      '  |const third = 3;',
      'sh|await somethingOfTheCommand();',
    ],
  },
};
