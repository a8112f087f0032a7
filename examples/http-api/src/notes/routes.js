// The routes of notes.
import { randomUUID } from "node:crypto";
import { readJson } from "../body.js";
import { notFound } from "../http-error.js";
import { readPage } from "../paging.js";
import { sendJson, sendNothing } from "../respond.js";
import { changedNote, newNote } from "./note.js";
import { searchNotes } from "./search.js";

export function registerNoteRoutes(router) {
  router.add("GET", "/notes", list);
  router.add("POST", "/notes", create);
  router.add("GET", "/notes/:id", show);
  router.add("PATCH", "/notes/:id", change);
  router.add("DELETE", "/notes/:id", remove);
}

function list({ response, query, notes }) {
  const wanted = { text: query.get("text"), tag: query.get("tag"), ...readPage(query) };
  sendJson(response, 200, searchNotes(notes.all(), wanted));
}

async function create({ request, response, config, notes }) {
  const input = await readJson(request, config.bodyBytesMax);
  const note = newNote(input, { id: randomUUID(), at: new Date().toISOString() });
  notes.put(note);
  response.setHeader("location", `/notes/${note.id}`);
  sendJson(response, 201, note);
}

function show({ response, params, notes }) {
  sendJson(response, 200, existing(notes, params.id));
}

async function change({ request, response, params, config, notes }) {
  const input = await readJson(request, config.bodyBytesMax);
  const note = changedNote(existing(notes, params.id), input, { at: new Date().toISOString() });
  notes.put(note);
  sendJson(response, 200, note);
}

function remove({ response, params, notes }) {
  existing(notes, params.id);
  notes.remove(params.id);
  sendNothing(response);
}

function existing(notes, id) {
  const note = notes.get(id);
  if (note === null) throw notFound(`There is no note ${id}.`);
  return note;
}
