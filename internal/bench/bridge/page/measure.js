// WebKit rounds its clock to a millisecond: one figure is the mean of a batch of calls, one after the other.
const batches = 40;
const batch = 100;

async function once(call) {
  const began = performance.now();
  for (let i = 0; i < batch; i++) {
    await call();
  }
  return (performance.now() - began) / batch;
}

const app = window.go.main.App;
const token = () => app.GetWidgetToken("user-management");
const nothing = () => app.Nothing();
await once(token);
await once(nothing);
const calls = { token: [], nothing: [] };
for (let i = 0; i < batches; i++) { // in turns, so that whatever else the machine does hits both
  calls.token.push(await once(token));
  calls.nothing.push(await once(nothing));
}
await app.Measured(calls);
