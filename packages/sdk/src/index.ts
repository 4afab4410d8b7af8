export { addressOf, type HttpRequest } from "./address.ts";
export { type Client, type ClientOptions, createClient } from "./client.ts";
