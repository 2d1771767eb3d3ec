import { objectOf, objectsOf, textOf } from './json.ts';
import { sendJson, startEvents, type Wire } from './wire.ts';

const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** OpenAI's Chat Completions, which most other servers speak too. */
export const openaiChat: Wire = {
  isAnswerUrl: (url) => url.includes('/chat/completions'),
  read(request) {
    const messages = objectsOf(request['messages']);
    return {
      opening: JSON.stringify(messages.filter(({ role }) => role === 'user').slice(0, 6)),
      callTurns: messages.filter((one) => one['role'] === 'assistant' && objectsOf(one['tool_calls']).length > 0)
        .length,
      tools: objectsOf(request['tools']).map((tool) => textOf(objectOf(tool['function'])['name'])),
    };
  },
  send(response, { turn, number, request }) {
    const calls = turn.calls.map(({ tool, input }, index) => ({
      index,
      id: `call_scripted_${number}_${index}`,
      type: 'function',
      function: { name: tool, arguments: JSON.stringify(input) },
    }));
    const finish = calls.length > 0 ? 'tool_calls' : 'stop';
    const base = { id: `chatcmpl-scripted-${number}`, created: 1_750_000_000, model: request['model'] };
    if (request['stream'] !== true) {
      const message = { role: 'assistant', content: turn.text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
      const choices = [{ index: 0, message, finish_reason: finish }];
      sendJson(response, { ...base, object: 'chat.completion', choices, usage });
      return;
    }
    const send = startEvents(response);
    const chunk = { ...base, object: 'chat.completion.chunk' };
    const event = (delta: object, finish_reason: string | null = null): void =>
      send({ ...chunk, choices: [{ index: 0, delta, finish_reason }] });
    event({ role: 'assistant', content: '' });
    event({ content: turn.text });
    for (const call of calls) {
      event({ tool_calls: [{ ...call, function: { ...call.function, arguments: '' } }] });
      event({ tool_calls: [{ index: call.index, function: { arguments: call.function.arguments } }] });
    }
    event({}, finish);
    send({ ...chunk, choices: [], usage });
    send('[DONE]');
    response.end();
  },
};
