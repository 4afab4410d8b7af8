import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { client } from "../api/client.ts";
import { refreshAfterChange } from "../api/queries.ts";
import { announce, announceFailure, withdrawUndo } from "../toast/toasts.ts";

/** Takes back the last tag, label or slice change and says which. */
export function useUndo(): () => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    try {
      const { undone } = await client.call("undo", {});
      withdrawUndo();
      announce("Undone", { description: undone });
      await refreshAfterChange(queryClient, { snapshots: true });
    } catch (error) {
      announceFailure(error);
    }
  }, [queryClient]);
}
