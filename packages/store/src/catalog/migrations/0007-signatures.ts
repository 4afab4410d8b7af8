/** What an image looks like, for finding near-duplicates; empty where it could not be read. Rows are absent for what was imported before. */
export const signatures = ["create table signatures(sample integer not null, signature blob not null)"];
