# Called by VS Code before and after each tool call of its chat's agents, where the setting aiCodeShare.chatHooks.enabled is on.
# Without a launcher, which the extension writes, nothing is done; most tools neither edit nor run anything.
launcher="${XDG_DATA_HOME:-$HOME/.local/share}/ai-code-share/hook"
[ -x "$launcher" ] || exit 0
payload=$(cat)
case "$payload" in
*create_file* | *replace_string* | *insert_edit* | *edit_notebook* | *apply_patch* | *run_in_terminal*)
  printf '%s\n' "$payload" | "$launcher" vscode-chat
  ;;
esac
exit 0
