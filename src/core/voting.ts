// First to lead by k, for answers that are small and discrete: the same question is asked again until one answer has k
// votes more than any other, within a bound. Malformed and over-long answers have no vote. It knows no roles.

/** What was answered so far, and how often; equal signatures are the same answer. */
export interface Ballot<Answer> {
  readonly candidates: { readonly signature: string; readonly answer: Answer; votes: number }[];
  /** Answers that came, counted or not. */
  asked: number;
  /** The first over-long answer: better than none if no other is left. */
  spare: Answer | null;
}

/** What it comes to and how long it is is asked only where votes are counted: a large plan is long to compare. */
export interface Sample<Answer> {
  signature(): string;
  readonly answer: Answer;
  tooLong(): boolean;
}

export type Election<Answer> =
  | { readonly decided: false }
  /** `answer` is null if there was none that could be taken. */
  | { readonly decided: true; readonly answer: Answer | null; readonly votes: number; readonly asked: number };

/** An answer of more tokens than this is a sign of a model that has lost its way: it is discarded unread. */
const answerTokensMax = 750;
/** As a rule of prose and JSON; a reply's own tokens are not told apart from the rest of its session's. */
const bytesPerToken = 4;

export function newBallot<Answer>(): Ballot<Answer> {
  return { candidates: [], asked: 0, spare: null };
}

/** Odd, so that between two answers one always leads in the end. */
export function samplesMax(votes: number): number {
  return 2 * votes + 1;
}

/** Whether a reply is too long to have a vote; `parts` is how many answers it holds. */
export function isTooLong(reply: unknown, parts = 1): boolean {
  return JSON.stringify(reply).length > answerTokensMax * bytesPerToken * Math.max(1, parts);
}

/**
 * Takes in one answer, or null for one that was malformed, and says what was chosen. `votes` is the lead that decides: at
 * 1 the first answer is taken as it is. Once the bound is reached, or if no more may be asked, the leader is taken; of
 * equals, the one that came first.
 */
export function countVote<Answer>(
  ballot: Ballot<Answer>,
  sample: Sample<Answer> | null,
  votes: number,
  mayAskAgain: () => boolean,
): Election<Answer> {
  ballot.asked += 1;
  const { asked } = ballot;
  if (votes <= 1 && ballot.candidates.length === 0) {
    return { decided: true, answer: sample?.answer ?? ballot.spare, votes: 1, asked };
  }
  if (sample?.tooLong() === true) ballot.spare ??= sample.answer;
  else if (sample !== null) addVote(ballot, sample);
  const [leader, next] = byVotes(ballot);
  const leads = (leader?.votes ?? 0) - (next?.votes ?? 0) >= votes;
  if (!leads && asked < samplesMax(votes) && mayAskAgain()) return { decided: false };
  return { decided: true, answer: leader?.answer ?? ballot.spare, votes: leader?.votes ?? 0, asked };
}

function byVotes<Answer>({ candidates }: Ballot<Answer>) {
  return [...candidates].sort((left, right) => right.votes - left.votes);
}

/** What would be chosen if no more were asked, and its votes; the answer is null if nothing came that could be taken. */
export function leaderOf<Answer>(ballot: Ballot<Answer>): { readonly answer: Answer | null; readonly votes: number } {
  const [leader] = byVotes(ballot);
  return { answer: leader?.answer ?? ballot.spare, votes: leader?.votes ?? 0 };
}

function addVote<Answer>({ candidates }: Ballot<Answer>, sample: Sample<Answer>): void {
  const [signature, answer] = [sample.signature(), sample.answer];
  const known = candidates.find((candidate) => candidate.signature === signature);
  if (known === undefined) candidates.push({ signature, answer, votes: 1 });
  else known.votes += 1;
}

/** How it was chosen, for the notes; empty if nobody voted. */
export function tally({ votes, asked }: { readonly votes: number; readonly asked: number }): string {
  return asked > 1 ? `${votes} of ${asked} votes` : "";
}
