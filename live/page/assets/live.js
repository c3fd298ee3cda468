"use strict";
// Turns the sliders of the live page into runs, and shows them.
(() => {
  const { choices, files } = cogap.data;
  const $ = id => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const el = (tag, props, ...inside) => { const e = Object.assign(document.createElement(tag), props); e.append(...inside); return e; };
  let now, pinned;    // answers of the server: the run that is shown, and the one behind it
  let wanted = {};    // parameters that were changed since, by path
  let asking = null;  // aborts the request that is under way

  // ask sends a scenario to the server, and again if it is busy.
  async function ask(where, link, set, signal) {
    for (let again = 0; ; again++) {
      const reply = await fetch(where, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ link, set }), signal });
      if (reply.ok) return reply;
      if (reply.status === 429 && again < 5) { await new Promise(done => setTimeout(done, 1000 * reply.headers.get("Retry-After"))); continue; }
      const { problems } = await reply.json();
      throw Object.assign(new Error("refused"), { problems });
    }
  }

  function complain(error) {
    const list = error ? error.problems ?? [{ message: `The server does not answer (${error.message}). Is cogap serve still running?` }] : [];
    $("problems").replaceChildren(...list.map(p => el("p", { textContent: p.message })));
    $("problems").hidden = list.length === 0;
  }

  // run asks for what is wanted; changes that come while a run is under way are run after it.
  async function run(link = now?.link) {
    if (asking && link === now?.link) return; // what is wanted will be asked for
    asking?.abort();
    const mine = asking = new AbortController();
    document.documentElement.classList.add("busy");
    const set = wanted;
    wanted = {};
    try {
      const reply = await ask("run", link, set, mine.signal);
      now = await reply.json();
      complain();
      show();
    } catch (error) {
      if (error.name === "AbortError") return;
      complain(error);
      if (now) knobs(); // back to what is true
    } finally {
      if (asking === mine) {
        asking = null;
        document.documentElement.classList.remove("busy");
        if (Object.keys(wanted).length > 0) run();
      }
    }
  }

  // change wants a parameter to have another value.
  function change(path, value) {
    wanted[path] = String(value);
    run();
  }

  function show() {
    const open = [...document.querySelectorAll("#story details")].map(d => d.open);
    $("head").innerHTML = now.answer;
    $("story").innerHTML = now.story;
    document.querySelectorAll("#story details").forEach((d, i) => d.open = open[i] ?? false);
    cogap.show(now.charts, pinned?.charts);
    $("name").textContent = now.name;
    if (document.activeElement !== $("seed")) $("seed").value = now.seed;
    $("lean").hidden = !now.lean;
    $("status").textContent = `${whole(now.agents)} people lived ${now.dots.months.length} months in ${Math.round(now.millis)} ms.`;
    const gap = number(now, "sota_gap");
    $("glance").textContent = `${when(last())}: ${figure("share", number(now, "sota_share"))} hold SOTA AI` + (gap == null ? "" : `, SOTA gap ${gap.toFixed(2)}`);
    knobs();
    people();
    compare();
    history.replaceState(null, "", "#" + now.link + (pinned ? "~" + pinned.link : ""));
  }

  // ---- sliders

  const whole = x => Math.round(x).toLocaleString("en");
  const monthName = (n, { start } = now) => new Date(Date.UTC(+start.slice(0, 4), +start.slice(5) - 1 + n)).toISOString().slice(0, 7);
  const lastMonth = run => monthName(run.dots.months.length - 1, run);
  const number = (run, id) => run.figures.find(f => f.id === id)?.value[0] ?? null; // null: not measured, or not defined
  const isDate = k => k.unit === "month";
  function valueText(k, x) {
    if (isDate(k)) return monthName(x);
    if (k.unit === "u/month") return whole(x) + "u";
    return k.unit === "share" ? Math.round(100 * x) + "%" : String(+x.toFixed(3));
  }

  // knobs makes the sliders of the run that is shown, or sets those that are there.
  function knobs() {
    const same = [...document.querySelectorAll(".knob input")];
    if (same.length !== now.knobs.length || now.knobs.some((k, i) => same[i].name !== k.path || +same[i].max !== k.max)) {
      const groups = Map.groupBy ? Map.groupBy(now.knobs, k => k.group) : now.knobs.reduce((m, k) => m.set(k.group, [...m.get(k.group) ?? [], k]), new Map());
      $("knobs").replaceChildren(...[...groups].map(([name, list]) => el("fieldset", {}, el("legend", { textContent: name }), ...list.map(slider))));
      $("meanings").replaceChildren(...now.knobs.flatMap(k => [el("dt", { textContent: k.label }), el("dd", { textContent: `${k.meaning} ${k.source ? "Source: " + k.source : ""} (${k.path})` })]));
    }
    document.querySelectorAll(".knob input").forEach((input, i) => {
      if (!(input.name in wanted)) set(input, now.knobs[i].value);
    });
  }

  function slider(k) {
    const input = el("input", { type: "range", name: k.path, min: k.min, max: k.max, step: k.step, title: k.meaning });
    input.knob = k;
    input.oninput = () => {
      set(input, +input.value);
      if (isDate(k)) keepInOrder(input);
      change(k.path, input.value);
    };
    return el("label", { className: "knob" }, el("span", { textContent: k.label }), el("output"), input);
  }

  function set(input, x) {
    const text = valueText(input.knob, x);
    input.value = x;
    input.ariaValueText = text;
    input.previousElementSibling.textContent = text;
  }

  // keepInOrder pushes the other dates so that they still ascend.
  function keepInOrder(moved) {
    const dates = [...document.querySelectorAll(".knob input")].filter(i => isDate(i.knob)), at = dates.indexOf(moved);
    const push = (i, x) => { if (+dates[i].value !== x) { set(dates[i], x); wanted[dates[i].name] = String(x); } };
    for (let i = at + 1; i < dates.length; i++) push(i, Math.max(+dates[i].value, +dates[i - 1].value + 1));
    for (let i = at - 1; i >= 0; i--) push(i, Math.min(+dates[i].value, +dates[i + 1].value - 1));
  }

  // ---- people as dots

  const states = {
    s: ["#ffd95e", "hold SOTA AI"], l: ["#2c9c79", "prefer a lesser tier"], r: ["#8f7430", "rationed"], w: ["#3877a5", "waiting"],
    p: ["#b3501f", "priced out"], b: ["#7d4a74", "neither"], o: ["#47525d", "opted out"], a: ["#8a8a2a", "lapsed"], u: ["#2f3c6e", "unaware"],
  };
  const letters = Object.keys(states);
  const colours = Object.fromEntries(letters.map(s => [s, states[s][0].match(/\w\w/g).map(x => parseInt(x, 16))]));
  let places = [];   // [row of the picture][column] number of the person there
  let at = 0;        // month that is shown, with a fraction while it moves
  let playing = 0;

  const last = () => now.dots.months.length - 1;
  const priceIn = month => {
    const ladder = now.charts.find(c => c.id === "ladder"), mark = ladder.marks?.filter(m => m.x <= month).pop();
    return mark ? mark.name : "";
  };
  const when = month => monthName(month) + (priceIn(month) && " at " + priceIn(month));

  // people starts to show the people of a new run, in the month that was shown.
  function people() {
    const first = $("people").hidden, old = +$("month").max;
    $("people").hidden = false;
    $("month").max = last();
    $("people-note").textContent = `Each dot is one of ${whole(now.agents)} simulated people and stands for ${whole(now.dots.each)} real ones; shares below are of the dots. From the poorest on the left to the richest on the right; ` +
      "those who hold SOTA AI are lit, and in each column those who hold it longest are at the bottom.";
    arrange();
    if (first && !calm.matches) play(); else if (!playing) moveTo(first || at === old ? last() : Math.min(Math.round(at), last()));
  }

  // arrange gives everybody a place: columns by income, in a column those lit longest at the bottom.
  function arrange() {
    const { months } = now.dots, n = months[0].length, columns = $("field").clientWidth < 520 ? 50 : 100, rows = Math.ceil(n / columns);
    const lit = Array.from({ length: n }, (_, i) => months.reduce((sum, m, t) => sum + (m[i] === "s" ? 1 + t / 1e4 : 0), 0));
    const incomes = now.dots.income;
    places = Array.from({ length: rows }, () => []);
    for (let c = 0; c < columns; c++) {
      const column = Array.from({ length: rows }, (_, r) => c * rows + r).filter(i => i < n).sort((a, b) => lit[b] - lit[a]);
      column.forEach((i, r) => places[rows - 1 - r][c] = i);
    }
    $("incomes").replaceChildren(...[0, .25, .5, .75, 1].map((q, i) => el("span", {
      textContent: i === 0 ? "poorest" : i === 4 ? "richest" : whole(incomes[Math.round(q * (n - 1))]) + (i === 2 ? "u a month" : "u"),
    })));
  }

  function paint() {
    const canvas = $("field"), scale = devicePixelRatio, rows = places.length, columns = places[0].length;
    const cell = canvas.clientWidth / columns, step = cell * scale;
    const [w, h] = [Math.round(canvas.clientWidth * scale), Math.round(rows * step)];
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    const ctx = canvas.getContext("2d"), from = Math.floor(at), part = at - from;
    const [a, b] = [now.dots.months[from], now.dots.months[Math.min(from + 1, last())]];
    ctx.clearRect(0, 0, w, h);
    places.forEach((row, r) => row.forEach((i, c) => {
      const [x, y] = [colours[a[i]], colours[b[i]]];
      const glow = (a[i] === "s") * (1 - part) + (b[i] === "s") * part;
      ctx.fillStyle = `rgb(${x.map((v, k) => Math.round(v + (y[k] - v) * part))})`;
      ctx.beginPath();
      ctx.arc((c + .5) * step, (r + .5) * step, step * (.3 + .13 * glow), 0, 7);
      ctx.fill();
    }));
    const month = Math.round(at);
    $("month").value = month;
    $("month").ariaValueText = $("when").textContent = when(month);
    const state = now.dots.months[month], n = state.length, count = s => state.split(s).length - 1;
    const shown = letters.filter(s => now.dots.months.some(m => m.includes(s)));
    if ($("legend").children.length !== shown.length || shown.some((s, i) => $("legend").children[i].state !== s))
      $("legend").replaceChildren(...shown.map(s => { const i = el("i"); i.style.background = states[s][0]; return Object.assign(el("li", {}, i, states[s][1] + " ", el("b")), { state: s }); }));
    shown.forEach((s, i) => $("legend").children[i].lastChild.textContent = (100 * count(s) / n).toFixed(1) + "%");
  }

  // moveTo shows a month and says in words what there is to see.
  function moveTo(month) {
    at = month;
    paint();
    const state = now.dots.months[month], n = state.length, fifth = n / 5;
    const share = (lo, hi) => (100 * (state.slice(lo, hi).split("s").length - 1) / (hi - lo)).toFixed(1) + "%";
    const text = `${when(month)}, ${share(0, n)} of these ${whole(n)} people hold SOTA AI: ${share(0, fifth)} of the poorest fifth by income, ${share(2 * fifth, 3 * fifth)} of the middle fifth, ${share(4 * fifth, n)} of the richest.`;
    $("says").textContent = text;
    $("field").ariaLabel = "Field of dots, people by income. In " + text;
  }

  // play shows all months one after the other.
  function play() {
    if (playing) return stop();
    $("play").textContent = "❚❚ Pause";
    const begin = performance.now(), length = calm.matches ? 500 * last() : Math.max(2500, Math.min(4500, 130 * last()));
    const from = at >= last() ? 0 : at;
    const frame = time => {
      const month = Math.min(last(), from + Math.max(0, time - begin) / length * last());
      at = calm.matches ? Math.floor(month) : month;
      paint();
      if (month >= last()) return stop();
      playing = requestAnimationFrame(frame);
    };
    playing = requestAnimationFrame(frame);
  }

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    $("play").textContent = "▶ Play";
    moveTo(Math.round(at));
  }

  function point(event) {
    const box = $("field").getBoundingClientRect(), columns = places[0].length, cell = box.width / columns;
    const i = places[Math.floor((event.clientY - box.top) / cell)]?.[Math.floor((event.clientX - box.left) / cell)];
    if (i === undefined) return;
    const { dots } = now, state = dots.months[Math.round(at)][i];
    $("who").textContent = `Earned ${whole(dots.income[i])}u a month at first (${dots.groups[dots.group[i]]}): ${states[state][1].replace("hold", "holds").replace("prefer", "prefers")}.`;
  }

  // ---- against the pinned run

  const big = x => Math.abs(x) >= 1e6 ? +(x / 1e6).toPrecision(3) + " million" : whole(x);
  function figure(unit, x, sign) {
    if (x == null) return "–";
    const text = unit === "count" ? whole(x) : cogap.format(unit, x, true);
    return sign && x > 0 ? "+" + text : text.replace("-", "−");
  }

  function compare() {
    $("compare").hidden = !pinned;
    $("pin").setAttribute("aria-pressed", Boolean(pinned));
    $("pin").textContent = pinned ? "Unpin" : "Pin this run";
    if (!pinned) return;
    const rows = now.figures.map(f => {
      const was = number(pinned, f.id), is = f.value[0], change = was == null || is == null ? null : is - was;
      const points = f.unit === "share" && change != null;
      const text = points ? figure("share", change, true).replace("%", " points") : figure(f.unit, change, true);
      return el("tr", {}, el("th", { scope: "row", textContent: f.name }), ...[figure(f.unit, was), figure(f.unit, is), text].map(textContent => el("td", { textContent })));
    });
    $("compare-table").replaceChildren(el("caption", { textContent: "The pinned run and this one" }),
      el("thead", {}, el("tr", {}, ...["measure", "pinned", "now", "change"].map(textContent => el("th", { scope: "col", textContent })))), el("tbody", {}, ...rows));
    const difference = number(now, "sota") - number(pinned, "sota");
    const [endWas, endIs] = [pinned, now].map(lastMonth), [gapWas, gapIs] = [pinned, now].map(run => number(run, "sota_gap"));
    const lines = [endWas !== endIs ? `The pinned run ends in ${endWas}, this one in ${endIs}.`
      : difference === 0 ? "As many people hold SOTA AI in the end as in the pinned run."
      : `${big(Math.abs(difference))} people ${difference > 0 ? "more" : "fewer"} hold SOTA AI in the end than in the pinned run.`];
    if (gapWas != null && gapIs != null) lines.push(`The SOTA gap goes from ${gapWas.toFixed(3)} to ${gapIs.toFixed(3)}.`);
    lines.push(now.seed === pinned.seed && now.input === pinned.input
      ? "Same people, same luck: this is the effect of what changed."
      : "The people or their luck differ, so this mixes that with the effect of what changed.");
    $("compare-says").textContent = lines.join(" ");
    const changes = differences();
    $("compare-changed").textContent = changes.length === 0 ? "Nothing was changed yet: move a slider."
      : "What changed: " + changes.slice(0, 12).join("; ") + (changes.length > 12 ? `; and ${changes.length - 12} more.` : ".");
  }

  // differences says which parameters differ from the pinned run's: sliders by their labels, others by their paths.
  function differences() {
    const knobsOf = run => new Map(run.knobs.map(k => [k.path, k])), [was, is] = [knobsOf(pinned), knobsOf(now)], list = [];
    const [before, after] = [new Map(pinned.parameters), new Map(now.parameters)], said = [];
    for (const [path, k] of is) {
      const old = was.get(path);
      if (!old) continue;
      said.push(path);
      if (!before.has(path) || !after.has(path)) said.push(path.slice(0, path.lastIndexOf("]") + 1) + "."); // a policy as a whole
      if (old.value !== k.value) list.push(`${k.label}: ${valueText(k, old.value)} → ${valueText(k, k.value)}`);
    }
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      if (before.get(path) === after.get(path) || said.some(s => s === path || s.endsWith(".") && path.startsWith(s))) continue;
      list.push(`${path}: ${before.get(path) ?? "not set"} → ${after.get(path) ?? "not set"}`);
    }
    return list;
  }

  // ---- buttons

  $("pin").onclick = () => { pinned = pinned ? undefined : now; if (now) show(); };
  $("reset").onclick = () => { wanted = {}; pinned = undefined; run(choices[$("choice").value].link); };
  $("choice").onchange = () => { wanted = {}; run(choices[$("choice").value].link); };
  $("luck").onclick = () => { $("seed").blur(); change("seed", 1 + Math.floor(Math.random() * 999999)); };
  $("seed").onchange = () => change("seed", $("seed").value.trim());
  $("controls").onsubmit = event => event.preventDefault();
  $("copy").onclick = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      $("status").textContent = "Copied: the link holds the whole scenario.";
    } catch {
      $("status").textContent = "The address of this page is the link: copy it from there.";
    }
  };
  $("files").replaceChildren(...files.map(name => el("button", {
    type: "button", textContent: name, onclick: async () => {
      try {
        const blob = await (await ask("files/" + name, now.link, {})).blob(), a = el("a", { href: URL.createObjectURL(blob), download: name });
        a.click();
        setTimeout(() => URL.revokeObjectURL(a.href), 10000);
        $("status").textContent = `Downloaded ${name}.`;
      } catch (error) { complain(error); }
    },
  })));
  $("play").onclick = play;
  $("month").oninput = () => { if (playing) stop(); moveTo(+$("month").value); };
  $("field").onpointermove = point;
  $("field").onpointerdown = point;
  $("field").onpointerleave = () => $("who").textContent = "";
  new ResizeObserver(() => { if (now) { arrange(); paint(); } }).observe($("field").parentElement);
  document.addEventListener("click", event => { // places in the page are not links to scenarios
    const href = event.target.closest("a")?.getAttribute("href");
    if (!href?.startsWith("#")) return;
    event.preventDefault();
    const to = $(href.slice(1));
    to.scrollIntoView();
    to.focus({ preventScroll: true });
  });

  // open shows the scenario that the address holds, else the one that is served.
  async function open() {
    const [link, behind] = location.hash.slice(1).split("~");
    pinned = undefined;
    wanted = {};
    if (behind) {
      try { pinned = await (await ask("run", behind, {})).json(); } catch (error) { complain(error); }
    }
    const at = choices.findIndex(c => c.link === link);
    if (at >= 0) $("choice").value = at;
    await run(link || choices[0].link);
    if (!now) await run(choices[0].link).then(() => { if (link) complain({ problems: [{ message: "The address does not hold a whole scenario, so this is the one that is served. Copy the link again." }] }); });
  }
  addEventListener("hashchange", open);
  open();
})();
