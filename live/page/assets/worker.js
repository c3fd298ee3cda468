"use strict";
// Runs in a worker: unpacks the model, then answers the questions of the page.
let ready;
self.onmessage = async ({ data: { model, id, address, body, leave } }) => {
  if (leave) return self.cogapLeave?.();
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
  const go = new Go();
  go.env = { GOGC: "200" }; // memory is freed half as often, for a tenth more of it
  const { instance } = await WebAssembly.instantiate(fzstd.decompress(unpack(model)), go.importObject);
  go.run(instance).then(() => { ready = Promise.reject(new Error("the model stopped")); ready.catch(() => {}); });
}

// unpack returns the bytes of a text that has seven bits in each byte; page.pack says how.
function unpack(text) {
  const unsafe = [0, 10, 13, 26, 60], bytes = new Uint8Array(Math.ceil(text.length * 7 / 4)); // at most
  let bits = 0, held = 0, at = 0;
  const put = seven => {
    bits = (bits << 7 | seven) & 0x7fff;
    held += 7;
    if (held >= 8) bytes[at++] = bits >> (held -= 8);
  };
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i), before = (c >> 7) - 1;
    if (before >= 0 && before < unsafe.length) put(unsafe[before]);
    put(c & 127);
  }
  return bytes.subarray(0, at);
}
