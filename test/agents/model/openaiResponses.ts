import { objectsOf, textOf } from './json.ts';
import { type ScriptedCall, type ScriptedTurn } from './script.ts';
import { sendJson, startEvents, type Wire } from './wire.ts';

const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 120,
};

type Item = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

function callItem({ tool, input }: ScriptedCall, id: string): Item {
  // `space/tool` calls a tool of a namespace.
  const [namespace, name] = tool.includes('/') ? tool.split('/') : [undefined, tool];
  const common = {
    status: 'completed',
    call_id: `call_${id}`,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
  return typeof input === 'string'
    ? { type: 'custom_tool_call', id: `ctc_${id}`, ...common, input }
    : { type: 'function_call', id: `fc_${id}`, ...common, arguments: JSON.stringify(input) };
}

function itemsOf(turn: ScriptedTurn, number: number): readonly Item[] {
  const content = [{ type: 'output_text', text: turn.text, annotations: [] }];
  const message = { type: 'message', id: `msg_scripted_${number}`, role: 'assistant', status: 'completed', content };
  return [message, ...turn.calls.map((call, index) => callItem(call, `scripted_${number}_${index}`))];
}

/** The answers with tool calls in a history: calls of one answer carry its number in their ids. */
function callTurnsOf(items: readonly Readonly<Record<string, unknown>>[]): number {
  const numbers = items
    .filter(({ type }) => type === 'function_call' || type === 'custom_tool_call')
    .map(({ call_id: id }) => /^call_scripted_(\d+)_/.exec(textOf(id))?.[1]);
  return new Set(numbers.filter((number) => number !== undefined)).size;
}

/** OpenAI's Responses. */
export const openaiResponses: Wire = {
  isAnswerUrl: (url) => /\/responses(\?|$)/.test(url),
  read(request) {
    const items = objectsOf(request['input']);
    const own = objectsOf(request['tools']);
    // Some models get their tools as an item of the conversation.
    const added = items.flatMap((item) => (item['type'] === 'additional_tools' ? objectsOf(item['tools']) : []));
    return {
      opening: JSON.stringify(items.filter(({ role }) => role === 'user').slice(0, 3)),
      callTurns: callTurnsOf(items),
      tools: [...own, ...added].map(({ name, type }) => textOf(name) || textOf(type)),
    };
  },
  send(response, { turn, number, request }) {
    const items = itemsOf(turn, number);
    const base = {
      id: `resp_scripted_${number}`,
      object: 'response',
      created_at: 1_750_000_000,
      model: request['model'],
      output: [],
      parallel_tool_calls: true,
      tool_choice: 'auto',
      tools: [],
      status: 'in_progress',
    };
    const completed = { ...base, output: items, status: 'completed', usage };
    if (request['stream'] !== true) {
      sendJson(response, completed);
      return;
    }
    const send = startEvents(response);
    let sequence = 0;
    const event = (type: string, fields: object): void => send({ type, sequence_number: sequence++, ...fields }, type);
    event('response.created', { response: base });
    items.forEach((item, index) => {
      const at = { item_id: item.id, output_index: index };
      event('response.output_item.added', { output_index: index, item: { ...item, status: 'in_progress' } });
      if (item.type === 'message') event('response.output_text.delta', { ...at, content_index: 0, delta: turn.text });
      else if (item.type === 'function_call') {
        event('response.function_call_arguments.delta', { ...at, delta: item['arguments'] });
        event('response.function_call_arguments.done', { ...at, arguments: item['arguments'] });
      } else {
        event('response.custom_tool_call_input.delta', { ...at, delta: item['input'] });
        event('response.custom_tool_call_input.done', { ...at, input: item['input'] });
      }
      event('response.output_item.done', { output_index: index, item });
    });
    event('response.completed', { response: completed });
    response.end();
  },
};
