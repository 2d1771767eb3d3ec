import assert from 'node:assert/strict';
import { windowNote, windowNoteText } from '../../../src/survey/windowNote.ts';

describe('what a window leaves for the command line', () => {
  it('says whether the editor names the reasons of edits, and since when', () => {
    const atMs = Date.UTC(2026, 10, 25, 20);
    assert.match(windowNoteText(windowNote('exact', atMs)) ?? '', /^exact: .*2026-11-25T20:00:00\.000Z/);
    assert.match(windowNoteText(windowNote('stable', atMs)) ?? '', /^stable: .*no reasons/);
  });

  it('is nothing where no window was, or where it cannot be read', () => {
    assert.equal(windowNoteText(null), null);
    assert.equal(windowNoteText('something else'), null);
    assert.equal(windowNoteText('exact'), null);
  });
});
