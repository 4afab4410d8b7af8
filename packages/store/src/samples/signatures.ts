import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import type { SignatureColumns } from "../contract/samples.ts";
import type { Incoming } from "./incoming.ts";

/** Replaces the signatures of samples; an empty one says that the image can't be read. */
export async function replaceSignatures(
  connection: Connection,
  numbers: readonly number[],
  signatures: readonly Uint8Array[],
): Promise<void> {
  if (numbers.length === 0) return;
  await connection.change("create or replace temp table signed(number integer)");
  await connection.append({ table: "signed" }, [{ type: "integer", values: numbers }]);
  await connection.change("delete from signatures where sample in (select number from signed)");
  await appendSignatures(connection, numbers, signatures);
}

/** Inserts the signatures that an import computed of new samples. */
export async function insertSignatures(connection: Connection, rows: readonly Incoming[]): Promise<void> {
  const signed = rows.flatMap(({ number, input }) => (input.signature ? [{ number, signature: input.signature }] : []));
  await appendSignatures(
    connection,
    signed.map(({ number }) => number),
    signed.map(({ signature }) => signature),
  );
}

function appendSignatures(
  connection: Connection,
  numbers: readonly number[],
  signatures: readonly Uint8Array[],
): Promise<void> {
  return connection.append({ table: "signatures" }, [
    { type: "integer", values: numbers },
    { type: "blob", values: signatures },
  ]);
}

/** Signatures of samples in the order of `numbers`. Numbers of objects have none. */
export async function readSignatures(catalog: Catalog, numbers: Int32Array, bytes: number): Promise<SignatureColumns> {
  const columns: SignatureColumns = {
    // Shared, because they are compared in other threads as well, and a million of them are 384 MB.
    data: new Uint8Array(new SharedArrayBuffer(numbers.length * bytes)),
    state: new Uint8Array(numbers.length),
  };
  await catalog.withNumbers(numbers, (table) =>
    catalog.blobs(
      `select n.rowid::integer as row, g.signature from ${table} n join signatures g on g.sample = n.number`,
      (row, signature) => {
        if (signature.length === bytes) columns.data.set(signature, row * bytes);
        columns.state[row] = signature.length === bytes ? 1 : signature.length === 0 ? 2 : 0;
      },
    ),
  );
  return columns;
}

/** Whether each sample has a signature, as in {@link SignatureColumns}. */
export async function signatureStates(catalog: Catalog, numbers: Int32Array, bytes: number): Promise<Uint8Array> {
  const [states] = await catalog.withNumbers(numbers, (table) =>
    catalog.integers(
      `select case octet_length(g.signature) when ?::integer then 1 when 0 then 2 else 0 end::integer
       from ${table} n left join signatures g on g.sample = n.number order by n.rowid`,
      [bytes],
    ),
  );
  return Uint8Array.from(states);
}
