import assert from 'node:assert/strict';
import { type CommitVoice } from '../../../src/survey/touchIndex.ts';
import { Voices } from '../../../src/survey/voices.ts';

/** A history, the newest commit first, in which each has all that come after it but those `without`. */
function voicesOf(voices: Readonly<Record<string, CommitVoice>>, without: readonly string[] = []): Voices {
  const oids = Object.keys(voices);
  return new Voices({
    commitOids: () => oids,
    commitsOf: (tip) => new Set(oids.slice(oids.indexOf(tip)).filter((oid) => !without.includes(oid))),
    rankOf: (oid) => (oids.includes(oid) ? oids.indexOf(oid) : undefined),
    voiceOf: (oid) => voices[oid] ?? 'mixed',
  });
}

describe('the voices of a part of the history', () => {
  const known = voicesOf({ d: 'silent', c: 'mixed', b: 'silent', a: 'human' }).keyAt('c');

  it('are the same as long as nobody in it says something else, whoever came since and in whatever order', () => {
    const later = voicesOf({ e: 'mixed', d: 'tool', c: 'mixed', a: 'human', b: 'silent' });
    assert.equal(later.keyAt('c'), known);
    assert.notEqual(later.keyAt('d'), known);
  });

  it('are others when one says something else', () => {
    assert.notEqual(voicesOf({ d: 'silent', c: 'mixed', b: 'mixed', a: 'human' }).keyAt('c'), known);
    assert.notEqual(voicesOf({ d: 'silent', c: 'mixed', b: 'silent', a: 'silent' }).keyAt('c'), known);
    assert.notEqual(voicesOf({ d: 'silent', c: 'tool', b: 'silent', a: 'human' }).keyAt('c'), known);
  });

  it('leave out commits that are beside it', () => {
    assert.equal(voicesOf({ c: 'mixed', side: 'mixed', b: 'silent', a: 'human' }, ['side']).keyAt('c'), known);
  });

  it('are not known of a commit of another history', () => {
    assert.equal(voicesOf({ a: 'silent' }).keyAt('z'), null);
  });
});
