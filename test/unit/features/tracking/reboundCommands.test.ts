import assert from 'node:assert/strict';
import { reboundCommands } from '../../../../src/features/tracking/reboundCommands.ts';

describe('the commands that a person’s key bindings name', () => {
  it('are those that they bind anew or unbind', () => {
    const file = `// mine
      [
        { "key": "tab", "command": "-editor.action.inlineSuggest.commit" },
        { "key": "f8", "command": "workbench.action.files.save", "when": "editorFocus" },
      ]`;
    assert.deepEqual([...reboundCommands(file)], ['editor.action.inlineSuggest.commit', 'workbench.action.files.save']);
  });

  it('are none where there is no list, and where its entries are something else', () => {
    for (const file of ['', '{}', '[1, null, {"key": "tab"}, {"command": 3}]', 'no JSON']) {
      assert.equal(reboundCommands(file).size, 0, file);
    }
  });
});
