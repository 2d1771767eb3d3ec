import { objectsOf, textOf } from './json.ts';
import { isSideRequest } from './script.ts';
import { sendJson, startEvents, type Wire } from './wire.ts';

/** What Gemini CLI's side requests (who speaks next, which model) can all be answered with. */
const sideAnswer = JSON.stringify({
  reasoning: 'scripted',
  next_speaker: 'user',
  model_choice: 'pro',
  complexity_score: 90,
  complexity_reasoning: 'scripted',
});

/** Google's generateContent. */
export const geminiContent: Wire = {
  isAnswerUrl: (url) => /:(streamG|g)enerateContent/.test(url),
  read(request) {
    const contents = objectsOf(request['contents']);
    const called = contents.filter(
      ({ role, parts }) => role === 'model' && objectsOf(parts).some((part) => 'functionCall' in part),
    );
    const tools = objectsOf(request['tools']).flatMap((tool) => objectsOf(tool['functionDeclarations']));
    return {
      opening: JSON.stringify(contents.filter(({ role }) => role === 'user').slice(0, 2)),
      callTurns: called.length,
      tools: tools.map(({ name }) => textOf(name)),
    };
  },
  send(response, { turn, number, request, url }) {
    const isSide = isSideRequest(geminiContent.read(request));
    const calls = turn.calls.map(({ tool, input }, index) => ({
      functionCall: { id: `call_scripted_${number}_${index}`, name: tool, args: input },
    }));
    const parts = [{ text: isSide ? sideAnswer : turn.text }, ...calls];
    const answer = {
      candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
      modelVersion: /models\/([^:]+):/.exec(url)?.[1] ?? '',
      responseId: `resp_scripted_${number}`,
    };
    if (!url.includes(':streamGenerateContent')) {
      sendJson(response, answer);
      return;
    }
    startEvents(response)(answer);
    response.end();
  },
};
