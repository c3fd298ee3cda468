"use strict";
// Turns the controls of the live page into runs, and shows them.
(() => {
  const { choices, files, fitted, result } = cogap.data;
  const $ = id => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const el = (tag, props, ...inside) => { const e = Object.assign(document.createElement(tag), props); e.append(...inside.filter(x => x != null)); return e; };
  const mostPins = 4;
  let now;            // answer of the run that is shown
  let pins = [];      // answers of the runs behind it
  let wanted = {};    // parameters that were changed since, by path
  let asking = null;  // aborts the question that is under way
  let followed = null; // the person who is followed, and their months and picture once they are known

  // ---- questions

  const { ask, where } = cogap.engine ?? server();

  // server returns how a server is asked: again if it is busy.
  function server() {
    async function ask(address, question, { signal } = {}) {
      for (let again = 0; ; again++) {
        const reply = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question), signal });
        if (reply.ok) return reply.blob();
        if (reply.status === 429 && again < 5) { await new Promise(done => setTimeout(done, 1000 * reply.headers.get("Retry-After"))); continue; }
        const { problems } = await reply.json();
        throw Object.assign(new Error("refused"), { problems });
      }
    }
    return { ask, where: "Served by cogap on this computer; the page asks nobody else." };
  }

  const answerTo = async (address, question, how) => JSON.parse(await (await ask(address, question, how)).text());

  function complain(error) {
    const list = error ? error.problems ?? [{ message: `The server does not answer (${error.message}). Is cogap serve still running?` }] : [];
    $("problems").replaceChildren(...list.map(p => el("p", { textContent: p.message })));
    $("problems").hidden = list.length === 0;
    for (const input of document.querySelectorAll(".field [name]")) input.setAttribute("aria-invalid", list.some(p => p.message.startsWith(input.name + ":")));
  }

  // doubt is the error of a model that finds another result of the page's scenario than the program that wrote the page did.
  const doubt = () => result && now.link === choices[0].link && now.digest !== result &&
    { problems: [{ message: "The model in this page finds another result than the cogap that wrote it, so they are of different builds. Don't use its numbers: write the page anew by a cogap that is up to date." }] };

  function progress(part) {
    $("progress").hidden = part == null;
    if (part != null) $("progress").value = part;
  }

  // run asks for what is wanted; changes that come while a run is under way are run after it.
  async function run(other) {
    if (asking && !other) return; // what is wanted will be asked for
    const link = other ?? now?.link;
    asking?.abort();
    const mine = asking = new AbortController();
    document.documentElement.classList.add("busy");
    stopBand();
    const set = wanted;
    wanted = {};
    try {
      now = await answerTo("run", { link, set }, { signal: mine.signal, progress });
      complain(doubt());
      holding(show);
    } catch (error) {
      if (error.name === "AbortError") return;
      complain(error);
      if (now) { $("seed").value = now.seed; holding(controls); keepAddress(); } // back to what is true
    } finally {
      if (asking === mine) {
        asking = null;
        progress();
        document.documentElement.classList.remove("busy");
        if (Object.keys(wanted).length > 0) run(); else if (now) startBand();
      }
    }
  }

  // change wants parameters to have other values.
  function change(set) {
    Object.assign(wanted, set);
    run();
  }

  // ---- the answer

  const whole = x => Math.round(x).toLocaleString("en");
  const counted = (n, what) => `${whole(n)} ${what}${n === 1 ? "" : "s"}`;
  const monthName = (n, { start } = now) => new Date(Date.UTC(+start.slice(0, 4), +start.slice(5) - 1 + n)).toISOString().slice(0, 7);
  const lastMonth = run => monthName(run.dots.months.length - 1, run);
  const number = (run, id) => run.figures.find(f => f.id === id)?.value[0] ?? null; // null: not measured, or not defined
  const chartOf = id => now.charts.find(c => c.id === id);

  // holding keeps the keyboard's place in a list that something makes anew: the same element, or what follows one that is gone.
  function holding(make) {
    const was = document.activeElement, box = was?.closest("#results, #adds, #pins"), list = () => [...box.querySelectorAll("button, input, select, textarea")];
    const at = box && list().indexOf(was);
    make();
    if (box && !was.isConnected) (list()[at] ?? list().at(-1) ?? box.closest("details")?.firstElementChild ?? $("pin")).focus({ preventScroll: true });
  }

  function show() {
    document.querySelectorAll("#story details").forEach(d => d.id && (opened[d.id] = d.open));
    head();
    $("first").replaceChildren(figureOf(chartOf("ladder")));
    story();
    draw();
    $("name").textContent = now.name;
    if (document.activeElement !== $("seed")) $("seed").value = now.seed;
    $("lean").hidden = !now.lean;
    $("status").textContent = `${whole(now.agents)} simulated people, ${counted(now.dots.months.length, "month")}, answered in ${(now.millis / 1000).toFixed(1)} s`;
    const gap = number(now, "sota_gap");
    $("glance").textContent = `${when(last())}: ${figure("share", number(now, "sota_share"))} hold SOTA AI` + (gap == null ? "" : `, gap ${gap.toFixed(2)}×`);
    controls();
    people();
    compare();
    keepAddress();
    if (followed) follow(followed.stratum, followed.index, false);
  }

  // keepAddress has the address hold what is shown.
  const keepAddress = () => history.replaceState(null, "", "#" + [now, ...pins].map(run => run.link).join("~"));

  // draw draws all charts, the pinned runs' behind them.
  function draw() {
    cogap.show([...now.charts.map(banded), ...(followed?.chart ? [followed.chart] : [])], pins.map(p => p.charts));
  }

  // head shows the answer in sentences, and the numbers that matter most.
  function head() {
    $("head").replaceChildren(
      el("p", { className: "lead", textContent: now.lead.join(" ") }),
      el("dl", { className: "tiles" }, ...now.tiles.map(t => el("div", {}, el("dt", { textContent: t.meaning }), el("dd", {}, el("b", { textContent: t.value }), t.before ? el("span", { textContent: " " + t.before }) : null)))),
      now.notes.caveat ? el("p", {}, el("strong", { textContent: "Take care: " }), now.notes.caveat) : "",
    );
  }

  // ---- the story: groups of charts and tables that open

  const giniWords = "The Gini coefficient compares everybody with everybody: 0 if all think equally well with what they have, 1 if one person did all the thinking. It does not say who has access. It falls when a few " +
    "lose a lead over the many, even if that is because hardly anybody can pay any more: then all are alike, without AI. Read it beside the cognitive gap and the share who hold SOTA AI.";
  const groups = [
    { id: "g-price", title: "Prices and tiers", charts: ["price", "tiers"], tables: ["ladder"] },
    { id: "g-out", title: "Why people are out", charts: ["filters"] },
    { id: "g-income", title: "Rich and poor, and who would pay more", charts: ["deciles", "demand"], tables: ["incomes"] },
    { id: "g-apart", title: "How far apart people think", charts: ["gap", "gini", "lorenz"], text: () => [giniWords] },
    { id: "g-lose", title: "Who loses most", tables: ["losers"] },
    { id: "g-money", title: "The money", charts: ["money"], tables: ["flows", "reach", "providers"] },
    { id: "g-own", title: "What this scenario collects", own: true },
    { id: "g-measures", title: "All measures", tables: ["measures"], text: () => [now.notes.sampling] },
    { id: "g-run", title: "This run: repeat it, cite it", text: () => [now.notes.source], facts: true },
  ];
  const opened = {}; // by the id of a group or a table of numbers

  function story() {
    $("story").replaceChildren(...groups.map(group).filter(Boolean));
  }

  function group(g) {
    const drawn = now.charts.filter(c => g.own ? c.id.startsWith("own-") : g.charts?.includes(c.id)).map(figureOf);
    const tables = (g.tables ?? []).map(id => now.tables.find(t => t.id === id)).filter(Boolean).map(tableOf);
    if (drawn.length + tables.length === 0 && !g.facts) return null;
    const texts = (g.text?.() ?? []).map(textContent => el("p", { className: "note", textContent }));
    return keep(el("details", { id: g.id, className: "group" }, el("summary", { textContent: g.title }), ...texts, ...drawn, ...tables, g.facts ? factsOf() : null));
  }

  // keep opens details as they were before the last run.
  function keep(details) {
    details.open = opened[details.id] ?? false;
    return details;
  }

  function factsOf() {
    const facts = [["scenario", now.name], ["seed", now.seed], ["people, agents", `${now.notes.people}, ${whole(now.agents)}`], ["input SHA-256", now.input], ["result SHA-256", `${now.digest} (${now.notes.digest})`], ["cite", now.notes.citation]];
    return el("dl", { className: "facts-list", id: "facts" }, ...facts.flatMap(([name, value]) => [el("dt", { textContent: name }), el("dd", { textContent: value })]));
  }

  function tableOf({ caption, heads, rows }) {
    return el("div", { className: "scroll", role: "region", ariaLabel: "Table: " + caption, tabIndex: 0 }, el("table", { className: "words" }, el("caption", { textContent: caption }),
      el("thead", {}, el("tr", {}, ...heads.map(textContent => el("th", { scope: "col", textContent })))),
      el("tbody", {}, ...rows.map(row => el("tr", {}, ...row.map((textContent, i) => i ? el("td", { textContent }) : el("th", { scope: "row", textContent, className: textContent.length > 50 ? "long" : "" })))))));
  }

  // figureOf makes the place of a chart; its numbers are put into a table once somebody opens it.
  function figureOf(c) {
    const plot = el("div", { className: "plot", tabIndex: 0, role: "group" });
    plot.dataset.chart = c.id;
    for (const [name, value] of [["aria-roledescription", "chart"], ["aria-labelledby", c.id + "-title"], ["aria-describedby", c.id + "-note keys"]]) plot.setAttribute(name, value);
    const reading = el("p", { className: "reading" });
    reading.setAttribute("aria-live", "polite");
    const numbers = keep(el("details", { id: "n-" + c.id }, el("summary", { textContent: "The numbers of this chart, and a picture to keep" })));
    const fill = () => numbers.open && numbers.children.length === 1 && numbers.append(
      el("p", { className: "buttons" }, el("button", { type: "button", textContent: "Save as PNG", onclick: () => savePicture(c, plot) })), tableOf(numbersOf(c)));
    numbers.ontoggle = fill;
    fill();
    return el("figure", { id: c.id }, el("figcaption", {}, el("h3", { id: c.id + "-title", textContent: c.title }), el("p", { id: c.id + "-note", textContent: c.note })), plot, reading, numbers);
  }

  function numbersOf(c) {
    const shown = c.at.map((_, i) => i).filter(i => !c.points || c.lines.some(l => l.y[i] != null)), step = Math.ceil(shown.length / 40), rows = [];
    const place = i => c.x.unit === "month" ? c.names[i] : cogap.format(c.x.unit, c.at[i], true);
    shown.forEach((i, k) => { if ((shown.length - 1 - k) % step === 0) rows.push([place(i), ...c.lines.map(l => cogap.format(c.y.unit, l.y[i], true))]); });
    return { caption: c.title + ": " + c.y.title, heads: [c.x.title, ...c.lines.map(l => l.name)], rows };
  }

  // wordsOf says below a picture which run it is of, and what its areas and dashes are.
  function wordsOf(c) {
    const areas = [...new Set(banded(c).bands?.map(b => b.name))], behind = c.id === "followed" ? [] : pins;
    return [`${now.name}, seed ${now.seed}, ${counted(now.agents, "agent")}`, ...areas.map(name => "Shaded: " + name),
      ...behind.map((p, i) => `Dashed: ${nameOf(i)}, ${p.name}, seed ${p.seed}`)];
  }

  // savePicture keeps a chart as it is drawn, with its title above, and its lines' names and what else there is below.
  function savePicture(c, plot) {
    const words = wordsOf(c), from = plot.querySelector("canvas"), scale = devicePixelRatio, style = getComputedStyle(document.documentElement), color = name => style.getPropertyValue(name).trim();
    const canvas = el("canvas", { width: from.width, height: from.height + (70 + 16 * words.length) * scale }), ctx = canvas.getContext("2d");
    ctx.fillStyle = color("--page"); ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(from, 0, 36 * scale);
    ctx.fillStyle = color("--ink"); ctx.font = `600 ${15 * scale}px system-ui, sans-serif`;
    ctx.fillText(c.title, 10 * scale, 24 * scale);
    ctx.font = `${12 * scale}px system-ui, sans-serif`;
    let x = 10 * scale;
    const y = 36 * scale + from.height + 12 * scale;
    for (const l of c.lines) {
      ctx.fillStyle = color("--line" + l.color); ctx.fillRect(x, y, 10 * scale, 10 * scale);
      ctx.fillStyle = color("--ink"); ctx.fillText(l.name, x + 14 * scale, y + 9 * scale);
      x += ctx.measureText(l.name).width + 30 * scale;
    }
    words.forEach((text, i) => ctx.fillText(text, 10 * scale, y + (28 + 16 * i) * scale, canvas.width - 20 * scale));
    canvas.toBlob(blob => save(blob, c.id + ".png"));
  }

  function save(blob, name) {
    const a = el("a", { href: URL.createObjectURL(blob), download: name });
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
    $("status").textContent = `Downloaded ${name}.`;
  }

  // ---- bands: the same run with other luck, and with other parameters that fit as well, computed while somebody reads

  const lucks = 6;
  let band = null; // of the run that is shown: what other seeds and other sets of parameters found, and what stops asking for more

  function stopBand() { band?.stop.abort(); band = null; }

  // isFitted says whether the run that is shown has the parameters that were fitted, whatever else was changed.
  function isFitted() {
    const has = new Map(now.fields.map(f => [f.path, f.value]));
    return fitted.sets != null && Object.entries(fitted.has).every(([path, value]) => has.get(path) === value);
  }

  async function startBand() {
    stopBand();
    const mine = band = { stop: new AbortController(), found: [], others: [] };
    const other = async (list, set) => {
      while (document.hidden) await new Promise(seen => document.addEventListener("visibilitychange", seen, { once: true }));
      if (band !== mine) throw new Error("nobody looks");
      list.push((await answerTo("luck", { link: now.link, set }, { signal: mine.stop.signal })).lines);
    };
    try {
      await new Promise(done => setTimeout(done, 600)); // whoever moves a slider is not kept waiting
      for (let k = 1; k <= lucks; k++) {
        await other(mine.found, { seed: String(BigInt.asUintN(64, BigInt(now.seed) + BigInt(k))) });
        if (band === mine && (k === 3 || k === lucks)) draw();
      }
      if (!isFitted()) return;
      for (const values of fitted.sets) {
        await other(mine.others, Object.fromEntries(fitted.paths.map((path, i) => [path, values[i]])));
        if (band === mine && (mine.others.length === 10 || mine.others.length === fitted.sets.length)) draw();
      }
    } catch { /* a band that can't be had is not drawn */ }
  }

  // middle returns the ends of the middle nine in ten of some numbers.
  function middle(list) {
    const sorted = list.toSorted((a, b) => a - b), at = q => { const x = q * (sorted.length - 1), k = Math.floor(x); return sorted[k] + (x - k) * ((sorted[k + 1] ?? sorted[k]) - sorted[k]); };
    return [at(0.05), at(0.95)];
  }

  // banded returns a chart with what other parameters and what other luck found behind its lines.
  function banded(c) {
    if (c.stacked) return c;
    const of = lists => lists?.map(lines => lines[c.id]).filter(Boolean) ?? [];
    const found = of(band?.found), others = of(band?.others), bands = [];
    const add = (name, color, of, ends) => {
      const all = c.at.map((_, i) => { const list = of(i).filter(y => y != null); return list.length ? ends(list) : [null, null]; });
      bands.push({ name, color, lo: all.map(x => x[0]), hi: all.map(x => x[1]) });
    };
    const solid = c.lines.map((l, k) => [l, k]).filter(([l]) => !l.dashed);
    if (others.length >= 10) for (const [l, k] of solid) add(`parameters${solid.length > 1 ? `, ${l.name}` : ""}: 9 in 10 of ${others.length} sets that fit as well`, 6, i => others.map(lines => lines[k]?.[i]), middle);
    if (found.length >= 3) for (const [l, k] of solid) add(`luck${solid.length > 1 ? `, ${l.name}` : ""}: lowest to highest of ${found.length + 1} runs`, l.color, i => [l.y[i], ...found.map(lines => lines[k]?.[i])], list => [Math.min(...list), Math.max(...list)]);
    return bands.length ? { ...c, bands } : c;
  }

  // ---- controls

  // sourced says where a number is from; what is said of defaults names its source itself.
  const sourced = source => !source || /^(Default|Assumption|Source)/.test(source) ? source ?? "" : "Source: " + source;
  const isDate = k => k.unit === "month";
  function valueText(k, x) {
    if (isDate(k)) return monthName(x);
    if (k.unit === "u/month") return whole(x) + "u";
    return k.unit === "share" ? Math.round(100 * x) + "%" : String(+x.toFixed(3));
  }
  const unitText = { "u/month": " [u a month]", month: " [month]" };
  const sliders = () => [...document.querySelectorAll(".knob input")];

  // controls makes the controls of the run that is shown, or sets those that are there.
  function controls() {
    const same = sliders();
    if (same.length !== now.knobs.length || now.knobs.some((k, i) => same[i].name !== k.path || +same[i].max !== k.max || same[i].knob.label !== k.label)) makeSliders();
    sliders().forEach((input, i) => {
      input.knob = now.knobs[i];
      if (!(input.name in wanted)) set(input, now.knobs[i].value);
    });
    $("adds").replaceChildren(...now.adds.map(a => el("button", { type: "button", textContent: "+ " + a.label, onclick: () => change(a.set) })));
    results();
  }

  function makeSliders() {
    const names = [...new Set(now.knobs.map(k => k.group))], shut = new Set([...document.querySelectorAll("#knobs details:not([open])")].map(d => d.dataset.name));
    $("knobs").replaceChildren(...names.map(name => {
      const d = el("details", { open: !shut.has(name) }, el("summary", { textContent: name }), ...now.knobs.filter(k => k.group === name).map(slider));
      d.dataset.name = name;
      return d;
    }));
    $("meanings").replaceChildren(...now.knobs.flatMap(k => [el("dt", { textContent: k.label }), el("dd", { textContent: `${k.meaning} ${sourced(k.source)} (${k.path})` })]));
  }

  function slider(k) {
    const id = "k-" + k.path.replace(/\W+/g, "-"), input = el("input", { id, type: "range", name: k.path, min: k.min, max: k.max, step: k.step, title: k.meaning });
    input.knob = k;
    input.oninput = () => {
      set(input, +input.value);
      if (isDate(k)) keepInOrder(input);
      change({ [k.path]: input.value });
    };
    return el("div", { className: "knob" }, el("label", { htmlFor: id, textContent: k.label + (unitText[k.unit] ?? "") }), el("output", { htmlFor: id }), input);
  }

  function set(input, x) {
    const text = valueText(input.knob, x);
    input.value = x;
    input.ariaValueText = text;
    input.previousElementSibling.textContent = text;
  }

  // keepInOrder pushes the other dates so that they still ascend.
  function keepInOrder(moved) {
    const dates = sliders().filter(i => isDate(i.knob)), at = dates.indexOf(moved);
    const push = (i, x) => { if (+dates[i].value !== x) { set(dates[i], x); wanted[dates[i].name] = String(x); } };
    for (let i = at + 1; i < dates.length; i++) push(i, Math.max(+dates[i].value, +dates[i - 1].value + 1));
    for (let i = at - 1; i >= 0; i--) push(i, Math.min(+dates[i].value, +dates[i + 1].value - 1));
  }

  let meanings = {}; // of parameters, once somebody has opened the list of them
  $("all-group").ontoggle = async () => {
    if (!$("all-group").open || Object.keys(meanings).length > 0) return;
    try { meanings = await answerTo("meanings", { link: now.link, set: {} }); } catch (error) { return complain(error); }
    holding(results);
  };

  // results lists the parameters that a search finds, to be changed.
  const mostFound = 12;
  function results() {
    if ($("results").contains(document.activeElement) && document.activeElement.value !== document.activeElement.was) return; // somebody types
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const says = (path, about) => { const text = (path + " " + (meanings[about]?.meaning ?? "")).toLowerCase(); return words.length > 0 && words.every(w => text.includes(w)); };
    const found = now.fields.filter(f => says(f.path, f.about)).sort((a, b) => words.every(w => b.path.includes(w)) - words.every(w => a.path.includes(w)));
    const absent = Object.keys(meanings).filter(path => path.includes("[]") && says(path, path) && !now.fields.some(f => f.about === path));
    $("found").textContent = (words.length === 0 ? `${now.fields.length} parameters.` : found.length > mostFound ? `The first ${mostFound} of ${found.length}; one more word finds fewer.` : `${found.length} found.`) +
      (absent.length ? ` And ${absent.length} of what this scenario does not have.` : "");
    $("results").replaceChildren(...found.slice(0, mostFound).map(fieldOf), ...absent.slice(0, mostFound).map(absentOf));
  }

  // absentOf explains a parameter of something that the scenario does not have.
  const absentOf = path => el("div", { className: "field" }, el("b", { textContent: path }),
    el("p", { textContent: `${meanings[path].meaning} This scenario has no such element: add one above, or to the list ${path.slice(0, path.indexOf("[]"))}.` }));

  function fieldOf(f, i) {
    const m = meanings[f.about] ?? {}, id = "f-" + i;
    const isList = /^[[{]/.test(f.value), names = m.values ?? (/^(true|false)$/.test(f.value) ? ["true", "false"] : null);
    const input = isList ? el("textarea", { id, spellcheck: false }) : names?.includes(f.value) ? el("select", { id }, ...names.map(n => el("option", { value: n, textContent: n }))) : el("input", { id });
    input.name = f.path;
    input.value = input.was = f.value;
    input.setAttribute("aria-describedby", id + "-about");
    input.onchange = () => change({ [f.path]: input.value.trim() });
    const unit = m.unit && m.unit !== "1" ? ` [${m.unit}]` : "";
    return el("div", { className: "field" }, el("label", { htmlFor: id, textContent: f.path + unit }), input,
      el("p", { id: id + "-about", textContent: [m.meaning, m.range && "From " + m.range + ".", sourced(m.source)].filter(Boolean).join(" ") }));
  }

  // ---- people as dots

  const states = {
    s: ["#ffd95e", "hold SOTA AI"], l: ["#2c9c79", "prefer a lesser tier"], r: ["#8f7430", "rationed"], w: ["#3877a5", "waiting"],
    p: ["#b3501f", "priced out"], b: ["#7d4a74", "neither would nor could"], o: ["#47525d", "opted out"], a: ["#8a8a2a", "lapsed"], u: ["#2f3c6e", "unaware"],
  };
  const letters = Object.keys(states);
  const colours = Object.fromEntries(letters.map(s => [s, states[s][0].match(/\w\w/g).map(x => parseInt(x, 16))]));
  let places = [];   // [row of the picture][column] number of the person there
  let at = 0;        // month that is shown, with a fraction while it moves
  let playing = 0;

  const last = () => now.dots.months.length - 1;
  const priceIn = month => {
    const mark = chartOf("ladder").marks?.filter(m => m.x <= month).pop();
    return mark ? mark.name : "";
  };
  const when = month => monthName(month) + (priceIn(month) && (/^\d/.test(priceIn(month)) ? " at " : ", ") + priceIn(month));

  // people starts to show the people of a new run, in the month that was shown.
  function people() {
    const first = $("people").hidden, old = +$("month").max;
    $("people").hidden = false;
    $("month").max = last();
    $("people-note").textContent = `Each dot is one of ${whole(now.agents)} simulated people and stands for ${whole(now.dots.each)} real ones; shares here are of the dots. From the poorest on the left to the richest on the right; ` +
      "those who hold SOTA AI are lit, and in each column those who hold it longest are at the bottom.";
    $("follow").children[1].disabled = somebody("lost") === undefined;
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

  const isFollowed = i => followed && now.dots.stratum[i] === followed.stratum && now.dots.index[i] === followed.index;

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
      if (!isFollowed(i)) return;
      ctx.beginPath();
      ctx.arc((c + .5) * step, (r + .5) * step, step * .8, 0, 7);
      ctx.strokeStyle = "#fff"; ctx.lineWidth = 2 * scale; ctx.stroke();
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
    at = Math.min(Math.max(month, 0), last());
    paint();
    const state = now.dots.months[at], n = state.length, fifth = n / 5;
    const share = (lo, hi) => (100 * (state.slice(lo, hi).split("s").length - 1) / (hi - lo)).toFixed(1) + "%";
    const text = `${when(at)}, ${share(0, n)} of these ${whole(n)} people hold SOTA AI: ${share(0, fifth)} of the poorest fifth by income, ${share(2 * fifth, 3 * fifth)} of the middle fifth, ${share(4 * fifth, n)} of the richest.`;
    $("says").textContent = text;
    $("field").ariaLabel = "Field of dots, people by income. In " + text;
    $("back").disabled = at === 0;
    $("step").disabled = at === last();
    tell();
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

  const stepBy = months => { if (playing) stop(); moveTo(Math.round(at) + months); };

  // ---- a person

  // somebody returns the number of a dot like the one that is wanted: at a place by income, or one who lost SOTA AI.
  function somebody(kind) {
    const { months, income } = now.dots, n = income.length;
    if (kind !== "lost") return Math.round(kind * (n - 1));
    const end = months[last()];
    const lost = [...Array(n).keys()].filter(i => end[i] !== "s" && months.some(m => m[i] === "s"));
    return lost[lost.length >> 1]; // nothing, if nobody did
  }

  const kinds = [["somebody who lost SOTA AI", "lost"], ["a poor person", .1], ["somebody in the middle", .5], ["a rich person", .95]];
  $("follow").append(...kinds.map(([textContent, kind]) => el("button", { type: "button", textContent, onclick: () => followDot(somebody(kind)) })));
  const followDot = i => follow(now.dots.stratum[i], now.dots.index[i], true);

  // follow asks for a person's months, and shows them.
  async function follow(stratum, index, newly) {
    const mine = followed = { ...(newly ? {} : followed), stratum, index };
    paint();
    try {
      const days = await answerTo("person", { link: now.link, set: {}, person: { stratum, index } });
      if (followed !== mine) return;
      if (mine.days && mine.days.who !== days.who) return unfollow(); // the people are others
      Object.assign(mine, { days, chart: chartOfPerson(days) });
      $("person").hidden = false;
      $("person-title").textContent = "One person: " + days.who;
      $("person-chart").replaceChildren(figureOf(mine.chart));
      draw();
      tell();
      if (newly) $("person-title").focus({ preventScroll: true });
    } catch (error) {
      if (followed !== mine) return;
      unfollow();
      if (newly && error.name !== "AbortError") complain(error); // else they are not among the people of another run
    }
  }

  function unfollow() {
    followed = null;
    $("person").hidden = true;
    $("person-chart").replaceChildren();
    draw();
    paint();
  }

  function chartOfPerson(days) {
    const ladder = chartOf("ladder"), prices = days.price, twice = l => ladder.at.length > l.length ? [...l, l[0]] : l;
    const lines = [["worth it to them", days.worth, 0], ["what they can spend", days.can, 2]].map(([name, y, color]) => ({ name, y: twice(y), color }));
    lines.push({ name: "price", y: twice(prices), color: 1, dashed: true });
    const most = Math.max(...days.worth, ...days.can, ...prices.filter(p => p != null), 1);
    return { ...ladder, id: "followed", title: "What SOTA AI is worth to this person", note: "They take it in months in which its price is below both lines, unless something else keeps them from it.",
      y: { title: "u a month", unit: "money", from: 0 }, lines, bands: undefined, stacked: false, range: [0, 1.05 * most] };
  }

  const reasons = {
    "": "They hold SOTA AI.", none: "They would take it and could pay, and prefer a lesser tier.", priced_out: "It is worth its price to them, but they cannot spend that much: priced out.",
    opted_out: "They could pay, but it is not worth that to them: opted out.", neither: "It is not worth its price to them, and they could not pay it either.",
    waiting: "They would and could pay, and wait until more people around them have it.", rationed: "They would and could pay, and were not admitted: rationed.",
    unaware: "They have not noticed what is on sale.", lapsed: "They stopped paying and have not looked at it again.",
  };

  // unlike prints an amount so that it does not look like a price from which it differs.
  const unlike = (x, price) => price != null && x !== price && whole(x) === whole(price) ? x.toFixed(2) : whole(x);

  // tell says what the person who is followed is in the month that is shown.
  function tell() {
    const days = followed?.days;
    if (!days) return;
    const t = Math.min(Math.round(at), days.income.length - 1), ratio = days.augmented[t] / days.cognition[t] - 1;
    $("person-says").textContent = `${when(t)}: earns ${whole(days.income[t])}u a month and believes that the best AI adds ${(100 * days.belief[t]).toFixed(1)}% to the output of their work. ` +
      `So it is worth ${unlike(days.worth[t], days.price[t])}u a month to them, and they can spend ${unlike(days.can[t], days.price[t])}u. ` + (reasons[days.filter[t]] ?? days.filter[t]) +
      (days.tier[t] && days.filter[t] ? ` They hold the tier ${days.tier[t]}.` : "") + ` They get ${days.augmented[t].toFixed(2)} times as much done as the average person at the start, ${Math.abs(ratio) < 0.0005 ? "as much as" : `${Math.abs(100 * ratio).toFixed(1)}% ${ratio < 0 ? "less" : "more"} than`} somebody as able who never had AI.`;
  }

  function point(event) {
    const box = $("field").getBoundingClientRect(), cell = box.width / places[0].length;
    return places[Math.floor((event.clientY - box.top) / cell)]?.[Math.floor((event.clientX - box.left) / cell)];
  }

  function hover(event) {
    const i = point(event);
    if (i === undefined) return;
    const { dots } = now, state = dots.months[Math.round(at)][i];
    $("field").title = `${dots.groups[dots.group[i]]}, earned ${whole(dots.income[i])}u a month at first: ${states[state][1].replace("hold", "holds").replace("prefer", "prefers")}`;
  }

  // ---- against the pinned runs

  const big = x => Math.abs(x) >= 1e6 ? +(x / 1e6).toPrecision(3) + " million" : whole(x);
  function figure(unit, x, sign) {
    if (x == null) return "–";
    const text = unit === "count" ? whole(x) : cogap.format(unit, x, true);
    return sign && x > 0 ? "+" + text : text;
  }

  const nameOf = i => pins.length === 1 ? "the pinned run" : "run " + "ABCD"[i];
  const pinnedAt = () => pins.findIndex(p => p.link === now.link);

  function compare() {
    const at = pinnedAt();
    $("pin").setAttribute("aria-pressed", at >= 0);
    $("pin").textContent = at >= 0 ? "Unpin" : "Pin this run";
    $("pin").disabled = at < 0 && pins.length === mostPins;
    $("compare").hidden = pins.length === 0;
    if (pins.length === 0) return;
    $("pins").replaceChildren(...pins.map((p, i) => el("button", { type: "button", textContent: `✕ take out ${nameOf(i)}: ${p.name}, ${figure("share", number(p, "sota_share"))}`, onclick: () => unpin(i) })));
    const change = f => {
      const was = number(pins.at(-1), f.id), is = f.value[0], by = was == null || is == null ? null : is - was;
      return f.unit === "share" && by != null ? figure("share", by, true).replace("%", " points") : figure(f.unit, by, true);
    };
    const rows = now.figures.map(f => el("tr", {}, el("th", { scope: "row", textContent: f.name }),
      ...[...pins.map(p => figure(f.unit, number(p, f.id))), figure(f.unit, f.value[0]), change(f)].map(textContent => el("td", { textContent }))));
    const heads = ["measure", ...pins.map((_, i) => pins.length === 1 ? "pinned" : nameOf(i)), "now", pins.length === 1 ? "change" : "change from " + nameOf(pins.length - 1)];
    $("compare-table").replaceChildren(el("caption", { textContent: pins.length === 1 ? "The pinned run and this one" : "The pinned runs and this one" }),
      el("thead", {}, el("tr", {}, ...heads.map(textContent => el("th", { scope: "col", textContent })))), el("tbody", {}, ...rows));
    $("compare-says").replaceChildren(...pins.map((p, i) => el("p", { textContent: against(p, nameOf(i)) })));
  }

  // against says in sentences how this run differs from a pinned one, and what was changed.
  function against(pinned, name) {
    const difference = number(now, "sota") - number(pinned, "sota");
    const [endWas, endIs] = [pinned, now].map(lastMonth), [gapWas, gapIs] = [pinned, now].map(run => number(run, "sota_gap"));
    const lines = [endWas !== endIs ? `${name[0].toUpperCase() + name.slice(1)} ends in ${endWas}, this one in ${endIs}.`
      : difference === 0 ? `As many people hold SOTA AI in the end as in ${name}.`
      : `${big(Math.abs(difference))} ${difference > 0 ? "more" : "fewer"} people hold SOTA AI in the end than in ${name}.`];
    const changes = differences(pinned), gaps = [gapWas, gapIs].map(x => x?.toFixed(3));
    if (gapWas != null && gapIs != null) lines.push(gaps[0] === gaps[1] ? `The SOTA gap is ${gaps[0]} in both.` : `The SOTA gap goes from ${gaps[0]} to ${gaps[1]}.`);
    if (changes.length === 0) return [...lines, "Nothing was changed yet: move a slider."].join(" ");
    lines.push(alike(pinned), "What changed: " + changes.slice(0, 12).join("; ") + (changes.length > 12 ? `; and ${changes.length - 12} more.` : "."));
    return lines.join(" ");
  }

  // alike says whether a pinned run has the same people and the same luck.
  function alike(pinned) {
    const each = run => whole(new Map(run.parameters).get("population.scale")), people = run => run.parameters.filter(([path]) => path.startsWith("population.")).join();
    if (each(now) !== each(pinned)) return `An agent stands for ${each(now)} people here and for ${each(pinned)} there: they are other people, so luck is in the difference.`;
    return now.seed === pinned.seed && now.input === pinned.input && people(now) === people(pinned)
      ? "Same people, same luck: this is the effect of what changed."
      : "The people or their luck differ, so this mixes that with the effect of what changed.";
  }

  // differences says which parameters differ from a pinned run's: sliders by their labels, others by their paths.
  function differences(pinned) {
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

  function unpin(i) {
    pins.splice(i, 1);
    holding(show);
  }

  // ---- actions

  $("pin").onclick = () => {
    if (!now) return;
    const at = pinnedAt();
    if (at >= 0) return unpin(at);
    pins.push(now);
    show();
  };
  const openChoice = () => { wanted = {}; run(choices[$("choice").value].link); };
  $("reset").onclick = () => { pins = []; followed = null; $("person").hidden = true; openChoice(); };
  $("choice").onchange = openChoice;
  $("luck").onclick = () => { $("seed").blur(); change({ seed: String(1 + Math.floor(Math.random() * 999999)) }); };
  $("seed").onchange = () => change({ seed: $("seed").value.trim() });
  $("search").oninput = results;
  $("controls").onsubmit = event => event.preventDefault();
  $("copy").onclick = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      $("status").textContent = "Copied: the link holds the whole scenario.";
    } catch {
      $("status").textContent = "The address of this page is the link: copy it from there.";
    }
  };
  const toggle = (button, on) => button.setAttribute("aria-expanded", on);
  $("download").onclick = () => { $("files").hidden = !$("files").hidden; toggle($("download"), !$("files").hidden); };
  function lift(up) {
    $("sheet").classList.toggle("up", up);
    toggle($("open"), up);
    $("open").textContent = up ? "Close" : "Change it";
  }
  const isUp = () => $("sheet").classList.contains("up");
  $("open").onclick = () => lift(!isUp());
  $("sheet").onkeydown = event => { if (event.key === "Escape" && isUp()) { lift(false); $("open").focus(); } };
  $("files").replaceChildren(...files.map(name => el("button", {
    type: "button", textContent: name, onclick: async () => {
      try { save(await ask("files/" + name, { link: now.link, set: {} }, { progress }), name); } catch (error) { complain(error); } finally { progress(); }
    },
  })));
  $("play").onclick = play;
  $("back").onclick = () => stepBy(-1);
  $("step").onclick = () => stepBy(1);
  $("month").oninput = () => { if (playing) stop(); moveTo(+$("month").value); };
  $("field").onpointermove = hover;
  $("field").onclick = event => { const i = point(event); if (i !== undefined) followDot(i); };
  $("unfollow").onclick = () => { unfollow(); $("follow").querySelector("button:enabled").focus(); };
  $("served").textContent = where + " Charts by uPlot (MIT). Colours after Okabe and Ito: meant for any colour vision.";
  new ResizeObserver(() => { if (now) { arrange(); paint(); } }).observe($("field").parentElement);
  document.addEventListener("click", event => { // places in the page are not links to scenarios
    const href = event.target.closest("a")?.getAttribute("href");
    if (!href?.startsWith("#")) return;
    event.preventDefault();
    const to = $(href.slice(1));
    if (to === $("controls")) lift(true);
    to.scrollIntoView();
    to.focus({ preventScroll: true });
  });

  // open shows the scenario that the address holds, else the one that the page was opened with.
  async function open() {
    const [link, ...behind] = location.hash.slice(1).split("~");
    const was = now, before = pins, lost = [];
    pins = [];
    wanted = {};
    for (const old of behind.slice(0, mostPins)) {
      try { pins.push(await answerTo("run", { link: old, set: {} }, { progress })); } catch (error) { lost.push(error); }
    }
    const at = choices.findIndex(c => c.link === link);
    if (at >= 0) $("choice").value = at;
    await run(link || choices[0].link);
    if (!now) await run(choices[0].link).then(() => { if (link) complain({ problems: [{ message: "The address does not hold a whole scenario, so this is the one that the page was opened with. Copy the link again." }] }); });
    else if (now === was) { pins = before; keepAddress(); } // what is shown stays
    else if (lost.length && $("problems").hidden) complain({ problems: [{ message: `${counted(lost.length, "pinned run")} of the address can't be shown: copy the link again.` }, ...lost.flatMap(error => error.problems ?? [])] });
  }
  addEventListener("hashchange", open);
  open();
})();
