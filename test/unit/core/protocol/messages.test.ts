import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readRequest, requestIdOf } from '../../../../src/core/protocol/messages.ts';

describe('readRequest', () => {
  it('reads what the page asks for', () => {
    const choice = { lens: 'written', days: 30 };
    assert.deepEqual(readRequest({ id: 1, method: 'choose', params: { choice } }), {
      id: 1,
      method: 'choose',
      params: { choice },
    });
    assert.deepEqual(readRequest({ id: 2, method: 'openFile', params: { path: 'a b.ts' } }), {
      id: 2,
      method: 'openFile',
      params: { path: 'a b.ts' },
    });
    assert.deepEqual(readRequest({ id: 3, method: 'setNoAiBefore', params: { date: '', target: 'user' } }), {
      id: 3,
      method: 'setNoAiBefore',
      params: { date: '', target: 'user' },
    });
    assert.deepEqual(readRequest({ id: 4, method: 'rescan', params: { anything: 1 } }), {
      id: 4,
      method: 'rescan',
      params: {},
    });
  });

  it('refuses what is no request', () => {
    const wrong: readonly unknown[] = [
      null,
      'ready',
      {},
      { id: 'x', method: 'rescan' },
      { id: 1, method: 'constructor' },
      { id: 1, method: 'ready', params: {} },
      { id: 1, method: 'choose', params: { choice: { lens: 'all', days: null } } },
      { id: 1, method: 'choose', params: { choice: { lens: 'written', days: -1 } } },
      { id: 1, method: 'choose', params: { choice: { lens: 'written', days: 1.5 } } },
      { id: 1, method: 'openFile', params: { path: 7 } },
      { id: 1, method: 'setNoAiBefore', params: { date: '2026-02-01' } },
      { id: 1, method: 'setNoAiBefore', params: { date: '2026-02-01', target: 'machine' } },
      { id: 1, method: 'setNoAiBefore', params: { date: 'yesterday', target: 'workspace' } },
      { id: 1, method: 'setNoAiBefore', params: { date: '2026-02-31', target: 'workspace' } },
      { id: 1, method: 'setNoAiBefore', params: { date: '2026-13-01', target: 'workspace' } },
    ];
    for (const message of wrong) assert.equal(readRequest(message), null, JSON.stringify(message));
  });

  it('knows whom to answer that it cannot be read', () => {
    assert.equal(requestIdOf({ id: 7, method: 'constructor' }), 7);
    for (const message of [null, 'ready', {}, { id: 'x' }]) assert.equal(requestIdOf(message), null);
  });

  it('law: never throws, whatever is sent, and what it reads can be answered', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        const request = readRequest(message);
        assert.ok(request === null || request.id === requestIdOf(message));
      }),
    );
    const method = fc.constantFrom('ready', 'choose', 'openFile', 'setNoAiBefore', 'rescan');
    fc.assert(
      fc.property(fc.record({ id: fc.integer(), method, params: fc.anything() }), (message) => {
        const request = readRequest(message);
        assert.ok(request === null || request.method === message.method);
      }),
    );
  });
});
