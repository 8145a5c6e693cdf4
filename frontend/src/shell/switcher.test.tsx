import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { zoe } from "../testing/application";
import { renderWindow } from "../testing/render";
import { installWorkOS } from "../testing/workos";
import { words } from "../words";

const code = vi.hoisted(() => ({ failures: 2 }));

vi.mock("../widgets/lazily", async (original) => {
  const { lazily, ...rest } = await original<typeof import("../widgets/lazily")>();
  const failing: typeof lazily = (load) => lazily(() => (code.failures-- > 0 ? Promise.reject(new TypeError("Importing a module script failed.")) : load()));
  return { ...rest, lazily: (load: Parameters<typeof lazily>[0]) => (String(load).includes("organization-switcher") ? failing(load) : lazily(load)) };
});

it("the switcher loads its code again, and then offers to reload the window", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  installWorkOS();
  window.localStorage.setItem("organization org_acme", "Acme Corp");
  const { runtime } = renderWindow(zoe);
  const WindowReload = vi.fn();
  Object.assign(runtime, { WindowReload });
  await userEvent.click(await screen.findByRole("button", { name: `Acme Corp. ${words.tryAgain}` }));
  await userEvent.click(await screen.findByRole("button", { name: `Acme Corp. ${words.reload}` }));
  expect(WindowReload).toHaveBeenCalledOnce();
  expect(code.failures).toBe(0);
});
