/** What VS Code must say of at least one change of a kind: the source of its reason, a slash, and its kind or name. */
const expectations: readonly (readonly [kinds: RegExp, reasons: RegExp])[] = [
  [/^(?:undo|redo)\./, /^applyEdits\//],
  [/^type\.(?:tab|shift-tab|backspace|delete)/, /^cursor\/executeCommand/],
  [/^type\.composed-stepwise/, /^cursor\/composition/],
  [/^type\./, /^cursor\/(?:type|composition)/],
  [/^inline\.(?:word|line)/, /^inlineCompletionPartialAccept\//],
  [/^inline\./, /^inlineCompletion(?:Partial)?Accept\//],
  [/^suggest\./, /^suggest\//],
  [/^snippet\.(?:placeholder|next)/, /^cursor\/type/],
  [/^(?:snippet|drop|emmet)\.|\.snippet/, /^snippet\//],
  [/^drag\./, /^cursor\/executeCommand/],
  [/^paste\./, /^cursor\/paste/],
  [/^cut/, /^cursor\/cut/],
  [
    /^(?:lines|line|indent|outdent|comment|transpose|duplicate|delete)\b/,
    /^(?:cursor\/executeCommand|unknown\/editor\.action)/,
  ],
  [/^case\./, /^unknown\/editor\.action/],
  [/^replace\./, /^cursor\/executeCommand/],
  [/^rename/, /^(?:rename|unknown)\//],
  [/^code-action\./, /^codeAction\//],
  [/^format\./, /^unknown\/formatEditsCommand/],
  [/^eol/, /^eolChange\//],
  [/^(?:disk|revert)/, /^reloadFromDisk\//],
  [/^(?:agent|plain)\./, /^(?:unknown|codeAction|snippet)\//],
];

/** Whether a change with this reason is what the kind of edit says that it is. Kinds of which nothing is expected take any. */
export function isReasonOfKind(kind: string, reason: string): boolean {
  const expected = expectations.find(([kinds]) => kinds.test(kind));
  return expected === undefined || expected[1].test(reason);
}
