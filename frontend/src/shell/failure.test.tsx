import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { installApplication, zoe } from "../testing/application";
import { Boundary } from "./Boundary";
import { Failure } from "./Failure";
import { createAppClient, Providers } from "./Providers";
import { redact } from "./redact";

function Breaks({ broken }: { broken: { now: boolean } }) {
  if (broken.now) {
    throw new Error("cannot read eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzEifQ.c2ln of zoe@acme.example");
  }
  return <p>All is well</p>;
}

describe("something that breaks", () => {
  beforeEach(() => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
  });

  it("leaves the rest alone, can be tried again, and gives details without secrets", async () => {
    installApplication(zoe);
    const broken = { now: true };
    const user = userEvent.setup();
    render(
      <Providers client={createAppClient()}>
        <p>The rest</p>
        <Boundary fallback={(error, retry) => <Failure heading="Profile could not be shown" message="It broke." error={error} retry={retry} />}>
          <Breaks broken={broken} />
        </Boundary>
      </Providers>,
    );
    expect(screen.getByText("The rest")).toBeDefined();
    expect(screen.getByRole("heading", { name: "Profile could not be shown" })).toBeDefined();

    await user.click(screen.getByRole("button", { name: "Details" }));
    const copied = await navigator.clipboard.readText();
    expect(copied).toContain("cannot read [token] of [e-mail]");

    broken.now = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(screen.getByText("All is well")).toBeDefined();
  });
});

describe("redact", () => {
  it.each([
    ["Bearer abc.def", "Bearer [token]"],
    ["key sk_test_abcdef123", "key [secret]"],
    ["GET https://x.example/callback?code=abc&state=def failed", "GET https://x.example/callback?[query] failed"],
    ["refresh token aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "refresh token [secret]"],
    ["Is it broken? a = b", "Is it broken? a = b"],
    ["Failed to GET https://widgets.invalid/_widgets/UserProfile/me", "Failed to GET https://widgets.invalid/_widgets/UserProfile/me"],
  ])("makes %j %j", (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});
