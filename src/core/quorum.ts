// What several reviewers together say. Only what a counterexample shows can hold a change up. An opinion is no veto: if
// more reviewers than may be wrong share in it, it buys one round of repair; a claim whose own counterexample does not
// fail buys nothing, and who is silent or garbled counts for nothing.
import type { Judged } from "./mission.ts";

/**
 * Concerns that buy a round; empty to go on. `reviews` holds each reviewer's rejections, empty for an approval, null for
 * no answer. `tolerated` reviewers may be wrong or lie without any effect; null for half of those who answered.
 */
export function carriedConcerns(reviews: readonly (readonly Judged[] | null)[], tolerated: number | null): readonly Judged[] {
  const answered = reviews.filter((review) => review !== null);
  const standing = answered.map((review) => review.filter(({ trial }) => trial.outcome !== "refuted"));
  const rejecting = standing.filter((review) => review.length > 0);
  return rejecting.length > (tolerated ?? answered.length / 2) ? rejecting.flat() : [];
}
