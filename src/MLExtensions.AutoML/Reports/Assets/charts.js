// What the charts share: their data, colours, axes and numbers, and being drawn again when the theme changes.
"use strict";

const Charts = (() => {
  const pointStyles = ["circle", "triangle", "rect", "rectRot"];
  const dashes = [[], [6, 4], [2, 3]];
  const seriesColours = 8;
  const made = new Map();

  // A section's data; null where the page has no such section.
  function data(name) {
    const element = document.getElementById(`${name}-data`);
    return element && JSON.parse(element.textContent);
  }

  const number = value => (value === null || value === undefined ? "" : String(Number(Number(value).toPrecision(5))));

  // How the series of a number looks: a colour and a point, and from the ninth on another dash.
  function look(index) {
    return {
      colour: Theme.colour(`--series-${(index % seriesColours) + 1}`),
      pointStyle: pointStyles[index % pointStyles.length],
      dash: dashes[Math.floor(index / seriesColours) % dashes.length],
    };
  }

  function translucent(colour, opacity) {
    const parts = colour.match(/[\d.]+/g);
    return `rgba(${parts[0]}, ${parts[1]}, ${parts[2]}, ${opacity})`;
  }

  function axis(title, options = {}) {
    const { ticks, ...others } = options;
    return {
      title: { display: Boolean(title), text: title, color: Theme.colour("--muted") },
      grid: { color: Theme.colour("--line") },
      border: { color: Theme.colour("--line") },
      ticks: { color: Theme.colour("--muted"), maxRotation: 0, autoSkipPadding: 12, ...ticks },
      ...others,
    };
  }

  // A logarithmic axis whose lines are few: powers of ten, and two or three between them where it is short.
  function logarithmicAxis(title, values) {
    const low = Math.min(...values) / 1.3, high = Math.max(...values) * 1.3;
    const decades = Math.log10(high / low);
    const mantissas = decades > 3.5 ? [1] : decades > 1.4 ? [1, 3] : [1, 2, 5];
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      ticks.push(...mantissas.map(mantissa => ({ value: mantissa * 10 ** power })).filter(tick => tick.value >= low && tick.value <= high));
    }
    return axis(title, {
      type: "logarithmic",
      min: low,
      max: high,
      ticks: { callback: exponent },
      afterBuildTicks: scale => {
        scale.ticks = ticks;
      },
    });
  }

  const exponent = value => (value >= 0.001 && value < 1e5 ? number(value) : Number(Number(value).toPrecision(3)).toExponential().replace("e+", "e"));

  // Limits that leave out the largest few values where those would press all others into a line, as a first epoch's loss does.
  function limits(values) {
    const ordered = values.filter(value => value !== null).sort((left, right) => left - right);
    if (ordered.length < 20) {
      return {};
    }
    const low = ordered[0], most = ordered[Math.floor(0.97 * (ordered.length - 1))], high = ordered[ordered.length - 1];
    return high - low > 3 * (most - low) && most > low ? { max: most + 0.2 * (most - low) } : {};
  }

  function draw(id, make) {
    made.get(id)?.chart?.destroy();
    const configuration = make();
    configuration.options = { animation: false, maintainAspectRatio: false, ...configuration.options };
    configuration.options.plugins = { legend: { display: false }, ...configuration.options.plugins };
    made.set(id, { make, chart: new Chart(document.getElementById(id), configuration) });
  }

  // A legend's settings; `shows` tells which series have a line in it.
  const legend = (shows = () => true) => ({
    position: "bottom",
    labels: { color: Theme.colour("--text"), usePointStyle: true, boxHeight: 7, filter: item => shows(item.datasetIndex) },
  });

  // One that names the point beneath the pointer.
  const tooltip = text => ({ displayColors: false, callbacks: { title: () => "", label: text } });

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Theme.onChange(() => [...made].forEach(([id, { make }]) => draw(id, make)));

  return { axis, data, draw, legend, limits, logarithmicAxis, look, number, tooltip, translucent };
})();
