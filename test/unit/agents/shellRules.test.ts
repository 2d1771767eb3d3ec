import assert from 'node:assert/strict';
import { authorOfCommand } from '../../../src/agents/inbox/shellRules.ts';

describe('whose text a command of an agent brings', () => {
  it('the agent’s where git only commits, though its options and messages hold words for other work', () => {
    for (const command of [
      "sed -i s/a/b/ f.js && git commit -am 'Change'",
      'git commit -am "apply the fix, merge two lists and reset the counter"',
      'git -C sub add -A; git log --merges',
      'git diff stash.js',
    ])
      assert.equal(authorOfCommand(command), 'agent', command);
  });

  it('nobody knows whose where git brings what was written elsewhere', () => {
    for (const command of [
      'git pull',
      'git -C sub -c user.name=x stash pop',
      'git --no-pager cherry-pick abc && npm test',
      'make; git am < fix.patch',
    ])
      assert.equal(authorOfCommand(command), 'unknown', command);
  });

  it('the tool’s where nothing but a formatter runs', () => {
    assert.equal(authorOfCommand('npx prettier --write . && git add -A'), 'tool');
    assert.equal(authorOfCommand('npx prettier f.js > g.js'), 'agent');
  });
});
