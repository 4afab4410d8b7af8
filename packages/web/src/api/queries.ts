import { GleanerError, type OperationName, type RequestOf, type ResultOf } from "@gleaner/schema";
import {
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { client } from "./client.ts";
import { onRecovery, reportLocked, reportUnreachable } from "./connection.ts";
import { isLocked, isUnreachable } from "./errors.ts";

function noticeLoss(error: unknown): void {
  if (isUnreachable(error)) reportUnreachable();
  if (isLocked(error)) reportLocked();
}

/** Makes the cache of server answers; it asks again for what is on screen when a lost server comes back. */
export function createQueryClient(): QueryClient {
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeLoss }),
    mutationCache: new MutationCache({ onError: noticeLoss }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 120_000,
        refetchOnWindowFocus: true,
        networkMode: "always",
        retry: (failures, error) => failures < 1 && error instanceof GleanerError && error.code === "internal",
      },
      mutations: { networkMode: "always" },
    },
  });
  onRecovery(() => {
    // A server that was started anew has forgotten its snapshots and may give their names to others.
    queryClient.removeQueries({ predicate: ({ queryKey }) => ["viewRows", "mapMask"].includes(String(queryKey[0])) });
    void queryClient.invalidateQueries();
  });
  return queryClient;
}

/** Options of a query for one operation: its key is the name and the request, and leaving aborts it. */
export function operationQuery<Name extends OperationName>(name: Name, request: RequestOf<Name>) {
  return queryOptions({
    queryKey: [name, request] as const,
    queryFn: ({ signal }): Promise<ResultOf<Name>> => client.call(name, request, { signal }),
  });
}

interface OperationOptions {
  enabled?: boolean;
  /** Shows the previous answer while the next one loads. */
  keepPrevious?: boolean;
  /** Milliseconds. */
  refetchInterval?: number | false;
  staleTime?: number;
}

/** The answer of a reading operation, kept fresh. */
export function useOperation<Name extends OperationName>(
  name: Name,
  request: RequestOf<Name>,
  { enabled, keepPrevious, refetchInterval, staleTime }: OperationOptions = {},
) {
  const { data, error, isPending, isFetching, refetch } = useQuery({
    ...operationQuery(name, request),
    enabled,
    refetchInterval,
    ...(staleTime === undefined ? {} : { staleTime }),
  });
  const last = useRef(data);
  useEffect(() => {
    if (data !== undefined) last.current = data;
  }, [data]);
  return { data: keepPrevious ? (data ?? last.current) : data, error, isPending, isFetching, refetch };
}

/** Asks again for everything that a change may touch. Snapshots stay, so that nothing jumps, unless `snapshots`. */
export function refreshAfterChange(queryClient: QueryClient, options: { snapshots: boolean }): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) => options.snapshots || queryKey[0] !== "createView",
  });
}

/** A changing operation; what is on screen is asked for again after it. */
export function useChange<Name extends OperationName>(name: Name, options: { snapshots?: boolean } = {}) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (request: RequestOf<Name>): Promise<ResultOf<Name>> => client.call(name, request),
    onSuccess: () => void refreshAfterChange(queryClient, { snapshots: options.snapshots ?? false }),
  });
}
