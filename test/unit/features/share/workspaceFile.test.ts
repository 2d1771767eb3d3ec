import assert from 'node:assert/strict';
import { namesFolders } from '../../../../src/features/share/workspaceFile.ts';

describe('a workspace file', () => {
  it('names folders also where people wrote comments and commas into it', () => {
    assert.equal(namesFolders('{\n  // ours\n  "folders": [{ "path": "one" },],\n}\n'), true);
  });

  it('names none where it has no list of folders, an empty one, or is no JSON', () => {
    for (const text of ['', '{}', '{"folders": []}', '{"folders": "one"}', '[]', 'null', 'folders: one'])
      assert.equal(namesFolders(text), false, text);
  });
});
