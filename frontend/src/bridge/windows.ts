import { currentStay, handOver, openOutside } from "./outside";

/**
 * How long a window that was given its address may take until its first message, in milliseconds. Pipes sends
 * one after 100; a window that stays silent was only meant to show something.
 */
export const grace = 1000;

/**
 * Replaces window.open, which returns null in a web view. What it opens goes to the system browser; the caller
 * gets a stand-in for the window where it may want to talk to it.
 */
export function standInForWindows(target: Window & typeof globalThis): void {
  target.open = (address = "", _name, features = "") => {
    const wanted = new URL(String(address), target.location.href).href;
    const alone = /\bno(?:opener|referrer)\b/.test(features);
    if (!alone && waits(String(address))) {
      return new WindowStandIn(wanted) as unknown as WindowProxy;
    }
    openOutside(wanted);
    return alone ? null : new WindowStandIn(wanted, true) as unknown as WindowProxy;
  };
}

/** Whether a window begins with a page that only waits for where it is to go (Pipes, lib/pipes.js). */
function waits(address: string): boolean {
  return address === "" || address === "about:blank" || /\/pipes\/redirecting(?:[?#]|$)/.test(address);
}

type Place = Pick<Location, "href" | "assign" | "replace" | "toString">;

/** As much of another window as a widget uses of one. */
class WindowStandIn {
  readonly opener = null;
  /** Whoever opened it may send it on only after a switch. */
  readonly #during = currentStay();
  readonly #first: string;
  #address: string;
  #closed: boolean;
  #silent: ReturnType<typeof setTimeout> | undefined;
  readonly #location: Place;

  constructor(address: string, closed = false) {
    this.#first = this.#address = address;
    this.#closed = closed;
    const go = (to: string | URL) => {
      this.#go(String(to));
    };
    const here = () => this.#address;
    this.#location = {
      get href() {
        return here();
      },
      set href(to) {
        go(to);
      },
      assign: go,
      replace: go,
      toString: here,
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  get location(): Place {
    return this.#location;
  }

  set location(to: string | URL | Place) {
    this.#go(to.toString());
  }

  close(): void {
    clearTimeout(this.#silent);
    this.#closed = true;
  }

  focus(): void { /* it is the browser's */ }
  blur(): void { /* it is the browser's */ }

  /**
   * Takes the first message, with which the window is handed over, and reports it closed. The widget would
   * repeat itself for 10 seconds and give up; Go does it for as long as it takes.
   */
  postMessage(message: unknown, to: string | WindowPostMessageOptions = "/"): void {
    if (this.#closed) {
      return;
    }
    this.close();
    const origin = typeof to === "string" ? to : (to.targetOrigin ?? "/");
    const targetOrigin = URL.canParse(origin) ? origin : new URL(this.#address).origin;
    handOver({ url: this.#address, opener: this.#first, message, targetOrigin }, this.#during);
  }

  #go(to: string): void {
    if (this.#closed) {
      return;
    }
    this.#address = to;
    clearTimeout(this.#silent);
    this.#silent = setTimeout(() => {
      this.close();
      openOutside(to, this.#during);
    }, grace);
  }
}
