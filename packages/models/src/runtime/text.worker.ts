import type { TextTower } from "../model.ts";
import { TextSession } from "../text/text-session.ts";
import { serveWorker } from "./worker-loop.ts";

await serveWorker<TextTower, TextSession, string>({
  open: TextSession.open,
  answer: (session, text) => session.embed(text),
  close: (session) => session.release(),
});
