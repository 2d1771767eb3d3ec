import { authorshipLogLimits, readAuthorshipLog, type AuthorshipLog } from '../core/records/authorshipLog.ts';
import { withoutConversations } from '../core/records/briefLog.ts';

const decoder = new TextDecoder();

/** What an authorship log says of lines. Conversations are not even decoded: of git-ai's logs that is all but a fiftieth. */
export function linesOfLog(content: Uint8Array): Pick<AuthorshipLog, 'rangesByPath' | 'complaints'> {
  const pieces = content.length > authorshipLogLimits.characters ? [content] : withoutConversations(content);
  if (pieces.length > 1) {
    const brief = readAuthorshipLog(decoder.decode(Buffer.concat(pieces)));
    if (brief.complaints.length === 0) return brief;
  }
  return readAuthorshipLog(decoder.decode(content));
}
