// Where the files of an attempt, of a question about a task, and of a look at the whole are kept in the store.

export function folderOf(effect: { readonly task: { readonly id: string }; readonly attempt: number }): string {
  return `tasks/${effect.task.id}/${effect.attempt}`;
}

export function questionFolder(effect: { readonly task: { readonly id: string }; readonly question: number }): string {
  return `tasks/${effect.task.id}/question-${effect.question}`;
}

export function wholeFolder(effect: { readonly look: number; readonly reviewer: number }): string {
  return `whole/${effect.look}/review-${effect.reviewer}`;
}
