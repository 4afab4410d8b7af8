import { Toast } from "@base-ui/react/toast";
import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/queries.ts";
import { openSession } from "./api/session.ts";
import { App } from "./app/App.tsx";
import "./app/styles.css";
import { startTheme } from "./app/theme.ts";
import { ToastList } from "./toast/ToastList.tsx";
import { announceFailure, toastManager } from "./toast/toasts.ts";

const place = document.getElementById("root");
if (!place) throw new Error("The page has no #root.");

startTheme();
await openSession().catch(announceFailure);

createRoot(place).render(
  <QueryClientProvider client={createQueryClient()}>
    <Toast.Provider toastManager={toastManager}>
      <Tooltip.Provider delay={500}>
        <App />
        <ToastList />
      </Tooltip.Provider>
    </Toast.Provider>
  </QueryClientProvider>,
);
