import { Skeleton, Theme } from "@radix-ui/themes";
import { act, render, screen } from "@testing-library/react";
import { useRef, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settleAfter, useLooks } from "./looks";

/** A container with what a widget shows, and what it is taken for. */
function Watched({ children }: { children?: ReactNode }) {
  const container = useRef<HTMLDivElement>(null);
  const looks = useLooks(container, true);
  return (
    <Theme>
      <output>{looks}</output>
      <div ref={container}>{children}</div>
    </Theme>
  );
}

const verdict = () => screen.getByRole("status").textContent;
const wait = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
const broken = <div data-woswidgets-widget-state="error"><h3>Something went wrong</h3></div>;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a widget is taken for", () => {
  it.each<[string, string, ReactNode]>([
    ["blank", "that shows nothing", undefined],
    ["blank", "that has only put itself on the page", <div key="1" data-woswidgets-widget="" data-woswidgets-widget-state="resolved" />],
    ["blank", "of empty boxes", <div key="1"><span /> <p>{"\n"}</p></div>],
    ["broken", "that has caught its own error", broken],
    ["broken", "of which one part has", <div key="1"><p>Profile</p>{broken}</div>],
    ["fine", "with a word in it", <p key="1">No sessions</p>],
    ["fine", "with nothing but a field", <input key="1" />],
    ["fine", "with nothing but a picture", <svg key="1" />],
    ["fine", "that shows it is loading", <Skeleton key="1" width="10px" />],
    ["fine", "that is resolved", <div key="1" data-woswidgets-widget-state="resolved">Zoë</div>],
  ])("%s: one %s", async (expected, _, children) => {
    render(<Watched>{children}</Watched>);
    await wait(settleAfter);
    expect(verdict()).toBe(expected);
  });
});

describe("how a widget looks is said", () => {
  it("only once it has looked like that for a while", async () => {
    render(<Watched />);
    await wait(settleAfter - 1);
    expect(verdict()).toBe("fine");
    await wait(1);
    expect(verdict()).toBe("blank");
  });

  it("not at all when it mends itself before", async () => {
    const { rerender } = render(<Watched />);
    await wait(settleAfter - 1);
    rerender(<Watched>There</Watched>);
    await wait(settleAfter * 2);
    expect(verdict()).toBe("fine");
  });

  it("anew when it changes, and at once when it is mended", async () => {
    const { rerender } = render(<Watched>There</Watched>);
    rerender(<Watched />);
    await wait(settleAfter);
    expect(verdict()).toBe("blank");
    rerender(<Watched>{broken}</Watched>);
    await wait(settleAfter);
    expect(verdict()).toBe("broken");
    rerender(<Watched><div data-woswidgets-widget-state="resolved">Zoë</div></Watched>);
    await wait(0);
    expect(verdict()).toBe("fine");
  });

  it("when only its state changes", async () => {
    const widget = (state: string) => <Watched><div data-woswidgets-widget-state={state}>Zoë</div></Watched>;
    const { rerender } = render(widget("resolved"));
    rerender(widget("error"));
    await wait(settleAfter);
    expect(verdict()).toBe("broken");
  });
});
