import { act, render, screen } from "@testing-library/react";
import { Suspense, useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Boundary } from "../shell/Boundary";
import { lazily, NotLoadedError, type Lazily } from "./lazily";

function Widget() {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>pressed {count}</button>;
}

/** Fails as often as told, as a dynamic import does. */
const loader = (failures: number) => {
  let left = failures;
  return vi.fn(() => (left-- > 0 ? Promise.reject(new TypeError("Importing a module script failed.")) : Promise.resolve(Widget)));
};

/** A place for the component, with what it suspended for or threw. */
const Place = ({ code }: { code: Lazily<object> }) => (
  <Boundary fallback={(error, retry) => (
    <button onClick={() => {
      code.renew();
      retry();
    }}>{error instanceof NotLoadedError ? `failed ${error.attempt}: ${error.message}` : "crashed"}</button>
  )}>
    <Suspense fallback="waiting"><code.Component /></Suspense>
  </Boundary>
);

const settled = () => act(() => new Promise((resolve) => setTimeout(resolve)));
const text = () => document.body.textContent;
const press = async () => {
  act(() => {
    screen.getByRole("button").click();
  });
  await settled();
};

describe("code that is fetched when it is needed", () => {
  beforeEach(() => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
  });

  it("is fetched once, and waited for", async () => {
    const load = loader(0);
    const code = lazily(load);
    const { rerender } = render(<Place code={code} />);
    expect(text()).toBe("waiting");
    await settled();
    await press();
    rerender(<Place code={code} />);
    expect(text()).toBe("pressed 1");
    expect(load).toHaveBeenCalledOnce();
  });

  it("is not waited for once it was fetched ahead", async () => {
    const load = loader(0);
    const code = lazily(load);
    code.preload();
    await settled();
    render(<Place code={code} />);
    expect(text()).toBe("pressed 0");
    expect(load).toHaveBeenCalledOnce();
  });

  it("is taken up under way", async () => {
    const load = loader(0);
    const code = lazily(load);
    code.preload();
    const { rerender } = render(<Place code={code} />);
    await settled();
    await press();
    code.preload();
    await settled();
    rerender(<Place code={code} />);
    expect(text()).toBe("pressed 1");
    expect(load).toHaveBeenCalledOnce();
  });

  it("is fetched when needed though it could not be ahead", async () => {
    const load = loader(1);
    const code = lazily(load);
    code.preload();
    await settled();
    render(<Place code={code} />);
    await settled();
    expect(text()).toBe("pressed 0");
    expect(load).toHaveBeenCalledTimes(2);
  });

  it("is fetched anew after every failure, and counts them", async () => {
    const load = loader(2);
    render(<Place code={lazily(load)} />);
    await settled();
    expect(text()).toBe("failed 1: Importing a module script failed.");
    await press();
    expect(text()).toBe("failed 2: Importing a module script failed.");
    await press();
    expect(text()).toBe("pressed 0");
    expect(load).toHaveBeenCalledTimes(3);
  });

  it("comes from a later preload, should the page be left and visited again", async () => {
    const code = lazily(loader(1));
    const { unmount } = render(<Place code={code} />);
    await settled();
    unmount();
    code.preload();
    await settled();
    render(<Place code={code} />);
    expect(text()).toBe("pressed 0");
  });

  it("stays on screen when it is renewed without need", async () => {
    const code = lazily(loader(0));
    const { rerender } = render(<Place code={code} />);
    await settled();
    await press();
    code.renew();
    rerender(<Place code={code} />);
    expect(text()).toBe("pressed 1");
  });
});
