import { Toast } from "@base-ui/react/toast";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";

/** Shows the messages at the foot of the page, newest at the bottom. */
export function ToastList() {
  const { toasts } = Toast.useToastManager();
  return (
    <Toast.Portal>
      <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[22rem] max-w-[calc(100vw-2rem)] flex-col-reverse gap-2">
        {toasts.map((toast) => (
          <Toast.Root
            key={toast.id}
            toast={toast}
            className={classes(
              "rounded-lg border bg-raised shadow-pop transition duration-200",
              "data-limited:hidden data-ending-style:translate-y-1 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0",
              toast.type === "error" ? "border-danger/60" : "border-line",
            )}
          >
            <Toast.Content className="flex items-center gap-3 py-2 pr-2 pl-3.5">
              {toast.type === "error" && <Icon name="warning" className="shrink-0 text-danger" />}
              <div className="min-w-0 grow">
                <Toast.Title className="text-sm font-medium break-words" />
                <Toast.Description className="text-xs break-words text-ink-muted" />
              </div>
              <Toast.Action className="h-7 shrink-0 rounded-md px-2 text-sm font-medium text-accent hover:bg-hover" />
              <Toast.Close
                aria-label="Close this message"
                className="flex size-7 shrink-0 items-center justify-center rounded-md text-ink-muted hover:bg-hover"
              >
                <Icon name="close" size={13} />
              </Toast.Close>
            </Toast.Content>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  );
}
