// The routes of notes. Each user sees their own; the notes of others look as if they were not there.
import { randomUUID } from "node:crypto";
import { requireUser } from "../auth/middleware.js";
import { readJson } from "../body.js";
import { notFound } from "../http-error.js";
import { readPage } from "../paging.js";
import { sendJson, sendNothing } from "../respond.js";
import { changedNote, newNote } from "./note.js";
import { searchNotes } from "./search.js";

export function registerNoteRoutes(router) {
  router.add("GET", "/notes", requireUser(list));
  router.add("POST", "/notes", requireUser(create));
  router.add("GET", "/notes/:id", requireUser(show));
  router.add("PATCH", "/notes/:id", requireUser(change));
  router.add("DELETE", "/notes/:id", requireUser(remove));
}

function list({ response, query, notes, user }) {
  const wanted = { text: query.get("text"), tag: query.get("tag"), ...readPage(query) };
  sendJson(response, 200, searchNotes(notes.ownedBy(user.id), wanted));
}

async function create({ request, response, config, notes, user, now }) {
  const input = await readJson(request, config.bodyBytesMax);
  const note = newNote(input, { id: randomUUID(), at: new Date(now()).toISOString(), ownerId: user.id });
  notes.put(note);
  response.setHeader("location", `/notes/${note.id}`);
  sendJson(response, 201, note);
}

function show({ response, params, notes, user }) {
  sendJson(response, 200, owned(notes, params.id, user));
}

async function change({ request, response, params, config, notes, user, now }) {
  const input = await readJson(request, config.bodyBytesMax);
  const note = changedNote(owned(notes, params.id, user), input, { at: new Date(now()).toISOString() });
  notes.put(note);
  sendJson(response, 200, note);
}

function remove({ response, params, notes, user }) {
  owned(notes, params.id, user);
  notes.remove(params.id);
  sendNothing(response);
}

/** A 403 would tell that the note exists. */
function owned(notes, id, user) {
  const note = notes.get(id);
  if (note?.ownerId !== user.id) throw notFound(`There is no note ${id}.`);
  return note;
}
