import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { type AgentReport, type Reading } from '../../../src/agents/agent.ts';
import { knownAgents } from '../../../src/agents/knownAgents.ts';

const folder = new URL('../../fixtures/agent-payloads/', import.meta.url);

/** The names of all recorded payloads. */
export function fixtureNames(): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.json'));
}

/** The id of the agent that a recorded payload is of. */
export function agentIdOf(fixtureName: string): string {
  return fixtureName.startsWith('vscode-chat-') ? 'vscode-chat' : (fixtureName.split('-')[0] ?? '');
}

/** A payload as an agent's hook received it, parsed. */
export function payloadOf(fixture: string): unknown {
  return JSON.parse(readFileSync(new URL(`${fixture}.json`, folder), 'utf8'));
}

/** What the agent of this id reads in a recorded payload. */
export function readFixture(agentId: string, fixture: string): Reading {
  const agent = knownAgents.find(({ id }) => id === agentId);
  assert.ok(agent !== undefined, agentId);
  return agent.read(payloadOf(fixture));
}

/** The one report in a recorded payload. */
export function reportIn(agentId: string, fixture: string): AgentReport {
  const reading = readFixture(agentId, fixture);
  assert.ok(reading.ok, reading.ok ? '' : reading.reason);
  assert.equal(reading.reports.length, 1);
  return reading.reports[0]!;
}

/** The text that the recorded edits started from. */
export const textBefore =
  'function add(a, b) {\n  return a + b;\n}\n\nfunction foo() {\n  return 1;\n}\n\nmodule.exports = { add, foo };\n';

/** The text after the first recorded edit. */
export const textAfter = textBefore.replace('  return a + b;', '  // sum\n  return Number(a) + Number(b);');

/** The file that the recorded calls make. */
export const newText = 'export const x = 1;\nexport const y = 2;\n';
