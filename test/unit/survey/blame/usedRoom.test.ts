import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UsedRoom } from '../../../../src/survey/blame/usedRoom.ts';

/** As numbers of lines are asked for, and as contents are. */
const sizes = fc.oneof(fc.nat(300), fc.nat(70_000), fc.nat(2 * 1024 * 1024));
const acts = fc.array(fc.record({ bytes: sizes, isNumbers: fc.boolean(), giveBack: fc.nat(3), which: fc.nat() }), {
  maxLength: 60,
});

describe('room that is used again and again', () => {
  it('is one holder’s alone until it is given back', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const room = new UsedRoom();
        const held: { readonly view: Uint8Array | Int32Array; readonly mark: number }[] = [];
        for (const [index, { bytes, isNumbers, giveBack, which }] of all.entries()) {
          const view = isNumbers ? room.integers(Math.floor(bytes / 4)) : room.bytes(bytes);
          assert.equal(view.length, isNumbers ? Math.floor(bytes / 4) : bytes);
          const mark = (index % 250) + 1;
          held.push({ view: view.fill(mark), mark });
          for (let times = 0; times < giveBack && held.length > 0; times++) {
            const [gone] = held.splice(which % held.length, 1);
            if (gone !== undefined) room.giveBack(gone.view);
          }
          for (const one of held)
            assert.ok(
              [0, one.view.length >> 1, one.view.length - 1].every((at) => (one.view[at] ?? one.mark) === one.mark),
            );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('takes no more from the system than was in use at a time, whatever passes through: one megabyte of garbage after another once made 230', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sizes, sizes), { minLength: 20, maxLength: 80 }), (files) => {
        const room = new UsedRoom();
        for (const [bytes, lines] of files) {
          const views = [room.bytes(bytes), room.integers(lines >> 2), room.bytes(bytes >> 1)];
          for (const view of views) room.giveBack(view);
        }
        // Two slabs hold any three of those.
        assert.ok(room.takenBytes <= 8 * 1024 * 1024, `${room.takenBytes} bytes`);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves memory of others alone, and what was given back already', () => {
    const room = new UsedRoom();
    room.giveBack(new Uint8Array(5000));
    const first = room.bytes(100);
    room.giveBack(first);
    room.giveBack(first);
    const [second, third] = [room.bytes(100), room.bytes(100)];
    assert.notEqual(second.byteOffset, third.byteOffset);
  });

  it('gives a text that is larger than what it keeps memory of its own', () => {
    const room = new UsedRoom();
    const large = room.bytes(9 * 1024 * 1024);
    assert.equal(large.length, 9 * 1024 * 1024);
    assert.equal(room.takenBytes, 0);
    room.giveBack(large);
  });
});
