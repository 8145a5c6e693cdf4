// Runs WorkOS's emulator on a free port with the seed file named on the command line, says where on one line
// of JSON, and ends when its standard input does: it can't outlive the test that started it, however that dies.
//
// `workos emulate` is the same emulator, but the command itself does not start without a native keyring module
// that is among the optional packages, which weigh four times the rest.
import { readFileSync } from 'node:fs'
import { createEmulator } from 'workos/emulate'

const seed = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { port, apiKey } = await createEmulator({ port: 0, seed })
console.log(JSON.stringify({ port, apiKey }))
process.stdin.resume().on('close', () => process.exit(0))
