"use strict";
// Draws charts with uPlot at their places in the page, and keeps them right when width, colours or paper change. The page's
// data block has them; a page that changes gives others to cogap.show.
const cogap = (() => {
  const root = document.documentElement;
  const paperWidth = 660;
  let charts = [], pinned = [], hosts = []; // pinned are the charts of other runs, a list for each, to be seen behind

  const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const sizes = [[1e12, "tn"], [1e9, "bn"], [1e6, "mn"]];
  const money = (v, digits) => {
    const [size, name] = sizes.find(([s]) => Math.abs(v) >= s) || [1, ""];
    return new Intl.NumberFormat("en", { maximumSignificantDigits: digits }).format(v / size) + name;
  };

  const inU = text => text + (/\d$/.test(text) ? "u" : " u");

  // format prints a number of an axis' unit; exact for a reading, short for a tick.
  const format = (unit, v, exact) => v == null ? "–" : printed(unit, v, exact).replace("-", "−");

  function printed(unit, v, exact) {
    switch (unit) {
      case "share": return exact ? (100 * v).toFixed(2) + "%" : plain.format(100 * v) + "%";
      case "money": return exact ? inU(money(v, 4)) : money(v, 3);
      case "count": return exact ? whole.format(v) : money(v, 3);
      case "price": return plain.format(v) + (exact ? "u" : "");
      default: return Math.abs(v) >= 1e6 ? money(v, exact ? 4 : 3) : exact ? v.toFixed(4) : plain.format(v);
    }
  }

  const place = (c, i) => c.x.unit === "month" ? c.names[i] : format(c.x.unit, c.at[i], true);
  const priceAt = (c, i) => {
    if (c.x.unit !== "month" || !c.marks) return "";
    const mark = c.marks.filter(m => m.x <= c.at[i]).pop();
    return mark ? `, ${mark.name}` : "";
  };

  // cumulated returns each line plus all below it; lines come from the top.
  function cumulated(lines) {
    const sums = lines[0].y.map(() => 0), stack = [];
    for (const l of [...lines].reverse()) {
      l.y.forEach((v, i) => sums[i] += v);
      stack.unshift([...sums]);
    }
    return stack;
  }

  function ticksOf(c, axis, width) {
    if (axis.unit === "month") {
      const most = Math.max(2, Math.floor(width / 85));
      const span = c.at[c.at.length - 1] - c.at[0] + 1;
      const step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600].find(s => span <= s * most) || 1200;
      const inYears = name => 12 * name.slice(0, -3) + +name.slice(-2) - 1; // so that years begin at a tick
      return c.at.filter((x, i) => inYears(c.names[i]) % step === 0 && x < c.at[0] + span);
    }
    const [lo, hi] = [c.at[0], c.at[c.at.length - 1]], list = [];
    const leads = 3 * 45 * Math.log10(hi / lo) < width ? [1, 2, 5] : 2 * 45 * Math.log10(hi / lo) < width ? [1, 3] : [1];
    for (let power = 10 ** Math.floor(Math.log10(lo)); power <= hi; power *= 10)
      for (const lead of leads) if (lead * power >= lo && lead * power <= hi) list.push(lead * power);
    return list;
  }

  // rangeOf returns the vertical range that shows a chart, its bands and its pinned ones. The names of marks stand above areas.
  function rangeOf(c, olds) {
    if (c.stacked && c.marks) return [0, 1.1];
    const ends = [c.range, ...olds.map(o => o.range), ...(c.bands || []).flatMap(b => [b.lo, b.hi])].flat().filter(y => y != null);
    return [Math.min(...ends), Math.max(...ends)];
  }

  function options(c, olds, lines, width, color) {
    const ink = color("--ink"), quiet = color("--quiet"), grid = color("--grid");
    const hue = l => color("--line" + l.color);
    const font = "12px system-ui, sans-serif", bands = c.bands || [];
    const x = {
      stroke: quiet, font, size: 34, gap: 6, grid: { show: false }, ticks: { stroke: grid, width: 1, size: 5 },
      values: (u, splits) => splits.map(v => c.x.unit === "month" ? c.names[c.at.indexOf(v)] ?? "" : format(c.x.unit, v)),
    };
    if (c.x.unit !== "share") Object.assign(x, { splits: () => ticksOf(c, c.x, width - 60), filter: (u, s) => s });
    if (c.x.unit !== "month") Object.assign(x, { label: c.x.title, labelSize: 22, labelFont: font });
    const series = lines.map((l, k) => ({
      label: l.name, stroke: c.stacked ? color("--page") : hue(l), width: l.dashed ? 1.5 : c.stacked ? 1 : 2.25, dash: l.dashed ? [5, 4] : undefined,
      fill: c.stacked ? hue(l) : undefined, points: c.points ? { show: true, size: 7, width: 0, fill: hue(l) } : { show: false }, paths: c.points ? () => null : undefined, pxAlign: 0,
      value: (u, v, s, i) => i == null ? "–" : format(c.y.unit, l.y[i], true),
    }));
    const markerOf = k => washed(color("--line" + bands[k].color), 1 + bands.slice(0, k).filter(b => b.color === bands[k].color).length);
    // bands are drawn by hand; here they get their names and what they say at a place
    const named = bands.map(b => ({
      label: b.name, stroke: color("--line" + b.color), width: 0, paths: () => null, points: { show: false },
      value: (u, v, s, i) => i == null ? "–" : rangeAt(c, b, i),
    }));
    return {
      width, height: width < 520 ? 250 : 330, padding: [14, 28, 0, 4],
      cursor: { drag: { x: false, y: false }, points: bands.length ? { size: (u, s) => s > lines.length ? 0 : 8 } : { show: !c.stacked } },
      legend: { live: true, markers: { width: 0, fill: (u, s) => s > lines.length ? markerOf(s - 1 - lines.length) : hue(lines[s - 1]) } },
      scales: { x: { time: false, distr: c.x.unit === "price" ? 3 : 1, range: [c.at[0], c.at[c.at.length - 1]] }, y: { range: rangeOf(c, olds) } },
      axes: [x, { stroke: quiet, font, size: 54, gap: 4, grid: { stroke: grid, width: 1 }, ticks: { show: false }, values: (u, s) => s.map(v => format(c.y.unit, v)), label: c.y.title, labelSize: 20, labelFont: font }],
      series: [{ label: c.x.unit === "month" ? "month" : c.x.unit === "price" ? "price" : "people", value: (u, v, s, i) => i == null ? "–" : place(c, i) + priceAt(c, i) }, ...series, ...named],
      bands: c.stacked ? lines.slice(1).map((l, k) => ({ series: [k + 1, k + 2], fill: hue(lines[k]) })) : undefined,
      hooks: {
        drawAxes: [u => { for (const b of bands) drawBand(u, c, b, washed(color("--line" + b.color))); }],
        draw: [u => { olds.forEach(old => drawPinned(u, old, pinned.findIndex(list => list.includes(old)), old.stacked ? () => ink : hue, color("--page"))); if (c.marks) drawMarks(u, c, ink, color("--page")); }],
        setCursor: [u => { if (u.cursor.idx == null) u.setLegend({ idx: rest(c) }, false); }],
      },
    };
  }

  // upright returns a chart's lines from the top down.
  const upright = c => c.stacked ? [...c.lines].reverse() : c.lines;

  // washed returns a colour that lets through what is behind it.
  const washed = (hex, times = 1) => hex + Math.round(255 * (1 - (2 / 3) ** times)).toString(16); // as if painted so often
  const rangeAt = (c, b, i) => `${format(c.y.unit, b.lo[i], true)} to ${format(c.y.unit, b.hi[i], true)}`;

  // drawBand fills the area of a band, in pieces where it is not defined everywhere.
  function drawBand(u, c, b, fill) {
    const { ctx, bbox } = u;
    const at = (i, y) => [u.valToPos(c.at[i], "x", true), u.valToPos(y, "y", true)];
    ctx.save();
    ctx.beginPath(); ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height); ctx.clip();
    ctx.fillStyle = fill;
    for (let from = 0; from < c.at.length; from++) {
      let to = from;
      while (to < c.at.length && b.lo[to] != null && b.hi[to] != null) to++;
      if (to === from) continue;
      ctx.beginPath();
      if (to === from + 1) { // one place alone has a bar
        const [x, top] = at(from, b.hi[from]), wide = 5 * devicePixelRatio;
        ctx.fillRect(x - wide, top, 2 * wide, at(from, b.lo[from])[1] - top);
        continue;
      }
      for (let i = from; i < to; i++) ctx.lineTo(...at(i, b.hi[i]));
      for (let i = to - 1; i >= from; i--) ctx.lineTo(...at(i, b.lo[i]));
      ctx.fill();
      from = to;
    }
    ctx.restore();
  }

  // drawPinned draws the lines of another run as dashes, each run's of their own length, with the run's letter if there are several.
  const dashes = [[5, 4], [2, 3], [9, 4], [9, 3, 2, 3]];
  function drawPinned(u, c, run, hue, page) {
    const { ctx, bbox } = u, lines = upright(c);
    const values = c.stacked ? cumulated(lines).slice(1) : lines.map(l => l.y);
    ctx.save();
    ctx.beginPath(); ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height); ctx.clip();
    const scale = devicePixelRatio, there = Math.round((c.at.length - 1) * (.15 + .2 * run)); // where its letter stands
    ctx.font = `600 ${12 * scale}px system-ui, sans-serif`;
    values.forEach((list, k) => {
      const line = lines[k];
      if (line.dashed) return;
      ctx.strokeStyle = ctx.fillStyle = hue(line);
      ctx.lineWidth = 1.5 * scale; ctx.setLineDash(dashes[run % dashes.length].map(x => x * scale));
      ctx.beginPath();
      let down = false;
      list.forEach((y, i) => {
        if (y == null) { down = false; return; }
        if (c.points) { const x = u.valToPos(c.at[i], "x", true), at = u.valToPos(y, "y", true); ctx.moveTo(x - 5 * scale, at); ctx.lineTo(x + 5 * scale, at); return; }
        ctx[down ? "lineTo" : "moveTo"](u.valToPos(c.at[i], "x", true), u.valToPos(y, "y", true));
        down = true;
      });
      ctx.stroke();
      if (pinned.length < 2 || list[there] == null) return;
      const at = ["ABCD"[run], u.valToPos(c.at[there], "x", true), u.valToPos(list[there], "y", true) + 4 * scale];
      ctx.strokeStyle = page; ctx.lineWidth = 4 * scale; ctx.setLineDash([]); ctx.strokeText(...at); ctx.fillText(...at);
    });
    ctx.restore();
  }

  // drawMarks draws a dotted line and a name at each mark, or a point if it is one.
  function drawMarks(u, c, ink, page) {
    const { ctx } = u, scale = devicePixelRatio, taken = [];
    ctx.save();
    ctx.font = `600 ${12 * scale}px system-ui, sans-serif`;
    ctx.lineJoin = "round"; ctx.textAlign = "left"; ctx.textBaseline = "alphabetic";
    // write puts text at the first of some places at which it covers no other.
    const write = (text, places) => {
      const right = u.bbox.left + u.bbox.width + 12 * scale;
      const width = ctx.measureText(text).width;
      for (const [from, y, before] of places) {
        const x = before ? from - width : from;
        const box = [x, y - 13 * scale, x + width, y + 3 * scale];
        if (box[2] > right || taken.some(b => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) continue;
        taken.push(box);
        ctx.strokeStyle = page; ctx.lineWidth = 3 * scale; ctx.setLineDash([]); ctx.strokeText(text, x, y);
        ctx.fillStyle = ink; ctx.fillText(text, x, y);
        return;
      }
    };
    for (const m of c.marks) {
      const x = Math.round(u.valToPos(m.x, "x", true));
      if (m.y != null) {
        const y = u.valToPos(m.y, "y", true);
        ctx.beginPath(); ctx.arc(x, y, 4.5 * scale, 0, 2 * Math.PI);
        ctx.fillStyle = ink; ctx.fill(); ctx.strokeStyle = page; ctx.lineWidth = 1.5 * scale; ctx.stroke();
        write(m.name, [[x + 8 * scale, y - 6 * scale], [x + 8 * scale, y - 22 * scale], [x - 34 * scale, y + 16 * scale]]);
        continue;
      }
      ctx.beginPath(); ctx.setLineDash([2 * scale, 3 * scale]); ctx.lineWidth = scale; ctx.strokeStyle = ink;
      ctx.moveTo(x, u.bbox.top); ctx.lineTo(x, u.bbox.top + u.bbox.height); ctx.stroke();
      write(m.name, [14, 30].flatMap(down => [[x + 5 * scale, u.bbox.top + down * scale], [x - 5 * scale, u.bbox.top + down * scale, true]]));
    }
    ctx.restore();
  }

  // rest is the place that is read when nobody points at one: the end of the run, the last price, the middle of people.
  function rest(c) {
    const last = c.at.length - 1;
    if (c.x.unit === "share") return Math.round(last / 2);
    if (c.x.unit !== "price" || !c.marks) return last;
    const price = c.marks[c.marks.length - 1].x;
    return c.at.reduce((best, x, i) => Math.abs(x - price) < Math.abs(c.at[best] - price) ? i : best, 0);
  }

  // draw draws a host's chart. Its width is an argument so that many can be measured before any is drawn: measuring a page
  // that has just changed lays all of it out.
  function draw(host, wide = host.clientWidth) {
    const named = chart => chart.id === host.dataset.chart;
    const c = charts.find(named), olds = pinned.map(list => list.find(named)).filter(Boolean), lines = upright(c);
    const style = getComputedStyle(root), color = name => style.getPropertyValue(name).trim();
    const width = root.classList.contains("paper") ? Math.min(paperWidth, wide) : wide;
    host.plot?.destroy();
    const data = [c.at, ...(c.stacked ? cumulated(lines) : lines.map(l => l.y)), ...(c.bands || []).map(b => b.hi)];
    host.plot = new uPlot(options(c, olds, lines, width, color), data, host);
    host.plot.setLegend({ idx: rest(c) }, false);
    host.width = wide;
    host.chart = c;
    root.classList.toggle("pinned", pinned.length > 0);
  }

  // read moves the cursor with the keyboard and says what is there.
  function read(host, event) {
    const c = host.chart, last = c.at.length - 1, at = host.plot.cursor.idx ?? rest(c);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at + 12, PageDown: at - 12, Home: 0, End: last }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const i = Math.min(Math.max(to, 0), last);
    host.plot.setCursor({ left: host.plot.valToPos(c.at[i], "x"), top: host.plot.over.clientHeight / 2 });
    const values = [...c.lines.map(l => `${l.name} ${format(c.y.unit, l.y[i], true)}`), ...(c.bands || []).map(b => `${b.name} ${rangeAt(c, b, i)}`)].join(", ");
    host.nextElementSibling.textContent = `${place(c, i)}${priceAt(c, i)}: ${values}`;
  }

  function drawAll() {
    const widths = hosts.map(host => host.checkVisibility() && host.clientWidth);
    hosts.forEach((host, i) => widths[i] && draw(host, widths[i])); // what is folded is drawn when it is opened
  }

  function paper(on) {
    root.classList.toggle("paper", on);
    for (const details of document.querySelectorAll("details.paper")) details.open = on;
    drawAll();
  }

  const watcher = new ResizeObserver(entries => {
    for (const { target } of entries) if (target.clientWidth && target.clientWidth !== target.width && target.checkVisibility()) draw(target);
  });

  // tables says of each table that is wider than its place that there is more to see.
  const tables = new ResizeObserver(entries => {
    for (const { target } of entries) { const box = target.closest(".scroll"); box.classList.toggle("wide", box.scrollWidth > box.clientWidth + 1); }
  });
  const watchTables = () => { for (const table of document.querySelectorAll(".scroll, .scroll > table")) tables.observe(table); };

  // show draws charts at their places in the page, and the same charts of other runs behind them.
  function show(newCharts, pinnedCharts = []) {
    [charts, pinned] = [newCharts, pinnedCharts];
    for (const host of hosts) { host.plot?.destroy(); host.plot = host.width = undefined; watcher.unobserve(host); }
    hosts = [...document.querySelectorAll(".plot")];
    drawAll();
    watchTables();
    for (const host of hosts) {
      host.onkeydown = event => read(host, event);
      watcher.observe(host);
    }
  }

  document.addEventListener("toggle", event => {
    watchTables();
    for (const host of event.target.querySelectorAll(".plot")) if (!host.plot && host.checkVisibility()) draw(host);
  }, true);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
  const data = JSON.parse(document.getElementById("data").textContent);
  if (Array.isArray(data)) show(data);
  watchTables();
  return { data, show, format };
})();
