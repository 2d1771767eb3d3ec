import assert from 'node:assert/strict';
import { hookPlans } from '../../../src/agents/install/hookPlans.ts';
import { hookStatus, withHooks, withoutHooks } from '../../../src/agents/install/hookSettings.ts';

const launcher = "/home/per'son/.local/share/ai-code-share/hook";

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

describe('hooks in the settings of agents', () => {
  for (const plan of hookPlans) {
    const wanted = plan.wanted(launcher);

    it(`${plan.agent}: written once, found again, and taken out`, () => {
      assert.equal(hookStatus(plan.emptyFile, wanted, launcher), 'absent');
      const written = withHooks(plan.emptyFile, wanted, launcher);
      assert.ok(written !== null);
      assert.equal(hookStatus(written, wanted, launcher), 'installed');
      assert.equal(withHooks(written, wanted, launcher), written);
      const taken = withoutHooks(written, launcher);
      assert.deepEqual(JSON.parse(taken ?? ''), JSON.parse(plan.emptyFile));
    });

    it(`${plan.agent}: what else is in the file stays as it is written`, () => {
      const written = withHooks(others, wanted, launcher) ?? '';
      for (const part of ['// mine', '/* keep */', '"command": "mine"', '"last": [1,2 ,3]', '"Stop": []']) {
        assert.ok(written.includes(part), part);
      }
      const taken = withoutHooks(written, launcher) ?? '';
      assert.equal(hookStatus(taken, wanted, launcher), 'absent');
      for (const part of ['// mine', '/* keep */', '"command": "mine"', '"last": [1,2 ,3]', '"Stop": []']) {
        assert.ok(taken.includes(part), part);
      }
    });

    it(`${plan.agent}: what somebody changed of ours is found and put right`, () => {
      const written = withHooks(others, wanted, launcher) ?? '';
      const drifted = written.replace(new RegExp(` ${plan.agent}"`), ` ${plan.agent} --old"`);
      assert.notEqual(drifted, written);
      assert.equal(hookStatus(drifted, wanted, launcher), 'drifted');
      assert.equal(hookStatus(withHooks(drifted, wanted, launcher) ?? '', wanted, launcher), 'installed');
    });
  }

  it('a file that is no settings file is left alone', () => {
    for (const text of ['', '[]', '{', '{"hooks": 7}', '{"hooks": {"Stop": {}}}']) {
      assert.equal(withHooks(text, hookPlans[0]?.wanted(launcher) ?? [], launcher), null, text);
      assert.equal(withoutHooks(text, launcher), null, text);
    }
  });
});
