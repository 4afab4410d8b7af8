import { createClient } from "@gleaner/sdk";

/** The one client of the application: the page's own origin, entered by the session cookie. */
export const client = createClient({ baseUrl: "" });
