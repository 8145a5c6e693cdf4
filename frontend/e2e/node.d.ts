// As much of Node's own modules as these files use.

declare module "node:child_process" {
  interface Output {
    setEncoding(encoding: "utf8"): void;
    on(event: "data", heard: (text: string) => void): void;
  }
  interface Child {
    readonly exitCode: number | null;
    readonly signalCode: string | null;
    readonly stdin: { end(): void };
    readonly stdout: Output;
    readonly stderr: Output;
    once(event: "exit", heard: () => void): void;
    once(event: "error", heard: (error: Error) => void): void;
  }
  export function spawn(program: string, args: readonly string[], options: {
    env: Readonly<Record<string, string | undefined>>; cwd: string; detached: boolean;
  }): Child;
}

declare module "node:fs" {
  export function existsSync(path: string): boolean;
  export function mkdirSync(path: string, options: { recursive: true }): void;
  export function mkdtempSync(prefix: string): string;
  export function readFileSync(path: string, encoding: "utf8"): string;
  export function writeFileSync(path: string, text: string, options?: { mode: number }): void;
}

declare module "node:net" {
  interface Server {
    listen(port: number, host: string, listening: () => void): void;
    address(): { readonly port: number };
    close(closed: () => void): void;
  }
  export function createServer(): Server;
}

declare module "node:os" {
  export function tmpdir(): string;
}

declare module "node:process" {
  export const env: Readonly<Record<string, string | undefined>>;
}

declare module "node:crypto" {
  export function createHmac(algorithm: "sha1", key: Uint8Array): { update(data: Uint8Array): { digest(): Uint8Array } };
}
