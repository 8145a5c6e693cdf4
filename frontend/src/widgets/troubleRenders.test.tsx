import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { Scope } from "./scope";
import { useTroubles } from "./trouble";

// The page is in what looks for troubles, so that each time costs a heavy one a frame.
it("does not draw a page once more because it got its answer, at first or again", async () => {
  const client = new QueryClient();
  const scope: Scope = { key: "", session: "", organization: "", client, authToken: () => () => Promise.resolve("") };
  const drawn = vi.fn();
  const answers = ["first", "second"];
  function Answer() {
    return <p>{useQuery({ queryKey: ["/_widgets/UserProfile/me"], queryFn: () => Promise.resolve(answers.shift() ?? "none") }).data}</p>;
  }
  function Page({ children }: { children: React.ReactNode }) {
    drawn(useTroubles(scope, "user-profile").length);
    return children;
  }
  render(<QueryClientProvider client={client}><Page><Answer /></Page></QueryClientProvider>);
  await screen.findByText("first");
  await act(() => client.invalidateQueries());
  await screen.findByText("second");
  expect(drawn.mock.calls).toEqual([[0]]);
});
