import { parse } from 'jsonc-parser';

/** The commands that a person's `keybindings.json` binds anew or, with a minus before them, unbinds. Empty for a text that is no list. */
export function reboundCommands(keyBindings: string): ReadonlySet<string> {
  const bindings: unknown = parse(keyBindings);
  const commands = (Array.isArray(bindings) ? bindings : []).map((binding: unknown): unknown =>
    typeof binding === 'object' && binding !== null && 'command' in binding ? binding.command : null,
  );
  return new Set(commands.filter((command) => typeof command === 'string').map((command) => command.replace(/^-/, '')));
}
