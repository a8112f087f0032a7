// Keeps users by id and by email address, in memory and, if it is given a file, on disk. Knows password hashes only.
import { randomUUID } from "node:crypto";
import { readRecords, writeRecords } from "../record-file.js";

export function createUserStore({ file = null } = {}) {
  const byId = new Map();
  const byEmail = new Map();

  function keep(user) {
    byId.set(user.id, user);
    byEmail.set(user.email, user);
  }

  if (file !== null) for (const user of readRecords(file)) keep(user);

  return {
    /** The new user, or null if the address is taken. `at` is a time in ISO 8601. */
    add({ email, passwordHash, at }) {
      if (byEmail.has(email)) return null;
      const user = { id: randomUUID(), email, passwordHash, createdAt: at };
      keep(user);
      if (file !== null) writeRecords(file, [...byId.values()]);
      return user;
    },

    /** The user, or null. */
    get(id) {
      return byId.get(id) ?? null;
    },

    /** The user, or null. Addresses are compared as they are stored, in lower case. */
    findByEmail(email) {
      return byEmail.get(email) ?? null;
    },
  };
}
