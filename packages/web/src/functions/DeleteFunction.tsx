import { useChange } from "../api/queries.ts";
import { announce } from "../toast/toasts.ts";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";

/** Asks before a function goes. */
export function DeleteFunction(props: { name: string; onClose: () => void; onDeleted?: () => void }) {
  const remove = useChange("deleteFunction");
  return (
    <ConfirmDialog
      title={`Delete ${props.name}?`}
      confirm="Delete the function"
      onClose={props.onClose}
      onConfirm={async () => {
        await remove.mutateAsync({ name: props.name });
        announce(`${props.name} is deleted`);
        props.onDeleted?.();
      }}
    >
      Its scores and answers go, and filters and rules that use it find nothing. The samples stay.
    </ConfirmDialog>
  );
}
