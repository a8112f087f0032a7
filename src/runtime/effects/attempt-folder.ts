// Where the files of an attempt, and of a question about a task, are kept in the mission's store.

export function folderOf(effect: { readonly task: { readonly id: string }; readonly attempt: number }): string {
  return `tasks/${effect.task.id}/${effect.attempt}`;
}

export function questionFolder(effect: { readonly task: { readonly id: string }; readonly question: number }): string {
  return `tasks/${effect.task.id}/question-${effect.question}`;
}
