import { objectsOf, textOf } from './json.ts';
import { type ScriptedTurn } from './script.ts';
import { sendJson, startEvents, type Wire } from './wire.ts';

const usage = { input_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 20 };

function contentOf(turn: ScriptedTurn, number: number): readonly Readonly<Record<string, unknown>>[] {
  const calls = turn.calls.map(({ tool, input }, index) => ({
    type: 'tool_use',
    id: `toolu_scripted_${number}_${index}`,
    name: tool,
    input,
  }));
  return [{ type: 'text', text: turn.text }, ...calls];
}

/** Anthropic's Messages. */
export const anthropicMessages: Wire = {
  isAnswerUrl: (url) => /\/messages(\?|$)/.test(url),
  read(request) {
    const messages = objectsOf(request['messages']);
    const called = messages.filter(
      ({ role, content }) => role === 'assistant' && objectsOf(content).some((part) => part['type'] === 'tool_use'),
    );
    return {
      opening: JSON.stringify(messages.filter(({ role }) => role === 'user').slice(0, 2)),
      callTurns: called.length,
      tools: objectsOf(request['tools']).map(({ name }) => textOf(name)),
    };
  },
  send(response, { turn, number, request }) {
    const content = contentOf(turn, number);
    const stop = { stop_reason: turn.calls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null };
    const message = {
      id: `msg_scripted_${number}`,
      type: 'message',
      role: 'assistant',
      model: request['model'],
      usage,
    };
    if (request['stream'] !== true) {
      sendJson(response, { ...message, content, ...stop });
      return;
    }
    const send = startEvents(response);
    const event = (type: string, fields: object): void => send({ type, ...fields }, type);
    event('message_start', { message: { ...message, content: [], stop_reason: null, stop_sequence: null } });
    content.forEach((part, index) => {
      const isText = part['type'] === 'text';
      event('content_block_start', { index, content_block: { ...part, ...(isText ? { text: '' } : { input: {} }) } });
      const delta = isText
        ? { type: 'text_delta', text: part['text'] }
        : { type: 'input_json_delta', partial_json: JSON.stringify(part['input']) };
      event('content_block_delta', { index, delta });
      event('content_block_stop', { index });
    });
    event('message_delta', { delta: stop, usage: { output_tokens: 20 } });
    event('message_stop', {});
    response.end();
  },
};
