import assert from 'node:assert/strict';
import { contributors } from '../../../src/core/attribution/origin.ts';

/** A JSON object, as it was read. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether it is an object, and no list. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a key; fails where there is none. */
export function objectAt(json: Json, key: string): Json {
  const value = json[key];
  assert.ok(isJson(value), `${key} is an object`);
  return value;
}

/** The list of objects at a key; fails where there is none. */
export function listAt(json: Json, key: string): readonly Json[] {
  const value = json[key];
  assert.ok(Array.isArray(value), `${key} is a list`);
  const items: readonly unknown[] = value;
  return items.map((item) => {
    assert.ok(isJson(item));
    return item;
  });
}

/** The number at a key; fails where there is none. */
export function numberAt(json: Json, key: string): number {
  const value = json[key];
  assert.ok(typeof value === 'number', `${key} is a number`);
  return value;
}

/** The sum of the four counts; fails where there are others, or fewer. */
export function sumOf(counts: Json): number {
  assert.deepEqual(Object.keys(counts), contributors);
  return contributors.reduce((sum, contributor) => sum + numberAt(counts, contributor), 0);
}

/** The counts of a report. */
export const countsOf = (report: Json): Json => objectAt(report, 'counts');
