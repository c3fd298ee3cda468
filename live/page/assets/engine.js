"use strict";
// Answers the page's questions by the model that the page holds, in a worker, one after the other.
cogap.engine = (() => {
  const textOf = id => document.getElementById(id).textContent;
  const worker = new Worker(URL.createObjectURL(new Blob([textOf("worker")], { type: "text/javascript" })));
  worker.postMessage({ model: textOf("model") });
  document.getElementById("model").remove();
  let waiting = [], asked = null, last = 0;

  function next() {
    if (asked || waiting.length === 0) return;
    asked = waiting.shift();
    asked.progress?.(0);
    worker.postMessage({ id: asked.id, address: asked.address, body: asked.body });
  }

  worker.onerror = event => answered(q => q.reject(Object.assign(new Error(event.message), { problems: [{ message: "The model can't run here: " + event.message }] })));
  worker.onmessage = ({ data: { id, progress, ok, kind, bytes, error } }) => {
    if (asked?.id !== id) return;
    if (progress !== undefined) return asked.progress?.(progress);
    answered(q => {
      if (ok) return q.resolve(new Blob([bytes], { type: kind }));
      const problems = error ? [{ message: "The model can't run here: " + error }] : JSON.parse(new TextDecoder().decode(bytes)).problems;
      q.reject(Object.assign(new Error("refused"), { problems }));
    });
  };

  function answered(settle) {
    const q = asked;
    asked = null;
    if (q) settle(q);
    next();
  }

  function ask(address, question, { signal, progress } = {}) {
    return new Promise((resolve, reject) => {
      const q = { id: ++last, address, body: JSON.stringify(question), progress, resolve, reject };
      const leave = () => {
        if (asked === q) worker.postMessage({ leave: true });
        waiting = waiting.filter(other => other !== q);
        q.progress = undefined;
        reject(new DOMException("nobody waits any more", "AbortError"));
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener("abort", leave);
      waiting.push(q);
      next();
    });
  }
  return { ask, where: "This page is one file with the whole model in it: it runs here, works offline and sends nothing anywhere." };
})();
