import { createHmac } from "node:crypto";

/** The code that an authenticator app shows for a secret (RFC 6238, RFC 4226 section 5.3), at a time in milliseconds. */
export function totp(secret: string, at = Date.now()): string {
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", base32(secret)).update(counter).digest();
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  const truncated = view.getUint32(view.getUint8(view.byteLength - 1) & 0xf) & 0x7fffffff;
  return String(truncated % 1_000_000).padStart(6, "0");
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What base32 stands for (RFC 4648 section 6). */
function base32(text: string): Uint8Array {
  const bits = Array.from(text.replace(/[\s=]/g, "").toUpperCase(), (letter) => {
    const value = alphabet.indexOf(letter);
    if (value < 0) {
      throw new Error("not a base32 secret");
    }
    return value.toString(2).padStart(5, "0");
  }).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}
