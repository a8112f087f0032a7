// Where the files of an attempt, of a question about a task, and of a look at the whole are kept in the store.

/** More questions than a task can have. */
const numbersPerVote = 100;

export function folderOf(effect: { readonly task: { readonly id: string }; readonly attempt: number }): string {
  return `tasks/${effect.task.id}/${effect.attempt}`;
}

export function questionFolder(effect: { readonly task: { readonly id: string }; readonly question: number; readonly vote?: number }): string {
  const vote = effect.vote === undefined || effect.vote === 1 ? "" : `-vote-${effect.vote}`;
  return `tasks/${effect.task.id}/question-${effect.question}${vote}`;
}

/** As requests name it: a further vote on a question is told apart from the question, and from the next one. */
export function questionNumber({ question, vote }: { readonly question: number; readonly vote: number }): number {
  return question + (vote - 1) * numbersPerVote;
}

export function wholeFolder(effect: { readonly look: number; readonly reviewer: number }): string {
  return `whole/${effect.look}/review-${effect.reviewer}`;
}
