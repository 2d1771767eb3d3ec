import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { hookCommand } from '../../../src/agents/install/hookCommand.ts';
import {
  hookStatus,
  settingsProblem,
  withHooks,
  withoutHooks,
  type WantedHook,
} from '../../../src/agents/install/hookSettings.ts';
import { settableAgents } from '../../../src/agents/knownAgents.ts';

const command = { dataFolder: "/home/per'son/.local/share/ai-code-share", isWindows: false, scope: 'user' } as const;

const others = `{
    // mine
    "model": "opus", /* keep */
    "hooks": {
        "PostToolUse": [
            { "matcher": "Edit", "hooks": [{ "type": "command", "command": "mine" }] },
        ],
        "Stop": []
    },
    "last": [1,2 ,3]
}`;

const plans = settableAgents().flatMap(({ id, install }) =>
  install.kind === 'settings'
    ? [{ id, emptyFile: install.emptyFile, wanted: install.hooks(hookCommand(id, command)) }]
    : [],
);

const aHook: readonly WantedHook[] = [
  { event: 'PostToolUse', entry: { hooks: [{ type: 'command', command: "'/d/ai-code-share/hook' claude" }] } },
  { event: 'PreToolUse', entry: { hooks: [{ type: 'command', command: "'/d/ai-code-share/hook' claude" }] } },
];

/** Settings that people could have, with or without hooks of their own, written in many ways. */
const settingsTexts = fc
  .record({
    values: fc.dictionary(fc.stringMatching(/^[a-g]{1,3}$/), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
    hooks: fc.option(
      fc.dictionary(
        fc.constantFrom('PostToolUse', 'PreToolUse', 'Stop', 'Other'),
        fc.array(fc.record({ matcher: fc.string(), command: fc.constantFrom('mine', 'prettier --write') }), {
          maxLength: 3,
        }),
      ),
      { nil: undefined },
    ),
    isHooksFirst: fc.boolean(),
    space: fc.constantFrom('', '\t', 2, 4),
    eol: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\uFEFF'),
    before: fc.constantFrom('', '// mine\n', '/* a { [ , */ '),
    after: fc.constantFrom('', '\n', '\n\n// the end'),
    comment: fc.constantFrom('', ' // why, {', ' /* , */'),
    hasTrailingCommas: fc.boolean(),
  })
  .map(({ values, hooks, isHooksFirst, space, eol, mark, before, after, comment, hasTrailingCommas }) => {
    const own = hooks === undefined ? {} : { hooks };
    const json = JSON.stringify(isHooksFirst ? { ...own, ...values } : { ...values, ...own }, null, space);
    const lines = json.split('\n').map((line, index, all) => {
      const isLast = /^\s*[\]}],?$/.test(all[index + 1] ?? '');
      const comma = hasTrailingCommas && isLast && !/[[{,]$/.test(line) ? ',' : '';
      return line + comma + (all.length > 1 ? comment : '');
    });
    return mark + [before + lines.join('\n') + after].join('').replaceAll('\n', eol);
  });

describe('hooks in the settings of agents', () => {
  for (const { id, emptyFile, wanted } of plans) {
    it(`${id}: written once, found again, and taken out`, () => {
      assert.equal(hookStatus(emptyFile, wanted), 'absent');
      const written = withHooks(emptyFile, wanted);
      assert.ok(written !== null);
      assert.equal(hookStatus(written, wanted), 'installed');
      assert.equal(withHooks(written, wanted), written);
      assert.equal(withoutHooks(written), emptyFile);
    });

    it(`${id}: what else is in the file stays as it is written`, () => {
      const written = withHooks(others, wanted) ?? '';
      for (const line of others.split('\n').filter((one) => /[a-z]/.test(one))) assert.ok(written.includes(line), line);
      assert.equal(withoutHooks(written), others);
    });

    it(`${id}: what somebody changed of ours is found and put right`, () => {
      const written = withHooks(others, wanted) ?? '';
      const drifted = written.replace(new RegExp(` ${id}(?=[ "])`), ` ${id} --old`);
      assert.notEqual(drifted, written);
      assert.equal(hookStatus(drifted, wanted), 'drifted');
      assert.equal(hookStatus(withHooks(drifted, wanted) ?? '', wanted), 'installed');
    });
  }

  it('leaves no two brackets together where the settings were {}, and gives these back', () => {
    for (const text of ['{}', '{}\n', '\uFEFF{}\r\n', '// mine\n{}', '{ }', '{\n}']) {
      const installed = withHooks(text, aHook) ?? '';
      assert.ok(installed !== '' && !installed.includes('}}'), installed);
      assert.equal(withoutHooks(installed), text);
    }
    const written = withHooks('{}\n', aHook.slice(0, 1))?.split('\n');
    assert.deepEqual([written?.[0], ...(written?.slice(-3) ?? [])], ['{"hooks": {', '  }', '}', '']);
  });

  it('whatever the settings, ours are added and everything else means what it meant', () => {
    fc.assert(
      fc.property(settingsTexts, (text) => {
        const written = withHooks(text, aHook);
        assert.ok(written !== null);
        const [before, after] = [text, written].map(
          (one) => parse(one.replace('\uFEFF', ''), [], { allowTrailingComma: true }) as Record<string, unknown>,
        ) as [Record<string, unknown>, Record<string, unknown>];
        const lists = { ...(before['hooks'] as Record<string, unknown[]> | undefined) };
        for (const { event, entry } of aHook) lists[event] = [...(lists[event] ?? []), entry];
        assert.deepEqual(after, { ...before, hooks: lists });
      }),
    );
  });

  it('whatever the settings, taking ours out again gives them back byte for byte', () => {
    fc.assert(fc.property(settingsTexts, (text) => assert.equal(withoutHooks(withHooks(text, aHook) ?? ''), text)));
  });

  it('whatever the settings, no byte of the person’s own moves past another one', () => {
    fc.assert(
      fc.property(settingsTexts, (text) => {
        let offset = 0;
        for (const character of withHooks(text, aHook) ?? '') if (character === text[offset]) offset++;
        assert.equal(offset, text.length);
      }),
    );
  });

  it('an empty file, a byte order mark and hooks that are no list are worked with', () => {
    for (const text of ['', '\uFEFF', ' \r\n', '\uFEFF{}', '{"hooks": {"enabled": true}}']) {
      const written = withHooks(text, aHook);
      assert.equal(hookStatus(written ?? '', aHook), 'installed', text);
      assert.equal(written?.startsWith('\uFEFF'), text.startsWith('\uFEFF'));
    }
    assert.ok(withHooks('{"hooks": {"enabled": true}}', aHook)?.includes('"enabled": true'));
  });

  it('a file that is no settings file is left alone, with the line or the key that is wrong', () => {
    const problems = {
      '[]': /no JSON object/,
      '{\n"a": 1,\n"b": oops }': /line 3/,
      '{"hooks": 7}': /"hooks" is no object/,
      '{"hooks": {}, "hooks": {}}': /"hooks" is there twice/,
      '{"hooks": {"PostToolUse": {}}}': /"hooks.PostToolUse" is no list/,
      '{"hooks": {"PreToolUse": [], "PreToolUse": []}}': /"hooks.PreToolUse" is there twice/,
    };
    for (const [text, problem] of Object.entries(problems)) {
      assert.match(settingsProblem(text, aHook) ?? '', problem);
      assert.equal(withHooks(text, aHook), null, text);
      assert.equal(hookStatus(text, aHook), null, text);
    }
  });
});
