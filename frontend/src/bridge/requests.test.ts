import { describe, expect, it, vi } from "vitest";
import { routeRequests, widgetsHost } from "./requests";

function routed() {
  const direct = vi.fn<typeof fetch>(() => Promise.resolve(new Response("{}")));
  const target = { fetch: direct, Request };
  routeRequests(target);
  return { direct, fetch: target.fetch };
}

const origins = ["wails://wails", "wails://wails.localhost:34115", "http://wails.localhost", "http://localhost:34115"];

describe("routeRequests", () => {
  it.each(origins)("asks the page's own origin under %s", async (origin) => {
    const { direct, fetch } = routed();
    await fetch(new URL(`https://${widgetsHost}/_widgets/UserManagement/members?search=zo%C3%AB&limit=10`), { method: "GET" });
    await fetch(`https://${widgetsHost}/client/graphql`, { method: "POST", body: "{}" });
    const asked = direct.mock.calls.map(([input]) => new URL(input as string, `${origin}/index.html?ak_q=x`).href);
    expect(asked).toEqual([`${origin}/_widgets/UserManagement/members?search=zo%C3%AB&limit=10`, `${origin}/client/graphql`]);
  });

  it("keeps method, headers and body", async () => {
    const { direct, fetch } = routed();
    const init = { method: "POST", headers: { Authorization: "Bearer x", "WorkOS-Widgets-Type": "user-profile" }, body: '{"firstName":"Zoë"}' };
    await fetch(new URL(`https://${widgetsHost}/_widgets/UserProfile/me`), init);
    expect(direct).toHaveBeenCalledExactlyOnceWith("/_widgets/UserProfile/me", init);
  });

  it("takes Request objects apart", async () => {
    const { direct, fetch } = routed();
    const signal = new AbortController().signal;
    await fetch(new Request(`https://${widgetsHost}/client/graphql`, { method: "POST", headers: { Authorization: "Bearer x" }, body: "{}", signal }));
    const [input, init] = direct.mock.calls[0] ?? [];
    expect(input).toBe("/client/graphql");
    expect(init?.method).toBe("POST");
    expect(new Headers(init?.headers).get("Authorization")).toBe("Bearer x");
    expect(await new Response(init?.body ?? null).text()).toBe("{}");
  });

  it.each(["/assets/x.js", "https://api.workos.com/_widgets/UserProfile/me", "https://example.com/"])("leaves %s alone", async (address) => {
    const { direct, fetch } = routed();
    await fetch(address);
    expect(direct).toHaveBeenCalledExactlyOnceWith(address, undefined);
  });

  it.each(["/user_management/users", "/client/graphql/more", "/_widgets"])("passes nothing else on: %s", async (path) => {
    const { direct, fetch } = routed();
    await expect(fetch(`https://${widgetsHost}${path}?token=secret`)).rejects.toThrow(path);
    await expect(fetch(`https://${widgetsHost}${path}?token=secret`)).rejects.not.toThrow("secret");
    expect(direct).not.toHaveBeenCalled();
  });
});
