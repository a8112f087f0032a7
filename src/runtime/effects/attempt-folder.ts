// Where an attempt's files are kept in the mission's store.

export function folderOf(effect: { readonly task: { readonly id: string }; readonly attempt: number }): string {
  return `tasks/${effect.task.id}/${effect.attempt}`;
}
