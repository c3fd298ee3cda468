"use strict";
// Runs in a worker: unpacks the model, then answers the questions of the page.
let ready;
self.onmessage = async ({ data: { model, id, address, body } }) => {
  if (model) {
    ready = start(model);
    ready.catch(() => {}); // told to whoever asks
    return;
  }
  const fail = error => self.postMessage({ id, error: String(error) });
  try { await ready; } catch (error) { return fail(error); }
  cogapReply(address, body, progress => self.postMessage({ id, progress }), (ok, kind, bytes) => self.postMessage({ id, ok, kind, bytes }, [bytes.buffer]));
};

async function start(model) {
  const go = new Go(), { instance } = await WebAssembly.instantiate(fzstd.decompress(unpack(model)), go.importObject);
  go.run(instance).then(() => { ready = Promise.reject(new Error("the model stopped")); ready.catch(() => {}); });
}

// unpack returns the bytes of a text that has seven bits in each character.
function unpack(text) {
  const bytes = new Uint8Array(Math.floor(text.length * 7 / 8));
  let bits = 0, held = 0, at = 0;
  for (let i = 0; i < text.length; i++) {
    bits = (bits << 7 | text.charCodeAt(i) & 127) & 0x7fff;
    held += 7;
    if (held >= 8) bytes[at++] = bits >> (held -= 8);
  }
  return bytes;
}
