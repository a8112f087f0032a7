// What several reviewers together say. An opinion is no veto: a majority of those who answered can buy one round of
// repair, and one who is silent or garbled counts for nothing.
import type { Concern } from "./reply.ts";

/** Concerns that buy a round; empty to go on. `reviews` holds each reviewer's concerns, null for no answer. */
export function carriedConcerns(reviews: readonly (readonly Concern[] | null)[]): readonly Concern[] {
  const answered = reviews.filter((review) => review !== null);
  const rejecting = answered.filter((review) => review.length > 0);
  return rejecting.length * 2 > answered.length ? rejecting.flat() : [];
}
