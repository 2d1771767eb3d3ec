/** An object of a request body, of which nothing is known but that it is one. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for everything else. */
export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The objects of a list; none for everything else. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/** The value as text; empty for everything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
