// The charts of the page, one function a section; each draws where its section is there.
"use strict";

(() => {
  const { axis, data, draw, legend, limits, logarithmicAxis, look, number, tooltip, translucent } = Charts;

  // Trials as points in their pipelines' colours; hollow where a trial was pruned.
  function trialPoints(points, radius) {
    const looks = new Map();
    const lookOf = point => looks.get(point.pipeline) ?? looks.set(point.pipeline, look(point.pipeline)).get(point.pipeline);
    return {
      data: points,
      showLine: false,
      pointRadius: radius,
      pointHoverRadius: radius + 2,
      pointStyle: points.map(point => lookOf(point).pointStyle),
      pointBorderColor: points.map(point => lookOf(point).colour),
      pointBackgroundColor: points.map(point => translucent(lookOf(point).colour, point.isPruned ? 0 : 0.55)),
    };
  }

  function progress() {
    const content = data("progress");
    if (!content) {
      return;
    }
    const better = content.isMaximized ? Math.max : Math.min;
    let best = null;
    const trials = content.trials.map((trial, index) => ({ x: index + 1, y: trial.metric, ...trial }));
    const bests = trials.map(trial => ({ x: trial.x, y: (best = best === null ? trial.y : better(best, trial.y)) }));
    const used = [...new Set(trials.map(trial => trial.pipeline))].sort((left, right) => left - right);
    draw("progress-chart", () => ({
      type: "scatter",
      data: {
        datasets: [
          ...used.map(pipeline => ({
            label: content.pipelines[pipeline],
            ...trialPoints(trials.filter(trial => trial.pipeline === pipeline), 4.5),
            backgroundColor: translucent(look(pipeline).colour, 0.55),
            borderColor: look(pipeline).colour,
          })),
          { label: "Best so far", data: bests, showLine: true, stepped: true, pointRadius: 0, pointHitRadius: 0, pointStyle: "line", borderWidth: 2, borderColor: Theme.colour("--text"), order: 1 },
        ],
      },
      options: {
        scales: { x: axis("Trials ended", { min: 0, max: trials.length + 1, ticks: { precision: 0 } }), y: axis(content.metric, { min: content.low, max: content.high, ticks: { includeBounds: false, callback: number } }) },
        plugins: { legend: { display: true, ...legend() }, tooltip: tooltip(item => item.raw.id === undefined ? `Best so far: ${number(item.raw.y)}` : `Trial ${item.raw.id}, ${content.pipelines[item.raw.pipeline]}: ${number(item.raw.y)}`) },
      },
    }));
  }

  function curves() {
    const content = data("curves");
    if (!content) {
      return;
    }
    const measure = document.getElementById("curve-measure");
    const count = document.getElementById("curve-count");
    const coloured = 10;
    const make = () => {
      const shown = content.trials.slice(0, Number(count.value));
      const ofMeasure = trial => trial.points.map(point => ({ x: point.epoch, y: point[measure.value] }));
      const values = shown.flatMap(trial => ofMeasure(trial).map(point => point.y));
      return {
        type: "line",
        data: {
          datasets: shown.map((trial, index) => ({
            label: trial.title,
            data: ofMeasure(trial),
            spanGaps: false,
            borderWidth: index === 0 ? 2.5 : 1.5,
            borderDash: index < coloured ? look(index).dash : [],
            borderColor: index < coloured ? look(index).colour : translucent(Theme.colour("--muted"), 0.35),
            backgroundColor: look(index).colour,
            pointStyle: index < coloured ? "line" : false,
            pointRadius: trial.points.length > 1 ? 0 : 3,
            order: index,
          })),
        },
        options: {
          interaction: { mode: "nearest", axis: "xy", intersect: false },
          scales: {
            x: axis("Epoch", { type: "linear", min: 1, ticks: { precision: 0 } }),
            y: axis(measure.selectedOptions[0].textContent, { ...(measure.value === "metric" ? {} : limits(values)), ticks: { callback: number } }),
          },
          plugins: { legend: { display: true, ...legend(index => index < coloured) }, tooltip: tooltip(item => `${item.dataset.label}, epoch ${item.raw.x}: ${number(item.raw.y)}`) },
        },
      };
    };
    [measure, count].forEach(select => select.addEventListener("change", () => draw("curves-chart", make)));
    draw("curves-chart", make);
  }

  function parameters() {
    const content = data("parameters");
    if (!content) {
      return;
    }
    content.charts.forEach((chart, index) => draw(`parameter-chart-${index}`, () => parameter(content, chart)));
    drawLegend();
    Theme.onChange(drawLegend);
  }

  function parameter(content, chart) {
    // Points of one category lie beside each other, in a place that goes by the trial's number, so that all are seen.
    const beside = trial => 0.5 * (((trial * 0.618034) % 1) - 0.5);
    const points = chart.points.map(point => ({ ...point, value: point.x, x: chart.categories ? point.x + beside(point.trial) : point.x }));
    const text = value => (chart.categories ? chart.categories[value] : number(value));
    const values = chart.points.map(point => point.x);
    const margin = 0.04 * (Math.max(...values) - Math.min(...values));
    const x = chart.categories
      ? axis("", { min: -0.5, max: chart.categories.length - 0.5, grid: { display: false }, ticks: { stepSize: 0.5, autoSkip: false, callback: value => (Number.isInteger(value) ? short(chart.categories[value] ?? "", chart.categories.length) : "") } })
      : chart.isLogarithmic
        ? logarithmicAxis("", values)
        : axis("", { min: Math.min(...values) - margin, max: Math.max(...values) + margin, ticks: { includeBounds: false, callback: number, maxTicksLimit: 6 } });
    return {
      type: "scatter",
      data: { datasets: [trialPoints(points, 3.5)] },
      options: {
        scales: { x, y: axis("", { min: content.low, max: content.high, ticks: { includeBounds: false, callback: number, maxTicksLimit: 5 } }) },
        plugins: { tooltip: tooltip(item => `Trial ${item.raw.trial}, ${content.pipelines[item.raw.pipeline]}: ${chart.name} ${text(item.raw.value)}, ${content.metric} ${number(item.raw.y)}`) },
      },
    };
  }

  // A category's name in the room that it has.
  function short(name, categories) {
    const room = Math.max(4, Math.floor(36 / categories));
    return name.length <= room ? name : `${name.slice(0, room - 1)}\u2026`;
  }

  // The pipelines' points as the charts of the section have them.
  function drawLegend() {
    document.querySelectorAll(".legend li").forEach(item => {
      item.querySelector("canvas")?.remove();
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 28;
      const context = canvas.getContext("2d");
      const { colour, pointStyle } = look(Number(item.dataset.pipeline));
      context.strokeStyle = colour;
      context.fillStyle = translucent(colour, 0.55);
      context.lineWidth = 2;
      Chart.helpers.drawPoint(context, { pointStyle, radius: 9, borderWidth: 2 }, 14, 14);
      item.prepend(canvas);
    });
  }

  function residuals() {
    const content = data("residuals");
    if (!content) {
      return;
    }
    const values = content.points.flat();
    const low = Math.min(...values), high = Math.max(...values);
    const middles = content.counts.map((_, index) => (index - (content.counts.length - 1) / 2) * content.width);
    draw("residuals-chart", () => ({
      type: "scatter",
      data: {
        datasets: [
          { data: [{ x: low, y: low }, { x: high, y: high }], showLine: true, pointRadius: 0, pointHitRadius: 0, borderWidth: 1.5, borderColor: Theme.colour("--muted"), borderDash: [5, 4] },
          { data: content.points.map(([x, y]) => ({ x, y })), pointRadius: 2.5, backgroundColor: translucent(look(0).colour, 0.35), borderColor: "transparent" },
        ],
      },
      options: {
        scales: { x: axis("Actual", { ticks: { callback: number } }), y: axis("Predicted", { ticks: { callback: number } }) },
        plugins: { tooltip: tooltip(item => `Actual ${number(item.raw.x)}, predicted ${number(item.raw.y)}`) },
      },
    }));
    draw("histogram-chart", () => ({
      type: "bar",
      data: { labels: middles, datasets: [{ data: content.counts, backgroundColor: translucent(look(0).colour, 0.7), categoryPercentage: 1, barPercentage: 0.94 }] },
      options: {
        scales: { x: axis("Residual", { grid: { display: false }, ticks: { callback: index => (index % 5 === 0 ? number(Number(middles[index].toPrecision(3))) : ""), autoSkip: false } }), y: axis("Rows", { ticks: { precision: 0 } }) },
        plugins: { tooltip: tooltip(item => `${number(middles[item.dataIndex] - content.width / 2)} to ${number(middles[item.dataIndex] + content.width / 2)}: ${item.raw} rows`) },
      },
    }));
  }

  function thresholds() {
    const content = data("thresholds");
    if (!content) {
      return;
    }
    const mark = {
      id: "best-threshold",
      afterDatasetsDraw({ ctx, chartArea, scales }) {
        const x = scales.x.getPixelForValue(content.best);
        ctx.save();
        ctx.setLineDash([4, 4]);
        ctx.strokeStyle = Theme.colour("--muted");
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.restore();
      },
    };
    draw("thresholds-chart", () => ({
      type: "line",
      data: {
        datasets: ["Precision", "Recall", "F1"].map((label, index) => ({
          label,
          data: content.points.map(point => ({ x: point[0], y: point[index + 1] })),
          borderColor: look(index).colour,
          backgroundColor: look(index).colour,
          borderWidth: 2,
          pointRadius: 0,
          pointStyle: "line",
        })),
      },
      options: {
        interaction: { mode: "nearest", axis: "x", intersect: false },
        scales: { x: axis("Threshold", { type: "linear", min: content.points[0][0], max: content.points.at(-1)[0], ticks: { includeBounds: false, callback: number } }), y: axis("", { min: 0, max: 1 }) },
        plugins: { legend: { display: true, ...legend() }, tooltip: tooltip(item => `${item.dataset.label} ${number(item.raw.y)} at threshold ${number(item.raw.x)}`) },
      },
      plugins: [mark],
    }));
  }

  // Horizontal bars, a line each, with the spread as a thin line through the end of the bar.
  function bars(id, title, items, spreads) {
    const holder = document.getElementById(id).parentElement;
    holder.style.height = `${70 + 24 * Number(holder.dataset.rows)}px`;
    const whiskers = {
      id: "whiskers",
      afterDatasetsDraw({ ctx, scales }) {
        ctx.save();
        ctx.strokeStyle = Theme.colour("--text");
        items.forEach((item, index) => {
          if (spreads[index] > 0) {
            const y = scales.y.getPixelForValue(index);
            const from = scales.x.getPixelForValue(item.value - spreads[index]), to = scales.x.getPixelForValue(item.value + spreads[index]);
            ctx.beginPath();
            ctx.moveTo(from, y);
            ctx.lineTo(to, y);
            [from, to].forEach(x => {
              ctx.moveTo(x, y - 4);
              ctx.lineTo(x, y + 4);
            });
            ctx.stroke();
          }
        });
        ctx.restore();
      },
    };
    const reach = sign => items.map((item, index) => item.value + sign * spreads[index]);
    draw(id, () => ({
      type: "bar",
      data: { labels: items.map(item => item.name), datasets: [{ data: items.map(item => item.value), backgroundColor: translucent(look(0).colour, 0.75), maxBarThickness: 18 }] },
      options: {
        indexAxis: "y",
        scales: {
          x: axis(title, { suggestedMin: Math.min(0, ...reach(-1)), suggestedMax: Math.max(0, ...reach(1)), ticks: { callback: number } }),
          y: axis("", { grid: { display: false }, ticks: { autoSkip: false, color: Theme.colour("--text"), callback: index => (items[index].name.length > 40 ? `${items[index].name.slice(0, 39)}\u2026` : items[index].name) } }),
        },
        plugins: { tooltip: tooltip(item => `${items[item.dataIndex].name}: ${number(item.raw)}${spreads[item.dataIndex] > 0 ? ` \u00B1 ${number(spreads[item.dataIndex])}` : ""}`) },
      },
      plugins: [whiskers],
    }));
  }

  function importance() {
    const content = data("importance");
    if (content) {
      bars("importance-chart", `Loss of ${content.metric}`, content.features.map(feature => ({ name: feature.name, value: feature.mean })), content.features.map(feature => feature.spread ?? 0));
    }
  }

  function ensemble() {
    const content = data("ensemble");
    if (content) {
      bars("ensemble-chart", "Weight", content.members.map(member => ({ name: member.name, value: member.weight })), content.members.map(() => 0));
    }
  }

  [progress, curves, parameters, residuals, thresholds, importance, ensemble].forEach(section => section());
})();
